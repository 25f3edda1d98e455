from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.request import JobRequest
from briefs.querysets import BriefQuerySet, BriefTemplateQuerySet, OnBriefQuerySet, RebriefQuerySet
from briefs.sections import CHOICES
from briefs.states import OVER, BriefKind, BriefState, Part, RebriefCause, moves_of
from clients.models import Account, Contact
from core.money import CURRENCY_CHOICES, Money


class JobCounter(models.Model):
    """The last job number given on an account in a year; taken under a lock, never given twice (DESIGN §4)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "year"], name="one_job_counter_per_account_and_year")]

    def __str__(self):
        return f"{self.account.code}-{self.year % 100:02d}: {self.last}"


class Brief(models.Model):
    """A job and the brief that it is made from: asked for, written, approved, made, shown, delivered (W2–W7).

    `number` is the job number (`ACME-26-0042`), `edition` the version of the text that stands; both are never reused.
    `wanted_on` is the delivery day. The budget is net of VAT, in minor units; a brief without one is flagged, not refused.
    """

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="briefs")
    number = models.CharField(_("job number"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=BriefKind, default=BriefKind.CAMPAIGN)
    request = models.OneToOneField(
        JobRequest, verbose_name=_("job request"), null=True, blank=True, on_delete=models.PROTECT, related_name="brief", editable=False
    )
    contact = models.ForeignKey(Contact, verbose_name=_("asked by"), null=True, blank=True, on_delete=models.PROTECT, related_name="briefs")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="briefs")
    wanted_on = models.DateField(_("delivery day"), null=True, blank=True)
    budget_minor = models.BigIntegerField(_("budget"), null=True, blank=True, help_text=_("Net of VAT; the ceiling."))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES, default="EUR")
    rounds_sold = models.PositiveSmallIntegerField(
        _("rounds sold"), null=True, blank=True, help_text=_("Creative rounds that the price covers; empty: as the contract says.")
    )
    state = models.CharField(_("state"), max_length=20, choices=BriefState, default=BriefState.DRAFT, editable=False)
    held_from = models.CharField(
        max_length=20, choices=BriefState, blank=True, editable=False, help_text="Where it stood when put on hold."
    )
    edition = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    score = models.PositiveSmallIntegerField(
        _("quality score"), null=True, blank=True, editable=False, help_text=_("0–100, as last worked out; ADR 0040.")
    )
    low_score_reason = models.CharField(_("why submitted below the threshold"), max_length=500, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_on = models.DateField(null=True, blank=True, editable=False)
    approved_on = models.DateField(null=True, blank=True, editable=False)
    round_number = models.PositiveSmallIntegerField(_("round"), default=0, editable=False)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate, editable=False)
    state_since = models.DateField(default=timezone.localdate, editable=False, help_text="Since when it stands where it stands: its age.")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BriefQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(budget_minor=None) | Q(budget_minor__gte=0), name="brief_budget_not_negative"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="brief_score_at_most_100"),
            models.CheckConstraint(
                condition=(Q(state=BriefState.ON_HOLD) & ~Q(held_from="")) | (~Q(state=BriefState.ON_HOLD) & Q(held_from="")),
                name="a_held_brief_knows_where_it_stood",
            ),
            models.CheckConstraint(condition=~Q(state=BriefState.DELIVERED) | Q(delivered_on__isnull=False), name="delivered_on_a_day"),
            models.CheckConstraint(condition=~Q(state=BriefState.CLOSED) | Q(closed_on__isnull=False), name="closed_on_a_day"),
        ]
        indexes = [
            models.Index(fields=["account", "state"], name="brief_of_account"),
            models.Index(fields=["state", "wanted_on", "id"], name="brief_by_state_and_day"),
            models.Index(fields=["wanted_on", "id"], condition=~Q(state__in=OVER), name="open_brief_by_day"),
            models.Index(fields=["submitted_on", "id"], condition=Q(state=BriefState.IN_REVIEW), name="waiting_brief_by_day"),
            models.Index(fields=["-opened_on", "-id"], name="brief_by_opening"),
            models.Index(fields=["author", "state"], name="brief_of_author"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("brief_detail", args=[self.pk])

    def event_topic(self):
        return self.account

    @property
    def moves(self):
        return moves_of(self.held_from)

    @property
    def budget(self) -> Money | None:
        return None if self.budget_minor is None else Money(self.budget_minor, self.currency)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    def is_late(self, *, today) -> bool:
        """Its delivery day is over and nothing was delivered. Twin: BriefQuerySet.late()."""
        return self.wanted_on is not None and self.wanted_on < today and self.delivered_on is None and not self.is_over


class BriefSection(models.Model):
    """The text of one section. Each has its own `version`: two people write different sections without meeting (W2)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=30, choices=CHOICES)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        ordering = ["brief", "pk"]
        constraints = [models.UniqueConstraint(fields=["brief", "key"], name="one_text_per_section")]

    def __str__(self):
        return f"{self.brief.number}: {self.get_key_display()}"

    def get_absolute_url(self):
        return f"{self.brief.get_absolute_url()}#section-{self.key}"

    def event_topic(self):
        return self.brief.account


