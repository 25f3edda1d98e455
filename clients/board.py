"""The renewals board (C5): a column for each stage, at most twenty cards in each, the nearest notice day on top.

A constant number of queries whatever the number of renewals: one for the keys of the cards, one for the sums of all columns
and months, both kept for a minute where they took long (ADR 0008), and one for the cards as they are now.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Count, DateField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Contract, Seat
from clients.states import DECIDED_STAGES, OPEN_STAGES, ContractKind, RenewalStage
from clients.tables.contract import stage_look
from clients.terms import change_in_percent
from core.charts import Column, Columns, Part
from core.kept import Found, kept
from core.lists import COUNT_UP_TO, Listing
from core.marks import money_words
from core.models import ExchangeRate
from core.money import Converted, Money, in_house_currency
from core.statements import asked, asked_of, state_of

MOST_CARDS = 20
DECIDED_DAYS = 90  # how long a decision stays on the board
MONTHS_AHEAD = 6
DECIDED = "decided"
NEXT_SHOWN = 5


class Card(NamedTuple):
    """What the board shows of one contract and its renewal, as it is now. Fees are minor units."""

    contract: int
    name: str
    account: str
    kind: str
    currency: str
    annual_fee_minor: int
    fee_minor: int
    fee_period: str
    notice_on: date
    ends_on: date
    renewal: int
    stage: str
    likelihood: int | None
    model_likelihood: int | None
    reason: str
    decided_on: date | None
    next_fee_minor: int | None
    next_currency: str | None
    next_fee_period: str | None
    lead_key: int | None
    lead_name: str | None

    @property
    def column(self) -> str:
        return self.stage if self.is_open else DECIDED

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES

    @property
    def is_good(self) -> bool:
        return self.stage == RenewalStage.RENEWED

    @property
    def url(self) -> str:
        return reverse("renewal_detail", args=[self.renewal])

    @property
    def moves_url(self) -> str:
        return reverse("renewal_moves", args=[self.renewal])

    @property
    def stage_words(self) -> str:
        return str(RenewalStage(self.stage).label)

    @property
    def look(self) -> dict:
        return stage_look(self)

    @property
    def kind_words(self) -> str:
        return str(ContractKind(self.kind).label)

    @property
    def annual_fee(self) -> Money:
        return Money(self.annual_fee_minor, self.currency)

    @property
    def lead(self) -> "Face | None":
        return Face(self.lead_key, self.lead_name) if self.lead_key else None

    @property
    def percent(self):
        """By how much the next term's fee differs, where it is paid as often."""
        if self.next_fee_minor is None or self.next_fee_period != self.fee_period:
            return None
        return change_in_percent(Money(self.fee_minor, self.currency), Money(self.next_fee_minor, self.next_currency))


CARD_FIELDS = (
    *("pk", "name", "account__name", "kind", "currency", "annual_fee_minor", "fee_minor", "fee_period", "last_safe_notice_on", "ends_on"),
    *("renewal__pk", "renewal__stage", "renewal__likelihood", "renewal__model_likelihood", "renewal__reason", "renewal__decided_on"),
    *("next__fee_minor", "next__currency", "next__fee_period", "lead_key", "lead_name"),
)


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


class Group(NamedTuple):
    """Contracts of one stage, month and currency, summed."""

    stage: str
    month: date | None
    currency: str
    number: int
    yearly: int
    past: int  # of these, past their last safe notice day


class BoardListing(Listing):
    """The filters of a board: its columns are stages, so there are none to choose, and its cards are counted by the board."""

    most = COUNT_UP_TO

    @property
    def columns(self):
        return []


