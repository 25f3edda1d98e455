from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.models import Account, Contact
from reports.querysets import ReportQuerySet, ScheduleQuerySet, WordQuerySet
from reports.states import REPORT_MOVES, ReportKind, ReportState, Weekday, week_of


class Report(models.Model):
    """What is reported of one account, or of somebody's line, in one week (S3, P3; ADR 0061).

    A draft keeps only the words that somebody wrote beside the figures; `lines` are filled when it is issued, and never change.
    """

    kind = models.CharField(_("report"), max_length=10, choices=ReportKind)
    account = models.ForeignKey(
        Account, verbose_name=_("account"), null=True, blank=True, on_delete=models.PROTECT, related_name="status_reports"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("line of"), null=True, blank=True, on_delete=models.PROTECT, related_name="line_reports"
    )
    week_on = models.DateField(_("week from"), help_text=_("Its Monday."))
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT, editable=False)
    lines = models.JSONField(default=list, editable=False, help_text="reports.lines.Line as it stood when it was issued")
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("issued by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text=_("Empty: by the clock."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportQuerySet.as_manager()

    moves = REPORT_MOVES

    class Meta:
        ordering = ["-week_on", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "week_on"], condition=Q(kind="status"), name="one_status_report_per_week"),
            models.UniqueConstraint(
                fields=["kind", "person", "week_on"], condition=~Q(kind="status"), name="one_report_of_a_line_per_week"
            ),
            models.CheckConstraint(
                condition=Q(kind="status", account__isnull=False, person=None)
                | (~Q(kind="status") & Q(account=None, person__isnull=False)),
                name="a_status_report_has_an_account_the_others_a_line",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", issued_at__isnull=False) | Q(state="draft", issued_at=None), name="issued_at_a_moment"
            ),
        ]
        indexes = [models.Index(fields=["state", "-week_on", "id"], name="issued_reports_by_week")]

    def __str__(self):
        words = {"kind": self.get_kind_display(), "of": self.account or self.person, "week": date_format(self.week_on, "j M Y")}
        return _now("%(kind)s of %(of)s, week of %(week)s") % words

    def get_absolute_url(self):
        if self.is_issued:
            return reverse("report_detail", args=[self.pk])
        return self.draft_url

    @property
    def draft_url(self) -> str:
        if self.account_id:
            return reverse("account_status", args=[self.account_id])
        return reverse("line_report", args=[self.kind, self.person_id])

    def event_topic(self):
        return self.account or self.person

    @property
    def is_issued(self) -> bool:
        return self.state == ReportState.ISSUED

    def is_kept(self, *, today) -> bool:
        """Issued, or of a week that is over: there is a row because somebody wrote in it, and the words stay."""
        return self.is_issued or self.week_on < week_of(today)


class ReportWord(models.Model):
    """What the supervisor says in their own words: of the whole, or beside one line. Each has its own version (P3).

    It stays when its line is gone, as words beside a line that is no longer there, until somebody takes it away.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="words")
    key = models.CharField(max_length=60, help_text="“summary”, or the key of a line")
    beside = models.CharField(max_length=300, blank=True, help_text="What the line was called when somebody wrote beside it.")
    text = models.TextField(_("in your own words"), blank=True, max_length=4_000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering = ["report", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="one_word_per_line")]

    def __str__(self):
        return f"{self.report}: {self.text[:40]}"

    def get_absolute_url(self):
        return self.report.get_absolute_url()

    def event_topic(self):
        return self.report.event_topic()


class ReportSchedule(models.Model):
    """A report that is issued and sent by the clock each week, to own people or, of an account, to contacts (S1, S3).

    `starts_on`: the first day on which its hour counts, so that one made after this week's hour begins with the next.
    """

    kind = models.CharField(_("report"), max_length=10, choices=ReportKind)
    account = models.ForeignKey(
        Account, verbose_name=_("account"), null=True, blank=True, on_delete=models.CASCADE, related_name="report_schedules"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("line of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="report_schedules",
    )
    weekday = models.PositiveSmallIntegerField(_("on"), choices=Weekday, default=Weekday.FRIDAY)
    hour = models.PositiveSmallIntegerField(_("at, by the agency’s clock"), default=15, validators=[MaxValueValidator(23)])
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("to"), blank=True, related_name="reports_received")
    is_for_client = models.BooleanField(
        _("the version for the client"), default=False, help_text=_("Without our reasons, colours, concerns, health and renewals.")
    )
    contacts = models.ManyToManyField(Contact, verbose_name=_("to these contacts"), blank=True, related_name="reports_received")
    with_fees = models.BooleanField(_("with budgets and prices"), default=False)
    with_words = models.BooleanField(_("with your words about the whole"), default=False)
    is_active = models.BooleanField(_("is sent"), default=True)
    starts_on = models.DateField(default=timezone.localdate, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "hour", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="status", account__isnull=False, person=None)
                | (~Q(kind="status") & Q(account=None, person__isnull=False, is_for_client=False)),
                name="a_schedule_is_of_an_account_or_of_a_line",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=4, hour__lte=23), name="sent_on_a_working_day_and_hour"),
        ]

    def __str__(self):
        words = {"kind": self.get_kind_display(), "of": self.account or self.person}
        return _now("%(kind)s of %(of)s, each week") % words

    def get_absolute_url(self):
        return reverse("report_schedule_change", args=[self.pk])

    @property
    def draft_url(self) -> str:
        return Report(kind=self.kind, account_id=self.account_id, person_id=self.person_id).draft_url

    def event_topic(self):
        return self.account or self.person


class ReportSending(models.Model):
    """One schedule was carried out in one week: the row is the claim, so it happens once (S1)."""

    schedule = models.ForeignKey(ReportSchedule, on_delete=models.CASCADE, related_name="sendings")
    week_on = models.DateField()
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="sendings")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-week_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["schedule", "week_on"], name="a_schedule_is_sent_once_a_week")]

    def __str__(self):
        return f"{self.schedule}: {self.week_on}"
