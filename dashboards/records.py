"""The records behind every figure: one named set each, so that a figure and the list behind it cannot differ (S2).

`figures.py` counts these querysets, `dashboard_records` lists them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from care.models import ActionItem, CheckIn
from care.states import CheckInState
from clients.models import Renewal, Seat
from clients.states import DECIDED_STAGES, OPEN_STAGES, ClientState, RenewalStage
from dashboards.scope import Scope

DECISION_DAYS = 90  # "up for decision": as far ahead as a quarter's plan reaches
MONTHS_AHEAD = 12  # the renewals chart: this month and the eleven after


@dataclass(frozen=True)
class Narrowing:
    """Which part of a set: of whom, in which month, at which stage, for which reason."""

    who: int | None = None  # the lead of the account, or the owner of the check-in or action; 0 is nobody
    below: int | None = None  # the same, or anybody below that person
    month: date | None = None  # its first day
    stage: str = ""
    why: str = ""
    part: str = ""  # the state, rung or cause that a figure of the work is about (`work_records.py`)
    age: str = ""  # for how long a job has stood where it stands

    @classmethod
    def read(cls, asked) -> "Narrowing":
        """From the address; nonsense is left out."""
        keys = {name: int(asked[name]) for name in ("who", "below") if asked.get(name, "").isdecimal() and len(asked[name]) < 12}
        try:
            month = date.fromisoformat(f"{asked.get('month', '')}-01")
        except ValueError:
            month = None
        stage = asked["stage"] if asked.get("stage") in OPEN_STAGES else ""
        part, age = asked.get("part", "")[:30], asked.get("age", "")[:10]
        return cls(month=month, stage=stage, why=asked.get("why", ""), part=part, age=age, **keys)

    def people(self, scope: Scope) -> frozenset[int] | None:
        if self.below:
            return scope.staff.line_of(self.below)
        return frozenset({self.who}) if self.who else None

    def owned(self, rows: QuerySet, scope: Scope) -> QuerySet:
        """Check-ins or actions of these people; of nobody when `who` is 0."""
        if self.who == 0:
            return rows.filter(owner=None)
        people = self.people(scope)
        return rows if people is None else rows.filter(owner__in=people)


@dataclass(frozen=True)
class Records:
    """One set: its title, its kind of row (which table lists it) and how it is found."""

    which: str
    title: str
    kind: str
    find: Callable[[Scope, Narrowing], QuerySet]

    def __call__(self, scope: Scope, narrowing: Narrowing | None = None) -> QuerySet:
        return self.find(scope, narrowing or Narrowing())


SETS: dict[str, Records] = {}


def records(which: str, title: str, kind: str):
    """Declares a set under its name in the address."""

    def declare(find):
        SETS[which] = Records(which, title, kind, find)
        return find

    return declare


def url_of(which: str, scope: Scope, **narrowing) -> str:
    """The address of the list behind a figure."""
    if isinstance(month := narrowing.get("month"), date):
        narrowing["month"] = f"{month:%Y-%m}"
    return reverse("dashboard_records", args=[which]) + scope.query(**narrowing)


def months_ahead(today: date) -> list[date]:
    first = today.replace(day=1)
    return [first + relativedelta(months=number) for number in range(MONTHS_AHEAD)]


def _led_by(rows: QuerySet, scope: Scope, narrowing: Narrowing, path: str) -> QuerySet:
    """Narrowed to accounts that one of these people leads today; `path` leads from the row to the account."""
    people = narrowing.people(scope)
    if people is None:
        return rows
    leads = Seat.objects.live(today=scope.today).leads().filter(person__in=people)
    return rows.filter(**{f"{path}__in": leads.values("account")})


# ── Accounts ─────────────────────────────────────────────────────────────────────────────────────


@records("accounts", _("Accounts"), "account")
def accounts(scope, narrowing):
    return _led_by(scope.accounts(), scope, narrowing, "pk")


@records("without-lead", _("Accounts without a lead"), "account")
def without_lead(scope, narrowing):
    return scope.accounts().without_lead(today=scope.today)


# ── Contracts and renewals ───────────────────────────────────────────────────────────────────────


@records("in-force", _("Contracts in force"), "contract")
def in_force(scope, narrowing):
    return _led_by(scope.contracts().in_force(), scope, narrowing, "account")


@records("up-for-decision", _("Up for decision within 90 days"), "contract")
def up_for_decision(scope, narrowing):
    ahead = scope.contracts().to_decide_within(DECISION_DAYS, today=scope.today).filter(last_safe_notice_on__gte=scope.today)
    return _led_by(ahead, scope, narrowing, "account")


@records("past-notice", _("Past the last safe notice day"), "contract")
def past_notice(scope, narrowing):
    return _led_by(scope.contracts().past_notice_day(today=scope.today), scope, narrowing, "account")


@records("to-decide", _("To decide"), "contract")
def to_decide(scope, narrowing):
    """From today to the end of the chart; the month, if given, is that of the last safe notice day."""
    end = months_ahead(scope.today)[-1] + relativedelta(months=1)
    rows = scope.contracts().in_force().undecided().filter(last_safe_notice_on__gte=scope.today, last_safe_notice_on__lt=end)
    if narrowing.month:
        after = narrowing.month + relativedelta(months=1)
        rows = rows.filter(last_safe_notice_on__gte=narrowing.month, last_safe_notice_on__lt=after)
    if narrowing.stage == RenewalStage.UPCOMING:  # a renewal that the clock has not opened yet is upcoming, too
        rows = rows.filter(renewal=None) | rows.filter(renewal__stage=RenewalStage.UPCOMING)
    elif narrowing.stage:
        rows = rows.filter(renewal__stage=narrowing.stage)
    return rows


def _decided(scope):
    rows = Renewal.objects.decided().filter(decided_on__gte=scope.starts_on, decided_on__lte=scope.today)
    if scope.is_whole:
        return rows.filter(contract__account__closed_on=None)
    return rows.filter(contract__account__in=scope.accounts().values("pk"))


@records("renewed", _("Renewed"), "renewal")
def renewed(scope, narrowing):
    return _decided(scope).filter(stage=RenewalStage.RENEWED)


@records("not-renewed", _("Lapsed or terminated"), "renewal")
def not_renewed(scope, narrowing):
    return _decided(scope).filter(stage__in=set(DECIDED_STAGES) - {RenewalStage.RENEWED})


@records("self-approved", _("Self-approved renewals"), "renewal")
def self_approved(scope, narrowing):
    """P7: in a small shop one may decide on one's own proposal; the director sees how often."""
    return _decided(scope).filter(is_self_approval=True)


