from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from care.querysets.reported_figures import ReportedFigureQuerySet
from care.states.reported_figures import ReportedKind
from clients.models import Client
from core.addresses import address_of


class ReportedFigure(models.Model):
    """What another system said of a client, and as of when (R4, S5). Shown beside our own numbers, never mixed into them.

    `record` tells which of its records said so: that system may know one client under two, and so do we after a merge (ADR 0063).
    """

    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="reported_figures")
    which = models.CharField(_("which"), max_length=20, choices=ReportedKind)
    value = models.CharField(_("value"), max_length=60, help_text=_("As the other system wrote it."))
    number = models.DecimalField(_("number"), max_digits=14, decimal_places=4, null=True, blank=True)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("other system"), max_length=30)
    record = models.CharField(
        _("its record"), max_length=200, blank=True, help_text="The id there; empty: none was named. After a merge, whose figure it was."
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportedFigureQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "which", "-pk"]
        verbose_name = _("reported figure")
        constraints = [
            models.UniqueConstraint(fields=["client", "which", "source", "record", "as_of"], name="one_reported_figure_a_day_and_record"),
        ]

    def __str__(self):
        return f"{self.get_which_display()}: {self.value}"

    def get_absolute_url(self):
        return address_of("client_detail", self.client_id)

    def event_topic(self):
        return self.client
