"""What a status report of an account says: its jobs, then everything else that is open, in two statements (S3, P3)."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import BigIntegerField, Case, CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.models import Assignment, Brief, ChangeOrder, JobRequest, Milestone, ReviewLink
from briefs.states import OVER, BriefState, ChangeOrderState, RequestState
from care.models import ActionItem, CheckIn, Concern, ContactReport, ReportLine
from care.states import WRITABLE, CheckInKind, CheckInState, ConcernState, LineKind, ReportState
from clients.models import AccountHealth, Contract
from clients.states import HealthColour, RenewalStage, Severity
from core.marks import money_words
from core.statements import asked
from reports.lines import CLIENT, US, Line, short_day
from reports.states import ActionStands, ReportStands

LOOKED_BACK_DAYS = 7
NOTICE_AHEAD_DAYS = 120
NEAR_DAYS = 3  # a delivery so near that is not with the client yet is watched
CLIENT_SLOW_DAYS = 5
MOST_JOBS = 200

S = BriefState
# State → whose turn it is and what comes next.
TURNS = {
    S.DRAFT: (US, lambda: _("Write the brief and submit it")),
    S.IN_REVIEW: (US, lambda: _("Approve the brief")),
    S.APPROVED: (US, lambda: _("Start creative")),
    S.IN_CREATIVE: (US, lambda: _("Hand the work in")),
    S.INTERNAL_REVIEW: (US, lambda: _("Review the work inside")),
    S.WITH_CLIENT: (CLIENT, lambda: _("Give the verdict on the work")),
    S.CHANGES_ASKED: (US, lambda: _("Start the next round")),
    S.CLIENT_APPROVED: (US, lambda: _("Start the quality check")),
    S.QUALITY_CHECK: (US, lambda: _("Check and deliver")),
    S.DELIVERED: (US, lambda: _("Close the job and bill it")),
    S.ON_HOLD: ("", lambda: _("Nothing: it is on hold")),
}
WITH_ASSIGNEES = (S.IN_CREATIVE, S.APPROVED)


def status_lines(account, *, today: date, jobs: list[Brief] | None = None) -> list[Line]:
    """Everything of this account. `account` has its live seats and its contracts in force loaded, or they are asked for; so the jobs."""
    return [*job_lines(account, today=today, jobs=jobs), *other_lines(account, today=today), *renewal_lines(account, today=today)]


# ── Jobs ─────────────────────────────────────────────────────────────────────────────────────────


def jobs_of(account, *, today: date) -> QuerySet[Brief]:
    """Live ones and those that ended within a week, each with its next milestone and whoever it waits for; one query."""
    since = today - timedelta(days=LOOKED_BACK_DAYS)
    milestones = Milestone.objects.filter(brief=OuterRef("pk"), done_on=None).order_by("due_on", "pk")
    working = Assignment.objects.filter(brief=OuterRef("pk"), done_on=None).order_by("due_on", "pk")
    links = ReviewLink.objects.filter(brief=OuterRef("pk"), revoked_at=None, is_decider=True)
    recent = Q(state__in=OVER) & (Q(closed_on__gte=since) | Q(state_since__gte=since))
    rows = Brief.objects.filter(account=account).filter(~Q(state__in=OVER) | recent).select_related("author", "contact")
    return rows.annotate(
        milestone=Subquery(milestones.values("name")[:1]),
        milestone_on=Subquery(milestones.values("due_on")[:1]),
        worker=Subquery(working.values("person__name")[:1]),
        decider=Subquery(links.values("contact__name")[:1]),
        priced=Exists(ChangeOrder.objects.filter(brief=OuterRef("pk"), state=ChangeOrderState.OFFERED)),
    ).order_by("wanted_on", "number", "pk")[:MOST_JOBS]


def job_lines(account, *, today: date, jobs: list[Brief] | None = None) -> list[Line]:
    sold = max((one.rounds_per_job for one in contracts_of(account) if one.rounds_per_job is not None), default=None)
    lead = account.lead.name if account.lead else ""
    found = jobs_of(account, today=today) if jobs is None else jobs
    return [job_line(brief, sold=sold, lead=lead, today=today) for brief in found]


def contracts_of(account) -> list[Contract]:
    if not hasattr(account, "contracts_in_force"):
        account.contracts_in_force = list(Contract.objects.filter(account=account).in_force().select_related("renewal"))
    return account.contracts_in_force


def job_line(brief: Brief, *, sold: int | None, lead: str, today: date) -> Line:
    is_over = brief.state in OVER
    turn, words = TURNS.get(brief.state, ("", lambda: ""))
    tone, why = ("", "") if is_over or brief.state == S.ON_HOLD else colour_of(brief, sold=sold, today=today)
    facts = []
    if brief.milestone and not is_over:
        facts.append([_("Next milestone"), _("%(name)s, %(day)s") % {"name": brief.milestone, "day": day_words(brief.milestone_on)}])
    rounds = brief.rounds_sold if brief.rounds_sold is not None else sold
    if brief.round_number:
        facts.append([_("Rounds"), _("%(n)d of %(sold)s") % {"n": brief.round_number, "sold": "–" if rounds is None else rounds}])
    return Line(
        section="billing" if brief.state == S.DELIVERED else "jobs",
        key=f"job:{brief.pk}",
        title=brief.title,
        account=brief.account_id,
        url=brief.get_absolute_url(),
        code=brief.number,
        stands=brief.state,
        state=str(brief.get_state_display()),
        next=words(),
        turn=turn,
        who=who_of(brief, turn, lead),
        days=(today - brief.state_since).days if turn else None,
        due=brief.wanted_on.isoformat() if brief.wanted_on else "",
        tone=tone,
        why=why,
        facts=facts,
        money=[[_("Budget"), money_words(brief.budget, "whole")]] if brief.budget else [],
        is_shared=is_known_to_client(brief),
        is_done=is_over or brief.state == S.DELIVERED,
    )


def is_known_to_client(brief: Brief) -> bool:
    """A brief that was never approved is between us, also where it rests or was cancelled; a new version of one that was is not."""
    if brief.edition > 1 or brief.approved_on is not None:
        return True
    return (brief.held_from or brief.state) not in (S.DRAFT, S.IN_REVIEW, S.CANCELLED)


def day_words(day: date) -> str:
    return short_day(day.isoformat())


def who_of(brief: Brief, turn: str, lead: str) -> str:
    """By name: the client's decider, whoever is assigned, the author of the brief, else the lead."""
    if turn == CLIENT:
        return brief.decider or (str(brief.contact) if brief.contact else "")
    if not turn:
        return ""
    if brief.state == S.DRAFT:
        return brief.author.name
    if brief.state in WITH_ASSIGNEES and brief.worker:
        return brief.worker
    return lead or brief.author.name


