from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief
from briefs.querysets import LiveQuerySet, MilestoneQuerySet
from briefs.states import BriefKind, MilestoneKind
from people.states import Department


class MilestonePlan(models.Model):
    """How jobs of a kind are timed: its steps are worked back from the delivery day (W6)."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BriefKind, blank=True, help_text=_("Empty: any kind."))
    retired_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(retired_on=None), name="one_live_milestone_plan_per_kind"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("milestone_plan_list")


class MilestoneStep(models.Model):
    """One step of a plan: so many working days before the delivery it is to be reached."""

    plan = models.ForeignKey(MilestonePlan, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("milestone"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=MilestoneKind, default=MilestoneKind.OTHER)
    department = models.CharField(_("department"), max_length=20, choices=Department, default=Department.ACCOUNTS)
    working_days_before = models.PositiveSmallIntegerField(_("working days before delivery"))

    class Meta:
        ordering = ["plan", "-working_days_before", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="one_step_per_name_and_plan")]

    def __str__(self):
        return self.name


class Milestone(models.Model):
    """What must be reached on a job by a day, and who answers for it (W6). `promised_on` is the first day that was said."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("milestone"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=MilestoneKind, default=MilestoneKind.OTHER)
    department = models.CharField(_("department"), max_length=20, choices=Department, default=Department.ACCOUNTS)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    due_on = models.DateField(_("due"))
    promised_on = models.DateField(editable=False)
    is_fixed = models.BooleanField(_("fixed"), default=False, help_text=_("A booking closes on this day: nothing moves it."))
    done_on = models.DateField(_("reached on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(done_on=None), name="open_milestones_by_day"),
            models.Index(fields=["owner", "due_on"], condition=Q(done_on=None), name="open_milestones_of_owner"),
        ]

    def __str__(self):
        return f"{self.name} of {self.brief.number}"

    def get_absolute_url(self):
        return reverse("brief_timing", args=[self.brief_id])

    def event_topic(self):
        return self.brief.account

    def is_late(self, *, today) -> bool:
        """Twin: MilestoneQuerySet.late()."""
        return self.done_on is None and self.due_on < today
