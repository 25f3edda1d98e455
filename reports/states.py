from datetime import date, timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class ReportKind(TextChoices):
    """What a report is about: one account, or the accounts of somebody's line (S3, P3)."""

    STATUS = "status", _("Status report")
    ACTIVITY = "activity", _("Activity report")
    PORTFOLIO = "portfolio", _("Portfolio report")


LINE_KINDS = (ReportKind.ACTIVITY, ReportKind.PORTFOLIO)


class ReportState(TextChoices):
    """A draft is the week as it stands; only the words in it are kept. What is issued stays as it was."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


REPORT_MOVES = {"issue": Move({ReportState.DRAFT}, ReportState.ISSUED, may="reports.issue_report", label=_("Issue"))}


class ActionStands(TextChoices):
    """Where an action stands in a report: whose it is while it is open."""

    OURS = "ours", _("Open")
    THEIRS = "theirs", _("Open")
    DONE = "done", _("Done")


class ReportStands(TextChoices):
    """Where a contact report stands in a status report: its state, of an accepted one how it was accepted. Twin: found.stands_of()."""

    DRAFT = "draft", _("Taken back to be corrected")
    ISSUED = "issued", _("With the client")
    DISPUTED = "disputed", _("Disputed")
    ACCEPTED = "accepted", _("Accepted")
    WORD = "word", _("Confirmed by their word")
    SILENCE = "silence", _("Accepted by silence")


class Weekday(IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())
