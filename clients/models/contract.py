from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from clients.models.account import Account
from clients.notice import last_safe_notice_day
from clients.querysets import AmendmentQuerySet, ContractQuerySet
from clients.states import (
    AcknowledgingRole,
    ContractKind,
    ContractState,
    FeePeriod,
    LossCause,
    NoticeParty,
    NoticeRule,
    NoticeUnit,
    UpliftKind,
)
from core.addresses import address_of
from core.money import CURRENCY_CHOICES, Money

TIMES_A_YEAR = {FeePeriod.MONTH: 12, FeePeriod.QUARTER: 4, FeePeriod.YEAR: 1, FeePeriod.ONCE: 1}


def yearly_minor(fee_minor: int, fee_period: str) -> int:
    """The fee of a year in minor units, or the whole fee of what is paid once. Twin: Contract.annual_fee_minor."""
    return fee_minor * TIMES_A_YEAR[fee_period]


class Contract(models.Model):
    """What a client has agreed to pay for, and until when: one term of it (C5). `ends_on` is covered; fees are net of VAT.

    The app works from `last_safe_notice_on`, which every save derives from the terms, never from the end. A renewal makes
    the next term as a new row; an amendment is numbered and keeps what stood before.
    """

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="contracts")
    name = models.CharField(_("name"), max_length=250)
    number = models.CharField(_("number"), max_length=80, blank=True, help_text=_("Ours or the client's reference."))
    kind = models.CharField(_("kind"), max_length=10, choices=ContractKind, default=ContractKind.RETAINER)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("Empty: runs until somebody gives notice (evergreen)."))
    fee_minor = models.BigIntegerField(_("fee"), default=0, help_text=_("Minor units, net of VAT."))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES, default="EUR")
    fee_period = models.CharField(_("fee period"), max_length=10, choices=FeePeriod, default=FeePeriod.MONTH)
    annual_fee_minor = models.GeneratedField(
        expression=Case(
            *[When(fee_period=period, then=F("fee_minor") * times) for period, times in TIMES_A_YEAR.items()], default=Value(0)
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    notice_count = models.PositiveSmallIntegerField(_("notice"), default=0, validators=[MaxValueValidator(1000)])
    notice_unit = models.CharField(_("in"), max_length=15, choices=NoticeUnit, default=NoticeUnit.CALENDAR_DAYS)
    notice_rule = models.CharField(_("must be"), max_length=10, choices=NoticeRule, default=NoticeRule.RECEIVED)
    auto_renews = models.BooleanField(_("renews by itself"), default=False)
    renewal_months = models.PositiveSmallIntegerField(_("for … months"), null=True, blank=True, help_text=_("Length of the next term."))
    uplift_kind = models.CharField(_("uplift"), max_length=10, choices=UpliftKind, default=UpliftKind.NONE)
    uplift_percent = models.DecimalField(
        _("uplift in %"), max_digits=5, decimal_places=2, null=True, blank=True, help_text=_("Fixed, or the cap of the index.")
    )
    uplift_index = models.CharField(_("index"), max_length=80, blank=True)
    rounds_per_job = models.PositiveSmallIntegerField(_("rounds a job"), null=True, blank=True)
    hours_per_period = models.DecimalField(_("hours sold a period"), max_digits=8, decimal_places=2, null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    document = models.FileField(_("signed document"), upload_to="contracts/%Y/", blank=True)
    document_name = models.CharField(max_length=200, blank=True, editable=False, help_text=_("The name under which it was uploaded."))
    note = models.TextField(_("note"), blank=True)
    notice_given_on = models.DateField(_("notice given on"), null=True, blank=True, editable=False)
    notice_given_by = models.CharField(_("notice given by"), max_length=10, choices=NoticeParty, blank=True, editable=False)
    ends_on_without_notice = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("The end that stood before notice was given; it comes back when notice is withdrawn."),
    )
    end_cause = models.CharField(_("ends because"), max_length=15, choices=LossCause, blank=True, editable=False)
    end_reason = models.CharField(_("why it ends"), max_length=300, blank=True, editable=False)
    is_uplift_open = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Renewed by itself under an index that nobody has stated yet: the fee is still the old one."),
    )
    state = models.CharField(_("state"), max_length=10, choices=ContractState, default=ContractState.ACTIVE, editable=False)
    last_safe_notice_on = models.DateField(_("last safe notice day"), null=True, editable=False)
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"),
            models.CheckConstraint(condition=Q(fee_minor__gte=0), name="contract_fee_not_negative"),
            models.CheckConstraint(
                condition=Q(auto_renews=False) | Q(ends_on=None) | Q(renewal_months__gte=1), name="auto_renewal_has_a_term"
            ),
            models.CheckConstraint(
                condition=Q(uplift_kind=UpliftKind.NONE) | Q(uplift_percent__isnull=False), name="uplift_has_a_percentage"
            ),
            models.CheckConstraint(
                condition=(Q(ends_on=None) & Q(last_safe_notice_on=None))
                | (Q(ends_on__isnull=False) & Q(last_safe_notice_on__isnull=False)),
                name="a_term_has_a_last_safe_notice_day",
            ),
            models.CheckConstraint(
                condition=Q(notice_given_on=None, notice_given_by="") | (Q(notice_given_on__isnull=False) & ~Q(notice_given_by="")),
                name="notice_is_given_by_somebody_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["last_safe_notice_on", "id"], condition=Q(state="active"), name="contract_by_notice_day"),
            models.Index(fields=["ends_on", "id"], condition=Q(state="active"), name="contract_by_end"),
            models.Index(fields=["starts_on", "id"], condition=Q(state="coming"), name="contract_by_start"),
            models.Index(fields=["account", "state"], name="contract_of_account"),
            models.Index(fields=["number"], name="contract_by_number"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("contract_detail", self.pk)

    def save(self, *args, **kwargs):
        """Derives the last safe notice day, whoever writes; `bulk_create` must call `derive()` itself."""
        self.derive()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "last_safe_notice_on"}
        super().save(*args, **kwargs)

    def derive(self) -> None:
        self.last_safe_notice_on = last_safe_notice_day(self.ends_on, count=self.notice_count, unit=self.notice_unit, rule=self.notice_rule)

    def event_topic(self):
        return self.account

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.currency)

    @property
    def annual_fee(self) -> Money:
        """The fee of a year, or the whole fee of a contract that is paid once."""
        return Money(yearly_minor(self.fee_minor, self.fee_period), self.currency)

    @property
    def is_evergreen(self) -> bool:
        return self.ends_on is None


class Amendment(models.Model):
    """A numbered change of a contract in force: what each field was and became, and why (C5). Never edited.

    What takes effect on a later day waits in `waiting` until the clock carries it over on `begins_on`; then both are emptied.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    effective_on = models.DateField(_("effective on"))
    reason = models.TextField(_("why"))
    changes = models.JSONField(help_text="field → [before, after], as text")
    waiting = models.JSONField(default=dict, blank=True, editable=False, help_text="field → value that does not stand yet")
    begins_on = models.DateField(null=True, blank=True, editable=False)
    annual_fee_before_minor = models.BigIntegerField(
        null=True, editable=False, help_text=_("The yearly fee that stood before; empty where the amendment leaves the fee alone.")
    )
    annual_fee_after_minor = models.BigIntegerField(null=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="amendments_are_numbered"),
            models.CheckConstraint(
                condition=Q(annual_fee_before_minor=None, annual_fee_after_minor=None)
                | Q(annual_fee_before_minor__isnull=False, annual_fee_after_minor__isnull=False),
                name="an_amended_fee_has_a_before_and_an_after",
            ),
        ]
        indexes = [
            models.Index(fields=["begins_on", "id"], condition=Q(begins_on__isnull=False), name="amendment_to_come"),
            models.Index(
                fields=["contract", "effective_on"], condition=Q(annual_fee_before_minor__isnull=False), name="amendment_of_the_fee"
            ),
        ]

    def __str__(self):
        return f"{self.contract}, amendment {self.number}"

    def get_absolute_url(self):
        return self.contract.get_absolute_url()

    def event_topic(self):
        return self.contract.account


class Acknowledgement(models.Model):
    """Lead, traffic or finance has taken note of an amendment; asked for when it is made, signed by a person later."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="acknowledgements")
    role = models.CharField(max_length=10, choices=AcknowledgingRole)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["amendment", "role"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "role"], name="one_acknowledgement_per_role"),
            models.CheckConstraint(
                condition=Q(person=None, at=None) | Q(person__isnull=False, at__isnull=False), name="acknowledged_by_somebody_at_a_moment"
            ),
        ]

    def __str__(self):
        return f"{self.amendment}: {self.get_role_display()}"
