"""Workload (P9): accounts, fee a year and open work per person. Apps above fill it set-wise in a module `workload.py`:

    @workload.register
    def seats(loads, *, viewer, today): ...      # loads: {person's key: Load}; one query for all of them

Figures that are only counted are declared as rows, and those of all apps are read in one statement:

    @counts.register
    def jobs(people, *, viewer, today): ...      # [figure(rows, "author", "open_jobs", Count("pk")), …]

Only what the viewer may see is counted, and the page says so.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Aggregate, CharField, DecimalField, QuerySet, Value
from django.db.models.functions import Cast

from core.money import Money
from core.registries import Registry

workload = Registry("workload")
counts = Registry("workload")  # functions (people's keys, viewer=, today=) -> [rows of (person, name of a figure of Load, number)]


@dataclass(frozen=True, slots=True)
class Held:
    """An account on which a person sits."""

    name: str
    url: str
    code: str
    role: str
    is_lead: bool = False


@dataclass
class Load:
    """What one person carries. `fees` are (currency, minor units a year, rate) of the accounts they sit on; liaisons carry no fee.

    The rate is that of today to the agency's currency; None where none is known.
    """

    accounts: int = 0
    led: int = 0
    fees: list[tuple[str, int, Decimal | None]] = field(default_factory=list)
    open_actions: int = 0
    late_actions: int = 0
    check_ins_late: int = 0
    open_concerns: int = 0
    late_concerns: int = 0
    open_jobs: int = 0
    assigned_hours: Decimal = Decimal(0)
    held: list[Held] = field(default_factory=list)
    fee: Money | None = None
    without_rate: list[Money] = field(default_factory=list)


def loads_of(people_ids, *, viewer, today: date) -> dict[int, Load]:
    """The load of each of these people as far as the viewer may see it; as many queries for a thousand as for one."""
    loads = {pk: Load() for pk in people_ids}
    if not loads:
        return loads
    for fill in workload:
        fill(loads, viewer=viewer, today=today)
    arms = [arm for count in counts for arm in count(list(loads), viewer=viewer, today=today)]
    for person, name, number in arms[0].union(*arms[1:], all=True) if arms else ():
        kind = type(getattr(loads[person], name))  # of figures that count, or of hours
        setattr(loads[person], name, kind(number or 0))
    convert(loads)
    return loads


def figure(rows: QuerySet, person: str, name: str, number: Aggregate) -> QuerySet:
    """One figure of each person: the aggregate of their rows, under its name in `Load`."""
    counted = (
        rows.order_by()
        .values(person)
        .annotate(what=Value(name, CharField()), number=Cast(number, DecimalField(max_digits=20, decimal_places=2)))
    )
    return counted.values_list(person, "what", "number")


def convert(loads: dict[int, Load]) -> None:
    """Sum each person's fees in the agency's currency; what has no rate is named apart."""
    house = settings.AGENCY_CURRENCY
    for load in loads.values():
        if not load.fees:
            continue
        load.fee = Money(0, house)
        for currency, minor, rate in load.fees:
            if currency == house:
                load.fee += Money(minor, house)
            elif rate is not None:
                load.fee += Money.of(Money(minor, currency).amount * rate, house)
            else:
                load.without_rate.append(Money(minor, currency))


# ── One person's open work, for their page: an app declares `(person, viewer, today) -> [Work]` in a module `open_work.py` ──


@dataclass(frozen=True, slots=True)
class Work:
    """Something that waits for this person, with its day."""

    title: str
    url: str
    due_on: date | None
    icon: str
    where: str = ""


open_work = Registry("open_work")
MOST_WORK = 12


def work_of(person, *, viewer, today: date) -> list[Work]:
    """What is open for this person as far as the viewer may see it, by day; the first `MOST_WORK`."""
    found = [work for ask in open_work for work in ask(person, viewer, today)]
    return sorted(found, key=lambda work: (work.due_on is None, work.due_on or today, work.title))[:MOST_WORK]
