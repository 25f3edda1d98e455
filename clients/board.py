"""The renewals board (C5): a column for each stage, at most twenty cards in each, the nearest notice day on top.

A constant number of queries whatever the number of renewals: one for the keys of the cards, one for the cards, one for the sums
of all columns and months.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Count, DateField, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Contract, Seat
from clients.states import DECIDED_STAGES, OPEN_STAGES, RenewalStage
from clients.terms import change_in_percent
from core.charts import Column, Columns, Part
from core.lists import Listing
from core.marks import money_words
from core.models import ExchangeRate
from core.money import Converted, Money, in_house_currency

MOST_CARDS = 20
DECIDED_DAYS = 90  # how long a decision stays on the board
MONTHS_AHEAD = 6
DECIDED = "decided"


@dataclass
class Card:
    contract: Contract
    renewal: object
    lead: object | None
    percent: object | None = None

    @property
    def is_good(self) -> bool:
        return self.renewal.stage == RenewalStage.RENEWED


@dataclass
class BoardColumn:
    key: str
    label: str
    url: str
    cards: list[Card] = field(default_factory=list)
    count: int = 0
    yearly: Converted | None = None

    @property
    def has_more(self) -> bool:
        return self.count > len(self.cards)


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows of the lead."""

    pk: int
    name: str

    def __str__(self):
        return self.name


@dataclass(frozen=True, slots=True)
class Group:
    """Contracts of one stage, month and currency, summed."""

    stage: str
    month: date | None
    currency: str
    number: int
    yearly: int


class BoardListing(Listing):
    """The filters of a board: its columns are stages, so there are none to choose, and its cards are counted by the board."""

    @property
    def columns(self):
        return []


