"""The scope of a dashboard: whose accounts, of which tier, over which days. It stands in the address and nowhere else."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet, TextChoices
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from clients.models import Account, Client, Contract, Seat
from clients.states import Tier
from core.statements import asked
from people.models import Person
from people.states import Rank

ONE_DAY = timedelta(days=1)


class Period(TextChoices):
    """The days that are looked back on; what lies ahead has its own horizon."""

    MONTH = "30d", _("Last 30 days")
    QUARTER = "90d", _("Last 90 days")
    YEAR = "year", _("This year")
    TWELVE_MONTHS = "12m", _("Last twelve months")

    def starts_on(self, today: date) -> date:
        match self:
            case Period.MONTH:
                return today - timedelta(days=30)
            case Period.QUARTER:
                return today - timedelta(days=90)
            case Period.YEAR:
                return today.replace(month=1, day=1)
            case _:
                return today - relativedelta(months=12) + timedelta(days=1)


class Span(TextChoices):
    """From which day to which the fees are compared (G8). The first day is the eve of the period: what was in force then is what we had."""

    TWELVE_MONTHS = "12m", _("Last twelve months")
    QUARTER = "quarter", _("This quarter")
    LAST_QUARTER = "last-quarter", _("Last quarter")
    QUARTER_2 = "quarter-2", _("Two quarters ago")
    QUARTER_3 = "quarter-3", _("Three quarters ago")
    QUARTER_4 = "quarter-4", _("Four quarters ago")
    YEAR = "this-year", _("This year")
    LAST_YEAR = "last-year", _("Last year")

    def days(self, today: date) -> tuple[date, date]:
        """(eve of the period, its last day or today). A period ends on the eve of the next one, so that they join without a gap."""
        eve_of_year = date(today.year, 1, 1) - ONE_DAY
        eve_of_quarter = date(today.year, today.month - (today.month - 1) % 3, 1) - ONE_DAY
        match self:
            case Span.QUARTER:
                return eve_of_quarter, today
            case Span.LAST_QUARTER | Span.QUARTER_2 | Span.QUARTER_3 | Span.QUARTER_4:
                after = eve_of_quarter + ONE_DAY - relativedelta(months=3 * (QUARTERS_BACK[self] - 1))
                return after - relativedelta(months=3) - ONE_DAY, after - ONE_DAY
            case Span.YEAR:
                return eve_of_year, today
            case Span.LAST_YEAR:
                return date(today.year - 1, 1, 1) - ONE_DAY, eve_of_year
            case _:
                return today - relativedelta(months=12), today


# Quarters of a trend, the earliest first, and how many back each is.
QUARTERS_BACK = {Span.QUARTER_4: 4, Span.QUARTER_3: 3, Span.QUARTER_2: 2, Span.LAST_QUARTER: 1, Span.QUARTER: 0}

STAFF_FIELDS = ("id", "name", "email", "rank", "grade", "department", "job_title", "reports_to_id", "is_active")


@dataclass(frozen=True)
class Staff:
    """Everybody with their place in the reporting line, loaded once for a page: names, choices and lines come from here.

    `rows` are the facts as they stand in the database, so that a page knows whether anything about anybody has changed.
    """

    rows: tuple[tuple, ...]

    @classmethod
    def load(cls) -> "Staff":
        return cls(tuple(asked(("staff",), lambda: Person.objects.order_by("pk").values_list(*STAFF_FIELDS))))

    @cached_property
    def people(self) -> dict[int, Person]:
        return {row[0]: Person(**dict(zip(STAFF_FIELDS, row, strict=True))) for row in self.rows}

    def line_of(self, pk: int) -> frozenset[int]:
        """This person and all below, directly or not."""
        reports: dict[int, list[int]] = {}
        for person in self.people.values():
            reports.setdefault(person.reports_to_id, []).append(person.pk)
        found, to_visit = {pk}, [pk]
        while to_visit:
            fresh = [below for below in reports.get(to_visit.pop(), []) if below not in found]
            found.update(fresh)
            to_visit.extend(fresh)
        return frozenset(found)

    def top_of(self, pk: int) -> int:
        """The highest director above this person (or themselves): under whom the agency page counts them."""
        top, seen, current = pk, set(), self.people.get(pk)
        while current and current.pk not in seen:
            seen.add(current.pk)
            if current.rank == Rank.DIRECTOR:
                top = current.pk
            current = self.people.get(current.reports_to_id)
        return top


@dataclass(frozen=True)
class Scope:
    """What one person looks at. `line` is the key of the person whose line is chosen, None for all that may be seen."""

    person: Person
    today: date
    staff: Staff
    line: int | None = None
    tier: str = ""
    period: Period = Period.QUARTER
    span: Span = Span.TWELVE_MONTHS

    @classmethod
    def read(cls, request) -> "Scope":
        """From the address; what makes no sense there is left out rather than refused."""
        asked, staff = request.GET, Staff.load()
        scope = cls(request.user, request.user.today, staff)
        line = int(asked["line"]) if asked.get("line", "").isdecimal() and len(asked["line"]) < 12 else None
        return cls(
            scope.person,
            scope.today,
            staff,
            line=line if line and line in {person.pk for person in scope.lines} else None,
            tier=asked["tier"] if asked.get("tier") in Tier.values else "",
            period=Period(asked["period"]) if asked.get("period") in Period.values else Period.QUARTER,
            span=Span(asked["span"]) if asked.get("span") in Span.values else Span.TWELVE_MONTHS,
        )

    @property
    def starts_on(self) -> date:
        return self.period.starts_on(self.today)

    @cached_property
    def lines(self) -> list[Person]:
        """Whose line may be chosen: supervisors and directors whom this person stands above, directors first."""
        below = self.person.standing.line_of | {self.person.pk}
        found = [
            one
            for one in self.staff.people.values()
            if one.is_active and one.rank in (Rank.SUPERVISOR, Rank.DIRECTOR) and (self.person.standing.sees_all or one.pk in below)
        ]
        return sorted(found, key=lambda one: (-one.rank, one.name, one.pk))

    @property
    def facts(self) -> tuple:
        """All that this scope narrows by."""
        return self.today, self.line, tuple(sorted(self.line_ids)), self.tier, str(self.period), str(self.span)

    @property
    def is_whole(self) -> bool:
        """No narrowing at all: the cheap case of a head."""
        return self.person.standing.sees_all and self.line is None and not self.tier

    @cached_property
    def line_ids(self) -> frozenset[int]:
        return self.staff.line_of(self.line) if self.line else frozenset()

    def narrowed(self, **parameters) -> dict[str, str]:
        """The parameters of this scope, for an address; those given are added, None takes one away."""
        kept = {
            "line": self.line,
            "tier": self.tier,
            "period": self.period if self.period != Period.QUARTER else "",
            "span": self.span if self.span != Span.TWELVE_MONTHS else "",
        }
        return {key: str(value) for key, value in {**kept, **parameters}.items() if value not in (None, "")}

    def query(self, **parameters) -> str:
        found = self.narrowed(**parameters)
        return f"?{urlencode(found)}" if found else ""

    # ── The rows ─────────────────────────────────────────────────────────────────────────────────

    def accounts(self) -> QuerySet[Account]:
        """Live accounts that this person may see, narrowed to the line and the tier."""
        return self.accounts_ever().live()

    def accounts_ever(self) -> QuerySet[Account]:
        """The same with those that are closed: what was lost belongs to the line whose seats it had."""
        rows = Account.objects.visible_to(self.person)
        if self.line:
            rows = rows.filter(pk__in=Seat.objects.live(today=self.today).filter(person__in=self.line_ids).values("account"))
        return rows.with_tier().filter(effective_tier=self.tier) if self.tier else rows

    def on_accounts(self, rows: QuerySet) -> QuerySet:
        """Rows that hang on an account of the scope by `account`."""
        if self.is_whole:
            return rows.filter(account__closed_on=None)
        return rows.filter(account__in=self.accounts().values("pk"))

    def contracts(self) -> QuerySet[Contract]:
        return self.on_accounts(Contract.objects.all())

    def clients(self) -> QuerySet[Client]:
        """Clients that this person may see, of the line by a seat on one of their accounts or as owner, of the tier."""
        rows = Client.objects.visible_to(self.person)
        if self.line:
            seats = Seat.objects.filter(person__in=self.line_ids).values("account__client")
            rows = rows.filter(pk__in=seats) | rows.filter(owner__in=self.line_ids)
        return rows.filter(tier=self.tier) if self.tier else rows
