from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from care.querysets import ActionItemQuerySet, AttendanceQuerySet, CheckInQuerySet
from care.states import CHECK_IN_MOVES, CheckInKind, CheckInState, Presence
from clients.models import Account, Contact
from core.addresses import address_of


class CheckIn(models.Model):
    """A regular word with the client (R1): planned by the clock at the account's cadence, then held or missed."""

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="check_ins")
    kind = models.CharField(_("kind"), max_length=10, choices=CheckInKind, default=CheckInKind.CALL)
    planned_on = models.DateField(_("day"))
    planned_at = models.TimeField(_("time"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("held by"), null=True, blank=True, on_delete=models.PROTECT, related_name="check_ins"
    )
    agenda = models.TextField(_("agenda"), blank=True)
    is_from_cadence = models.BooleanField(default=False, editable=False, help_text=_("Planned by the clock."))
    state = models.CharField(_("state"), max_length=10, choices=CheckInState, default=CheckInState.PLANNED, editable=False)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    reason = models.CharField(_("why not"), max_length=300, blank=True)
    held_at = models.TimeField(_("ended at"), null=True, blank=True, help_text=_("Empty: some time that day."))
    topic = models.CharField(_("topic"), max_length=200, blank=True, help_text=_("What a training is about."))
    material = models.TextField(_("what is taught"), blank=True, help_text=_("What a training teaches, and with which material."))
    report_due_at = models.DateTimeField(_("report due"), null=True, blank=True, editable=False, help_text=_("Empty: none is owed."))
    report_late_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="The last hour to issue it; ADR 0051.")
    contacts = models.ManyToManyField(Contact, verbose_name=_("from the client"), blank=True, related_name="check_ins")
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("from us"), blank=True, related_name="attended_check_ins")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CheckInQuerySet.as_manager()

    moves = CHECK_IN_MOVES

    class Meta:
        ordering = ["planned_on", "planned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state=CheckInState.PLANNED, is_from_cadence=True),
                name="one_planned_cadence_check_in_per_account",
            ),
            models.CheckConstraint(condition=~Q(state=CheckInState.HELD) | Q(held_on__isnull=False), name="a_held_check_in_has_its_day"),
            models.CheckConstraint(
                condition=~Q(state__in=[CheckInState.MISSED, CheckInState.CANCELLED]) | ~Q(reason=""), name="a_missed_check_in_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(report_due_at=None, report_late_at=None) | Q(report_late_at__gte=F("report_due_at")),
                name="a_report_is_due_before_it_is_late",
            ),
        ]
        indexes = [
            models.Index(fields=["report_due_at", "id"], condition=Q(report_due_at__isnull=False), name="check_ins_owing_report"),
            models.Index(fields=["planned_on", "id"], condition=Q(state="planned"), name="check_in_to_come"),
            models.Index(fields=["account", "-held_on"], condition=Q(state="held"), name="check_in_last_held"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} with {self.account}"

    def get_absolute_url(self):
        return address_of("check_in_detail", self.pk)

    def event_topic(self):
        return self.account


class Attendance(models.Model):
    """Somebody of the client was invited to a check-in, and came or did not; of a training it says who was taught (R6)."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="attendances")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="attendances")
    presence = models.CharField(_("came"), max_length=10, choices=Presence, default=Presence.INVITED)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["contact__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["check_in", "contact"], name="one_attendance_per_contact")]

    def __str__(self):
        return f"{self.contact}: {self.get_presence_display()}"


class ActionItem(models.Model):
    """What somebody promised to do by a day: one of ours (`owner`) or, after a contact report, of the client (`contact`) (R1)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="action_items")
    check_in = models.ForeignKey(CheckIn, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items")
    concern = models.ForeignKey("care.Concern", null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items")
    what = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="action_items"
    )
    contact = models.ForeignKey(
        Contact, verbose_name=_("owner at the client"), null=True, blank=True, on_delete=models.PROTECT, related_name="action_items"
    )
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, contact=None) | Q(owner=None, contact__isnull=False), name="an_action_has_one_owner"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(done_on=None), name="open_actions_of_owner"),
            models.Index(fields=["due_on", "id"], condition=Q(done_on=None), name="open_actions_by_day"),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return address_of("action_item_detail", self.pk)

    def event_topic(self):
        return self.account

    @property
    def who(self):
        """Whoever does it: one of ours, or the client's contact."""
        return self.contact if self.contact_id else self.owner
