"""The line of each row that was found, by its noun (S3, P3)."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.states import ChangeOrderState, RequestState
from care.states import CheckInKind, CheckInState, ConcernState
from clients.states import HealthColour, Severity
from core.marks import money_words
from core.money import Money
from reports.lines import CLIENT, US, Line
from reports.states import ActionStands
from reports.status.contact_reports import report_line, told_of
from reports.status.days import CLIENT_SLOW_DAYS, day_words
from reports.status.found import Found, found_of, line_of


def other_lines(account, *, today: date) -> list[Line]:
    """A decision is told by the contact report that it stands in."""
    rows, decided = [], defaultdict(list)
    for one in found_of(account, today=today):
        if one.noun == "decision":
            decided[one.one].append((one.two, one.row, one.title))
        else:
            rows.append(one)
    found = [TELLERS[one.noun](one, account, today) for one in rows]
    lines = [line for line in found if line is not None]
    return [replace(line, decided=told_of(decided, line)) if line.noun == "report" else line for line in lines]


def request_line(one: Found, account, today: date) -> Line:
    is_asked = one.state == RequestState.ASKED_BACK
    is_open = one.state in (RequestState.NEW, RequestState.ASKED_BACK)
    is_late = one.state == RequestState.NEW and one.by is not None and one.by < today
    return line_of(
        one,
        account,
        "requests",
        url=reverse("job_request_detail", args=[one.row]),
        stands=one.state,
        state=str(RequestState(one.state).label),
        next=(_("Answer our question") if is_asked else _("Answer the request")) if is_open else "",
        turn=(CLIENT if is_asked else US) if is_open else "",
        who=(account.lead.name if account.lead else one.who) if is_open and not is_asked else "",
        days=(today - one.on).days if is_open and one.on else None,
        tone=("risk" if is_late else "good") if is_open else "",
        why=_("Our answer is overdue.") if is_late else "",
        is_shared=True,
        is_done=not is_open,
    )


def order_line(one: Found, account, today: date) -> Line:
    days = (today - one.on).days
    tone, why = ("watch", _("Offered %(n)d days ago.") % {"n": days}) if days > CLIENT_SLOW_DAYS else ("good", "")
    return line_of(
        one,
        account,
        "orders",
        stands=one.state,
        state=str(ChangeOrderState(one.state).label),
        next=_("Accept or refuse the price of a further round"),
        turn=CLIENT,
        days=days,
        tone=tone,
        why=why,
        money=[[_("Price"), money_words(Money(one.one, one.code))]] if one.one else [],
        is_shared=True,
    )


def action_line(one: Found, account, today: date) -> Line:
    """The client reads of it what they have in writing already: a contact report that was issued names it. All else is between us."""
    is_done, is_late = one.on is not None, one.on is None and one.by < today
    stands = ActionStands.DONE if is_done else ActionStands.THEIRS if one.one else ActionStands.OURS
    return line_of(
        one,
        account,
        "actions",
        url=reverse("action_item_detail", args=[one.row]),
        stands=stands.value,
        state=str(stands.label),
        turn={ActionStands.THEIRS: CLIENT, ActionStands.OURS: US}.get(stands, ""),
        who=one.who,
        tone="" if is_done else "watch" if is_late else "good",
        why=_("%(n)d days late.") % {"n": (today - one.by).days} if is_late else "",
        is_shared=bool(one.two),
        is_done=is_done,
    )


def concern_line(one: Found, account, today: date) -> Line:
    waits_for_them = one.state in (ConcernState.PROPOSED, ConcernState.ANSWERED)
    is_late = one.by is not None and one.by < today
    is_severe = one.one is not None and one.one >= max(Severity.values) - 1
    why = _("Our word is overdue.") if is_late else str(Severity(one.one).label)
    return line_of(
        one,
        account,
        "concerns",
        url=reverse("concern_detail", args=[one.row]),
        stands=one.state,
        state=str(ConcernState(one.state).label),
        turn=CLIENT if waits_for_them else US,
        who="" if waits_for_them else one.who,
        days=(today - one.on).days if one.on else None,
        tone="risk" if is_late or is_severe else "watch",
        why=why,
    )


def meeting_line(one: Found, account, today: date) -> Line:
    is_over = one.state != CheckInState.PLANNED
    is_late = not is_over and one.by < today
    return line_of(
        one,
        account,
        "meetings",
        url=reverse("check_in_detail", args=[one.row]),
        title=str(CheckInKind(one.title).label),
        stands=one.state,
        state=str(CheckInState(one.state).label),
        who=one.who,
        turn="" if is_over else US,
        tone=("watch" if is_late else "good") if not is_over else "",
        why=_("Overdue.") if is_late else "",
        is_shared=True,
        is_done=is_over,
    )


def health_line(one: Found, account, today: date) -> Line | None:
    if not one.title:
        return None
    change = "" if not one.two else f"{one.two:+d}".replace("-", "−")
    facts = [[_("Observed"), f"{one.one}"], *([[_("In 7 days"), change]] if change else [])]
    since = _("Since %(day)s.") % {"day": day_words(one.on)} if one.on else ""
    label = str(HealthColour(one.title).label)
    return Line("health", "health", _("Health of the account"), account.pk, state=label, tone=one.title, why=since, facts=facts)


TELLERS = {
    "request": request_line,
    "order": order_line,
    "action": action_line,
    "concern": concern_line,
    "meeting": meeting_line,
    "report": report_line,
    "health": health_line,
}
