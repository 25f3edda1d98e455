from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.querysets import ClientQuerySet, OnClientQuerySet
from clients.states import CLIENT_MOVES, ClientState, LossCause, Tier
from core.addresses import address_of


class Client(models.Model):
    """A company we work for or would like to (C2, C7): who they are, what they do, what they are after."""

    name = models.CharField(_("trading name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=250, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    street = models.CharField(_("street"), max_length=250, blank=True)
    postcode = models.CharField(_("postcode"), max_length=30, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    about = models.TextField(_("what they do"), blank=True)
    end_goals = models.TextField(_("what they want in the end"), blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("belongs to"), null=True, blank=True, on_delete=models.PROTECT, related_name="daughters"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_clients",
        help_text=_("Who works on it while it has no account: the prospect's one point of contact."),
    )
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, default=Tier.STANDARD)
    state = models.CharField(_("state"), max_length=10, choices=ClientState, default=ClientState.PROSPECT, db_index=True)
    lost_cause = models.CharField(_("lost because"), max_length=15, choices=LossCause, blank=True, help_text=_("Empty: not said."))
    lost_reason = models.CharField(_("why lost"), max_length=300, blank=True)
    won_on = models.DateField(_("won on"), null=True, blank=True)
    lost_on = models.DateField(_("lost on"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ClientQuerySet.as_manager()

    moves = CLIENT_MOVES

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="client_is_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(state=ClientState.LOST) | ~Q(lost_reason=""), name="lost_client_has_a_reason"),
        ]
        indexes = [models.Index(fields=["name", "id"], name="client_by_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("client_detail", self.pk)

    def event_topic(self):
        return self


class Competitor(models.Model):
    """Whom the client competes with (C2)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="competitors")
    name = models.CharField(_("name"), max_length=200)
    website = models.URLField(_("website"), max_length=300, blank=True)
    note = models.TextField(_("what they do better or worse"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnClientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="one_competitor_per_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.client.get_absolute_url()

    def event_topic(self):
        return self.client
