from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief
from briefs.models.review import ReviewLink
from briefs.querysets import CheckedPointQuerySet, LiveQuerySet, OnBriefQuerySet
from briefs.states import BriefKind, RatingSide
from clients.models import Contact


class Checklist(models.Model):
    """What is looked at before a job of a kind leaves the house (W7); the empty kind is for all others."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BriefKind, blank=True, help_text=_("Empty: any kind."))
    retired_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind"], condition=Q(retired_on=None), name="one_live_checklist_per_kind")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("checklist_list")

    def event_topic(self):
        return None


class ChecklistItem(models.Model):
    """One question of a checklist."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    text = models.CharField(_("question"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["checklist", "position", "pk"]

    def __str__(self):
        return self.text


class QualityCheck(models.Model):
    """One run through the checklist of a job (W7). It passes when every point does, or when somebody overrules it by name."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="quality_checks")
    round_number = models.PositiveSmallIntegerField(default=0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    passed_at = models.DateTimeField(null=True, blank=True)
    overruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    overruled_at = models.DateTimeField(null=True, blank=True)
    overruled_reason = models.TextField(blank=True)

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        ordering = ["brief", "-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(overruled_by=None) | ~Q(overruled_reason=""), name="a_check_is_overruled_with_a_reason"),
        ]

    def __str__(self):
        return f"Quality check of {self.brief.number}"

    def event_topic(self):
        return self.brief.account


class CheckedPoint(models.Model):
    """The answer to one question, with the question as it was asked."""

    check_run = models.ForeignKey(QualityCheck, on_delete=models.CASCADE, related_name="points")
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    passes = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    objects = CheckedPointQuerySet.as_manager()

    class Meta:
        ordering = ["check_run", "position", "pk"]

    def __str__(self):
        return self.text


class Delivery(models.Model):
    """What left the house, when, for whom, and the note that went with it (W7)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="deliveries")
    delivered_on = models.DateField(_("delivered on"), default=timezone.localdate)
    note = models.TextField(_("note to the client"), blank=True)
    contacts = models.ManyToManyField(Contact, verbose_name=_("to"), blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    files = models.JSONField(default=list, blank=True, help_text="[[deliverable, version, file name], …] as delivered")

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("deliveries")
        ordering = ["brief", "-delivered_on", "-pk"]

    def __str__(self):
        return f"Delivery of {self.brief.number}"

    def event_topic(self):
        return self.brief.account


class JobRating(models.Model):
    """How a job went, 1 to 5, said by us of the client and by the client of us (W7, R5)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="ratings")
    side = models.CharField(max_length=10, choices=RatingSide)
    score = models.PositiveSmallIntegerField(_("how it went"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    note = models.TextField(_("why"), blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(ReviewLink, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        ordering = ["brief", "side"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "side"], name="one_rating_per_side_of_a_job"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="a_rating_is_one_to_five"),
        ]

    def __str__(self):
        return f"{self.brief.number}: {self.score} of 5"

    def event_topic(self):
        return self.brief.account
