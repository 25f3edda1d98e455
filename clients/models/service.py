from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.account import Account
from clients.models.contract import Contract
from clients.querysets import OnAccountQuerySet
from clients.states import Fit


class Service(models.Model):
    """Something the agency sells: one row of its list of services."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    about = models.TextField(_("what it is"), blank=True)
    is_sold = models.BooleanField(_("sold today"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("service_list")


class BoughtService(models.Model):
    """A service that an account bought: under which contract, sold by whom, and whether it fits the needs (C4)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="bought_services")
    service = models.ForeignKey(Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="sales")
    contract = models.ForeignKey(
        Contract, verbose_name=_("under contract"), null=True, blank=True, on_delete=models.PROTECT, related_name="bought_services"
    )
    sold_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sold by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    bought_on = models.DateField(_("bought on"), default=timezone.localdate)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    fit = models.CharField(_("fit"), max_length=10, choices=Fit, default=Fit.UNKNOWN)
    fit_on = models.DateField(_("rated on"), null=True, blank=True)
    fit_note = models.CharField(_("why"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnAccountQuerySet.as_manager()

    class Meta:
        ordering = ["service__name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("bought_on")), name="bought_service_ends_after_start"),
            models.CheckConstraint(condition=Q(fit=Fit.UNKNOWN) | Q(fit_on__isnull=False), name="a_rated_fit_has_its_day"),
        ]

    def __str__(self):
        return f"{self.service} for {self.account}"

    def services_url(self):
        return reverse("account_services", args=[self.account_id])

    def get_absolute_url(self):
        return self.account.get_absolute_url()

    def event_topic(self):
        return self.account


class SalesHandover(models.Model):
    """What sales promised and learned, handed to the account team and taken over by its lead (C4, P10)."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="sales_handover")
    sold_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("sold by"), on_delete=models.PROTECT, related_name="+")
    promised = models.TextField(_("what we promised"))
    needs = models.TextField(_("what the client needs"))
    risks = models.TextField(_("what may go wrong"), blank=True)
    handed_on = models.DateField(_("handed over on"), default=timezone.localdate)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    taken_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnAccountQuerySet.as_manager()

    def __str__(self):
        return f"Sales hand-over of {self.account}"

    def get_absolute_url(self):
        return self.account.get_absolute_url()

    def event_topic(self):
        return self.account
