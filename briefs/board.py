"""The board of jobs (W6): a column for each state from draft to delivered, the nearest delivery day on top. Docs: ADR 0045.

Three statements whatever the number of jobs: how many stand in each column; the keys of the cards, no more than `MOST_CARDS` a column
and each read in the order of its index; and the cards. The first two are kept for a minute where they took long (ADR 0008); the
cards are read anew at each visit, and asked again whether they are seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from briefs.models import Brief
from briefs.states import BOARD_STATES, BriefState
from clients.frames import load_leads
from core.drawn import drawn
from core.kept import Found, kept
from core.lists import Listing
from core.lists.counting import keys_to_count
from core.statements import Counts, asked, asked_of, counted_each

MOST_CARDS = 20
COUNT_UP_TO = 999  # jobs of a column for whoever sees all; more are "999+", so that it costs the same however many there are


class BoardListing(Listing):
    """The filters of the board: its columns are states, so there are none to choose, and its cards are counted by the board."""

    is_whole = True  # whether `count` is all of them, or all that were counted

    @property
    def columns(self):
        return []

    @property
    def count_words(self) -> str:
        return up_to(self.count, is_whole=self.is_whole)


def up_to(count: int, *, is_whole: bool) -> str:
    """ "48", or "999+" where nobody counted further."""
    words = number_format(count, use_l10n=True, force_grouping=True)
    return words if is_whole else _("%s+") % words


@dataclass
class Column:
    state: str
    cards: list[Brief] = field(default_factory=list)
    count: int = 0
    is_counted: bool = True  # whether `count` is all of them
    url: str = ""

    @property
    def label(self) -> str:
        return str(BriefState(self.state).label)

    @property
    def more(self) -> int:
        return self.count - len(self.cards)

    @property
    def count_words(self) -> str:
        return up_to(self.count, is_whole=self.is_counted)


class Board:
    """`jobs()` are those that `person` sees and the filters let through; `query` are these filters as lists of jobs know them,
    `filters` the same with whatever else the address narrows by.

    `key` names all that `jobs` looks at (`Listing.key`); None where its statements are built for each visit.
    """

    def __init__(self, jobs: Callable[[], QuerySet], *, person, query: list, filters: str, sees_money: bool, key: tuple | None = None):
        self.jobs, self.person, self.query, self.filters, self.sees_money, self.key = jobs, person, query, filters, sees_money, key

    def of_state(self, state: str) -> QuerySet:
        return self.jobs().filter(state=state)

    @cached_property
    def found(self) -> Found:
        """How many jobs stand in each column, and which cards are shown."""
        facts = (self.person.today, self.filters, self.person.pk if self.filters else None)  # "my accounts" are one's own
        return kept("job_board", self.person, *facts, count=lambda: {"counts": self._counts(), "keys": self._keys()})

    def _counts(self) -> dict[str, int]:
        """Whoever sees all is told up to one above `COUNT_UP_TO`; for others it is quicker to ask of all jobs at once which they see."""

        def each():
            return {state: keys_to_count(self.of_state(state), COUNT_UP_TO) for state in BOARD_STATES}

        def at_once():
            return self.jobs().filter(state__in=BOARD_STATES).order_by().values_list("state").annotate(number=Count("pk"))

        if not self.person.standing.sees_all:
            found = dict(self._asked("counts", at_once))
        else:
            found = counted_each(("job_board", *self.key), each) if self.key else Counts(each()).ask()
        return dict(sorted(found.items()))

    def _keys(self) -> list[int]:
        """The limit stands inside of each part, so that a database stops reading a column after its last card."""

        def build():
            first = F("wanted_on").asc(nulls_last=True), "pk"
            columns = [self.of_state(state).order_by(*first).values("pk")[:MOST_CARDS] for state in BOARD_STATES]
            arms = [Brief.objects.filter(pk__in=column).order_by().values_list("pk") for column in columns]
            return arms[0].union(*arms[1:], all=True)

        return sorted(pk for (pk,) in self._asked("keys", build))

    def _asked(self, what: str, build: Callable[[], QuerySet]) -> list:
        return asked(("job_board", what, *self.key), build) if self.key else list(build())

    @cached_property
    def cards(self) -> list[Brief]:
        """As they are now, and only those still seen that the filters still let through; with the lead of each account, or else the
        author: whose face stands on the card. Two queries.
        """

        def build(wanted):
            return self.jobs().filter(pk__in=wanted).for_pages().order_by("pk")

        keys = self.found.figures["keys"]
        cards = asked_of(("job_board", "cards", *self.key), build, keys) if self.key else list(build(keys))
        load_leads([card.account for card in cards], today=self.person.today)
        for card in cards:
            card.shown_person = next((seat.person for seat in card.account.live_seats), card.author)
            card.drawn = self.drawn(card)
        return sorted(cards, key=lambda card: (card.wanted_on or date.max, card.pk))

    def drawn(self, card: Brief) -> str:
        """A card is drawn once for the same facts: two hundred of them cost more than all questions of the page."""
        today, sees_money = self.person.today, self.sees_money
        budget = (card.budget_minor, card.currency) if sees_money else None
        face = (card.shown_person.pk, str(card.shown_person))
        key = (today, sees_money, card.pk, card.number, card.title, budget, card.wanted_on, card.delivered_on, card.round_number, *face)
        return drawn("briefs/_job_card.html", key, card=card, sees_money=sees_money, today=today)

    @cached_property
    def columns(self) -> list[Column]:
        counts = self.found.figures["counts"]
        columns = {state: Column(state, count=counts.get(state, 0), url=self.list_url(state)) for state in BOARD_STATES}
        for card in self.cards:
            if card.state in columns:  # somebody may have moved it since its key was read
                columns[card.state].cards.append(card)
        for column in columns.values():
            column.count = max(column.count, len(column.cards))
            if self.person.standing.sees_all and column.count > COUNT_UP_TO:
                column.count, column.is_counted = COUNT_UP_TO, False
        return list(columns.values())

    def list_url(self, state: str) -> str:
        """The list with the same filters, narrowed to this column."""
        return f"{reverse('brief_list')}?{urlencode([*self.query, ('state', state)])}"

    @property
    def number(self) -> int:
        """Jobs on the board, as far as they were counted."""
        return sum(column.count for column in self.columns)

    @property
    def is_counted(self) -> bool:
        return all(column.is_counted for column in self.columns)
