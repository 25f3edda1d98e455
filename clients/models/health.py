from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.account import Account
from clients.querysets import OnAccountQuerySet
from clients.states import HealthColour


class AccountHealth(models.Model):
    """How an account stands today (R4): the figures that lists filter, sort and join. Written by the clock; care keeps each day's."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="health")
    observed = models.PositiveSmallIntegerField(_("observed health"), null=True, help_text=_("Empty: too little evidence."))
    sentiment = models.PositiveSmallIntegerField(_("sentiment"), null=True)
    hygiene = models.PositiveSmallIntegerField(_("our diligence"), null=True)
    colour = models.CharField(_("health"), max_length=5, choices=HealthColour, blank=True)
    colour_since = models.DateField(null=True)
    changed_7 = models.SmallIntegerField(_("change in 7 days"), null=True)
    changed_30 = models.SmallIntegerField(_("change in 30 days"), null=True)
    looked_on = models.DateField(null=True, help_text="The day whose snapshot this is; empty: to be looked at again.")

    objects = OnAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("health of an account")
        verbose_name_plural = _("health of accounts")
        constraints = [
            models.CheckConstraint(
                condition=(Q(observed=None) | Q(observed__lte=100))
                & (Q(sentiment=None) | Q(sentiment__lte=100))
                & (Q(hygiene=None) | Q(hygiene__lte=100)),
                name="health_is_at_most_100",
            ),
        ]
        indexes = [
            models.Index(fields=["observed", "account"], name="health_by_score"),
            models.Index(fields=["colour", "account"], name="health_by_colour"),
        ]

    def __str__(self):
        return f"{self.account}: {self.observed if self.observed is not None else '–'}"
