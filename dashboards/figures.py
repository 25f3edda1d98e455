"""The figures of the dashboards (S2): counted and summed in SQL over the sets of `records.py`, in a constant number of queries.

One statement sums the contracts, one counts everything else as rows of (what, who, month, why, number); whatever is money
is converted here, at one set of rates whose day the page names.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import BigIntegerField, BooleanField, Case, CharField, Count, DateField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, TruncMonth

from clients.models import Seat
from clients.states import OPEN_STAGES, ContractState, RenewalStage
from core.models import ExchangeRate
from core.money import Converted, in_house_currency
from core.statements import asked, state_of
from dashboards.records import DECISION_DAYS, SETS, Narrowing, months_ahead
from dashboards.scope import Scope

CHECK_IN_SETS = ("held-on-time", "held-late", "missed", "overdue")


@dataclass(frozen=True, slots=True)
class Amount:
    """So many contracts and what they are worth a year, in the agency's currency."""

    number: int
    yearly: Converted


@dataclass(frozen=True, slots=True)
class ContractGroup:
    """Contracts in force that share currency, month of the last safe notice day, stage and how near that day is."""

    currency: str
    month: date | None
    stage: str
    is_open: bool
    is_past: bool
    is_near: bool
    number: int
    yearly: int


@dataclass(frozen=True, slots=True)
class Counted:
    what: str
    who: int | None
    month: date | None
    why: str
    number: int


@dataclass(frozen=True)
class House:
    """Sums in the agency's currency at one set of rates."""

    today: date
    rates: dict[str, ExchangeRate]

    def sum(self, pairs: Iterable[tuple[str, int]]) -> Converted:
        return in_house_currency(pairs, on=self.today, rates=self.rates)


def rates_for(currencies: Iterable[str], *, today: date) -> dict[str, ExchangeRate]:
    """The newest rates by currency; no query where everything is in the agency's own."""
    return ExchangeRate.objects.latest_by_currency(on=today) if set(currencies) - {settings.AGENCY_CURRENCY} else {}


def contract_groups(scope: Scope) -> list[ContractGroup]:
    """Every contract in force of the scope, summed by what the tiles and the renewals chart ask; one query."""
    today = scope.today
    near = Q(last_safe_notice_on__gte=today, last_safe_notice_on__lte=today + timedelta(days=DECISION_DAYS))
    rows = (
        scope.contracts()
        .in_force()
        .order_by()
        .annotate(
            month=TruncMonth("last_safe_notice_on", output_field=DateField()),
            stage=Coalesce("renewal__stage", Value(RenewalStage.UPCOMING.value)),
            is_past=_claim(Q(last_safe_notice_on__lt=today)),
            is_near=_claim(near),
        )
        .values("currency", "month", "stage", "is_past", "is_near")
        .annotate(number=Count("pk"), yearly=Sum("annual_fee_minor"))
    )
    return [ContractGroup(is_open=row["stage"] in OPEN_STAGES, **row) for row in rows]


