from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients.states import Severity, Tier

LONGEST_HOURS = 999  # of the office: about half a year


class ServiceLevel(models.Model):
    """What clients of a tier can count on (G2): how often we speak, and by when their requests are answered. One row per tier."""

    tier = models.CharField(_("tier"), max_length=10, choices=Tier, unique=True, editable=False)
    cadence_days = models.PositiveSmallIntegerField(
        _("check-in every … days"),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("An account may have a cadence of its own."),
    )
    request_answer_days = models.PositiveSmallIntegerField(
        _("job requests answered within … working days"), validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(cadence_days__gte=1), name="service_level_speaks_sometimes")]

    def __str__(self):
        return str(self.get_tier_display())

    def get_absolute_url(self):
        return reverse("service_level_list")


class AnswerTime(models.Model):
    """Within how many office hours a concern of this severity has an answer, and an outcome (R2, G2)."""

    level = models.ForeignKey(ServiceLevel, on_delete=models.CASCADE, related_name="answer_times")
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity)
    answer_hours = models.PositiveSmallIntegerField(
        _("answer, office hours"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_HOURS)]
    )
    resolve_hours = models.PositiveSmallIntegerField(
        _("outcome, office hours"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_HOURS)]
    )

    class Meta:
        ordering = ["level", "-severity"]
        constraints = [
            models.UniqueConstraint(fields=["level", "severity"], name="one_answer_time_per_level_and_severity"),
            models.CheckConstraint(
                condition=Q(answer_hours__gte=1, resolve_hours__gte=F("answer_hours")), name="an_outcome_takes_no_less_than_an_answer"
            ),
        ]

    def __str__(self):
        return f"{self.level}, {self.get_severity_display()}: {self.answer_hours} h, {self.resolve_hours} h"