class Deliverable(models.Model):
    """One thing that the job hands over: how many, how, where, in which language, by when (W2)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="deliverables")
    name = models.CharField(_("what"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=BriefKind, default=BriefKind.OTHER)
    spec = models.CharField(_("specification"), max_length=300, blank=True, help_text=_("Size, length, format."))
    channel = models.CharField(_("channel"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=50, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    due_on = models.DateField(_("due"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    dropped_on = models.DateField(null=True, blank=True, editable=False, help_text="Taken out after work had begun: kept with its files.")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        ordering = ["brief", "position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="a_deliverable_is_at_least_one")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{self.brief.get_absolute_url()}#deliverable-{self.pk}"

    def event_topic(self):
        return self.brief.account


class Attachment(models.Model):
    """A file that belongs to the brief: guidelines, past work, research."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="attachments")
    part = models.CharField(_("who reads it"), max_length=10, choices=Part, default=Part.INTERNAL)
    file = models.FileField(upload_to="briefs/%Y/")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        ordering = ["brief", "added_at", "pk"]

    def __str__(self):
        return self.name

    def event_topic(self):
        return self.brief.account


class BriefTemplate(models.Model):
    """How briefs of a kind begin: texts by section and deliverables, for one account or for all (W2)."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=BriefKind, blank=True, help_text=_("Empty: any kind."))
    account = models.ForeignKey(
        Account, verbose_name=_("account"), null=True, blank=True, on_delete=models.CASCADE, related_name="brief_templates"
    )
    texts = models.JSONField(default=dict, blank=True, help_text="section key → text")
    deliverables = models.JSONField(default=list, blank=True, help_text="[{name, kind, spec, channel, language, quantity}, …]")
    retired_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BriefTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(F("name"), Coalesce(F("account"), 0), name="one_template_per_name_and_account"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("brief_template_detail", args=[self.pk])


class BriefVersion(models.Model):
    """What an approved brief said, and why it was written again: a line of the rebrief ledger (W2). Never edited.

    The first version has no cause. Hours and money are what the rewriting lost, minor units of the brief's currency.
    """

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    contents = models.JSONField(default=dict, blank=True, help_text="facts, section texts and deliverables as they were submitted")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        ordering = ["brief", "-number", "-submitted_at", "-pk"]

    def __str__(self):
        return f"{self.brief.number}, version {self.number}"


class Rebrief(models.Model):
    """An approved brief was written again: why, who lost how many hours and how much money by it (W2)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="rebriefs")
    to_edition = models.PositiveSmallIntegerField(_("version"))
    cause = models.CharField(_("cause"), max_length=20, choices=RebriefCause)
    reason = models.TextField(_("what changed, and why"))
    hours_lost = models.DecimalField(_("hours lost"), max_digits=7, decimal_places=2, default=0)
    money_lost_minor = models.BigIntegerField(_("money lost"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(default=timezone.localdate)

    objects = RebriefQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "to_edition"], name="one_rebrief_per_version"),
            models.CheckConstraint(condition=Q(hours_lost__gte=0, money_lost_minor__gte=0), name="what_a_rebrief_lost_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.brief.number}, version {self.to_edition}: {self.get_cause_display()}"

    def get_absolute_url(self):
        return reverse("brief_versions", args=[self.brief_id])

    def event_topic(self):
        return self.brief.account

    @property
    def money_lost(self) -> Money:
        return Money(self.money_lost_minor, self.brief.currency)
