from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models.account import Account
from clients.models.client import Client
from clients.querysets import ContactQuerySet
from clients.states import Attitude, Consent, DecisionRole, Power
from core.addresses import address_of


class Contact(models.Model):
    """Somebody at the client, with their part in decisions and how they feel about us (C3)."""

    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="contacts")
    account = models.ForeignKey(
        Account,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="own_contacts",
        help_text=_("Empty: speaks for every account of the client."),
    )
    name = models.CharField(_("full name"), max_length=200)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    mobile = models.CharField(_("mobile"), max_length=60, blank=True)
    decision_role = models.CharField(_("role in decisions"), max_length=20, choices=DecisionRole, blank=True)
    attitude = models.SmallIntegerField(_("attitude to us"), choices=Attitude, default=Attitude.NEUTRAL)
    power = models.PositiveSmallIntegerField(_("decision power"), choices=Power, default=Power.SOME)
    reports_to = models.ForeignKey(
        "self", verbose_name=_("reports to"), null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    is_primary = models.BooleanField(_("first to call"), default=False)
    language = models.CharField(_("language"), max_length=40, blank=True)
    consent = models.CharField(_("consent to mailings"), max_length=10, choices=Consent, default=Consent.UNKNOWN)
    consent_on = models.DateField(_("asked on"), null=True, blank=True)
    last_met_on = models.DateField(_("last met"), null=True, blank=True, editable=False)
    left_on = models.DateField(_("left the client on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reports_to=None) | ~Q(reports_to=F("id")), name="contact_reports_to_somebody_else"),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(fields=["email"], name="contact_by_email"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("contact_detail", self.pk)

    def event_topic(self):
        return self.account or self.client