def _claim(condition: Q) -> Case:
    """True or false, never NULL."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


@dataclass(frozen=True)
class Contracts:
    """What the groups add up to. Twins of the sets in `records.py`: a test holds each to the number of rows in its list."""

    scope: Scope
    house: House
    groups: Sequence[ContractGroup]

    def amount(self, groups: Iterable[ContractGroup]) -> Amount:
        chosen = list(groups)
        return Amount(sum(group.number for group in chosen), self.house.sum((group.currency, group.yearly) for group in chosen))

    @property
    def in_force(self) -> Amount:
        return self.amount(self.groups)

    @property
    def up_for_decision(self) -> Amount:
        return self.amount(group for group in self.groups if group.is_open and group.is_near)

    @property
    def past_notice(self) -> Amount:
        return self.amount(group for group in self.groups if group.is_open and group.is_past)

    @cached_property
    def by_month(self) -> dict[date, dict[str, Amount]]:
        """Month of the last safe notice day → stage → amount, for what is still to be decided."""
        found: dict[date, dict[str, list[ContractGroup]]] = {month: defaultdict(list) for month in months_ahead(self.scope.today)}
        for group in self.groups:
            if group.is_open and not group.is_past and group.month in found:
                found[group.month][group.stage].append(group)
        return {month: {stage: self.amount(groups) for stage, groups in stages.items()} for month, stages in found.items()}

    def to_decide(self) -> Amount:
        months = set(self.by_month)
        return self.amount(group for group in self.groups if group.is_open and not group.is_past and group.month in months)


# ── Counting ─────────────────────────────────────────────────────────────────────────────────────


def _arm(rows: QuerySet, what: str, *, who: str = "", month: str = "", why: str = "", of: str = "pk") -> QuerySet:
    """Rows of (what, who, month, why, number) of one set, grouped by what is named."""
    parts = {
        "counted_as": Value(what, output_field=CharField()),
        "by_whom": Cast(F(who) if who else Value(None), BigIntegerField()),
        "in_month": Cast(TruncMonth(month) if month else Value(None), DateField()),
        "because": F(why) if why else Value("", output_field=CharField()),
    }
    grouped = rows.order_by().annotate(**parts).values(*parts).annotate(number=Count(of, distinct=of != "pk"))
    return grouped.values_list(*parts, "number")


def counts(scope: Scope, *sets: str, by_person: bool = False) -> list[Counted]:
    """The sizes of these sets, in one query: clients by month and reason, the rest by person if asked."""
    arms = []
    for which in sets:
        if which == "led":
            seats = scope.on_accounts(Seat.objects.live(today=scope.today).leads())
            arms.append(_arm(seats, which, who="person", of="account"))
            continue
        rows = SETS[which](scope, Narrowing())
        if which in ("won", "lost"):
            arms.append(_arm(rows, which, month=f"{which}_on", why="lost_reason" if which == "lost" else ""))
        else:
            arms.append(_arm(rows, which, who="owner" if by_person and _has_owner(which) else ""))
    first, *others = arms
    return [Counted(*row) for row in first.union(*others, all=True)] if others else [Counted(*row) for row in first]


def _has_owner(which: str) -> bool:
    return SETS[which].kind in ("check_in", "action")


@dataclass(frozen=True)
class Tally:
    """Counted rows, asked in several ways."""

    rows: Sequence[Counted]

    def number(self, what: str, who: int | None = None) -> int:
        return sum(row.number for row in self.rows if row.what == what and (who is None or row.who == who))

    def of(self, what: str) -> list[Counted]:
        return [row for row in self.rows if row.what == what]

    def people(self, *whats: str) -> set[int]:
        return {row.who for row in self.rows if row.what in whats and row.who}


@dataclass(frozen=True, slots=True)
class Discipline:
    """Check-ins of the period: held on time, held late, missed; and those that are overdue now (R1)."""

    on_time: int
    late: int
    missed: int
    overdue: int

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.missed + self.overdue

    @property
    def percent(self) -> int | None:
        """Held on time out of those that were due; None while nothing was."""
        return round(100 * self.on_time / self.due) if self.due else None


def discipline(tally: Tally, who: int | None = None) -> Discipline:
    return Discipline(*(tally.number(which, who) for which in CHECK_IN_SETS))


# ── Fees by lead ─────────────────────────────────────────────────────────────────────────────────


def fees_by_lead(scope: Scope) -> dict[int, list[tuple[str, int, int]]]:
    """Lead → (currency, yearly fee in minor units, number) of the contracts in force of the accounts they lead; one query."""
    leads = scope.on_accounts(Seat.objects.live(today=scope.today).leads())
    rows = (
        leads.filter(account__contracts__state=ContractState.ACTIVE)
        .order_by()
        .values("person", "account__contracts__currency")
        .annotate(yearly=Sum("account__contracts__annual_fee_minor"), number=Count("account__contracts"))
    )
    found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for row in rows:
        found[row["person"]].append((row["account__contracts__currency"], row["yearly"], row["number"]))
    return dict(found)


PAST_NOTICE_FIELDS = ("pk", "name", "last_safe_notice_on", "ends_on", "currency", "annual_fee_minor", "account_id", "account__name")


def past_notice_first(scope: Scope, *, most: int) -> list[tuple]:
    """PAST_NOTICE_FIELDS of the contracts that are longest past their last safe notice day."""

    def longest():
        return SETS["past-notice"](scope).order_by("last_safe_notice_on", "pk").values_list(*PAST_NOTICE_FIELDS)[:most]

    return asked(("past_notice_first", scope.facts, most, state_of(scope.person)), longest)