class Board:
    """`contracts` are those that `person` sees and the filters let through; `query` is the address of the filters, as asked."""

    def __init__(self, contracts: Callable, *, person, query: str = "", with_fees: bool):
        self.contracts, self.person, self.today, self.query, self.with_fees = contracts, person, person.today, query, with_fees
        self.cards = self._cards()

    # ── What is there ────────────────────────────────────────────────────────────────────────────

    @cached_property
    def found(self) -> Found:
        """The sums and which cards stand on the board; the cards themselves are always read anew."""
        own = self.person.pk if self.query else None  # "my accounts" are one's own, also of two heads who see the same
        return kept("renewal_board", self.person, self.today, self.query, own, count=self._count)

    def _count(self) -> dict:
        groups = self._groups()
        is_foreign = any(group[2] != settings.AGENCY_CURRENCY for group in groups)
        return {
            "groups": groups,
            "keys": self._keys() if groups else [],
            "rates": ExchangeRate.objects.latest_by_currency(on=self.today) if is_foreign else {},
        }

    @cached_property
    def groups(self) -> list[Group]:
        return [Group(*row) for row in self.found.figures["groups"]]

    def _recently_decided(self):
        since = self.today - relativedelta(days=DECIDED_DAYS)
        return self.contracts().filter(renewal__stage__in=DECIDED_STAGES, renewal__decided_on__gte=since)

    def _groups(self) -> list[tuple]:
        month = TruncMonth("last_safe_notice_on", output_field=DateField())

        def summed(contracts):
            rows = contracts.order_by().annotate(stage=F("renewal__stage"), month=month)
            past = Count("pk", filter=Q(last_safe_notice_on__lt=self.today))
            grouped = rows.values_list("stage", "month", "currency")
            return grouped.annotate(number=Count("pk"), yearly=Sum("annual_fee_minor"), past=past)

        return self._asked("groups", lambda: summed(self.contracts().in_renewal()).union(summed(self._recently_decided()), all=True))

    def _asked(self, what: str, build: Callable) -> list:
        """Without a filter the statement is the same all day for one person, and is built once."""
        return list(build()) if self.query else asked(("renewal_board", what, state_of(self.person)), build)

    @cached_property
    def columns(self) -> list[BoardColumn]:
        columns = [BoardColumn(stage, RenewalStage(stage).label, self._list_url(stage=stage)) for stage in OPEN_STAGES]
        columns.append(BoardColumn(DECIDED, _("Decided"), self._list_url(status=DECIDED)))
        by_column = defaultdict(list)
        for card in self.cards:
            by_column[card.column].append(card)
        by_column[DECIDED].sort(key=lambda card: (card.decided_on, card.contract), reverse=True)
        for column in columns:
            groups = [group for group in self.groups if (group.stage if group.stage in OPEN_STAGES else DECIDED) == column.key]
            column.cards = by_column[column.key]
            column.count = max(sum(group.number for group in groups), len(column.cards))
            column.yearly = self.worth(groups)
        return columns

    def _list_url(self, **parameters) -> str:
        words = "&".join(f"{name}={value}" for name, value in parameters.items())
        return f"{reverse('renewal_list')}?{words}{'&' if self.query else ''}{self.query}"

    def worth(self, groups) -> Converted:
        """A year's fees in the agency's currency, at one set of rates."""
        rates = self.found.figures["rates"]
        return in_house_currency([(group.currency, group.yearly) for group in groups], on=self.today, rates=rates)

    # ── The cards ────────────────────────────────────────────────────────────────────────────────

    def _keys(self) -> list[int]:
        """The first twenty of each column; one query."""

        def build():
            contracts, pieces = self.contracts(), []
            for stage in OPEN_STAGES:
                pieces.append(contracts.in_renewal(stage).order_by("last_safe_notice_on", "pk").values("pk")[:MOST_CARDS])
            pieces.append(self._recently_decided().order_by("-renewal__decided_on", "-pk").values("pk")[:MOST_CARDS])
            keys = [Contract.objects.filter(pk__in=piece).order_by().values_list("pk") for piece in pieces]
            return keys[0].union(*keys[1:])

        return sorted(key for (key,) in self._asked("keys", build))

    def _cards(self) -> tuple[Card, ...]:
        """As they are now, and only those that this person still may see and the filters still let through; one query."""
        keys, lead = self.found.figures["keys"], Seat.objects.live(today=self.today).leads().filter(account=OuterRef("account"))

        def build(wanted):
            cards = self.contracts().filter(pk__in=wanted, renewal__isnull=False)
            cards = cards.annotate(lead_key=Subquery(lead.values("person")[:1]), lead_name=Subquery(lead.values("person__name")[:1]))
            return cards.order_by("last_safe_notice_on", "pk").values_list(*CARD_FIELDS)

        rows = build(keys) if self.query else asked_of(("renewal_board", state_of(self.person)), build, keys)
        return tuple(Card(*row) for row in rows)

    @cached_property
    def drawn_from(self) -> tuple:
        """All that the board shows: from the same facts it is drawn once."""
        return self.today, self.query, self.with_fees, self.found.digest, self.found.said_at, self.cards

    @cached_property
    def upcoming(self) -> list[Card]:
        """The open ones on the board, the nearest notice day first."""
        return [card for card in self.cards if card.is_open]

    @property
    def next(self) -> list[Card]:
        return self.upcoming[:NEXT_SHOWN]

    @property
    def past(self) -> int:
        """How many are past their last safe notice day, on the board or not."""
        return sum(group.past for group in self.open_groups)

    # ── Words and chart ──────────────────────────────────────────────────────────────────────────

    @cached_property
    def open_groups(self) -> list[Group]:
        return [group for group in self.groups if group.stage in OPEN_STAGES]

    @cached_property
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

    @cached_property
    def by_months(self) -> list[tuple]:
        """(label, address, contracts, worth or None) of each month, for the table beside the chart."""
        found = []
        for month, number, worth in self.by_month():
            name = date_format(month, "F") if month.year == self.today.year else date_format(month, "F Y")
            found.append((name, self.month_url(month), number, worth if self.with_fees else None))
        return found

    @property
    def table(self) -> dict:
        worths = [row[3] for row in self.by_months]
        return {
            "rows": self.by_months,
            "number": sum(row[2] for row in self.by_months),
            "worth": sum(worths[1:], worths[0]) if self.with_fees else None,
        }

    @property
    def chart(self) -> Columns:
        """Value at stake by month of the last safe notice day, or contracts for whoever may not see fees."""
        columns = []
        for (name, url, number, worth), month in zip(self.by_months, self.months, strict=True):
            value = float(worth.amount) if self.with_fees else number
            said = money_words(worth, "short") if self.with_fees else str(number)
            sentence = _("%(month)s: %(number)d contracts, %(worth)s") % {"month": name, "number": number, "worth": said}
            columns.append(Column(date_format(month, "M"), [Part(value)], said if value else "0", sentence, url))
        label = _("Value at stake by month; the table beside has the same numbers")
        return Columns(label if self.with_fees else _("Contracts to decide by month"), columns)
