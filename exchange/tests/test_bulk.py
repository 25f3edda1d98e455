"""What is written in bulk is what the actions write one by one (clients.bulk and its twins)."""

from datetime import date

import pytest

from clients import bulk
from clients.actions import account as account_actions
from clients.actions import client as client_actions
from clients.actions import contact as contact_actions
from clients.actions import contract as contract_actions
from clients.models import Account, Client, Contact, Contract, Renewal
from clients.tests.factories import AccountFactory, AmendmentFactory, ClientFactory, ContractFactory, RenewalFactory
from core.models import Event

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
TERMS = {"name": "Care", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "notice_count": 60}


def told(verb: str) -> list[tuple]:
    """What the events of this verb say, without the moment and the key."""
    events = Event.objects.filter(verb=verb).order_by("pk")
    return [(event.actor_id, event.subject_type_id, event.topic_type_id, {**event.words, "code": ""}) for event in events]


def facts_of(row, *left_out: str) -> dict:
    names = {field.attname for field in row._meta.concrete_fields} - {"id", "created_at", *left_out}
    return {name: getattr(row, name) for name in names}


def test_s5_clients_contacts_and_contracts_are_added_alike(hana):
    one = client_actions.add_client(by=hana, today=TODAY, name="Acme", industry="Oats")
    bulk.add_clients([Client(name="Acme", industry="Oats", owner=hana)], by=hana)
    assert facts_of(one) == facts_of(Client.objects.last())

    contact_actions.add_contact(one, by=hana, name="Ann", job_title="CMO")
    bulk.add_contacts([Contact(client=one, name="Ann", job_title="CMO")], by=hana)
    first, second = Contact.objects.order_by("pk")
    assert facts_of(first) == facts_of(second)

    account = AccountFactory()
    contract_actions.add_contract(account, by=hana, today=TODAY, **TERMS)
    bulk.add_contracts([Contract(account=account, **TERMS)], by=hana)
    first, second = Contract.objects.order_by("pk")
    assert facts_of(first) == facts_of(second)

    for verb in ("client.added", "contact.added", "contract.added"):
        by_action, in_bulk = told(verb)
        assert by_action == in_bulk, verb


def test_s5_accounts_are_opened_alike_with_codes_and_seats(sam, eli):
    client = ClientFactory(name="Acme", owner=sam, state="active")
    account_actions.add_account(client, by=sam, today=TODAY, name="First", lead=eli)
    bulk.add_accounts([Account(client=client, name="Second", opened_on=TODAY)], [eli], by=sam, today=TODAY)
    by_action, in_bulk = Account.objects.order_by("pk")
    assert [(seat.person, seat.role, seat.is_lead) for seat in by_action.seats.all()] == [
        (seat.person, seat.role, seat.is_lead) for seat in in_bulk.seats.all()
    ]
    assert by_action.code != in_bulk.code
    assert [event.verb for event in Event.objects.on_timeline_of(by_action)] == [
        event.verb for event in Event.objects.on_timeline_of(in_bulk)
    ]


def test_s5_a_change_is_told_alike(hana):
    one, other = ClientFactory(name="Acme", city="Oulu"), ClientFactory(name="Acme", city="Oulu")
    client_actions.change_client(one, by=hana, city="Turku")
    bulk.change_many([(other, {"city": "Turku"})], "client.changed", by=hana)
    one.refresh_from_db()
    other.refresh_from_db()
    assert facts_of(one) == facts_of(other)
    by_action, in_bulk = Event.objects.filter(verb="client.changed").order_by("pk")
    assert by_action.words["changes"] == in_bulk.words["changes"]


def test_c5_settled_contracts_are_those_that_the_action_calls_settled():
    free, amended, ended, worked, opened = (ContractFactory() for _turn in range(5))
    AmendmentFactory(contract=amended)
    Contract.objects.filter(pk=ended.pk).update(state="ended")
    RenewalFactory(contract=worked, stage="proposal")
    RenewalFactory(contract=opened, stage="upcoming")
    contracts = list(Contract.objects.order_by("pk"))
    assert bulk.settled_contracts(contracts) == {one.pk for one in contracts if contract_actions.is_settled(one)}
    assert free.pk not in bulk.settled_contracts(contracts)


def test_c5_a_contract_without_end_has_no_renewal_open(hana):
    contract = ContractFactory(ends_on=date(2026, 12, 31))
    RenewalFactory(contract=contract, stage="upcoming")
    bulk.change_many([(contract, {"ends_on": None})], "contract.changed", by=hana)
    contract.refresh_from_db()
    assert contract.last_safe_notice_on is None
    assert not Renewal.objects.exists()
