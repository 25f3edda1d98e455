"""Contact reports in a status report: what was decided, and what the client says to it (S3, R1)."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from care.states import CheckInKind
from reports.lines import CLIENT, US, Line
from reports.states import ReportStands
from reports.status.days import day_words
from reports.status.found import Found, line_of

# Where a contact report stands → whose turn it is, what comes next, its colour and the reason; of an accepted one nothing.
REPORT_TURNS = {
    ReportStands.DRAFT: (US, lambda: _("Correct it and issue it again"), "watch", lambda: _("It was taken back.")),
    ReportStands.ISSUED: (CLIENT, lambda: _("Say yes to it, or what is not right"), "good", None),
    ReportStands.DISPUTED: (US, lambda: _("Answer what they dispute"), "watch", lambda: _("The client disputes it.")),
}


def report_line(one: Found, account, today: date) -> Line:
    """A contact report that went out: what was decided, and what the client says to it."""
    turn, step, tone, why = REPORT_TURNS.get(one.state, ("", None, "", None))
    is_with_client = one.state == ReportStands.ISSUED
    return line_of(
        one,
        account,
        "minutes",
        url=reverse("contact_report_detail", args=[one.row]),
        title=_("%(kind)s of %(day)s") % {"kind": CheckInKind(one.title).label, "day": day_words(one.on)},
        code=one.code,
        stands=one.state,
        state=str(ReportStands(one.state).label),
        next=step() if step else "",
        turn=turn,
        who=account.lead.name if turn == US and account.lead else "",
        due=one.by.isoformat() if is_with_client and one.by else "",
        tone=tone,
        why=why() if why else "",
        is_shared=True,
        is_done=not turn,
    )


def told_of(decided: dict[int, list], line: Line) -> list[str]:
    return [text for _position, _row, text in sorted(decided[int(line.key.partition(":")[2])])]
