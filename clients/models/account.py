from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from clients.querysets import AccountQuerySet, OnAccountQuerySet, OnClientQuerySet, SeatQuerySet
from clients.states import LossCause, SeatRole, Tier
from core.addresses import address_of
from core.money import CURRENCY_CHOICES, Money

CODE = RegexValidator(r"^[A-Z][A-Z0-9]{1,4}$", _("Two to five capital letters or figures, a letter first."))


class Account(models.Model):
    """A brand or business line of a client that we look after (C1). Everything else hangs on it."""

    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.PROTECT, related_name="accounts")
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(
        _("code"), max_length=5, unique=True, validators=[CODE], help_text=_("Two to five letters, used in job numbers.")
    )
    about = models.TextField(_("what we do for them"), blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES, default="EUR")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, blank=True, help_text=_("Empty: the client's."))
    cadence_days = models.PositiveSmallIntegerField(
        _("check-in every … days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Empty: by tier."),
    )
    is_walled = models.BooleanField(
        _("walled"), default=False, help_text=_("Opens only to those with a seat, not to those above them: for clients who compete.")
    )
    opened_on = models.DateField(_("with us since"), default=timezone.localdate)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_cause = models.CharField(_("closed because"), max_length=15, choices=LossCause, blank=True, help_text=_("Empty: not said."))
    closed_reason = models.CharField(_("why closed"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["client", "name"], name="one_account_per_client_and_name"),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="account_closes_after_opening"),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="account_by_name"),
            models.Index(fields=["name", "id"], condition=Q(closed_on=None), name="live_account_by_name"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("account_detail", self.pk)

    def event_topic(self):
        return self

    @property
    def tier_now(self) -> str:
        """Its own tier, else the client's. Twin: AccountQuerySet.with_tier()."""
        return self.tier or self.client.tier

    def get_effective_tier_display(self) -> str:
        """The word of the tier that `with_tier()` annotated."""
        return Tier(self.effective_tier).label

    @property
    def lead(self):
        """Whoever leads it today, from the seats that `with_team()` loaded; None when nobody does."""
        return next((seat.person for seat in self.live_seats if seat.is_lead), None)

    @property
    def fee_a_year(self) -> Money | None:
        """What `with_fee_a_year()` annotated; None without a contract in force."""
        return None if self.fee_a_year_minor is None else Money(self.fee_a_year_minor, self.currency)


class Seat(models.Model):
    """A person on an account's team, in a role, from a day, to a day (P8). Exactly one live seat leads."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(_("role"), max_length=20, choices=SeatRole)
    is_lead = models.BooleanField(_("leads"), default=False)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["-is_lead", "role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(is_lead=True, ends_on=None), name="one_live_lead_per_account"),
            models.UniqueConstraint(
                fields=["account", "person", "role"], condition=Q(ends_on=None), name="one_live_seat_per_person_and_role"
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="seat_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["person", "account"], name="seat_of_person"),
            models.Index(fields=["person", "account"], condition=Q(is_lead=False), name="seat_that_leads_nothing"),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()} of {self.account}"

    def get_absolute_url(self):
        return self.account.get_absolute_url()

    def event_topic(self):
        return self.account


class Preference(models.Model):
    """Something the client likes or dislikes, when we heard it and from whom (C8). Never edited: hear it anew."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="preferences")
    contact = models.ForeignKey(
        "clients.Contact", verbose_name=_("said by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="preferences"
    )
    heard_on = models.DateField(_("heard on"), default=timezone.localdate)
    text = models.CharField(_("what we heard"), max_length=500)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    withdrawn_on = models.DateField(_("no longer true since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnAccountQuerySet.as_manager()

    class Meta:
        ordering = ["-heard_on", "-pk"]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return self.account.get_absolute_url()

    def event_topic(self):
        return self.account


class MarketNote(models.Model):
    """What happens in the client's market, company or industry, dated and with its source (C2, R7)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="market_notes")
    noted_on = models.DateField(_("noted on"), default=timezone.localdate)
    text = models.TextField(_("note"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnClientQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_on", "-pk"]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return self.client.get_absolute_url()

    def event_topic(self):
        return self.client
