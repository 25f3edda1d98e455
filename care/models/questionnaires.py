from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.querysets.surveys import InUseQuerySet
from care.states.surveys import SCALES, QuestionKind, SurveyKind
from clients.states import Tier
from core.addresses import address_of


class Questionnaire(models.Model):
    """What a survey asks (R5), as a director words it. `version` is the edition: whoever opened an older one is shown the new words."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=SurveyKind)
    welcome = models.TextField(_("what the contact reads first"), max_length=1000, blank=True)
    thanks = models.TextField(_("what they read in the end"), max_length=1000, blank=True)
    retired_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InUseQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("questionnaire_detail", self.pk)

    def event_topic(self):
        return None


class Question(models.Model):
    """One question. `team_text` asks our team the same of the client: without it the question has one side only."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=QuestionKind, default=QuestionKind.RATING)
    text = models.CharField(_("question"), max_length=300)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    team_text = models.CharField(_("asked of our team"), max_length=300, blank=True)
    options = models.JSONField(default=list, blank=True, help_text="The answers to choose from.")
    is_required = models.BooleanField(_("must be answered"), default=False)
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = InUseQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(team_text="") | Q(kind=QuestionKind.RATING), name="both_sides_rate_and_nothing_else"),
        ]

    def __str__(self):
        return self.text

    @property
    def steps(self) -> range:
        """The steps of its scale; none for words and choices."""
        low, high = SCALES.get(self.kind, (0, -1))
        return range(low, high + 1)

    def event_topic(self):
        return None


class SurveySchedule(models.Model):
    """Which tier is asked what, how often, and who of them (R5, G2): the clock opens a round whenever it is due."""

    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    questionnaire = models.ForeignKey(Questionnaire, verbose_name=_("questionnaire"), on_delete=models.PROTECT, related_name="schedules")
    every_months = models.PositiveSmallIntegerField(
        _("every … months"), default=3, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    starts_on = models.DateField(_("first on"), default=timezone.localdate)
    open_days = models.PositiveSmallIntegerField(_("open for … days"), default=21, validators=[MinValueValidator(3), MaxValueValidator(90)])
    remind_after = models.PositiveSmallIntegerField(
        _("remind after … working days"),
        null=True,
        blank=True,
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Empty: nobody is reminded."),
    )
    roles = models.JSONField(_("roles in decisions"), default=list, blank=True)
    retired_on = models.DateField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InUseQuerySet.as_manager()

    class Meta:
        ordering = ["tier", "questionnaire", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tier", "questionnaire"], condition=Q(retired_on=None), name="one_live_schedule_per_tier_and_questionnaire"
            ),
            models.CheckConstraint(condition=Q(every_months__gte=1), name="a_schedule_comes_round"),
        ]

    def __str__(self):
        return f"{self.questionnaire} ({self.get_tier_display().lower()})"

    def get_absolute_url(self):
        return address_of("survey_schedule_detail", self.pk)

    def event_topic(self):
        return None