def colour_of(brief: Brief, *, sold: int | None, today: date) -> tuple[str, str]:
    """(good, watch or risk, and why): the first that is true, the worst first."""
    waits = (today - brief.state_since).days
    rounds = brief.rounds_sold if brief.rounds_sold is not None else sold
    if brief.is_late(today=today):
        return "risk", _("The delivery day, %(day)s, is over.") % {"day": day_words(brief.wanted_on)}
    if brief.milestone_on and brief.milestone_on < today:
        return "watch", _("%(name)s was due on %(day)s.") % {"name": brief.milestone, "day": day_words(brief.milestone_on)}
    if brief.state == S.WITH_CLIENT and waits > CLIENT_SLOW_DAYS:
        return "watch", _("The client has had it for %(n)d days.") % {"n": waits}
    if brief.priced or (rounds is not None and brief.round_number > rounds):
        return "watch", _("More rounds than were sold.")
    if brief.delivered_on is None and brief.wanted_on is None and brief.state != S.DRAFT:
        return "watch", _("It has no delivery day.")
    is_near = brief.wanted_on and (brief.wanted_on - today).days <= NEAR_DAYS
    if is_near and brief.state in (S.DRAFT, S.IN_REVIEW, S.APPROVED, S.IN_CREATIVE, S.INTERNAL_REVIEW, S.CHANGES_ASKED):
        return "watch", _("To be delivered on %(day)s, and not with the client yet.") % {"day": day_words(brief.wanted_on)}
    return "good", _("On time.")


