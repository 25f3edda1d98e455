"""Everything but jobs and contracts that a status report tells of an account, found in one statement (S3)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, Case, CharField, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, TruncDate

from briefs.models import ChangeOrder, JobRequest
from briefs.states import ChangeOrderState, RequestState
from care.models import ActionItem, CheckIn, Concern, ContactReport, ReportLine
from care.states import WRITABLE, CheckInState, LineKind, ReportState
from clients.models import AccountHealth
from core.statements import asked
from reports.lines import Line
from reports.status.days import LOOKED_BACK_DAYS


@dataclass(frozen=True)
class Found:
    """A row of the one statement: what it is, its key and words, its days, a state, a person, our number or a currency, two numbers."""

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


def line_of(one: Found, account, section: str, **facts) -> Line:
    by = one.by.isoformat() if one.by else ""
    return Line(**{"section": section, "key": f"{one.noun}:{one.row}", "title": one.title, "account": account.pk, "due": by, **facts})


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
        _arm(orders, "order", title="brief__title", on="offered_on", state="state", code="brief__currency", one="amount_minor"),
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


def contact_reports_of(account: int, *, since: date) -> QuerySet[ContactReport]:
    """Those that went out or were accepted within a week, and those that are not settled yet. A draft that never went out is between us."""
    recent = Q(issued_at__date__gte=since) | Q(accepted_at__date__gte=since)
    return ContactReport.objects.filter(recent | ~Q(state=ReportState.ACCEPTED), account=account, edition__gt=0)


def stands_of():
    """Twin: `ReportStands`."""
    accepted = When(Q(state=ReportState.ACCEPTED) & ~Q(accepted_by=""), then=F("accepted_by"))
    return Case(accepted, default=F("state"), output_field=CharField())
