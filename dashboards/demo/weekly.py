"""Three weeks of issued status reports, told back from what happened since; the week that stands is the visitor's to issue."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from briefs.models import Brief
from briefs.states import BriefState
from clients.models import Account
from core.models import Event
from core.moves import record
from dashboards.demo.clock import DemoClock
from reports import actions
from reports.building import lines_now
from reports.lines import SUMMARY, Line
from reports.models import Report, ReportWord
from reports.schedules import make_schedule
from reports.states import ReportKind, ReportState, Weekday, week_of

TOLD = ("KAURA", "BRIW", "TUUL")
WORDS = {
    3: "A quiet week. Elina is content with the way the spring work goes; the next step is ours.",
    2: "The client asked for more than the brief holds. We said what it costs before anybody began.",
    1: "Two things wait for the client. I call on Tuesday, and say what slips if nobody answers.",
}


def issue_reports(clock: DemoClock, people, accounts: dict[str, Account]) -> None:
    for code in TOLD:
        account = Account.objects.get(pk=accounts[code].pk)
        report = actions.report_of(kind=ReportKind.STATUS, account=account, today=clock.today)
        lines = lines_now(report, today=clock.today)
        for weeks in (3, 2, 1):
            issue(clock, people, account, lines, friday=week_of(clock.today) - timedelta(days=7 * weeks - 4), weeks=weeks)
    leave_unissued(clock, people, Account.objects.get(pk=accounts["KAURA"].pk), friday=week_of(clock.today) - timedelta(days=24))
    sam, now = people["sam"], timezone.localtime()
    of_kaura = {"kind": ReportKind.STATUS, "account": accounts["KAURA"], "weekday": Weekday.FRIDAY, "hour": 15}
    of_line = {"kind": ReportKind.PORTFOLIO, "person": sam, "weekday": Weekday.MONDAY, "hour": 8}
    with clock.on_day(clock.ago(20)):
        make_schedule(by=sam, now=now, people=[people["dana"], people["eli"]], **of_kaura)
        make_schedule(by=sam, now=now, people=[people["dana"]], **of_line)


def issue(clock: DemoClock, people, account: Account, lines: list[Line], *, friday: date, weeks: int) -> None:
    """As it was then. The row is written as it would have been, because a week that is over is issued by nobody."""
    with clock.on_day(friday):
        report = Report.objects.create(
            kind=ReportKind.STATUS,
            account=account,
            week_on=week_of(friday),
            state=ReportState.ISSUED,
            lines=[line.as_kept() for line in as_of(lines, friday)],
            issued_at=clock.moment(friday),
            issued_by=people["sam"],
            version=2,
        )
        ReportWord.objects.create(report=report, key=SUMMARY, text=WORDS[weeks], written_by=people["sam"], written_at=report.issued_at)
        record(report, "report.issue", by=people["sam"], from_state=ReportState.DRAFT, to_state=ReportState.ISSUED)


def leave_unissued(clock: DemoClock, people, account: Account, *, friday: date) -> None:
    """A week in which somebody wrote and nobody issued: the words are kept."""
    with clock.on_day(friday):
        report = Report.objects.create(kind=ReportKind.STATUS, account=account, week_on=week_of(friday))
        words = {"report": report, "written_by": people["sam"], "written_at": clock.moment(friday)}
        ReportWord.objects.create(key=SUMMARY, text="Nothing went out: Elina is away, and back on Monday.", **words)
        ReportWord.objects.create(key="job:0", beside="Autumn posters", text="They take it to their own studio, as agreed.", **words)


def as_of(lines: list[Line], day: date) -> list[Line]:
    """These lines as they stood on that day: jobs not opened yet are left out, the others stand where their events say."""
    keys = {int(line.key.split(":")[1]): line for line in lines if line.key.startswith("job:")}
    opened = dict(Brief.objects.filter(pk__in=keys).values_list("pk", "opened_on"))
    moves = Event.objects.filter(subject_type__model="brief", subject_id__in=[str(key) for key in keys], at__date__lte=day)
    stood = {int(key): state for key, state in moves.exclude(to_state="").order_by("at", "pk").values_list("subject_id", "to_state")}
    found = []
    for line in lines:
        key = int(line.key.split(":")[1]) if line.key.startswith("job:") else None
        if line.noun == "report":  # a contact report of this week
            continue
        if key is None:
            found.append(replace(line, facts=[], days=None))
        elif opened.get(key, day) <= day:
            state = BriefState(stood.get(key, BriefState.DRAFT))
            slipped = bool(line.due) and key % 3 == 0
            due = (date.fromisoformat(line.due) - timedelta(days=5)).isoformat() if slipped else line.due
            is_late = bool(due) and due < day.isoformat()
            stood_at = {"stands": state.value, "state": str(state.label), "is_done": False, "section": "jobs"}
            found.append(replace(line, **stood_at, due=due, tone="watch" if is_late else "good"))
    return found
