from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class ConcernKind(TextChoices):
    QUESTION = "question", _("Question")
    REQUEST = "request", _("Request")
    PROBLEM = "problem", _("Problem")
    CONFLICT = "conflict", _("Conflict")


class ConcernSource(TextChoices):
    STAFF = "staff", _("Taken by us")
    LINK = "link", _("By their link")
    SURVEY = "survey", _("From a survey")
    IMPORT = "import", _("Imported")


class ConcernState(TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    MEDIATION = "mediation", _("In mediation")
    PROPOSED = "proposed", _("Outcome proposed")
    CONFIRMED = "confirmed", _("Outcome confirmed")
    REOPENED = "reopened", _("Reopened")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Lapse(TextChoices):
    """Which of our two words was broken when a concern climbed."""

    ANSWER = "answer", _("not answered")
    OUTCOME = "outcome", _("no outcome")


S = ConcernState
WAITING = (S.OPEN, S.REOPENED)  # for our answer
IN_HAND = (S.ANSWERED, S.MEDIATION)  # answered, without an outcome
TICKING = (*WAITING, *IN_HAND)  # the clock runs against us
LIVE = (*TICKING, S.PROPOSED, S.CONFIRMED)
SETTLED_BY_ANSWER = (ConcernKind.QUESTION, ConcernKind.REQUEST)  # these may be closed without an outcome that somebody confirms

CONCERN_MOVES = {
    "answer": Move({S.OPEN, S.REOPENED}, S.ANSWERED, may="care.work_concern", label=_("Answer")),
    "ask_again": Move({S.ANSWERED}, S.OPEN, may="care.speak_on_concern", label=_("They are not content"), needs_note=True),
    "mediate": Move({S.ANSWERED, S.REOPENED}, S.MEDIATION, may="care.mediate_concern", label=_("Mediate")),
    "propose": Move({S.ANSWERED, S.MEDIATION}, S.PROPOSED, may="care.work_concern", label=_("Propose an outcome")),
    "confirm": Move({S.PROPOSED}, S.CONFIRMED, may="care.confirm_concern", label=_("They agree")),
    "reject": Move({S.PROPOSED}, S.ANSWERED, may="care.confirm_concern", label=_("They refuse it"), needs_note=True),
    "close": Move({S.ANSWERED, S.CONFIRMED}, S.CLOSED, may="care.close_concern", label=_("Close")),
    "reopen": Move({S.CONFIRMED, S.CLOSED}, S.REOPENED, may="care.reopen_concern", label=_("Reopen"), needs_note=True),
    "withdraw": Move(
        {S.OPEN, S.REOPENED, S.ANSWERED, S.MEDIATION, S.PROPOSED},
        S.WITHDRAWN,
        may="care.speak_on_concern",
        label=_("Withdraw"),
        needs_note=True,
    ),
}