# ── Everything else that is open ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Found:
    """A row of the one statement: what it is, its key and words, its days, a state, a person, a number of ours, two numbers."""

    noun: str
    row: int
    title: str
    on: date | None
    by: date | None
    state: str
    who: str
    code: str
    one: int | None
    two: int | None


def _arm(rows: QuerySet, noun: str, *, title: str, on=None, by=None, state="", who="", code="", one=None, two=None) -> QuerySet:
    def words(name):
        named = F(name) if isinstance(name, str) else name
        return Coalesce(named, Value(""), output_field=CharField()) if name else Value("", CharField())

    def day(expression):
        return Cast(F(expression) if isinstance(expression, str) else expression or Value(None), DateField())

    def number(name):
        return Cast(F(name) if name else Value(None), BigIntegerField())

    parts = {
        "a_noun": Value(noun, CharField()),
        "a_row": F("pk"),
        "a_title": words(title),
        "a_on": day(on),
        "a_by": day(by),
        "a_state": words(state),
        "a_who": words(who),
        "a_code": words(code),
        "a_one": number(one),
        "a_two": number(two),
    }
    return rows.order_by().annotate(**parts).values_list(*parts)


def found_of(account, *, today: date) -> list[Found]:
    """Requests, price decisions, actions, concerns, check-ins, contact reports and health of the account; one statement."""
    rows = asked(("open in a status report", today), lambda account: arms_of(account, today=today), account=account.pk)
    return [Found(*row) for row in sorted(rows, key=lambda row: (row[0], row[4] or date.max, row[1]))]


def arms_of(account: int, *, today: date) -> QuerySet:
    since = today - timedelta(days=LOOKED_BACK_DAYS)
    requests = JobRequest.objects.filter(account=account).filter(
        Q(state__in=(RequestState.NEW, RequestState.ASKED_BACK)) | Q(came_on__gte=since)
    )
    orders = ChangeOrder.objects.filter(brief__account=account, state=ChangeOrderState.OFFERED)
    actions = ActionItem.objects.filter(account=account).filter(Q(done_on=None) | Q(done_on__gte=since))
    concerns = Concern.objects.filter(account=account).live()
    next_one = CheckIn.objects.filter(account=account, state=CheckInState.PLANNED).order_by("planned_on", "pk").values("pk")[:1]
    check_ins = CheckIn.objects.filter(account=account).filter(
        Q(pk__in=next_one) | Q(state=CheckInState.HELD, held_on__gte=since) | Q(state=CheckInState.MISSED, planned_on__gte=since)
    )
    out = contact_reports_of(account, since=since)
    decided = ReportLine.objects.filter(report__in=out.exclude(state__in=WRITABLE).values("pk"), kind=LineKind.DECISION)
    arms = (
        _arm(requests, "request", title="title", on="came_on", by="answer_by", state="state", who="taken_by__name"),
        _arm(orders, "order", title="brief__title", on="offered_on", state="state", who="offered_by__name", one="amount_minor"),
        _arm(
            actions,
            "action",
            title="what",
            on="done_on",
            by="due_on",
            who=Coalesce("owner__name", "contact__name"),
            one="contact",
            two="report_line__report__edition",
        ),
        _arm(
            concerns,
            "concern",
            title="title",
            on=TruncDate("raised_at"),
            by=TruncDate("due_at"),
            state="state",
            who="owner__name",
            one="severity",
        ),
        _arm(check_ins, "meeting", title="kind", on="held_on", by="planned_on", state="state", who="owner__name"),
        _arm(
            out,
            "report",
            title="check_in__kind",
            on="check_in__held_on",
            by=TruncDate("accept_at"),
            state=stands_of(),
            code="number",
        ),
        _arm(decided, "decision", title="text", one="report", two="position"),
        _arm(AccountHealth.objects.filter(account=account), "health", title="colour", on="colour_since", one="observed", two="changed_7"),
    )
    return arms[0].union(*arms[1:], all=True)


