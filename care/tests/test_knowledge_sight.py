"""Who may know what is known (R7, ADR 0059): nobody finds by list, search, count, tag, word or title what they may not see."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care import known
from care.actions.knowledge import write_page
from care.industries import industries_seen
from care.known import Wanted
from care.models import CompetitorNote, KnowledgePage, Tag
from care.states.knowledge import KnownKind
from care.tests.factories import CompetitorNoteFactory, KnowledgePageFactory, TagFactory
from clients.models import Client, Competitor, MarketNote, Preference
from clients.tests.factories import AccountFactory, ClientFactory, CompetitorFactory, MarketNoteFactory, PreferenceFactory, SeatFactory
from core.search import results
from people.models import Person
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

SECRET = "zanzibar"
PAGES = ["knowledge_list", "industry_list"]


def everything_about(client, account, word=SECRET):
    """One of each kind of thing that is known, with this word in all of its texts and tags."""
    page = KnowledgePageFactory(title=f"{word} page", body=f"{word} body", clients=[client])
    market, rival = MarketNoteFactory(client=client, text=f"{word} market"), CompetitorNoteFactory(client=client, about=f"{word} rival")
    CompetitorFactory(client=client, name=f"{word} competitor")
    PreferenceFactory(account=account, text=f"{word} taste")
    TagFactory(page=page, word=f"{word} page tag")
    TagFactory(market_note=market, word=f"{word} note tag")
    TagFactory(competitor_note=rival, word=f"{word} rival tag")
    return page


@pytest.fixture
def walled(walled_account):
    """A client behind a wall: Eli sits there; Sam and Dana stand above him and know nothing of it."""
    Client.objects.filter(pk=walled_account.client_id).update(industry=f"{SECRET} industry", name=f"{SECRET} client")
    walled_account.client.refresh_from_db()
    everything_about(walled_account.client, walled_account)
    return walled_account


@pytest.mark.parametrize("who", ["sam", "dana", "otto", "pia", "fin", "cora"])
def test_r7_behind_a_wall_nothing_is_found_by_any_way(who, walled, request, client):
    person = request.getfixturevalue(who)
    client.force_login(person)
    assert results(person, SECRET) == []
    for name in PAGES:
        assert SECRET not in client.get(reverse(name)).text.lower()
    for query in (f"q={SECRET}", f"industry={SECRET} industry", f"industry={SECRET} page tag", f"about={SECRET}", "gone=true&size=100"):
        listing = client.get(f"{reverse('knowledge_list')}?{query}").context["listing"]
        assert (listing.count, listing.records) == (0, [])
    assert SECRET not in b"".join(client.get(f"{reverse('knowledge_list')}?export=csv&f=all")).decode().lower()
    assert [tag.word for tag in Tag.objects.visible_to(person)] == []


@pytest.mark.parametrize("who", ["eli", "hana"])
def test_r7_whoever_the_wall_opens_to_finds_each_kind(who, walled, request, client):
    person = request.getfixturevalue(who)
    client.force_login(person)
    listing = client.get(f"{reverse('knowledge_list')}?q={SECRET}").context["listing"]
    assert {line.what_kind for line in listing.records} == set(KnownKind)
    found = {str(kind.label) for kind, _hits in results(person, SECRET)}
    assert {"Knowledge pages", "Market notes", "Competitors", "Competitor notes", "Preferences"} <= found


def test_r7_a_page_about_two_clients_opens_to_those_who_know_both(walled, account, eli, sam, hana, client):
    page = KnowledgePageFactory(title="Both", clients=[account.client, walled.client])
    seen = {person.email for person in (eli, sam, hana) if KnowledgePage.objects.visible_to(person).filter(pk=page.pk).exists()}
    assert seen == {eli.email, hana.email}
    client.force_login(sam)
    for name in ("client_knowledge", "account_knowledge"):
        key = account.client_id if name == "client_knowledge" else account.pk
        assert "Both" not in client.get(reverse(name, args=[key])).text


def test_r7_the_timeline_of_one_client_does_not_tell_of_a_page_about_two(walled, account, eli, sam, client):
    facts = {"by": eli, "today": eli.today, "body": "x", "kind": "how_to"}
    write_page(title="Both of them", clients=[account.client, walled.client], **facts)
    write_page(title="One of them", clients=[account.client], **facts)
    client.force_login(sam)
    page = client.get(reverse("client_detail", args=[account.client_id])).text
    assert ("of them" in page, page.count("wrote a page of knowledge about")) == (False, 1)


def test_r7_a_client_with_pages_stays_or_its_page_would_open(db):
    client = ClientFactory()
    KnowledgePageFactory(clients=[client])
    with pytest.raises(ProtectedError):
        client.delete()


def test_r7_the_industries_count_what_the_reader_sees_and_each_figure_opens_its_rows(walled, account, eli, sam, client):
    Client.objects.filter(pk=account.client_id).update(industry="Food & Drink")
    twin = AccountFactory(client__industry="food  & drink")
    SeatFactory(account=twin, person=sam)
    MarketNoteFactory(client=account.client)
    TagFactory(market_note=MarketNoteFactory(client=twin.client), word="FOOD & drink")
    TagFactory(competitor_note=CompetitorNoteFactory(client=twin.client), word="Milling")
    TagFactory(page=KnowledgePageFactory(), word="Food & drink")
    KnowledgePageFactory(clients=[account.client])
    told = {one.key: (one.clients, one.notes, one.page_count) for one in industries_seen(sam)}
    assert told == {"food & drink": (2, 3, 2), "milling": (0, 1, 0)}
    client.force_login(sam)
    for one in industries_seen(sam):
        figures = {one.clients_url: one.clients, one.notes_url: one.notes, one.pages_url: one.page_count}
        assert {url: client.get(url).context["listing"].count for url in figures} == figures


KINDS = [
    (KnownKind.PAGE, KnowledgePage),
    (KnownKind.MARKET_NOTE, MarketNote),
    (KnownKind.COMPETITOR, Competitor),
    (KnownKind.COMPETITOR_NOTE, CompetitorNote),
    (KnownKind.PREFERENCE, Preference),
]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_r7_whatever_the_house_the_list_is_what_each_kind_says_is_visible(db, data):
    """A house at random: the list of each reader is the sum of what they see of each kind, and a page is seen with all of its clients."""
    with transaction.atomic():
        people = [PersonFactory(rank=20 + 10 * n) for n in range(3)]
        Person.objects.filter(pk=people[0].pk).update(reports_to=people[1])
        clients = []
        for _n in range(3):
            account = AccountFactory(is_walled=data.draw(st.booleans()))
            for person in data.draw(st.sets(st.sampled_from(people))):
                SeatFactory(account=account, person=person)
            everything_about(account.client, account)
            clients.append(account.client)
        for _n in range(2):
            KnowledgePageFactory(clients=data.draw(st.lists(st.sampled_from(clients), unique=True)))
        for person in Person.objects.filter(pk__in=[one.pk for one in people]):
            listed = {(line.what_kind, line.row) for line in known.dressed(known.rows(person, Wanted()))}
            meant = {(kind, row.pk) for kind, model in KINDS for row in model.objects.visible_to(person)}
            assert listed == meant
            seen = set(Client.objects.visible_to(person))
            pages = {page for page in KnowledgePage.objects.all() if set(page.clients.all()) <= seen}
            assert set(KnowledgePage.objects.visible_to(person)) == pages
        transaction.set_rollback(True)


def test_r7_a_keeper_or_author_without_the_client_sees_nothing(account, otto, eli):
    page = KnowledgePageFactory(author=otto, keeper=otto, clients=[account.client], review_due_on=date(2026, 1, 1))
    assert not KnowledgePage.objects.visible_to(otto).exists()
    assert KnowledgePage.objects.visible_to(eli).get() == page


def test_r7_an_owner_knows_what_is_known_of_their_prospect(otto, eli):
    page = KnowledgePageFactory(clients=[ClientFactory(owner=otto)])
    assert [list(KnowledgePage.objects.visible_to(person)) for person in (otto, eli)] == [[page], []]
