"""All that we know, of five kinds, as one list: pages, market notes, competitors, what these did, and preferences (R7, C8).

Each kind is asked through its own `visible_to` and narrowed by the same questions; the database puts them together in one statement.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import islice
from operator import and_, or_

from django.db.models import BigIntegerField, CharField, DateField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from care.models import CompetitorNote, KnowledgePage, PageClient, Tag
from care.states.knowledge import KnownKind, TagKind
from clients.industries import key_of, spellings_of
from clients.models import Client, Competitor, MarketNote, Preference
from core.markdown import as_words

NAMES = ("what_kind", "row", "said_on", "title", "text", "source", "client_key", "client_name", "place", "by_name")
COLUMNS = tuple(f"known_{name}" for name in NAMES)  # apart from the columns of the rows themselves
TEXTS = frozenset({"title", "text", "source", "client_name", "by_name"})
DRESSED_AT_ONCE = 500
LONGEST_SEARCH = 8  # words of a search that are asked for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asks for; empty means all of it."""

    words: str = ""
    kinds: tuple[str, ...] = ()
    client: Client | None = None
    client_name: str = ""
    industry: str = ""
    topic: str = ""
    first: date | None = None
    last: date | None = None
    is_due: bool = False
    with_gone: bool = False  # archived pages, withdrawn preferences


@dataclass(slots=True)
class Known:
    """One line of the list."""

    what_kind: str
    row: int
    said_on: date | None
    title: str
    text: str
    source: str
    client_key: int | None
    client_name: str
    place: int | None
    by_name: str
    clients: list[str] = field(default_factory=list)

    @property
    def pk(self) -> str:
        return f"{self.what_kind}-{self.row}"

    def __str__(self):
        return self.title

    def get_what_kind_display(self) -> str:
        return str(KnownKind(self.what_kind).label)

    def get_absolute_url(self) -> str:
        match self.what_kind:
            case KnownKind.PAGE:
                return reverse("knowledge_page_detail", args=[self.row])
            case KnownKind.PREFERENCE:
                return f"{reverse('account_knowledge', args=[self.place])}#heard"
            case KnownKind.MARKET_NOTE:
                return f"{reverse('client_knowledge', args=[self.client_key])}#note-{self.row}"
            case _:
                return f"{reverse('client_knowledge', args=[self.client_key])}#competitors"

    @property
    def about(self) -> str:
        return ", ".join(self.clients) or self.client_name

    @property
    def teaser(self) -> str:
        """What stands below the title; a note is its own title."""
        text = as_words(self.text) if self.what_kind == KnownKind.PAGE else " ".join(self.text.split())
        return "" if text == self.title else text[:160]


def rows(person, wanted: Wanted) -> QuerySet | None:
    """All that matches as tuples of `COLUMNS`; None when nothing can."""
    spelt = spellings_of(person, wanted.industry) if wanted.industry else ()
    asked = [make(person, wanted, spelt).order_by().values_list(*COLUMNS) for kind, make in KINDS.items() if _is_asked(kind, wanted)]
    if not asked:
        return None
    return asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]


def _is_asked(kind: str, wanted: Wanted) -> bool:
    if wanted.kinds and kind not in wanted.kinds:
        return False
    if wanted.is_due and kind != KnownKind.PAGE:
        return False
    if wanted.topic and kind in (KnownKind.PREFERENCE, KnownKind.COMPETITOR):
        return False
    return not (kind == KnownKind.COMPETITOR and (wanted.first or wanted.last))  # a competitor has no day


def holds(words: str, *paths: str) -> Q:
    """Every word stands in one of these columns."""
    asked = words.split()[:LONGEST_SEARCH]
    return reduce(and_, (reduce(or_, (Q(**{f"{path}__icontains": word}) for path in paths)) for word in asked), Q())


def _shape(found: QuerySet, kind: str, **columns) -> QuerySet:
    """The columns of the list; what a kind has not is nothing of the right type."""
    nothing = {
        "source": Value(""),
        "client_name": Value(""),
        "client_key": Cast(Value(None), BigIntegerField()),
        "place": Cast(Value(None), BigIntegerField()),
        "said_on": Cast(Value(None), DateField()),
    }
    told = {"what_kind": Value(kind, CharField()), "row": F("pk"), **nothing, **columns}
    return found.annotate(**{f"known_{name}": Cast(told[name], TextField()) if name in TEXTS else told[name] for name in NAMES})


def _of_client(found: QuerySet, wanted: Wanted, spelt, *, tags: str = "", client: str = "client") -> QuerySet:
    """Narrowed by what is asked of the client that a note is about, and of its tags."""
    if wanted.client is not None:
        found = found.filter(**{client: wanted.client})
    if wanted.client_name:
        found = found.filter(**{f"{client}__name__icontains": wanted.client_name})
    if wanted.industry:
        of_industry = Q(**{f"{client}__industry__in": spelt})
        if tags:
            of_industry |= Q(pk__in=_tagged(tags, TagKind.INDUSTRY, wanted.industry))
        found = found.filter(of_industry)
    if wanted.topic and tags:
        found = found.filter(pk__in=_tagged(tags, TagKind.TOPIC, wanted.topic))
    return found


