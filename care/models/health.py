from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.querysets.health import AlertQuerySet, RecoveryPlanQuerySet, RecoveryStepQuerySet, SentimentQuerySet, SnapshotQuerySet
from care.states.health import JUDGED_PLANS, OPEN_PLANS, PLAN_MOVES, AlertKind, PlanState
from clients.health import Figure, Line, Terms
from clients.models import Account
from clients.states import HealthColour, HealthNumber, Tier


def hundred(words, default: int, **more):
    return models.PositiveSmallIntegerField(words, default=default, validators=[MaxValueValidator(100)], **more)


class HealthPolicy(models.Model):
    """How the health of a tier is worked out: weights, caps, thresholds, sizes of alerts (R4). Never edited: a change is a new version.

    A tier without a row follows the house's standard (`clients.health.HOUSE_TERMS`).
    """

    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    number = models.PositiveSmallIntegerField(_("version"))
    good_from = hundred(_("steady from"), 75)
    watch_from = hundred(_("watch from"), 60, help_text=_("Below it an account is at risk and needs a recovery plan."))
    hysteresis = hundred(_("points above a threshold to rise"), 3, help_text=_("It falls at once and rises only so much above."))
    least_evidence = hundred(_("least evidence in %"), 20, help_text=_("With less of what could be known, an account is too new."))
    drop_points = hundred(_("alert at a drop of"), 10)
    drop_days = hundred(_("within days"), 7)
    gap_points = hundred(_("alert when seen and said differ by"), 20)
    note = models.CharField(_("why"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("health policy")
        verbose_name_plural = _("health policies")
        ordering = ["tier", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["tier", "number"], name="health_policies_are_numbered"),
            models.CheckConstraint(condition=Q(good_from__gt=F("watch_from")), name="steady_is_above_watch"),
            models.CheckConstraint(condition=Q(good_from__lte=100, drop_points__gte=1, drop_days__gte=1), name="health_policy_can_be_met"),
        ]

    def __str__(self):
        return f"{self.get_tier_display()}, version {self.number}"

    def get_absolute_url(self):
        return f"{reverse('health_policy')}?tier={self.tier}"

    def event_topic(self):
        return None

    @property
    def terms(self) -> Terms:
        weights = {"group": {}, "factor": {}, "cap": {}}
        for weight in self.weights.all():
            weights[weight.kind][weight.key] = weight.value
        plain = ("good_from", "watch_from", "hysteresis", "least_evidence", "drop_points", "drop_days", "gap_points")
        return Terms(weights["group"], weights["factor"], weights["cap"], **{name: getattr(self, name) for name in plain})


class HealthWeight(models.Model):
    """What a group or a factor weighs, or at which score a cap holds, in one version of a policy."""

    policy = models.ForeignKey(HealthPolicy, on_delete=models.CASCADE, related_name="weights")
    kind = models.CharField(max_length=6, choices=[("group", _("Group")), ("factor", _("Factor")), ("cap", _("Cap"))])
    key = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])

    class Meta:
        ordering = ["policy", "kind", "key"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "kind", "key"], name="one_health_weight_per_key"),
            models.CheckConstraint(condition=Q(value__lte=100), name="a_health_weight_is_at_most_100"),
        ]

    def __str__(self):
        return f"{self.key}: {self.value}"


