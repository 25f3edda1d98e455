from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.querysets import ConcernLinkQuerySet, ConcernQuerySet
from care.states import CONCERN_MOVES, LIVE, TICKING, WAITING, ConcernKind, ConcernSource, ConcernState, Lapse
from clients.models import Account, Contact
from clients.states import Severity
from core.addresses import address_of
from core.links import SecretLink
from core.models import Letter
from reminders.states import Rung


class ConcernCause(models.Model):
    """Why concerns arise, in the house's own words (R3): a director edits the list, every closed concern has one of them."""

    name = models.CharField(_("cause"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("place"), default=50, help_text=_("Small numbers first."))
    is_retired = models.BooleanField(_("no longer offered"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("concern_cause_list")


class Concern(models.Model):
    """Something that troubles a client (R2, R3): asked, answered, brought to an outcome that the client confirms.

    Two of our words hang on it, in office hours by tier and severity: `answer_by` and `resolve_by`; `due_at` is the one that is next.
    At `climbs_at` it goes one rung up the ladder (ADR 0053). `answer_hours` and `resolve_hours` are what was promised at the start.
    """

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="concerns")
    kind = models.CharField(_("kind"), max_length=10, choices=ConcernKind, default=ConcernKind.PROBLEM)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity, default=Severity.NORMAL)
    title = models.CharField(_("in one line"), max_length=200)
    text = models.TextField(_("what troubles them"), blank=True)
    contact = models.ForeignKey(
        Contact, verbose_name=_("raised for"), null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )
    about = models.CharField(_("job or contract"), max_length=200, blank=True, help_text=_("The number or name they speak of, if any."))
    source = models.CharField(_("source"), max_length=10, choices=ConcernSource, default=ConcernSource.STAFF, editable=False)
    is_shared = models.BooleanField(
        _("the contact sees it"), default=False, help_text=_("On their own page. What they raise themselves they always see.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )
    state = models.CharField(_("state"), max_length=10, choices=ConcernState, default=ConcernState.OPEN, editable=False)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False, help_text="When the client last turned to us.")
    answer_hours = models.PositiveSmallIntegerField(editable=False)
    resolve_hours = models.PositiveSmallIntegerField(editable=False)
    answer_by = models.DateTimeField(_("answer by"), editable=False)
    resolve_by = models.DateTimeField(_("outcome by"), editable=False)
    due_at = models.DateTimeField(_("our next word"), null=True, blank=True, editable=False, help_text="Empty: the clock stands still.")
    climbs_at = models.DateTimeField(null=True, blank=True, editable=False)
    rung = models.PositiveSmallIntegerField(_("rung"), choices=Rung, default=Rung.LEAD, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False, help_text="The first time.")
    resolved_at = models.DateTimeField(_("outcome"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    answer_minutes = models.PositiveIntegerField(null=True, blank=True, editable=False, help_text="Office minutes to the first answer.")
    resolve_minutes = models.PositiveIntegerField(null=True, blank=True, editable=False, help_text="Office minutes to the outcome.")
    was_answered_late = models.BooleanField(default=False, editable=False)
    was_resolved_late = models.BooleanField(default=False, editable=False)
    outcome = models.TextField(_("outcome"), blank=True, editable=False)
    confirmed_by = models.CharField(_("confirmed by"), max_length=200, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False, help_text="Why it was withdrawn or reopened.")
    cause = models.ForeignKey(
        ConcernCause, verbose_name=_("cause"), null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )
    reopened_count = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ConcernQuerySet.as_manager()

    moves = CONCERN_MOVES

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="concern_severity_is_known"),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="concern_rung_is_known"),
            models.CheckConstraint(condition=Q(resolve_by__gte=F("raised_at")), name="a_concern_is_resolved_after_it_was_raised"),
            models.CheckConstraint(condition=~Q(state=ConcernState.CLOSED) | Q(cause__isnull=False), name="a_closed_concern_has_a_cause"),
            models.CheckConstraint(
                condition=~Q(state__in=[ConcernState.PROPOSED, ConcernState.CONFIRMED]) | ~Q(outcome=""),
                name="a_proposed_outcome_has_words",
            ),
            models.CheckConstraint(condition=~Q(state=ConcernState.CONFIRMED) | ~Q(confirmed_by=""), name="somebody_confirmed_it"),
            models.CheckConstraint(
                condition=Q(state__in=TICKING, due_at__isnull=False, climbs_at__isnull=False)
                | (~Q(state__in=TICKING) & Q(due_at=None, climbs_at=None)),
                name="the_clock_of_a_concern_runs_while_it_is_ours",
            ),
        ]
        indexes = [
            models.Index(fields=["climbs_at", "id"], condition=Q(state__in=TICKING), name="concern_that_climbs"),
            models.Index(fields=["owner", "due_at"], condition=Q(state__in=LIVE), name="live_concern_of_owner"),
            models.Index(fields=["due_at", "id"], condition=Q(state__in=LIVE), name="live_concern_by_moment"),
            models.Index(fields=["account", "-raised_at"], name="concern_of_account"),
            models.Index(fields=["-raised_at", "-id"], name="concern_by_day"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("concern_detail", self.pk)

    def event_topic(self):
        return self.account

    @property
    def is_live(self) -> bool:
        """Neither closed nor withdrawn. Twin: ConcernQuerySet.live()."""
        return self.state in LIVE

    def is_late(self, *, now: datetime) -> bool:
        """Our word is broken. Twin: ConcernQuerySet.late()."""
        return self.due_at is not None and self.due_at < now

    @property
    def waits_for_answer(self) -> bool:
        return self.state in WAITING

    @property
    def is_escalated(self) -> bool:
        return self.rung > Rung.LEAD


class ConcernMessage(models.Model):
    """What was said about a concern: by one of ours, or by the contact (without either: by the client). Internal: only we read it."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="messages")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    is_internal = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(person=None) | Q(contact=None), name="concern_message_has_one_author"),
            models.CheckConstraint(condition=Q(is_internal=False) | Q(person__isnull=False), name="an_internal_note_is_ours"),
        ]

    def __str__(self):
        return self.text[:80]


class MediationNote(models.Model):
    """One conversation between two sides (R3): what each says, what was offered, what was agreed. Never edited: speak again."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="mediation_notes")
    held_on = models.DateField(_("day"), default=timezone.localdate)
    client_side = models.TextField(_("the client's side"))
    our_side = models.TextField(_("our side"))
    offered = models.TextField(_("what was offered"), blank=True)
    agreed = models.TextField(_("what was agreed"), blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self):
        return f"Mediation of {self.held_on}"


class ConcernClimb(models.Model):
    """A concern went up the ladder: which word was broken, whom it passed and whom it reached. Each lapse lifts it once."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="climbs")
    lapsed_at = models.DateTimeField()
    climbed_at = models.DateTimeField()
    lapse = models.CharField(max_length=10, choices=Lapse)
    hours = models.PositiveSmallIntegerField()
    rung = models.PositiveSmallIntegerField(choices=Rung)
    passed = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reached = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["climbed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "lapsed_at"], name="each_lapse_lifts_a_concern_once")]

    def __str__(self):
        return f"{self.concern} to {self.reached}"


class ConcernLink(SecretLink):
    """By which one contact raises concerns about one account, follows and answers them, without a log-in (R2)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="concern_links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="concern_links")

    objects = ConcernLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Concern link of {self.contact}"

    @property
    def is_open(self) -> bool:
        """Twin: ConcernLinkQuerySet.open()."""
        return super().is_open and self.contact.left_on is None and self.account.closed_on is None

    def get_absolute_url(self):
        return reverse("concern_link_list", args=[self.account_id])

    def event_topic(self):
        return self.account

    def event_words(self):
        return {"by_contact": str(self.contact), "by_link": "concern", "link": self.pk}

    OWN_CONCERNS = frozenset({"care.speak_on_concern", "care.confirm_concern", "care.reopen_concern"})

    def has_perm(self, perm, obj=None):
        """A contact raises concerns, and speaks on those of their own that they see; nothing else."""
        if perm == "care.raise_concern":
            return obj == self.account
        return perm in self.OWN_CONCERNS and isinstance(obj, Concern) and self.opens(obj)

    def opens(self, concern: Concern) -> bool:
        """Twin: ConcernQuerySet.of_link()."""
        return concern.is_shared and (concern.account_id, concern.contact_id) == (self.account_id, self.contact_id)
