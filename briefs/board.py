"""The board of jobs (W6): a column for each state from draft to delivered, the nearest delivery day on top. Docs: ADR 0045.

Three statements whatever the number of jobs: the keys of the cards, no more than `MOST_CARDS` a column and each read in the order of
its index; the numbers of all columns, none counted beyond `COUNT_UP_TO`; and the cards.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse

from briefs.models import Brief
from briefs.states import BOARD_STATES, BriefState
from clients.frames import load_leads
from core.drawn import drawn
from core.lists import Listing
from core.statements import Counts, asked, asked_of, counted_each

MOST_CARDS = 20
COUNT_UP_TO = 999  # a column with more says "999+"


class BoardListing(Listing):
    """The filters of the board: its columns are states, so there are none to choose, and its cards are counted by the board."""

    @property
    def columns(self):
        return []


@dataclass
class Column:
    state: str
    cards: list[Brief] = field(default_factory=list)
    count: int = 0
    url: str = ""

    @property
    def label(self) -> str:
        return str(BriefState(self.state).label)

    @property
    def more(self) -> int:
        return self.count - len(self.cards)

    @property
    def is_counted(self) -> bool:
        return self.count <= COUNT_UP_TO

    @property
    def shown_count(self) -> int:
        return min(self.count, COUNT_UP_TO)


class Board:
    """`jobs()` are those that `person` sees and the filters let through; `query` are these filters as they stand in the address.

    `key` names all that `jobs` looks at (`Listing.key`); None where its statements are built for each visit.
    """

    def __init__(self, jobs: Callable[[], QuerySet], *, person, query: list[tuple[str, str]], sees_money: bool, key: tuple | None = None):
        self.jobs, self.person, self.query, self.sees_money, self.key = jobs, person, query, sees_money, key

    def of_state(self, state: str) -> QuerySet:
        return self.jobs().filter(state=state)

    @cached_property
    def keys(self) -> list[int]:
        """The limit stands inside of each part, so that a database stops reading a column after its last card."""

        def build():
            arms = [
                Brief.objects.filter(
                    pk__in=self.of_state(state).order_by(F("wanted_on").asc(nulls_last=True), "pk").values("pk")[:MOST_CARDS]
                )
                .order_by()
                .values_list("pk")
                for state in BOARD_STATES
            ]
            return arms[0].union(*arms[1:], all=True)

        return sorted(pk for (pk,) in (asked(("job_board", *self.key), build) if self.key else build()))

    @cached_property
    def counts(self) -> dict[str, int]:
        def build():
            return {state: self.of_state(state).order_by().values("pk")[: COUNT_UP_TO + 1] for state in BOARD_STATES}

        return counted_each(("job_board", *self.key), build) if self.key else Counts(build()).ask()

    @cached_property
    def cards(self) -> list[Brief]:
        """With the lead of each account, or else the author: whose face stands on the card. Two queries."""
        cards = asked_of(("cards of jobs",), lambda keys: Brief.objects.filter(pk__in=keys).for_pages().order_by("pk"), self.keys)
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
        columns = {state: Column(state, count=self.counts.get(state, 0), url=self.list_url(state)) for state in BOARD_STATES}
        for card in self.cards:
            if card.state in columns:  # somebody may have moved it since its key was read
                columns[card.state].cards.append(card)
        return list(columns.values())

    def list_url(self, state: str) -> str:
        """The list with the same filters, narrowed to this column."""
        return f"{reverse('brief_list')}?{urlencode([*self.query, ('state', state)])}"

    @property
    def number(self) -> int:
        return sum(self.counts.values())
