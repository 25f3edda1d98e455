from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportedKind(TextChoices):
    """Figures that other systems keep about a client. None of them is one of our three numbers (ADR 0060)."""

    NPS = "nps", _("Net promoter score")
    HEALTH = "health", _("Health score")
    LICENCE_USE = "licence_use", _("Licences in use, %")
    ASSESSMENT = "assessment", _("Assessment after the sale")
    RED = "red", _("Marked red")
    STRATEGIC = "strategic", _("Strategic")
    SUPPORT = "support", _("Support priority")
