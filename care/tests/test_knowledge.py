"""Knowledge pages: written, changed with their editions kept, reviewed, archived (R7). Who sees what: test_knowledge_sight.py."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from care.actions.knowledge import archive_page, change_page, note_competitor, restore_page, review_page, tag_market_note, write_page
from care.handover import give_pages, kept_pages, unseen_pages
from care.models import CompetitorNote, KnowledgePage, PageEdition, Tag
from care.my_day.knowledge import pages_to_review
from care.reminder_rules.knowledge import due, keeper_who_sees
from care.states.knowledge import PageKind, TagKind
from care.tags import split_words, words_on
from care.tests.factories import CompetitorNoteFactory, KnowledgePageFactory, TagFactory
from clients.models import Competitor
from clients.tests.factories import ClientFactory, CompetitorFactory, MarketNoteFactory, PreferenceFactory, SeatFactory
from core.errors import LostRace, Refused
from core.models import Event

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 16)


def write(by, **facts):
    return write_page(**{"by": by, "today": TODAY, "title": "Tastings", "body": "Bring cold oats.", "kind": PageKind.HOW_TO} | facts)


def test_r7_a_page_keeps_its_writer_as_keeper_and_is_due_after_its_months(eli):
    page = write(eli, review_months=6, industries=["Food"], topics=["tasting"])
    assert (page.author, page.keeper, page.reviewed_on, page.review_due_on) == (eli, eli, TODAY, date(2026, 9, 16))
    assert (words_on(page, TagKind.INDUSTRY), words_on(page, TagKind.TOPIC)) == (["Food"], ["tasting"])
    assert [event.verb for event in Event.objects.all()] == ["knowledge_page.written"]


def test_r7_a_page_without_months_is_never_due(eli):
    write(eli, review_months=None)
    assert not KnowledgePage.objects.due_for_review(today=date(2099, 1, 1)).exists()


def test_r7_a_new_text_is_a_new_edition_and_the_old_one_stays(eli, sam):
    page = write(eli, review_months=6)
    change_page(page, by=eli, today=date(2026, 4, 1), body="Bring warm oats.")
    change_page(page, by=eli, today=date(2026, 4, 2), review_months=3)
    told = PageEdition.objects.filter(page=page).values_list("number", "body", "saved_by")
    assert list(told) == [(2, "Bring warm oats.", eli.pk), (1, "Bring cold oats.", eli.pk)]
    page.refresh_from_db()
    assert (page.edition, page.reviewed_on, page.review_due_on) == (2, date(2026, 4, 1), date(2026, 7, 1))


def test_r7_changing_nothing_writes_nothing(eli):
    page = write(eli, topics=["a"])
    events = Event.objects.count()
    change_page(page, by=eli, today=TODAY, title=page.title, body=page.body, clients=[], industries=[], topics=["a"])
    page.refresh_from_db()
    assert (page.version, Event.objects.count()) == (1, events)


def test_r7_whoever_only_moves_a_tag_also_raises_the_version(eli):
    page = write(eli, topics=["a"])
    assert change_page(page, by=eli, today=TODAY, topics=["b"]).version == 2
    with pytest.raises(LostRace):
        change_page(page, by=eli, today=TODAY, version=1, topics=["c"])


def test_r7_who_neither_wrote_nor_keeps_it_changes_it_from_an_executive_up(eli, cora, otto, pia):
    page = write(eli)
    for colleague in (cora, pia):
        with pytest.raises(PermissionDenied):
            change_page(page, by=colleague, today=TODAY, body="No.")
    assert change_page(page, by=otto, today=TODAY, body="Yes.").body == "Yes."


def test_r7_the_keeper_must_see_every_client(eli, otto, account):
    with pytest.raises(Refused):
        write(eli, keeper=otto, clients=[account.client])
    assert not KnowledgePage.objects.exists()
    page = write(eli, keeper=otto)
    with pytest.raises(Refused):
        change_page(page, by=eli, today=TODAY, clients=[account.client])
    assert list(page.clients.all()) == []


def test_r7_nobody_tags_a_client_that_they_may_not_see(otto, account):
    with pytest.raises(Refused):
        write(otto, clients=[account.client])


def test_r7_it_still_holds_sets_the_next_review_once_a_day(eli):
    page = write(eli, review_months=6)
    for _twice in range(2):
        review_page(page, by=eli, today=date(2026, 9, 20))
    page.refresh_from_db()
    assert (page.reviewed_on, page.review_due_on, page.version) == (date(2026, 9, 20), date(2027, 3, 20), 2)
    assert Event.objects.filter(verb="knowledge_page.reviewed").count() == 1


def test_r7_archived_with_a_reason_and_taken_up_again(eli):
    page = write(eli, review_months=6)
    archive_page(page, by=eli, today=TODAY, note="We do tastings no more.")
    assert list(KnowledgePage.objects.current()) == []
    restore_page(page, by=eli, today=date(2026, 5, 1))
    page.refresh_from_db()
    assert (page.archived_on, page.archived_reason, page.review_due_on) == (None, "", date(2026, 11, 1))


def test_r7_an_archived_page_says_why_whoever_writes(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        KnowledgePageFactory(archived_on=TODAY)


def test_r7_a_tag_hangs_on_one_thing(db):
    page, note = KnowledgePageFactory(), MarketNoteFactory()
    for facts in ({}, {"page": page, "market_note": note}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tag.objects.create(kind="topic", word="a", key="a", **facts)


@pytest.mark.parametrize(
    ("text", "words"), [("", []), ("Food,  food , Drinks", ["Food", "Drinks"]), ("a;b\nc", ["a", "b", "c"]), (" , ,", []), ("É,é", ["É"])]
)
def test_r7_tags_are_words_between_commas_each_once(text, words):
    assert split_words(text) == words


def test_r7_a_note_puts_a_new_competitor_on_the_list_and_finds_one_that_is_there(eli, account):
    CompetitorFactory(client=account.client, name="Rival Oats")
    first = note_competitor(account.client, by=eli, about="rival oats", text="Cheaper.", noted_on=TODAY)
    second = note_competitor(account.client, by=eli, about="New Oats", text="Louder.", noted_on=TODAY, industries=["Food"])
    assert [first.about, second.about] == ["Rival Oats", "New Oats"]
    assert set(Competitor.objects.filter(client=account.client).values_list("name", flat=True)) == {"Rival Oats", "New Oats"}


def test_r7_a_note_outlives_the_competitors_line(eli, account):
    note = note_competitor(account.client, by=eli, about="New Oats", text="Louder.", noted_on=TODAY)
    Competitor.objects.all().delete()
    note.refresh_from_db()
    assert (note.competitor, note.about) == (None, "New Oats")


def test_r7_the_clients_for_whom_one_works_today_are_offered_for_a_note(client, hana):
    """A head sees every client, so that only the seats decide."""
    today, day = hana.today, timedelta(days=1)
    ClientFactory(name="Of others")
    for name, starts_on, ends_on in (
        ("Until further notice", today, None),
        ("Until tomorrow", today - day, today + day),
        ("Over", today - day, today - day),
        ("From tomorrow on", today + day, None),
    ):
        SeatFactory(account__client=ClientFactory(name=name), person=hana, starts_on=starts_on, ends_on=ends_on)
    client.force_login(hana)
    field = client.get(reverse("knowledge_note_add")).context["form"].fields["client"]
    assert [name for name, _words in field.widget.offered] == ["Until further notice", "Until tomorrow"]


def test_r7_a_stranger_notes_and_tags_nothing(otto, account):
    note = MarketNoteFactory(client=account.client)
    with pytest.raises(PermissionDenied):
        note_competitor(account.client, by=otto, about="A", text="B", noted_on=TODAY)
    with pytest.raises(PermissionDenied):
        tag_market_note(note, by=otto, topics=["x"])
    assert (CompetitorNote.objects.count(), Tag.objects.count()) == (0, 0)


# ── The clock ────────────────────────────────────────────────────────────────────────────────────


def reminded(today=TODAY):
    return {page.title: page.told for page in due(today).annotate(told=keeper_who_sees(today))}


def test_r7_my_day_and_the_clock_ask_the_keeper_of_a_page_that_is_due(eli, sam):
    KnowledgePageFactory(title="Old", author=sam, keeper=eli, review_months=6, review_due_on=TODAY)
    KnowledgePageFactory(title="Fresh", author=eli, review_due_on=date(2026, 3, 17))
    KnowledgePageFactory(title="Gone", author=eli, review_due_on=TODAY, archived_on=TODAY, archived_reason="Old")
    assert [need.title for need in pages_to_review(eli, TODAY)] == ["Review “Old”"]
    assert pages_to_review(sam, TODAY) == []
    assert reminded() == {"Old": eli.pk}


def test_r7_a_keeper_who_lost_the_client_hears_nothing_of_its_page(eli, otto, account):
    KnowledgePageFactory(title="Secret", author=eli, keeper=otto, review_due_on=TODAY, clients=[account.client])
    KnowledgePageFactory(title="Open", author=eli, keeper=otto, review_due_on=TODAY)
    assert [need.title for need in pages_to_review(otto, TODAY)] == ["Review “Open”"]
    assert reminded() == {"Secret": None, "Open": otto.pk}


# ── In the browser's words ───────────────────────────────────────────────────────────────────────


def test_r7_a_page_is_written_read_compared_and_archived(client, eli, account):
    client.force_login(eli)
    facts = {
        "title": "Oats",
        "kind": "how_to",
        "body": "Cold **oats** <script>x</script>",
        "clients": account.client.name,
        "topics": "taste",
    }
    page = client.post(reverse("knowledge_page_add"), facts | {"review_months": "6"}, follow=True)
    assert "Cold <strong>oats</strong> &lt;script&gt;" in page.text
    row = KnowledgePage.objects.get()
    changed = facts | {"body": "Warm **oats**", "version": row.version, "keeper": eli.pk}
    client.post(reverse("knowledge_page_change", args=[row.pk]), changed)
    told = client.get(reverse("knowledge_page_versions", args=[row.pk])).text
    assert "<del>Cold</del><ins>Warm</ins>" in told.replace("\n", "")
    stale = client.post(reverse("knowledge_page_change", args=[row.pk]), changed | {"title": "Mine"})
    assert stale.status_code == 409
    assert "Mine" in stale.text
    client.post(reverse("knowledge_page_archive", args=[row.pk]), {"note": "Old", "version": KnowledgePage.objects.get().version})
    assert "Oats" not in client.get(reverse("knowledge_list")).text
    assert "Oats" in client.get(f"{reverse('knowledge_list')}?gone=true").text


def test_r7_the_list_shows_all_kinds_filters_sorts_and_exports_them(client, eli, account):
    page = KnowledgePageFactory(title="Oat page", body="Secretly warm", clients=[account.client], reviewed_on=date(2026, 1, 1))
    TagFactory(page=page, word="Food")
    note = MarketNoteFactory(client=account.client, text="Oat note", noted_on=date(2026, 2, 1), noted_by=eli)
    TagFactory(market_note=note, kind="topic", word="Price")
    CompetitorFactory(client=account.client, name="Oat rival")
    CompetitorNoteFactory(client=account.client, about="Oat rival", text="Said", noted_on=date(2026, 3, 1))
    PreferenceFactory(account=account, text="Oat taste", heard_on=date(2026, 2, 15), noted_by=eli)
    PreferenceFactory(account=account, text="Oat gone", heard_on=date(2025, 2, 15), withdrawn_on=date(2025, 3, 1), noted_by=eli)
    client.force_login(eli)

    def shown(query=""):
        listing = client.get(f"{reverse('knowledge_list')}?{query}").context["listing"]
        assert listing.count == len(listing.records)
        return [known.title for known in listing.records]

    assert shown() == ["Oat rival", "Oat taste", "Oat note", "Oat page", "Oat rival"]
    assert shown("sort=title&kind=page&kind=preference&gone=true") == ["Oat gone", "Oat page", "Oat taste"]
    assert shown("q=warm+oat") == ["Oat page"]
    assert shown("industry=FOOD") == ["Oat page"]
    assert shown("topic=price") == ["Oat note"]
    assert shown("said_after=2026-02-10&said_before=2026-02-28") == ["Oat taste"]
    assert shown(f"client={account.client_id}&kind=market_note") == ["Oat note"]
    assert shown("due=true") == []
    rows = b"".join(client.get(f"{reverse('knowledge_list')}?export=csv&sort=title")).decode().splitlines()
    assert len(rows) == 6
    assert {word for word in ("Secretly warm", "Pohjola Oats") if word in "".join(rows)} == {"Secretly warm", "Pohjola Oats"}


@pytest.mark.parametrize("name", ["knowledge_list", "industry_list", "client_knowledge", "account_knowledge", "knowledge_page_detail"])
def test_r7_pages_cost_the_same_however_much_is_known(name, client, sam, account, django_assert_max_num_queries):
    def more(n):
        for number in range(n):
            made = KnowledgePageFactory(clients=[account.client, ClientFactory(owner=sam, industry=f"I{number}")])
            TagFactory(page=made)
            TagFactory(market_note=MarketNoteFactory(client=account.client), word=f"Word {number}")
            TagFactory(competitor_note=CompetitorNoteFactory(client=account.client))
            PreferenceFactory(account=account)
        return made

    page = more(2)
    key = {"client_knowledge": [account.client_id], "account_knowledge": [account.pk], "knowledge_page_detail": [page.pk]}.get(name, [])
    url = reverse(name, args=key)
    client.force_login(sam)
    client.get(url)
    more(6)
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200


def test_c8_tastes_stand_by_quarter_with_what_is_no_longer_true(client, eli, account):
    PreferenceFactory(account=account, text="Likes bold type", heard_on=date(2025, 11, 2), withdrawn_on=date(2026, 2, 3), noted_by=eli)
    PreferenceFactory(account=account, text="Likes white space", heard_on=date(2026, 2, 3), noted_by=eli)
    client.force_login(eli)
    quarters = client.get(reverse("account_knowledge", args=[account.pk])).context["quarters"]
    told = [(label, [(taste.heard.text, taste.is_gone) for taste in tastes]) for label, tastes in quarters]
    assert told == [
        ("Quarter 1 of 2026", [("Likes white space", False), ("Likes bold type", True)]),
        ("Quarter 4 of 2025", [("Likes bold type", False)]),
    ]


def test_r7_a_note_is_written_from_anywhere_in_one_form(client, eli, account):
    client.force_login(eli)
    facts = {
        "client": "pohjola oats",
        "what": "competitor_note",
        "text": "Cheaper",
        "noted_on": eli.today.isoformat(),
        "industries": "Food",
    }
    assert client.post(reverse("knowledge_note_add"), facts).status_code == 422  # which competitor?
    client.post(reverse("knowledge_note_add"), facts | {"about": "Rival"})
    client.post(reverse("knowledge_note_add"), facts | {"what": "market_note", "topics": "price"})
    note = CompetitorNote.objects.get()
    assert (note.client, note.about, words_on(note, "industry")) == (account.client, "Rival", ["Food"])
    assert words_on(account.client.market_notes.get(), "topic") == ["price"]


def test_p8_pages_change_hands_when_their_keeper_leaves(eli, sam, dana, otto, account):
    """Whoever may not know of a client keeps no page about it: then the head is asked."""
    for title, clients in (("Open", []), ("About Kaura", [account.client])):
        KnowledgePageFactory(title=title, author=eli, keeper=eli, clients=clients)
    gone = KnowledgePageFactory(title="Gone", author=eli, keeper=eli, archived_on=TODAY, archived_reason="Old")
    assert [row.title for row in kept_pages(eli, TODAY)] == ["About Kaura", "Open"]
    give_pages(list(kept_pages(eli, TODAY)), eli, otto, by=dana, today=TODAY)
    keepers = dict(KnowledgePage.objects.values_list("title", "keeper"))
    assert keepers == {"Open": otto.pk, "About Kaura": None, gone.title: eli.pk}
    assert list(unseen_pages(otto, otto, TODAY)) == []