class Board:
    """`contracts` are those that the reader sees and the filters let through."""

    def __init__(self, contracts, *, today: date, query: str = ""):
        self.contracts, self.today, self.query = contracts, today, query
        self.groups = self._groups()
        self.rates = ExchangeRate.objects.latest_by_currency(on=today) if {group.currency for group in self.groups} else {}
        self.columns = self._columns()
        self._fill()

    # ── What is there ────────────────────────────────────────────────────────────────────────────

    def _recently_decided(self):
        since = self.today - relativedelta(days=DECIDED_DAYS)
        return self.contracts.filter(renewal__stage__in=DECIDED_STAGES, renewal__decided_on__gte=since)

    def _groups(self) -> list[Group]:
        month = TruncMonth("last_safe_notice_on", output_field=DateField())

        def summed(contracts):
            rows = contracts.order_by().annotate(stage=F("renewal__stage"), month=month)
            return rows.values_list("stage", "month", "currency").annotate(number=Count("pk"), yearly=Sum("annual_fee_minor"))

        rows = summed(self.contracts.in_renewal()).union(summed(self._recently_decided()), all=True)
        return [Group(*row) for row in rows]

    def _columns(self) -> list[BoardColumn]:
        columns = [BoardColumn(stage, RenewalStage(stage).label, self._list_url(stage=stage)) for stage in OPEN_STAGES]
        columns.append(BoardColumn(DECIDED, _("Decided"), self._list_url(status=DECIDED)))
        for column in columns:
            groups = [group for group in self.groups if self._column_of(group.stage) == column.key]
            column.count = sum(group.number for group in groups)
            column.yearly = self.worth(groups)
        return columns

    def _column_of(self, stage: str) -> str:
        return stage if stage in OPEN_STAGES else DECIDED

    def _list_url(self, **parameters) -> str:
        words = "&".join(f"{name}={value}" for name, value in parameters.items())
        return f"{reverse('renewal_list')}?{words}{'&' if self.query else ''}{self.query}"

    def worth(self, groups) -> Converted:
        """A year's fees in the agency's currency, at one set of rates."""
        return in_house_currency([(group.currency, group.yearly) for group in groups], on=self.today, rates=self.rates)

    # ── The cards ────────────────────────────────────────────────────────────────────────────────

    def _fill(self) -> None:
        """One query for the keys (the first twenty of each column), one for the cards themselves."""
        lead = Seat.objects.live(today=self.today).leads().filter(account=OuterRef("account"))
        pieces = [self.contracts.in_renewal(stage).order_by("last_safe_notice_on", "pk").values("pk")[:MOST_CARDS] for stage in OPEN_STAGES]
        pieces.append(self._recently_decided().order_by("-renewal__decided_on", "-pk").values("pk")[:MOST_CARDS])
        keys = [Contract.objects.filter(pk__in=piece).order_by().values_list("pk", flat=True) for piece in pieces]
        cards = (
            Contract.objects.filter(pk__in=list(keys[0].union(*keys[1:])))
            .select_related("account", "renewal", "next")
            .annotate(lead_key=Subquery(lead.values("person")[:1]), lead_name=Subquery(lead.values("person__name")[:1]))
            .order_by("last_safe_notice_on", "pk")
        )
        by_column = defaultdict(list)
        for contract in cards:
            renewal = contract.renewal
            renewal.contract = contract
            after = getattr(contract, "next", None)
            percent = change_in_percent(contract.fee, after.fee) if after and after.fee_period == contract.fee_period else None
            face = Face(contract.lead_key, contract.lead_name) if contract.lead_key else None
            by_column[self._column_of(renewal.stage)].append(Card(contract, renewal, face, percent))
        by_column[DECIDED].sort(key=lambda card: (card.renewal.decided_on, card.contract.pk), reverse=True)
        for column in self.columns:
            column.cards = by_column[column.key]

    # ── Words and chart ──────────────────────────────────────────────────────────────────────────

    @property
    def open_groups(self) -> list[Group]:
        return [group for group in self.groups if group.stage in OPEN_STAGES]

    @property
    def total(self) -> Converted:
        return self.worth(self.open_groups)

    @property
    def number(self) -> int:
        return sum(group.number for group in self.open_groups)

    @property
    def months(self) -> list[date]:
        """This month and those that follow; what is past its notice day counts into the first."""
        first = self.today.replace(day=1)
        return [first + relativedelta(months=number) for number in range(MONTHS_AHEAD)]

    def by_month(self) -> list[tuple[date, int, Money]]:
        """(month, contracts, worth a year) of what is still to be decided. Later months than the chart shows are left to the list."""
        months = self.months
        groups = defaultdict(list)
        for group in self.open_groups:
            month = max(group.month, months[0]) if group.month else None
            groups[month].append(group)
        return [(month, sum(group.number for group in groups[month]), self.worth(groups[month]).total) for month in months]

    def month_url(self, month: date) -> str:
        before = month + relativedelta(months=1, days=-1)
        after = "" if month == self.months[0] else f"&notice_after={month.isoformat()}"
        return self._list_url(status="open") + f"{after}&notice_before={before.isoformat()}"

    def chart(self, *, with_fees: bool) -> tuple[Columns, dict]:
        """Value at stake by month of the last safe notice day, and the same numbers for the table beside it."""
        columns, rows = [], []
        for month, number, worth in self.by_month():
            name = date_format(month, "F") if month.year == self.today.year else date_format(month, "F Y")
            value = float(worth.amount) if with_fees else number
            said = money_words(worth, "short") if with_fees else str(number)
            sentence = _("%(month)s: %(number)d contracts, %(worth)s") % {"month": name, "number": number, "worth": said}
            columns.append(Column(date_format(month, "M"), [Part(value)], said if value else "0", sentence, self.month_url(month)))
            rows.append((name, self.month_url(month), number, worth if with_fees else None))
        label = _("Value at stake by month; the table beside has the same numbers") if with_fees else _("Contracts to decide by month")
        return Columns(label, columns), {
            "rows": rows,
            "number": sum(row[2] for row in rows),
            "worth": self._sum(rows) if with_fees else None,
        }

    def _sum(self, rows) -> Money:
        total = Money(0, rows[0][3].currency)
        for row in rows:
            total += row[3]
        return total
