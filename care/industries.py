"""What we know by industry (R7): "Food & drink: 4 clients, 12 notes". Industries are the clients' own words; case and blanks do not count.

Only what the reader may see is counted, so neither a word nor a figure tells of the rest.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from care.models import CompetitorNote, KnowledgePage, PageClient, Tag
from care.states.knowledge import KnownKind
from clients.industries import key_of
from clients.models import Client, MarketNote


@dataclass(slots=True)
class Industry:
    """One industry as this reader may know it."""

    key: str
    spellings: Counter = field(default_factory=Counter)
    clients: int = 0
    market_notes: int = 0
    competitor_notes: int = 0
    pages: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """As most spell it."""
        return min(self.spellings, key=lambda word: (-self.spellings[word], word)) if self.spellings else self.key

    @property
    def notes(self) -> int:
        return self.market_notes + self.competitor_notes

    @property
    def page_count(self) -> int:
        return len(self.pages)

    def url(self, *kinds: str) -> str:
        return f"{reverse('knowledge_list')}?{urlencode([('industry', self.name), *(('kind', kind) for kind in kinds)])}"

    @property
    def notes_url(self) -> str:
        return self.url(KnownKind.MARKET_NOTE, KnownKind.COMPETITOR_NOTE)

    @property
    def pages_url(self) -> str:
        return self.url(KnownKind.PAGE)

    @property
    def clients_url(self) -> str:
        return f"{reverse('client_list')}?{urlencode({'of_industry': self.name})}"


def industries_seen(person) -> list[Industry]:
    """Those with a client, a note or a page that this person may see; most clients first. Seven statements, however many there are."""
    found: defaultdict[str, Industry] = defaultdict(lambda: Industry(""))

    def at(word: str) -> Industry:
        industry = found[key_of(word)]
        industry.key = key_of(word)
        return industry

    clients = Client.objects.visible_to(person).exclude(industry="").order_by().values_list("industry").annotate(n=Count("pk"))
    for word, number in clients:
        at(word).clients += number
        at(word).spellings[word] += number
    _count_notes(person, at)
    _count_pages(person, at)
    return sorted(found.values(), key=lambda one: (-one.clients, -one.notes, one.name.casefold()))


def _count_notes(person, at) -> None:
    """Under the industry of its client, and once under each other one that it is tagged with."""
    for model, on, name in ((MarketNote, "market_note", "market_notes"), (CompetitorNote, "competitor_note", "competitor_notes")):
        seen = model.objects.visible_to(person)
        by_client = seen.exclude(client__industry="").order_by().values_list("client__industry").annotate(n=Count("pk"))
        for word, number in by_client:
            setattr(at(word), name, getattr(at(word), name) + number)
        tagged = Tag.objects.industries().filter(**{f"{on}__in": seen.order_by().values("pk")}).order_by()
        for word, of_client, number in tagged.values_list("word", f"{on}__client__industry").annotate(n=Count("pk")):
            at(word).spellings[word] += 0
            if key_of(word) != key_of(of_client):
                setattr(at(word), name, getattr(at(word), name) + number)


def _count_pages(person, at) -> None:
    current = KnowledgePage.objects.visible_to(person).current().order_by().values("pk")
    for word, page in Tag.objects.industries().filter(page__in=current).order_by().values_list("word", "page"):
        at(word).spellings[word] += 0
        at(word).pages.add(page)
    of_clients = PageClient.objects.filter(page__in=current).exclude(client__industry="").order_by()
    for word, page in of_clients.values_list("client__industry", "page"):
        at(word).pages.add(page)
