from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief, Deliverable
from briefs.querysets import AssignmentQuerySet, OnBriefQuerySet, RoundQuerySet, WorkFileQuerySet
from briefs.states import CHANGE_ORDER_MOVES, ChangeOrderState, RoundState
from core.money import Money
from people.states import Department


class Assignment(models.Model):
    """Somebody of creative, traffic or elsewhere works on a job until a day, for so many hours (W4, W6, P10)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="assignments")
    deliverable = models.ForeignKey(
        Deliverable, verbose_name=_("deliverable"), null=True, blank=True, on_delete=models.CASCADE, related_name="assignments"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="assignments")
    what = models.CharField(_("what"), max_length=200)
    department = models.CharField(_("department"), max_length=20, choices=Department, default=Department.CREATIVE)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    due_on = models.DateField(_("due"))
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2, default=0, help_text=_("Spread over the working days."))
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=models.F("starts_on")), name="assignment_ends_after_start"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="assignment_hours_not_negative"),
        ]
        indexes = [models.Index(fields=["person", "due_on"], condition=Q(done_on=None), name="open_assignments_of_person")]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("brief_work", args=[self.brief_id])

    def event_topic(self):
        return self.brief.account


class Round(models.Model):
    """One turn of creative work: made, reviewed inside, shown, judged by the client (W4). Counted against what the contract sells."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.WORKING)
    opened_on = models.DateField(default=timezone.localdate)
    due_on = models.DateField(_("due"), null=True, blank=True)
    handed_in_on = models.DateField(null=True, blank=True)
    shown_on = models.DateField(null=True, blank=True)
    over_on = models.DateField(null=True, blank=True)
    is_over_contract = models.BooleanField(default=False, help_text="More rounds than were sold when it began.")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["brief", "-number"]
        constraints = [models.UniqueConstraint(fields=["brief", "number"], name="rounds_are_numbered")]
        indexes = [models.Index(fields=["due_on", "id"], condition=~Q(state="over"), name="open_rounds_by_day")]

    def __str__(self):
        return f"Round {self.number} of {self.brief.number}"

    def get_absolute_url(self):
        return reverse("brief_work", args=[self.brief_id])

    def event_topic(self):
        return self.brief.account


class WorkFile(models.Model):
    """A version of a deliverable as a file (W4). Never replaced: the next one is a new row. Outside the web root, served by asking.

    `name` is what people called it and never touches the file system; `pages` is 1 for a picture, the pages of a PDF, else empty.
    """

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="files")
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(upload_to="work/%Y/")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    mime = models.CharField(max_length=100, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    thumbnail = models.FileField(upload_to="work/thumbnails/%Y/", blank=True)
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True, help_text="Since when the client sees it.")

    objects = WorkFileQuerySet.as_manager()

    class Meta:
        ordering = ["deliverable", "-number"]
        constraints = [models.UniqueConstraint(fields=["deliverable", "number"], name="work_files_are_numbered")]

    def __str__(self):
        return f"{self.deliverable}, version {self.number}"

    def get_absolute_url(self):
        return reverse("work_file_detail", args=[self.pk])

    def event_topic(self):
        return self.deliverable.brief.account


class InternalReview(models.Model):
    """What one of ours said of a round before the client sees it (W4). Never edited."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    passes = models.BooleanField(_("goes to the client"))
    note = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(passes=True) | ~Q(note=""), name="work_goes_back_with_a_reason")]

    def __str__(self):
        return f"{self.round}: {'passes' if self.passes else 'goes back'}"


class ChangeOrder(models.Model):
    """A round more than was sold, offered to the client at a price, or waived by somebody with a reason (W4)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="change_orders")
    round_number = models.PositiveSmallIntegerField(_("round"))
    amount_minor = models.BigIntegerField(_("price"), default=0)
    reason = models.TextField(_("what it covers"))
    state = models.CharField(_("state"), max_length=10, choices=ChangeOrderState, default=ChangeOrderState.OFFERED, editable=False)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    offered_on = models.DateField(default=timezone.localdate, editable=False)
    decided_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnBriefQuerySet.as_manager()

    moves = CHANGE_ORDER_MOVES

    class Meta:
        ordering = ["brief", "round_number"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "round_number"], name="one_change_order_per_round"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="change_order_not_negative"),
        ]

    def __str__(self):
        return f"Change order for round {self.round_number} of {self.brief.number}"

    def get_absolute_url(self):
        return reverse("brief_work", args=[self.brief_id])

    def event_topic(self):
        return self.brief.account

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.brief.currency)