def _tagged(on: str, kind: str, word: str) -> QuerySet:
    return Tag.objects.filter(kind=kind, key=key_of(word), **{f"{on}__isnull": False}).order_by().values(on)


def _between(found: QuerySet, day: str, wanted: Wanted) -> QuerySet:
    if wanted.first:
        found = found.filter(**{f"{day}__gte": wanted.first})
    return found.filter(**{f"{day}__lte": wanted.last}) if wanted.last else found


def pages(person, wanted: Wanted, spelt) -> QuerySet:
    found = KnowledgePage.objects.visible_to(person).filter(holds(wanted.words, "title", "body"))
    if not wanted.with_gone:
        found = found.current()
    if wanted.is_due:
        found = found.due_for_review(today=person.today)
    about = PageClient.objects.order_by()
    if wanted.client is not None:
        found = found.filter(pk__in=about.filter(client=wanted.client).values("page"))
    if wanted.client_name:
        found = found.filter(pk__in=about.filter(client__name__icontains=wanted.client_name).values("page"))
    if wanted.industry:
        tagged = Q(pk__in=_tagged("page", TagKind.INDUSTRY, wanted.industry))
        found = found.filter(tagged | Q(pk__in=about.filter(client__industry__in=spelt).values("page")))
    if wanted.topic:
        found = found.filter(pk__in=_tagged("page", TagKind.TOPIC, wanted.topic))
    found = _between(found, "reviewed_on", wanted)
    return _shape(found, KnownKind.PAGE, said_on=F("reviewed_on"), title=F("title"), text=F("body"), by_name=F("author__name"))


def _client_columns(client: str = "client") -> dict:
    return {"client_key": F(f"{client}__pk"), "client_name": F(f"{client}__name")}


def market_notes(person, wanted: Wanted, spelt) -> QuerySet:
    found = MarketNote.objects.visible_to(person).filter(holds(wanted.words, "text", "source", "client__name"))
    found = _between(_of_client(found, wanted, spelt, tags="market_note"), "noted_on", wanted)
    told = {"said_on": F("noted_on"), "title": F("text"), "text": F("text"), "source": F("source"), "by_name": F("noted_by__name")}
    return _shape(found, KnownKind.MARKET_NOTE, **told, **_client_columns())


def competitors(person, wanted: Wanted, spelt) -> QuerySet:
    found = Competitor.objects.visible_to(person).filter(holds(wanted.words, "name", "note", "client__name"))
    found = _of_client(found, wanted, spelt)
    return _shape(found, KnownKind.COMPETITOR, title=F("name"), text=F("note"), source=F("website"), by_name=Value(""), **_client_columns())


def competitor_notes(person, wanted: Wanted, spelt) -> QuerySet:
    found = CompetitorNote.objects.visible_to(person).filter(holds(wanted.words, "about", "text", "source", "client__name"))
    found = _between(_of_client(found, wanted, spelt, tags="competitor_note"), "noted_on", wanted)
    told = {"said_on": F("noted_on"), "title": F("about"), "text": F("text"), "source": F("source"), "by_name": F("noted_by__name")}
    return _shape(found, KnownKind.COMPETITOR_NOTE, **told, **_client_columns())


def preferences(person, wanted: Wanted, spelt) -> QuerySet:
    found = Preference.objects.visible_to(person).filter(holds(wanted.words, "text", "account__name", "account__client__name"))
    if not wanted.with_gone:
        found = found.filter(withdrawn_on=None)
    found = _between(_of_client(found, wanted, spelt, client="account__client"), "heard_on", wanted)
    told = {"said_on": F("heard_on"), "title": F("text"), "text": F("text"), "by_name": F("noted_by__name")}
    said = {"source": Coalesce(F("contact__name"), Value(""), output_field=TextField()), "place": F("account__pk")}
    return _shape(found, KnownKind.PREFERENCE, **told, **said, **_client_columns("account__client"))


KINDS = {
    KnownKind.PAGE: pages,
    KnownKind.MARKET_NOTE: market_notes,
    KnownKind.COMPETITOR: competitors,
    KnownKind.COMPETITOR_NOTE: competitor_notes,
    KnownKind.PREFERENCE: preferences,
}


def dressed(found: Iterable[tuple]) -> Iterator[Known]:
    """As lines, pages with the names of the clients that they are about: whoever sees the page sees these. One query for some hundreds."""
    found = iter(found)
    while lines := [Known(*row) for row in islice(found, DRESSED_AT_ONCE)]:
        of_page: dict[int, list[str]] = {line.row: line.clients for line in lines if line.what_kind == KnownKind.PAGE}
        for page, name in PageClient.objects.filter(page__in=of_page).order_by("client__name").values_list("page", "client__name"):
            of_page[page].append(name)
        yield from lines
