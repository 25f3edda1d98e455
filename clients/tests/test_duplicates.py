"""Entered twice: warned of, overruled by those who know better, merged by those who find it later (C2, C3)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from briefs.models import ReviewLink
from briefs.tests.factories import BriefFactory, ReviewLinkFactory
from care.tests.factories import CheckInFactory, KnowledgePageFactory
from clients.actions import change_client, merge_clients, merge_contacts
from clients.duplicates import clients_like
from clients.merging import relations_of
from clients.models import Client, Contact, MergedClient, MergedContact
from clients.tests.factories import (
    AccountFactory,
    ClientFactory,
    CompetitorFactory,
    ContactFactory,
    MarketNoteFactory,
    PreferenceFactory,
    SeatFactory,
)
from core.errors import LostRace, Refused
from core.models import Event
from exchange.models import SourceId

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def post_client(client, name, **more):
    return client.post(reverse("client_add"), {"name": name, "state": "prospect", "tier": "standard", **more})


def post_contact(client, of, name, **more):
    sent = {"name": name, "power": "2", "attitude": "0", "consent": "unknown", **more}
    return client.post(reverse("contact_add", args=[of.pk]), sent)


# ── Clients ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["Pohjola Oats", "POHJOLA OATS OY", "Pohjola Oats Ltd.", "Oats Pohjola", "Pohjola  Oat", "Pohjolà Oats", "Pojhola Oats"]
)
def test_c2_a_client_of_nearly_the_same_name_is_warned_of_and_not_made(name, client, account, eli):
    client.force_login(eli)
    answer = post_client(client, name)
    assert answer.status_code == 422
    assert account.client.get_absolute_url() in answer.text
    assert 'type="checkbox" name="is_another"' in answer.text
    assert "&lt;a" not in answer.text
    assert Client.objects.count() == 1


@pytest.mark.parametrize("name", ["Pohjola Bank", "Oatly", "Pohjanmaa Rye", "Helsinki Oats"])
def test_c2_another_name_is_no_reason_to_warn(name, client, account, eli):
    client.force_login(eli)
    assert post_client(client, name).status_code == 302
    assert not Event.objects.filter(verb="client.told_apart").exists()


def test_c2_who_knows_better_overrules_the_warning_and_the_history_keeps_it(client, account, eli):
    client.force_login(eli)
    assert post_client(client, "Pohjola Oats", is_another="on").status_code == 302
    made = Client.objects.latest("pk")
    event = Event.objects.get(verb="client.told_apart")
    assert (event.actor, event.subject, event.words["keys"]) == (eli, made, [account.client_id])
    assert "said that" in client.get(made.get_absolute_url()).text


def test_c2_a_form_that_shows_no_warning_shows_no_box(client, eli):
    client.force_login(eli)
    assert 'type="hidden" name="is_another"' in client.get(reverse("client_add")).text


def test_c2_a_warning_gives_no_client_away(client, account, otto):
    client.force_login(otto)
    assert post_client(client, "Pohjola Oats").status_code == 302


def test_c2_looking_for_twins_among_many_asks_once(hana, django_assert_max_num_queries):
    ClientFactory.create_batch(30, name="Northern Oats")
    hana.standing  # noqa: B018  (asks who stands below, once in a request)
    with django_assert_max_num_queries(1):
        assert len(clients_like("Northern Oats", person=hana)) == 5


# ── Contacts ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "email"), [("Aino Aalto", ""), ("AALTO, Aino", ""), ("A. Virtanen", "Aino@Pohjola.example")])
def test_c3_a_contact_of_the_same_name_or_e_mail_is_warned_of(name, email, client, account, eli):
    aino = ContactFactory(client=account.client, name="Aino Aalto", email="aino@pohjola.example")
    client.force_login(eli)
    answer = post_contact(client, account.client, name, email=email)
    assert answer.status_code == 422
    assert aino.get_absolute_url() in answer.text
    assert set(Contact.objects.all()) == {aino}


def test_c3_the_same_name_at_another_client_is_somebody_else(client, account, eli):
    ContactFactory(client=AccountFactory().client, name="Aino Aalto")
    client.force_login(eli)
    assert post_contact(client, account.client, "Aino Aalto").status_code == 302


def test_c3_two_of_one_name_are_told_apart_in_the_history(client, account, eli):
    aino = ContactFactory(client=account.client, name="Aino Aalto")
    client.force_login(eli)
    assert post_contact(client, account.client, "Aino Aalto", is_another="on").status_code == 302
    event = Event.objects.get(verb="contact.told_apart")
    assert (event.actor, event.words["keys"]) == (eli, [aino.pk])


# ── Merging ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def aino(account):
    return ContactFactory(client=account.client, name="Aino Aalto", email="aino@pohjola.example", last_met_on=date(2026, 1, 5))


@pytest.fixture
def twin(account):
    """The same person, entered again by somebody else."""
    return ContactFactory(
        client=account.client, name="A. Aalto", phone="+358 40 1234567", email="a.aalto@pohjola.example", note="Likes to be called early",
        last_met_on=date(2026, 3, 1), is_primary=True,
    )  # fmt: skip


def test_c3_all_that_hangs_on_the_one_moves_to_the_other(account, aino, twin, eli):
    daughter = ContactFactory(client=account.client, name="Reports to the twin", reports_to=twin)
    heard = PreferenceFactory(account=account, contact=twin)
    both, one = CheckInFactory(account=account), CheckInFactory(account=account)
    both.contacts.set([aino, twin])
    one.contacts.set([twin])
    source = SourceId.objects.create(system="hubspot", object="contacts", source_id="77", object_id=twin.pk)
    old_id = twin.pk
    kept = merge_contacts(aino, twin, by=eli, taken=["phone"])
    for row in (daughter, heard, source):
        row.refresh_from_db()
    assert (daughter.reports_to, heard.contact, source.object_id) == (aino, aino, aino.pk)
    assert [set(check_in.contacts.all()) for check_in in (both, one)] == [{aino}, {aino}]
    assert (kept.name, kept.phone, kept.last_met_on, kept.is_primary) == ("Aino Aalto", "+358 40 1234567", date(2026, 3, 1), True)
    assert not Contact.objects.filter(pk=old_id).exists()


def test_c3_nothing_points_to_a_contact_that_a_merge_would_not_move():
    """Keys are found from the models; whoever adds one sees here that it moves."""
    found = {f"{relation.related_model._meta.label}.{relation.field.name}" for relation in relations_of(Contact)}
    assert {name for name in found if name.startswith("clients.")} == {
        "clients.Contact.reports_to",
        "clients.MergedContact.kept",
        "clients.Preference.contact",
    }
    assert "care.CheckIn_contacts.contact" in found


def test_c3_what_was_not_taken_stands_in_the_history(aino, twin, eli):
    old_id = twin.pk
    merge_contacts(aino, twin, by=eli, taken=["phone"])
    event = Event.objects.get(verb="contact.merged")
    assert (event.actor, event.subject, event.words["other"], event.words["old_id"]) == (eli, aino, "A. Aalto", old_id)
    assert "e-mail: a.aalto@pohjola.example" in event.note
    assert "note: Likes to be called early" in event.note
    assert event.words["changes"]["phone"] == ["–", "+358 40 1234567"]
    record = MergedContact.objects.get()
    assert (record.old_id, record.kept, record.by, record.facts["email"]) == (old_id, aino, eli, "a.aalto@pohjola.example")


def test_c3_the_old_address_leads_to_the_one_that_was_kept_also_over_two_merges(client, account, aino, twin, eli, otto):
    third = ContactFactory(client=account.client, name="Aalto")
    old, older = twin.get_absolute_url(), third.get_absolute_url()
    merge_contacts(twin, third, by=eli)
    merge_contacts(aino, twin, by=eli)
    client.force_login(eli)
    assert [client.get(url)["Location"] for url in (old, older)] == [aino.get_absolute_url()] * 2
    assert "merged A. Aalto into" in client.get(aino.get_absolute_url()).text.replace("\n", " ")
    client.force_login(otto)
    assert [client.get(url).status_code for url in (old, older)] == [404, 404]


def test_c3_the_history_of_both_is_one(client, account, aino, twin, eli):
    client.force_login(eli)
    client.post(reverse("contact_left", args=[twin.pk]), {"version": twin.version, "on": "2026-02-01", "note": "Said so on the phone"})
    merge_contacts(aino, Contact.objects.get(pk=twin.pk), by=eli)
    assert "Said so on the phone" in client.get(aino.get_absolute_url()).text


def test_c3_the_page_shows_both_side_by_side_and_merges_what_was_chosen(client, aino, twin, eli):
    client.force_login(eli)
    url = f"{reverse('contact_merge', args=[aino.pk])}?with={twin.pk}"
    page = client.get(url)
    chosen = {name: field.initial for name, field in page.context["form"].fields.items() if name not in ("version", "other_version")}
    assert chosen == {"name": "kept", "email": "kept", "phone": "other", "note": "other"}
    sent = chosen | {"email": "other", "version": aino.version, "other_version": twin.version}
    assert client.post(url, sent)["Location"] == aino.get_absolute_url()
    aino.refresh_from_db()
    assert (aino.name, aino.email, aino.phone, aino.note) == (
        "Aino Aalto", "a.aalto@pohjola.example", "+358 40 1234567", "Likes to be called early",
    )  # fmt: skip
    assert client.post(url, sent)["Location"] == aino.get_absolute_url()  # sent twice


def test_c3_two_notes_are_kept_one_under_the_other(client, aino, twin, eli):
    Contact.objects.filter(pk=aino.pk).update(note="Decides alone")
    client.force_login(eli)
    url = f"{reverse('contact_merge', args=[aino.pk])}?with={twin.pk}"
    assert client.get(url).context["form"].fields["note"].initial == "both"
    merge_contacts(aino, twin, by=eli, joined=["note"])
    aino.refresh_from_db()
    assert aino.note == "Decides alone\n\nLikes to be called early"


def test_c3_the_first_page_offers_the_likely_ones_first(client, account, aino, eli):
    same = ContactFactory(client=account.client, name="AALTO Aino")
    somebody = ContactFactory(client=account.client, name="Somebody Else")
    client.force_login(eli)
    page = client.get(reverse("contact_merge", args=[aino.pk]))
    assert ([*page.context["like"]], [*page.context["others"]]) == ([same], [somebody])


@pytest.mark.parametrize("boss", ["kept", "other"])
def test_c3_who_reported_to_the_other_does_not_report_to_themselves(boss, aino, twin, eli):
    below, above = (twin, aino) if boss == "kept" else (aino, twin)
    Contact.objects.filter(pk=below.pk).update(reports_to=above)
    taken = ["reports_to"] if boss == "kept" else []
    kept = merge_contacts(Contact.objects.get(pk=aino.pk), Contact.objects.get(pk=twin.pk), by=eli, taken=taken)
    kept.refresh_from_db()
    assert kept.reports_to is None


def test_c3_a_line_that_would_end_in_a_circle_is_refused_and_nothing_is_changed(account, aino, twin, eli):
    between = ContactFactory(client=account.client, name="Between", reports_to=twin)
    Contact.objects.filter(pk=aino.pk).update(reports_to=between)
    with pytest.raises(Refused, match="cannot report to somebody"):
        merge_contacts(aino, twin, by=eli)
    assert Contact.objects.filter(pk=twin.pk).exists()


def test_c3_contacts_of_two_clients_and_of_two_sides_of_a_wall_stay_apart(account, aino, eli, cora):
    elsewhere = ContactFactory(client=AccountFactory().client)
    walled = ContactFactory(client=account.client, account=AccountFactory(client=account.client, is_walled=True))
    with pytest.raises(Refused, match="same client"):
        merge_contacts(aino, elsewhere, by=eli)
    SeatFactory(account=walled.account, person=eli)
    with pytest.raises(Refused, match="walled account"):
        merge_contacts(aino, walled, by=eli)


def test_c3_a_coordinator_does_not_merge_and_a_version_of_either_that_is_old_loses(aino, twin, eli, cora, otto):
    for stranger in (cora, otto):
        with pytest.raises(PermissionDenied):
            merge_contacts(aino, twin, by=stranger)
    with pytest.raises(LostRace):
        merge_contacts(aino, twin, by=eli, version=7)
    with pytest.raises(LostRace):
        merge_contacts(aino, twin, by=eli, other_version=7)
    assert Contact.objects.filter(pk__in=[aino.pk, twin.pk]).count() == 2


def test_c3_where_each_has_the_only_one_of_its_kind_a_person_decides_which_goes(account, aino, twin, eli):
    brief = BriefFactory(account=account)
    mine, theirs = (ReviewLinkFactory(brief=brief, contact=contact) for contact in (aino, twin))
    with pytest.raises(Refused, match="Both have their own review link"):
        merge_contacts(aino, twin, by=eli)
    assert set(Contact.objects.filter(pk__in=[aino.pk, twin.pk])) == {aino, twin}
    ReviewLink.objects.filter(pk=mine.pk).update(revoked_at=NOW)
    merge_contacts(aino, twin, by=eli)
    assert set(ReviewLink.objects.filter(contact=aino)) == {mine, theirs}


# ── Two clients (ADR 0049) ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def oats(account):
    Client.objects.filter(pk=account.client_id).update(about="Mills oats", won_on=date(2024, 5, 1))
    return Client.objects.get(pk=account.client_id)


@pytest.fixture
def again(db):
    """The same company, entered by somebody who did not see the first."""
    return ClientFactory(name="Pohjola Oats Oy", state="active", legal_name="Pohjola Oats Oy", about="Porridge", won_on=date(2023, 2, 1))


def test_c2_all_that_hangs_on_the_one_client_moves_to_the_other(oats, again, hana):
    brand, contact, note = AccountFactory(client=again, name="Snacks"), ContactFactory(client=again), MarketNoteFactory(client=again)
    daughter = ClientFactory(parent=again)
    both, one = KnowledgePageFactory(clients=[oats, again]), KnowledgePageFactory(clients=[again])
    source = SourceId.objects.create(system="hubspot", object="clients", source_id="77", object_id=again.pk)
    old_id = again.pk
    kept = merge_clients(oats, again, by=hana, taken=["legal_name"], joined=["about"])
    for row in (brand, contact, note, daughter, source):
        row.refresh_from_db()
    assert [row.client for row in (brand, contact, note)] == [oats] * 3
    assert (daughter.parent, source.object_id) == (oats, oats.pk)
    assert [list(page.about.values_list("client", flat=True)) for page in (both, one)] == [[oats.pk], [oats.pk]]
    assert (kept.name, kept.legal_name, kept.about, kept.won_on) == (
        "Pohjola Oats", "Pohjola Oats Oy", "Mills oats\n\nPorridge", date(2023, 2, 1),
    )  # fmt: skip
    assert not Client.objects.filter(pk=old_id).exists()


def test_c2_nothing_points_to_a_client_that_a_merge_would_not_move():
    found = {f"{relation.related_model._meta.label}.{relation.field.name}" for relation in relations_of(Client)}
    assert {name for name in found if name.startswith("clients.")} == {
        "clients.Account.client",
        "clients.Client.parent",
        "clients.Competitor.client",
        "clients.Contact.client",
        "clients.MarketNote.client",
        "clients.MergedClient.kept",
    }


def test_c2_of_a_competitor_that_stands_with_both_one_is_left_with_what_both_say(oats, again, hana):
    CompetitorFactory(client=oats, name="Oatly", website="", note="Louder")
    CompetitorFactory(client=again, name="oatly", website="https://oatly.example", note="Cheaper")
    CompetitorFactory(client=again, name="Alpro")
    merge_clients(oats, again, by=hana)
    assert {(one.name, one.website, one.note) for one in oats.competitors.filter(name="Oatly")} == {
        ("Oatly", "https://oatly.example", "Louder\n\nCheaper")
    }
    assert set(oats.competitors.values_list("name", flat=True)) == {"Oatly", "Alpro"}


def test_c2_one_of_both_is_called_first(oats, again, hana):
    first, theirs = ContactFactory(client=oats, is_primary=True), ContactFactory(client=again, is_primary=True)
    merge_clients(oats, again, by=hana)
    assert set(oats.contacts.all()) == {first, theirs}
    assert set(oats.contacts.filter(is_primary=True)) == {first}


def test_c2_what_was_not_taken_of_a_client_stands_in_the_history(oats, again, hana):
    old_id = again.pk
    merge_clients(oats, again, by=hana)
    event = Event.objects.get(verb="client.merged")
    assert (event.actor, event.subject, event.words["other"], event.words["old_id"]) == (hana, oats, "Pohjola Oats Oy", old_id)
    assert "what they do: Porridge" in event.note
    record = MergedClient.objects.get()
    assert (record.old_id, record.kept, record.by, record.facts["about"]) == (old_id, oats, hana, "Porridge")


def test_c2_the_old_address_of_a_client_leads_on_and_its_timeline_is_told(client, oats, again, hana, eli, otto):
    change_client(again, by=hana, phone="+358 9 1234")
    third = ClientFactory(name="Pohjola", state="prospect")
    older, old = third.get_absolute_url(), again.get_absolute_url()
    merge_clients(Client.objects.get(pk=again.pk), third, by=hana)
    merge_clients(oats, Client.objects.get(pk=again.pk), by=hana)
    client.force_login(eli)
    assert [client.get(url)["Location"] for url in (old, older)] == [oats.get_absolute_url()] * 2
    assert "+358 9 1234" in client.get(oats.get_absolute_url()).text
    client.force_login(otto)
    assert [client.get(url).status_code for url in (old, older)] == [404, 404]


def test_c2_only_who_sees_everything_merges_clients_and_an_old_version_loses(oats, again, hana, dana, sam, eli, ada):
    for person in (dana, sam, eli, ada):
        with pytest.raises(PermissionDenied):
            merge_clients(oats, again, by=person)
    for old in ({"version": 7}, {"other_version": 7}):
        with pytest.raises(LostRace):
            merge_clients(oats, again, by=hana, **old)
    assert Client.objects.filter(pk__in=[oats.pk, again.pk]).count() == 2


@pytest.mark.parametrize(
    ("facts", "why"),
    [({"is_walled": True}, "walled account"), ({"name": "KAURA"}, "Both have an account “KAURA”")],
)
def test_c2_a_wall_and_two_accounts_of_one_name_keep_clients_apart(facts, why, oats, again, hana):
    AccountFactory(client=again, **facts)
    with pytest.raises(Refused, match=why):
        merge_clients(oats, again, by=hana)
    assert Client.objects.filter(pk=again.pk).exists()


@pytest.mark.parametrize("state", ["prospect", "lost"])
def test_c2_a_client_of_ours_is_not_swallowed_by_one_that_is_none(state, oats, hana):
    less = ClientFactory(name="Pohjola", state=state, lost_reason="They closed" if state == "lost" else "")
    with pytest.raises(Refused, match="keep Pohjola Oats instead"):
        merge_clients(less, oats, by=hana)
    assert merge_clients(oats, less, by=hana).state == "active"


def test_c2_a_client_never_belongs_to_itself_after_a_merge(oats, again, hana):
    Client.objects.filter(pk=oats.pk).update(parent=again)
    assert merge_clients(Client.objects.get(pk=oats.pk), again, by=hana).parent is None


def test_c2_a_line_of_owners_that_would_end_in_a_circle_is_refused(oats, again, hana):
    between = ClientFactory(name="Between", parent=again)
    Client.objects.filter(pk=oats.pk).update(parent=between)
    with pytest.raises(Refused, match="belongs to"):
        merge_clients(Client.objects.get(pk=oats.pk), again, by=hana)
    assert Client.objects.filter(pk=again.pk).exists()


def test_c2_the_page_says_what_moves_and_merges_what_was_chosen(client, oats, again, hana):
    AccountFactory(client=again, name="Snacks")
    client.force_login(hana)
    first = client.get(reverse("client_merge", args=[oats.pk]))
    assert [*first.context["like"]] == [again]
    assert [*client.get(reverse("client_merge", args=[oats.pk]), {"q": "ohjola oats o"}).context["found"]] == [again]
    url = f"{reverse('client_merge', args=[oats.pk])}?with={again.pk}"
    page = client.get(url)
    assert page.context["moves"] == [("account", 1)]
    chosen = {name: field.initial for name, field in page.context["form"].fields.items() if name not in ("version", "other_version")}
    assert chosen | {"owner": "kept"} == {"name": "kept", "legal_name": "other", "about": "both", "owner": "kept"}
    sent = chosen | {"version": oats.version, "other_version": again.version}
    assert client.post(url, sent)["Location"] == oats.get_absolute_url()
    oats.refresh_from_db()
    assert (oats.legal_name, oats.about) == ("Pohjola Oats Oy", "Mills oats\n\nPorridge")
    assert client.post(url, sent)["Location"] == oats.get_absolute_url()  # sent twice
