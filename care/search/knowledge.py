"""What the global search finds of what we know: pages, notes, competitors, preferences (R7, C8)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from care.models import CompetitorNote, KnowledgePage
from clients.models import Competitor, MarketNote, Preference
from clients.search import best_first
from core.registries import search
from core.search import Hit, Searchable

NEWEST_NOTE = ("-noted_on", "-pk")
NEWEST_HEARD = ("-heard_on", "-pk")
NEWEST_PAGE = ("-reviewed_on", "-pk")
LONGEST_TITLE = 100


def find_pages(person, words):
    return [KnowledgePage.objects.visible_to(person).current().holding(words).order_by(*NEWEST_PAGE)]


def find_market_notes(person, words):
    return [MarketNote.objects.visible_to(person).filter(text__icontains=words).order_by(*NEWEST_NOTE)]


def find_competitor_notes(person, words):
    seen = CompetitorNote.objects.visible_to(person)
    return [seen.filter(text__icontains=words).order_by(*NEWEST_NOTE), seen.filter(about__icontains=words).order_by(*NEWEST_NOTE)]


def find_competitors(person, words):
    return [Competitor.objects.visible_to(person).filter(name__icontains=words).order_by(*best_first(words))]


def find_preferences(person, words):
    return [Preference.objects.visible_to(person).filter(text__icontains=words, withdrawn_on=None).order_by(*NEWEST_HEARD)]


def known_url(client_id: int, place: str) -> str:
    return f"{reverse('client_knowledge', args=[client_id])}#{place}"


search.register(
    Searchable(
        _("Knowledge pages"),
        "library",
        find_pages,
        best_first=lambda words: NEWEST_PAGE,
        says=("title", "kind"),
        hit=lambda page: Hit(page.title, page.get_absolute_url(), page.get_kind_display()),
    )
)
search.register(
    Searchable(
        _("Market notes"),
        "newspaper",
        find_market_notes,
        best_first=lambda words: NEWEST_NOTE,
        says=("text", "client_id", "client__name"),
        hit=lambda note: Hit(note.text[:LONGEST_TITLE], known_url(note.client_id, f"note-{note.pk}"), note.client.name),
    )
)
search.register(
    Searchable(
        _("Competitors"),
        "swords",
        find_competitors,
        best_first=best_first,
        says=("name", "client_id", "client__name"),
        hit=lambda one: Hit(one.name, known_url(one.client_id, "competitors"), one.client.name),
    )
)
search.register(
    Searchable(
        _("Competitor notes"),
        "swords",
        find_competitor_notes,
        best_first=lambda words: NEWEST_NOTE,
        says=("about", "text", "client_id", "client__name"),
        hit=lambda note: Hit(f"{note.about}: {note.text[:LONGEST_TITLE]}", known_url(note.client_id, "competitors"), note.client.name),
    )
)
search.register(
    Searchable(
        _("Preferences"),
        "ear",
        find_preferences,
        best_first=lambda words: NEWEST_HEARD,
        says=("text", "account_id", "account__name", "account__code"),
        hit=lambda heard: Hit(
            heard.text[:LONGEST_TITLE],
            f"{reverse('account_knowledge', args=[heard.account_id])}#heard",
            heard.account.name,
            heard.account.code,
        ),
    )
)
