from functools import cached_property
from zoneinfo import ZoneInfo

import rules
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.addresses import address_of
from core.money import Money
from people.querysets import AbsenceQuerySet, ApprovalRuleQuerySet, PersonManager
from people.standing import Standing
from people.states import Delivery, Density, Department, DocumentKind, Grade, Rank, Theme
from people.time_zones import known_time_zone


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody of the agency who logs in (P1–P10). Never deleted: whoever leaves hands over and is switched off."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("full name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=20, choices=Department, default=Department.ACCOUNTS)
    rank = models.PositiveSmallIntegerField(
        _("rank"), choices=Rank, null=True, blank=True, help_text=_("Empty for departments other than account services.")
    )
    grade = models.CharField(_("grade"), max_length=10, choices=Grade, default=Grade.MID)
    reports_to = models.ForeignKey(
        "self", verbose_name=_("reports to"), null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    weekly_hours = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, default=37.5)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/London", validators=[known_time_zone])
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en-gb")
    theme = models.CharField(_("light or dark"), max_length=10, choices=Theme, blank=True, default=Theme.COMPUTER)
    density = models.CharField(_("density"), max_length=10, choices=Density, blank=True, default=Density.AIRY)
    has_single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    delivery = models.CharField(_("reminders by e-mail"), max_length=10, choices=Delivery, default=Delivery.IMMEDIATE)
    feed_token_hash = models.CharField(max_length=64, blank=True, editable=False, help_text=_("SHA-256 of the calendar feed's secret."))
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(_("may use the admin"), default=False)
    joined_on = models.DateField(_("joined on"), default=timezone.localdate)
    leaves_on = models.DateField(
        _("last day"), null=True, blank=True, editable=False, help_text=_("The day after, the clock switches the log-in off.")
    )
    left_on = models.DateField(_("left on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.CheckConstraint(condition=Q(rank=None) | Q(department=Department.ACCOUNTS), name="only_account_services_has_ranks"),
            models.CheckConstraint(condition=Q(reports_to=None) | ~Q(reports_to=F("id")), name="nobody_reports_to_themselves"),
            models.CheckConstraint(condition=Q(weekly_hours__gte=0) & Q(weekly_hours__lte=80), name="weekly_hours_are_humane"),
            models.CheckConstraint(condition=Q(left_on=None) | Q(is_active=False), name="who_left_cannot_log_in"),
        ]

    def __str__(self):
        return self.name or self.email

    def get_absolute_url(self):
        return address_of("person_detail", self.pk)

    def event_topic(self):
        return self

    @property
    def post(self) -> str:
        """What stands below the name: the job title, else rank or department with the grade."""
        if self.job_title:
            return self.job_title
        word = self.get_rank_display() if self.rank else self.get_department_display()
        return f"{word}, {self.get_grade_display()}" if self.grade != Grade.MID else str(word)

    @property
    def is_head(self) -> bool:
        return self.rank == Rank.HEAD and self.is_active

    @cached_property
    def today(self):
        """The day it is where this person works, fixed for this instance (one request)."""
        return timezone.localdate(timezone=ZoneInfo(self.time_zone))

    @cached_property
    def standing(self) -> Standing:
        """For whom this person may act today; one query, kept for this instance (one request)."""
        return Standing.of(self, today=self.today)

    def has_perm(self, perm, obj=None):
        """Our own rules bind a superuser too: nobody walks past four eyes (STYLE §5). The rest is Django's."""
        if rules.perm_exists(perm):
            return self.is_active and rules.has_perm(perm, self, obj)
        return super().has_perm(perm, obj)


class Absence(models.Model):
    """Days on which somebody is away, and who covers: approvals and reminders go to the cover, marked "for …" (P8)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    cover = models.ForeignKey(Person, verbose_name=_("covered by"), null=True, blank=True, on_delete=models.PROTECT, related_name="covers")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
            models.CheckConstraint(condition=Q(cover=None) | ~Q(cover=F("person")), name="nobody_covers_for_themselves"),
        ]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="absence_days")]

    def __str__(self):
        return f"{self.person}, {self.starts_on} – {self.ends_on}"

    def get_absolute_url(self):
        return self.person.get_absolute_url()

    def event_topic(self):
        return self.person


class ApprovalRule(models.Model):
    """One row of the approval policy (P3, P4, W3): from this amount, for this tier, this rank must say yes."""

    document_kind = models.CharField(_("document"), max_length=20, choices=DocumentKind)
    amount_from_minor = models.BigIntegerField(_("from amount"), default=0, help_text=_("Minor units of the agency's currency."))
    client_tier = models.CharField(_("client tier"), max_length=10, blank=True, help_text=_("Empty: every tier."))
    brief_kind = models.CharField(_("kind of brief"), max_length=30, blank=True, help_text=_("Empty: every kind."))
    rank_required = models.PositiveSmallIntegerField(_("rank required"), choices=Rank)
    needs_strategy_sign_off = models.BooleanField(_("strategy sign-off"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ApprovalRuleQuerySet.as_manager()

    class Meta:
        ordering = ["document_kind", "amount_from_minor", "client_tier", "brief_kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_kind", "amount_from_minor", "client_tier", "brief_kind"], name="one_approval_rule_per_case"
            ),
            models.CheckConstraint(condition=Q(amount_from_minor__gte=0), name="approval_amount_not_negative"),
        ]

    def __str__(self):
        tier = f", {self.client_tier}" if self.client_tier else ""
        return f"{self.get_document_kind_display()}{tier} from {self.amount_from}: {self.get_rank_required_display()}"

    def get_absolute_url(self):
        return reverse("approval_policy")

    @property
    def amount_from(self) -> Money:
        return Money(self.amount_from_minor, settings.AGENCY_CURRENCY)
