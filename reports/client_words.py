"""What the client reads of where a line stands: a word of theirs for each state, whose turn it is, what we ask of them (S3).

Declared once for each state; a state without its word fails a test. What is in `BETWEEN_US` never leaves the house.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from briefs.states import CLIENT_REQUEST_WORDS, BriefState, ChangeOrderState, RequestState
from care.states import CheckInState
from reports.lines import US, YOU, Line
from reports.states import ActionStands, ReportStands


@dataclass(frozen=True)
class Told:
    """`turn` is YOU, US or empty where nobody has to do anything."""

    words: str | Promise
    turn: str = ""
    next: str | Promise = ""


# Noun of a line (`Line.noun`) → its states → what the client reads.
CLIENT_WORDS: dict[str, dict[str, Told]] = {
    "job": {
        BriefState.DRAFT: Told(_("We are preparing it"), US),
        BriefState.IN_REVIEW: Told(_("We are preparing it"), US),
        BriefState.APPROVED: Told(_("Planned"), US),
        BriefState.IN_CREATIVE: Told(_("In work"), US),
        BriefState.INTERNAL_REVIEW: Told(_("In work"), US),
        BriefState.WITH_CLIENT: Told(_("Waiting for your answer"), YOU, _("Look at the work and tell us what you think")),
        BriefState.CHANGES_ASKED: Told(_("We are making your changes"), US),
        BriefState.CLIENT_APPROVED: Told(_("We are finishing it"), US),
        BriefState.QUALITY_CHECK: Told(_("We are checking it"), US),
        BriefState.DELIVERED: Told(_("Delivered")),
        BriefState.CLOSED: Told(_("Finished")),
        BriefState.ON_HOLD: Told(_("On hold")),
        BriefState.CANCELLED: Told(_("Not going ahead")),
    },
    "request": {
        RequestState.NEW: Told(CLIENT_REQUEST_WORDS[RequestState.NEW], US),
        RequestState.ASKED_BACK: Told(CLIENT_REQUEST_WORDS[RequestState.ASKED_BACK], YOU, _("Answer our question")),
        RequestState.ACCEPTED: Told(CLIENT_REQUEST_WORDS[RequestState.ACCEPTED]),
        RequestState.DECLINED: Told(CLIENT_REQUEST_WORDS[RequestState.DECLINED]),
        RequestState.WITHDRAWN: Told(CLIENT_REQUEST_WORDS[RequestState.WITHDRAWN]),
    },
    "order": {
        ChangeOrderState.OFFERED: Told(_("Waiting for your answer"), YOU, _("Accept or refuse the price of a further round")),
        ChangeOrderState.ACCEPTED: Told(_("You accepted it")),
        ChangeOrderState.REFUSED: Told(_("You refused it")),
        ChangeOrderState.WAIVED: Told(_("It costs you nothing")),
    },
    "action": {
        ActionStands.OURS: Told(_("Open"), US),
        ActionStands.THEIRS: Told(_("Open"), YOU),
        ActionStands.DONE: Told(_("Done")),
    },
    "meeting": {
        CheckInState.PLANNED: Told(_("Planned")),
        CheckInState.HELD: Told(_("Held")),
        CheckInState.MISSED: Told(_("Did not take place")),
        CheckInState.CANCELLED: Told(_("Cancelled")),
    },
    "report": {
        ReportStands.DRAFT: Told(_("We are correcting it"), US),
        ReportStands.ISSUED: Told(_("Waiting for your word"), YOU, _("Say yes to it, or what is not right")),
        ReportStands.DISPUTED: Told(_("We are answering what you said"), US),
        ReportStands.ACCEPTED: Told(_("Accepted")),
        ReportStands.WORD: Told(_("You said yes")),
        ReportStands.SILENCE: Told(_("Accepted: nobody objected")),
    },
}

# Nouns of lines that never leave the house, whatever the line says of itself, and why.
BETWEEN_US = {
    "concern": "how we work on it; the contact who raised it has a page of their own",
    "contract": "our renewal, and what we expect of it",
    "health": "what we think of the relationship",
    "account": "a line of the portfolio report",
    "did": "a line of the activity report",
}

CLIENT_SECTIONS = {
    "jobs": _("Jobs"),
    "requests": _("Your requests"),
    "billing": _("Delivered"),
    "orders": _("Prices to decide on"),
    "actions": _("What was agreed"),
    "meetings": _("Check-ins"),
    "minutes": _("Contact reports"),
}


def for_client(lines: list[Line], *, with_fees: bool) -> list[Line]:
    """What leaves the house: no reasons of ours, no colours, no concerns, health or renewals, and no money unless it was ticked."""
    return [as_told(line, with_fees=with_fees) for line in lines if line.is_shared and line.noun in CLIENT_WORDS]


def as_told(line: Line, *, with_fees: bool) -> Line:
    """Made anew of what the client may read, so that a fact which a line gains later stays inside until somebody puts it here.

    A line that was issued before states were kept has no word: it says nothing rather than ours.
    """
    told = CLIENT_WORDS[line.noun].get(line.stands, Told(""))
    is_theirs = told.turn == YOU
    return Line(
        section=line.section,
        key=line.key,
        title=line.title,
        account=line.account,
        code=line.code,
        stands=line.stands,
        state=str(told.words),
        next=str(told.next),
        turn=told.turn,
        who=line.who if is_theirs else "",
        days=line.days if is_theirs else None,
        due=line.due,
        money=line.money if with_fees else [],
        decided=line.decided,
        is_shared=True,
        is_done=line.is_done,
    )
