"""What search, My day and the side bar find, and for whom."""

import pytest
from django.urls import reverse

from clients import querysets
from clients.models import Account
from clients.my_day import MOST_BY_NAME, accounts_without_lead, agency_without_lead, led_accounts
from clients.reminder_rules import no_lead_line
from clients.states import DecisionRole
from clients.tests.factories import AccountFactory, BoughtServiceFactory, ContactFactory, SalesHandoverFactory, SeatFactory
from core.my_day import needs_of
from core.search import results


@pytest.mark.parametrize("words", ["kaura", "KAU", "pohjola", "sirpa", "sirpa@oats.fi"])
def test_s2_search_finds_by_name_code_and_e_mail_and_nothing_for_otto(words, account, sam, otto):
    ContactFactory(client=account.client, name="Sirpa", email="sirpa@oats.fi")
    assert [hit.title for _kind, hits in results(sam, words) for hit in hits]
    assert results(otto, words) == []


def test_s2_names_that_begin_with_the_words_come_first(account, hana):
    AccountFactory(name="Old Kaura", code="OLDK")
    hits = {str(kind.label): [hit.title for hit in hits] for kind, hits in results(hana, "kau")}
    assert hits["Accounts"] == ["Kaura", "Old Kaura"]


@pytest.mark.parametrize("words", ["kau", "KAUR", "oats", "old", "Leaderless", "%", ""])
def test_s2_the_two_ways_to_look_for_words_find_the_same_accounts(words, account, hana):
    """Twins: AccountQuerySet.named() and .holding()."""
    AccountFactory(name="Old Kaura", code="OLDK")
    AccountFactory(name="Leaderless", client__name="Oats & Sons")
    seen = Account.objects.visible_to(hana)
    assert set(seen.holding(words)) == set(seen.named(words))


@pytest.mark.parametrize(("hits", "way"), [(1, "holding"), (10_000, "named")])
def test_s2_how_common_a_word_is_decides_only_the_way(hits, way, account, client, hana, monkeypatch):
    monkeypatch.setattr(querysets, "COMMON_HITS", hits)
    went = []
    for name in ("holding", "named"):
        ask = getattr(querysets.AccountQuerySet, name)
        monkeypatch.setattr(querysets.AccountQuerySet, name, lambda self, words, name=name, ask=ask: went.append(name) or ask(self, words))
    client.force_login(hana)
    page = client.get(reverse("account_list"), {"q": "Kaura"}).content.decode()
    assert 'class="row-title" href="' + account.get_absolute_url() in page
    assert went == [way]


def test_c1_my_day_asks_supervisors_for_a_lead_and_nobody_else(account, sam, eli):
    other = AccountFactory(name="Leaderless")
    SeatFactory(account=other, person=eli)
    assert [need.title for need in accounts_without_lead(sam, sam.today)] == ["Give Leaderless a lead"]
    assert "Give Leaderless a lead" not in {need.title for need in needs_of(eli, today=eli.today)}


def test_p2_the_reminder_of_a_missing_lead_opens_the_choice_of_one(account, sam):
    assert no_lead_line(account, sam.today).act_url == reverse("account_lead", args=[account.pk])


def test_c1_many_accounts_without_a_lead_are_one_row(hana):
    AccountFactory.create_batch(MOST_BY_NAME + 1)
    assert [need.title for need in agency_without_lead(hana, hana.today)] == [f"Give {MOST_BY_NAME + 1} accounts a lead"]


def test_p3_my_day_asks_a_lead_for_what_is_theirs(account, eli, sam):
    account.client.tier = "key"
    account.client.save()
    ContactFactory(client=account.client, decision_role=DecisionRole.SPONSOR)
    SalesHandoverFactory(account=account)
    BoughtServiceFactory(account=account)
    keys = {need.key.partition(":")[0] for need in led_accounts(eli, eli.today)}
    assert keys == {"sales_handover", "coverage", "fit"}
    assert led_accounts(sam, sam.today) == []