class HealthSnapshot(models.Model):
    """How an account stood on a day, with all that it was made of (R4). One per account and day; never worked out anew afterwards.

    `lines` is {number: [[factor, value, weight in force, points, args], …]}; ADR 0056 says why, and how long they are kept.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="health_snapshots")
    on = models.DateField()
    observed = models.PositiveSmallIntegerField(null=True)
    sentiment = models.PositiveSmallIntegerField(null=True)
    hygiene = models.PositiveSmallIntegerField(null=True)
    colour = models.CharField(max_length=5, choices=HealthColour, blank=True)
    policy = models.ForeignKey(
        HealthPolicy, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the house's standard."
    )
    lines = models.JSONField(default=dict)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["account", "-on"]
        constraints = [models.UniqueConstraint(fields=["account", "on"], name="one_health_snapshot_per_day")]

    def __str__(self):
        return f"{self.account} on {self.on}"

    def event_topic(self):
        return self.account

    def figure(self, number: str) -> Figure:
        return Figure(getattr(self, number), [Line(*stored) for stored in self.lines.get(number, ())])

    def score_of(self, number: str) -> int | None:
        return getattr(self, HealthNumber(number).value)


class SentimentEntry(models.Model):
    """What one of the team thinks of how the client feels, with words (R4). Counts for 90 days; never edited: say it anew."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sentiment_entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    rating = models.PositiveSmallIntegerField(
        _("how they feel about us"),
        choices=[(5, _("5 – delighted")), (4, _("4 – content")), (3, _("3 – so-so")), (2, _("2 – annoyed")), (1, _("1 – looking around"))],
    )
    words = models.CharField(_("what makes you think so"), max_length=500)
    said_on = models.DateField(default=timezone.localdate)
    withdrawn_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SentimentQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("sentiment entries")
        ordering = ["-said_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="a_sentiment_is_one_to_five")]
        indexes = [models.Index(fields=["account", "-said_on"], name="sentiment_of_account")]

    def __str__(self):
        return f"{self.rating} of 5"

    def get_absolute_url(self):
        return f"{reverse('account_health', args=[self.account_id])}#said"

    def event_topic(self):
        return self.account

    @property
    def value(self) -> int:
        """1 to 5 as 0 to 100."""
        return (self.rating - 1) * 25


class HealthAlert(models.Model):
    """Supervisor and director must know: a drop, a change of colour, or a gap between what is seen and what is said (R4)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="health_alerts")
    kind = models.CharField(max_length=6, choices=AlertKind)
    raised_on = models.DateField()
    was = models.PositiveSmallIntegerField(null=True, help_text="The score before; of a gap, what is said.")
    now = models.PositiveSmallIntegerField(null=True)
    colour_was = models.CharField(max_length=5, choices=HealthColour, blank=True)
    colour_now = models.CharField(max_length=5, choices=HealthColour, blank=True)
    is_better = models.BooleanField(default=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    acknowledged_on = models.DateField(null=True, blank=True, editable=False)
    note = models.CharField(_("what follows from it"), max_length=500, blank=True)
    overtaken_on = models.DateField(null=True, blank=True, editable=False, help_text="A later one of the same kind took its place.")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "raised_on"], name="a_health_alert_is_raised_once_a_day"),
            models.UniqueConstraint(
                fields=["account", "kind"], condition=Q(acknowledged_on=None, overtaken_on=None), name="one_open_health_alert_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None, acknowledged_by=None) | (Q(acknowledged_on__isnull=False) & ~Q(note="")),
                name="a_health_alert_is_acknowledged_with_a_note",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.account}"

    def get_absolute_url(self):
        return f"{reverse('account_health', args=[self.account_id])}#alerts"

    def event_topic(self):
        return self.account

    @property
    def is_open(self) -> bool:
        """Twin: AlertQuerySet.open()."""
        return self.acknowledged_on is None and self.overtaken_on is None


class RecoveryPlan(models.Model):
    """How an account at risk is to be won back: goal, steps with owners and days, and in the end a verdict in words (R4)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_plans")
    goal = models.CharField(_("what must be true again"), max_length=300)
    cause = models.TextField(_("what went wrong"), blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="recovery_plans")
    review_on = models.DateField(_("judged on"), help_text=_("The day on which it is said whether it worked."))
    state = models.CharField(_("state"), max_length=15, choices=PlanState, default=PlanState.DRAFT, editable=False)
    made_on = models.DateField(default=timezone.localdate, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text=_("Empty: nobody knows any more."),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text=_("Who last changed its goal or its day. They count as a writer too (four eyes)."),
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    agreed_on = models.DateField(null=True, blank=True, editable=False)
    is_self_agreed = models.BooleanField(
        _("agreed to by its writer"), default=False, editable=False, help_text=_("In small-shop mode (P7): marked and counted.")
    )
    is_self_judged = models.BooleanField(
        _("judged by its writer"), default=False, editable=False, help_text=_("In small-shop mode (P7): marked and counted.")
    )
    started_on = models.DateField(
        null=True, blank=True, editable=False, help_text=_("The first time, however often it was agreed to anew.")
    )
    closed_on = models.DateField(null=True, blank=True, editable=False)
    score_then = models.PositiveSmallIntegerField(_("score at the start"), null=True, blank=True, editable=False)
    score_now = models.PositiveSmallIntegerField(_("score at the end"), null=True, blank=True, editable=False)
    verdict = models.TextField(_("verdict"), blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecoveryPlanQuerySet.as_manager()

    moves = PLAN_MOVES

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(state__in=OPEN_PLANS), name="one_open_recovery_plan_per_account"),
            models.CheckConstraint(
                condition=~Q(state__in=JUDGED_PLANS) | (Q(closed_on__isnull=False) & ~Q(verdict="")), name="a_judged_plan_has_its_verdict"
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="recovery_plan_by_state")]

    def __str__(self):
        return f"Recovery plan of {self.account}"

    def get_absolute_url(self):
        return reverse("recovery_plan_detail", args=[self.pk])

    def event_topic(self):
        return self.account

    @property
    def is_open(self) -> bool:
        """Twin: RecoveryPlanQuerySet.open()."""
        return self.state in OPEN_PLANS

    @property
    def is_settled(self) -> bool:
        """A director has agreed: another goal or another day makes it a draft again."""
        return self.state in PLAN_MOVES["rewrite"].sources

    def is_written_by(self, person) -> bool:
        """Wrote it, or last changed what is agreed to (four eyes). Twin: RecoveryPlanQuerySet.not_written_by()."""
        return person is not None and person.pk in (self.written_by_id, self.changed_by_id)


class RecoveryStep(models.Model):
    """What somebody does by a day, so that the account recovers."""

    plan = models.ForeignKey(RecoveryPlan, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="recovery_steps")
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecoveryStepQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["owner", "due_on"], condition=Q(done_on=None), name="open_steps_of_owner")]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("recovery_plan_detail", args=[self.plan_id])

    def event_topic(self):
        return self.plan.account