# ── Check-ins and actions ────────────────────────────────────────────────────────────────────────


def _check_ins(scope, narrowing):
    """Planned for a day of the period, of the scope's accounts."""
    rows = scope.on_accounts(CheckIn.objects.filter(planned_on__gte=scope.starts_on, planned_on__lte=scope.today))
    return narrowing.owned(_in_month(rows, "planned_on", narrowing), scope)


@records("held-on-time", _("Check-ins held on time"), "check_in")
def held_on_time(scope, narrowing):
    return _check_ins(scope, narrowing).held().filter(held_on__lte=F("planned_on"))


@records("held-late", _("Check-ins held late"), "check_in")
def held_late(scope, narrowing):
    return _check_ins(scope, narrowing).held().filter(held_on__gt=F("planned_on"))


@records("missed", _("Check-ins missed"), "check_in")
def missed(scope, narrowing):
    return _check_ins(scope, narrowing).filter(state=CheckInState.MISSED)


@records("overdue", _("Check-ins overdue"), "check_in")
def overdue(scope, narrowing):
    """Overdue now, however long ago they were planned."""
    rows = scope.on_accounts(CheckIn.objects.overdue(today=scope.today))
    return narrowing.owned(_in_month(rows, "planned_on", narrowing), scope)


@records("open-actions", _("Open actions"), "action")
def open_actions(scope, narrowing):
    rows = scope.on_accounts(ActionItem.objects.open())
    return narrowing.owned(rows, scope)


@records("late-actions", _("Late actions"), "action")
def late_actions(scope, narrowing):
    return open_actions(scope, narrowing).overdue(today=scope.today)


# ── Clients ──────────────────────────────────────────────────────────────────────────────────────


def _in_month(rows, field: str, narrowing: Narrowing):
    if not narrowing.month:
        return rows
    after = narrowing.month + relativedelta(months=1)
    return rows.filter(**{f"{field}__gte": narrowing.month, f"{field}__lt": after})


@records("won", _("Clients won"), "client")
def won(scope, narrowing):
    return _in_month(scope.clients().filter(won_on__gte=scope.starts_on, won_on__lte=scope.today), "won_on", narrowing)


@records("lost", _("Clients lost"), "client")
def lost(scope, narrowing):
    rows = scope.clients().filter(state=ClientState.LOST, lost_on__gte=scope.starts_on, lost_on__lte=scope.today)
    rows = _in_month(rows, "lost_on", narrowing)
    return rows.filter(lost_reason=narrowing.why) if narrowing.why else rows
