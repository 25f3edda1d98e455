from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reminders.querysets import DigestQuerySet, ReminderQuerySet, SweepRunQuerySet
from reminders.states import CLOSED_STATES, OPEN_STATES, DigestState, Outcome, ReminderState, Rung


class Posted(models.Model):
    """Something that goes out by mail exactly as often as it must: claimed, sent, marked (docs/RELIABILITY.md).

    `next_attempt_at` is the lease too: a claim moves it ahead, so what a dead worker held falls due again by itself.
    """

    attempts = models.PositiveSmallIntegerField(db_default=0, default=0)
    next_attempt_at = models.DateTimeField()
    claim_token = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True, db_default="", default="")

    class Meta:
        abstract = True


class Digest(Posted):
    """All that was due for one person on one day, in one mail."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text=_("The person's own calendar day."))
    state = models.CharField(max_length=10, choices=DigestState, default=DigestState.PENDING)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "person"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="one_digest_per_person_and_day"),
            models.CheckConstraint(condition=Q(state__in=DigestState.values), name="digest_state_is_known"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="a_sent_digest_has_its_moment"),
        ]
        indexes = [models.Index(fields=["next_attempt_at", "id"], condition=Q(state="pending"), name="digest_due")]

    def __str__(self):
        return f"{self.person}, {self.day}"


class Reminder(Posted):
    """Said once: this rule, about this row and its date, to this person on this rung (S1).

    `anchor_on` is the date on the subject itself; when that date moves, new reminders are made and these are cancelled. `recipient`
    is whom the duty belongs to; while they are away their cover reads and receives it ("for …"), and the row stays as it is.
    """

    rule = models.CharField(_("rule"), max_length=40)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    anchor_on = models.DateField(_("day it is about"))
    step = models.SmallIntegerField(_("days before"))
    rung = models.PositiveSmallIntegerField(_("rung"), choices=Rung)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("for"), on_delete=models.PROTECT, related_name="reminders", db_index=False
    )
    passed = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("passed"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=_("Who had it before and did not act in time."),
    )
    due_on = models.DateField(_("said on"))
    act_by_on = models.DateField(_("act by"), null=True, blank=True, help_text=_("The day after, it climbs. Empty: it does not climb."))
    climbed_on = models.DateField(_("climbed on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReminderState, default="pending", db_default="pending")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default="", db_default="")
    snoozed_until = models.DateField(_("snoozed until"), null=True, blank=True)
    snooze_reason = models.CharField(_("why later"), max_length=300, blank=True, default="", db_default="")
    snooze_count = models.PositiveSmallIntegerField(db_default=0, default=0, help_text=_("Each time it is said again, under another name."))
    sent_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    digest = models.ForeignKey(Digest, null=True, blank=True, on_delete=models.PROTECT, related_name="reminders", db_index=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(_("made"))

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["anchor_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "rule", "anchor_on", "step", "rung", "recipient"], name="a_reminder_is_said_once"
            ),
            models.CheckConstraint(condition=Q(state__in=ReminderState.values), name="reminder_state_is_known"),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="reminder_rung_is_known"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="a_sent_reminder_has_its_moment"),
            models.CheckConstraint(
                condition=(Q(state__in=CLOSED_STATES) & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (Q(state__in=OPEN_STATES) & Q(outcome="")),
                name="a_closed_reminder_says_why",
            ),
            models.CheckConstraint(condition=Q(snoozed_until=None) | ~Q(snooze_reason=""), name="a_snooze_has_a_reason"),
        ]
        # The conditions read exactly as the queries do, or SQLite leaves the index aside.
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state="pending"), name="reminder_due"),
            models.Index(fields=["recipient", "anchor_on", "id"], condition=Q(state__in=OPEN_STATES), name="reminder_inbox"),
            models.Index(fields=["recipient"], condition=Q(state="failed"), name="reminder_failed"),
        ]

    def __str__(self):
        return f"{self.rule} {self.anchor_on} −{self.step} for {self.recipient}"

    def get_absolute_url(self):
        return reverse("reminder_list")

    def event_topic(self):
        """The row on whose timeline answers to this reminder show: the account of a contract."""
        topic = getattr(self.subject, "event_topic", None)
        return topic() if topic else self.subject

    @property
    def mail_name(self) -> str:
        """The same for every attempt to send it; another one when it is said again after a snooze."""
        return f"rem-{self.pk}.{self.snooze_count}" if self.snooze_count else f"rem-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_escalated(self) -> bool:
        return self.passed_id is not None


class SweepRun(models.Model):
    """One sweep: as of which day, when, and what each rule made (`/readyz` and the banner read the last)."""

    on = models.DateField()
    started_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="rule → created, escalated, done, cancelled")

    objects = SweepRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self):
        return f"{self.on} at {self.started_at:%Y-%m-%d %H:%M}"


class SweepError(models.Model):
    """A rule or a daily job that failed in a sweep; the others went on."""

    run = models.ForeignKey(SweepRun, on_delete=models.CASCADE, related_name="errors")
    rule = models.CharField(max_length=60)
    error = models.TextField()

    class Meta:
        ordering = ["-run", "rule"]
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="one_error_per_run_and_rule")]

    def __str__(self):
        return f"{self.rule}: {self.error.splitlines()[-1] if self.error else ''}"
