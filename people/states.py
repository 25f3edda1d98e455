from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Rank(IntegerChoices):
    """The ladder of the account department (P1–P5). A number, so that the database can compare; gaps leave room."""

    COORDINATOR = 10, _("Coordinator")
    EXECUTIVE = 20, _("Executive")
    SUPERVISOR = 30, _("Supervisor")
    DIRECTOR = 40, _("Director")
    HEAD = 50, _("Head")


class Grade(TextChoices):
    JUNIOR = "junior", _("junior")
    MID = "mid", _("mid")
    SENIOR = "senior", _("senior")


class Department(TextChoices):
    ACCOUNTS = "accounts", _("Account services")
    PLANNING = "planning", _("Planning")
    CREATIVE = "creative", _("Creative")
    TRAFFIC = "traffic", _("Traffic")
    FINANCE = "finance", _("Finance")
    SALES = "sales", _("Sales")
    TECHNICAL = "technical", _("Technical")


class Delivery(TextChoices):
    """How reminders reach a person besides the inbox."""

    IMMEDIATE = "immediate", _("One e-mail each, at once")
    DIGEST = "digest", _("One e-mail a day")
    NONE = "none", _("In the app only")


class Theme(TextChoices):
    COMPUTER = "", _("As the computer")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(TextChoices):
    AIRY = "", _("Airy")
    COMPACT = "compact", _("Compact")


class DocumentKind(TextChoices):
    """What the approval policy speaks about."""

    CONTRACT = "contract", _("Contract or renewal")
    BRIEF = "brief", _("Brief")
    ESTIMATE = "estimate", _("Estimate")
    PAYMENT = "payment", _("Payment")
