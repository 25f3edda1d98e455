from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class ReportState(TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("With the client")
    DISPUTED = "disputed", _("Disputed")
    ACCEPTED = "accepted", _("Accepted")


class LineKind(TextChoices):
    SAID = "said", _("Discussed")
    DECISION = "decision", _("Decision")
    ACTION = "action", _("Action")


class AcceptedBy(TextChoices):
    WORD = "word", _("by their word")
    SILENCE = "silence", _("by silence")


S = ReportState
WRITABLE = frozenset({S.DRAFT, S.DISPUTED})

REPORT_MOVES = {
    "issue": Move({S.DRAFT, S.DISPUTED}, S.ISSUED, may="care.issue_report", label=_("Issue")),
    "recall": Move({S.ISSUED}, S.DRAFT, may="care.issue_report", label=_("Take it back to correct"), needs_note=True),
    "dispute": Move({S.ISSUED, S.DISPUTED}, S.DISPUTED, may="care.dispute_report", label=_("Note a dispute"), needs_note=True),
    "accept": Move({S.ISSUED}, S.ACCEPTED, may="care.accept_report", label=_("Note their yes"), needs_note=True),
    "lapse": Move({S.ISSUED}, S.ACCEPTED, may="care.accept_by_silence"),  # the clock alone: nobody holds this
}
