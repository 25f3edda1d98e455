from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief, BriefVersion
from briefs.querysets import ApprovalQuerySet, OnBriefQuerySet
from briefs.sections import CHOICES
from briefs.states import ApprovalStep, Decision
from people.states import Rank


class Approval(models.Model):
    """Somebody said yes, or sent it back (W3): for a submission, at a step, with their own authority or as a cover. Never edited."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="approvals")
    submission = models.ForeignKey(BriefVersion, on_delete=models.PROTECT, related_name="approvals")
    step = models.CharField(_("step"), max_length=10, choices=ApprovalStep)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    rank_required = models.PositiveSmallIntegerField(
        choices=Rank, null=True, blank=True, help_text="What the policy asked for on that day."
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals_given")
    given_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Whom they covered."
    )
    note = models.TextField(blank=True)
    is_self_approval = models.BooleanField(default=False, help_text="Small-shop mode (P7): marked on the document, counted for directors.")
    at = models.DateTimeField(default=timezone.now)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "step"], condition=Q(decision=Decision.APPROVED), name="one_yes_per_step_of_a_submission"
            ),
        ]

    def __str__(self):
        return f"{self.get_step_display()} of {self.brief.number}: {self.get_decision_display()}"

    def event_topic(self):
        return self.brief.account

    @property
    def words(self) -> str:
        """What was said, in a few words: "approved", "signed the strategy off"."""
        if self.step == ApprovalStep.STRATEGY:
            return _("signed the strategy off") if self.decision == Decision.APPROVED else _("sent it back at the strategy sign-off")
        return _("approved") if self.decision == Decision.APPROVED else _("sent it back")


class Remark(models.Model):
    """What a reviewer wants changed in one section (W3), and whether the author has dealt with it. A learning role reads these (P1)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="remarks")
    submission = models.ForeignKey(BriefVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="remarks")
    section = models.CharField(_("section"), max_length=30, choices=CHOICES, blank=True, help_text=_("Empty: the brief as a whole."))
    text = models.TextField(_("remark"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="a_remark_is_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return reverse("brief_approval", args=[self.brief_id])

    def event_topic(self):
        return self.brief.account


class QualityWeight(models.Model):
    """What a director makes of one quality rule: how much it weighs, or that it is off. A rule without a row has its own weight (W2)."""

    rule = models.CharField(max_length=60, unique=True)
    weight = models.PositiveSmallIntegerField(_("weight"))
    is_on = models.BooleanField(_("counts"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["rule"]
        constraints = [models.CheckConstraint(condition=Q(weight__lte=100), name="quality_weight_at_most_100")]

    def __str__(self):
        return self.rule


class QualityThreshold(models.Model):
    """Below this score a brief is only submitted with a reason; one for each kind, the empty kind for all others (W2)."""

    kind = models.CharField(max_length=20, blank=True, unique=True)
    score = models.PositiveSmallIntegerField(_("threshold"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["kind"]
        constraints = [models.CheckConstraint(condition=Q(score__lte=100), name="quality_threshold_at_most_100")]

    def __str__(self):
        return f"{self.kind or 'any'}: {self.score}"