def contact_reports_of(account: int, *, since: date) -> QuerySet[ContactReport]:
    """Those that went out or were accepted within a week, and those that are not settled yet. A draft that never went out is between us."""
    recent = Q(issued_at__date__gte=since) | Q(accepted_at__date__gte=since)
    return ContactReport.objects.filter(recent | ~Q(state=ReportState.ACCEPTED), account=account, edition__gt=0)


def stands_of():
    """Twin: `ReportStands`."""
    accepted = When(Q(state=ReportState.ACCEPTED) & ~Q(accepted_by=""), then=F("accepted_by"))
    return Case(accepted, default=F("state"), output_field=CharField())


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


def told_of(decided: dict[int, list], line: Line) -> list[str]:
    return [text for _position, _row, text in sorted(decided[int(line.key.partition(":")[2])])]


def _line(one: Found, account, section: str, **facts) -> Line:
    by = one.by.isoformat() if one.by else ""
    return Line(**{"section": section, "key": f"{one.noun}:{one.row}", "title": one.title, "account": account.pk, "due": by, **facts})


def request_line(one: Found, account, today: date) -> Line:
    is_asked = one.state == RequestState.ASKED_BACK
    is_open = one.state in (RequestState.NEW, RequestState.ASKED_BACK)
    is_late = one.state == RequestState.NEW and one.by is not None and one.by < today
    return _line(
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
    return _line(
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
        is_shared=True,
    )


def action_line(one: Found, account, today: date) -> Line:
    """The client reads of it what they have in writing already: a contact report that was issued names it. All else is between us."""
    is_done, is_late = one.on is not None, one.on is None and one.by < today
    stands = ActionStands.DONE if is_done else ActionStands.THEIRS if one.one else ActionStands.OURS
    return _line(
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
    return _line(
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
    return _line(
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


def report_line(one: Found, account, today: date) -> Line:
    """A contact report that went out: what was decided, and what the client says to it."""
    turn, step, tone, why = REPORT_TURNS.get(one.state, ("", None, "", None))
    is_with_client = one.state == ReportStands.ISSUED
    return _line(
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


# Where a contact report stands → whose turn it is, what comes next, its colour and the reason; of an accepted one nothing.
REPORT_TURNS = {
    ReportStands.DRAFT: (US, lambda: _("Correct it and issue it again"), "watch", lambda: _("It was taken back.")),
    ReportStands.ISSUED: (CLIENT, lambda: _("Say yes to it, or what is not right"), "good", None),
    ReportStands.DISPUTED: (US, lambda: _("Answer what they dispute"), "watch", lambda: _("The client disputes it.")),
}


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


def renewal_lines(account, *, today: date) -> list[Line]:
    """Contracts whose last safe notice day is at most 120 days away, or past, and not decided yet."""
    found = []
    for contract in contracts_of(account):
        day = contract.last_safe_notice_on
        renewal = getattr(contract, "renewal", None)
        if day is None or (day - today).days > NOTICE_AHEAD_DAYS or (renewal and not renewal.is_open):
            continue
        left = (day - today).days
        tone = "risk" if left < 0 else "watch" if left <= 30 else "good"
        why = _("The last safe notice day is over.") if left < 0 else _("%(n)d days to the last safe notice day.") % {"n": left}
        found.append(
            Line(
                "renewals",
                f"contract:{contract.pk}",
                contract.name,
                account.pk,
                url=contract.get_absolute_url(),
                state=str(renewal.get_stage_display() if renewal else RenewalStage.UPCOMING.label),
                next=renewal.next_step if renewal else "",
                turn=US,
                who=account.lead.name if account.lead else "",
                due=day.isoformat(),
                tone=tone,
                why=why,
                money=[[_("Fee a year"), money_words(contract.annual_fee, "whole")]],
            )
        )
    return found
