"""The admin finds everything of clients and changes nothing behind the actions' back (S6)."""

import pytest
from django.urls import reverse

from clients.models import Account, Client, Contact
from clients.tests.factories import (
    AccountFactory,
    BoughtServiceFactory,
    ClientFactory,
    CompetitorFactory,
    ContactFactory,
    LeadFactory,
    MarketNoteFactory,
    PreferenceFactory,
    SalesHandoverFactory,
)
from core.models import Event

MODELS = ["client", "competitor", "marketnote", "account", "seat", "preference", "contact", "service", "boughtservice", "saleshandover"]


@pytest.fixture
def rows(db):
    def make():
        account = AccountFactory()
        LeadFactory(account=account)
        for factory in (BoughtServiceFactory, PreferenceFactory, SalesHandoverFactory):
            factory(account=account)
        for factory in (CompetitorFactory, MarketNoteFactory, ContactFactory):
            factory(client=account.client)

    make()
    return make


@pytest.mark.parametrize("model", MODELS)
def test_s6_lists_are_found_and_ask_a_constant_number_of_questions(model, client, rows, ada, django_assert_max_num_queries):
    client.force_login(ada)
    url = reverse(f"admin:clients_{model}_changelist")
    assert client.get(url).status_code == 200
    for _n in range(10):
        rows()
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_s6_each_row_opens_and_nothing_is_deleted(model, client, rows, ada):
    from django.apps import apps

    client.force_login(ada)
    row = apps.get_model("clients", model).objects.first()
    assert client.get(reverse(f"admin:clients_{model}_change", args=[row.pk])).status_code == 200
    assert client.get(reverse(f"admin:clients_{model}_delete", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("who", ["eli", "sam", "hana"])
def test_s6_whoever_is_no_admin_is_sent_away(who, client, request, rows):
    client.force_login(request.getfixturevalue(who))
    answer = client.get(reverse("admin:clients_client_changelist"))
    assert answer.status_code in {302, 403}
    assert b"changelist" not in answer.content


def change(client, row, **typed):
    url = reverse(f"admin:clients_{row._meta.model_name}_change", args=[row.pk])
    return client.post(url, typed)


def formset(*prefixes):
    names = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    return {f"{prefix}-{name}": value for prefix in prefixes for name, value in names.items()}


def test_s6_a_correction_raises_the_version_and_is_an_event(client, ada):
    row = ClientFactory()
    client.force_login(ada)
    change(client, row, name="Right name", tier="standard", opened_version=1, **formset("accounts", "competitors"))
    row.refresh_from_db()
    assert (row.name, row.version) == ("Right name", 2)
    assert [(event.verb, event.actor) for event in Event.objects.about(row)] == [("client.changed", ada)]


def test_s6_an_old_version_is_answered_with_409(client, ada):
    row = ClientFactory(name="Old", version=3)
    client.force_login(ada)
    assert change(client, row, name="New", tier="standard", opened_version=2, **formset("accounts", "competitors")).status_code == 409
    assert Client.objects.get().name == "Old"


def test_s6_states_and_walls_are_not_written_here(client, ada):
    account = AccountFactory()
    client.force_login(ada)
    typed = {
        "name": account.name,
        "code": account.code,
        "currency": "EUR",
        "opened_on": "2020-01-01",
        "opened_version": 1,
        "is_walled": "on",
    }
    change(client, account, **typed, closed_on="2026-01-01", **formset("seats"))
    account = Account.objects.get()
    assert (account.is_walled, account.closed_on) == (False, None)


def test_s6_a_contact_stays_with_its_own_client(client, ada):
    contact, stranger = ContactFactory(), AccountFactory()
    client.force_login(ada)
    typed = {"name": contact.name, "attitude": 0, "power": 1, "consent": "unknown", "opened_version": 1}
    answer = change(client, contact, **typed, account=stranger.pk)
    assert answer.status_code == 200
    assert "is not an account of" in answer.content.decode()
    assert Contact.objects.get().account is None
