"""A whole house out and in again (S4): every list exported, read into an empty installation, and exported again, is the same."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.urls import reverse

from care.models import ActionItem, CheckIn
from care.tests.factories import ActionItemFactory, CheckInFactory, HeldCheckInFactory
from clients.actions.contract import amend_contract
from clients.likelihood import refresh_likelihood
from clients.models import Account, Acknowledgement, Amendment, BoughtService, Client, Contract, Renewal, Service
from clients.tests.factories import (
    AccountFactory,
    BoughtServiceFactory,
    ClientFactory,
    ContactFactory,
    ContractFactory,
    LeadFactory,
    RenewalFactory,
    ServiceFactory,
)
from core.models import Event
from exchange import running
from exchange.models import ImportBatch, SourceId
from exchange.tests.makers import TODAY, counts, imported
from exchange.tests.test_running import undone

pytestmark = pytest.mark.django_db

# In the order in which a house is read in: each finds what it hangs on.
LISTS = {
    "people": "team_list",
    "clients": "client_list",
    "accounts": "account_list",
    "contacts": "contact_list",
    "contracts": "contract_list",
    "renewals": "renewal_list",
    "check-ins": "check_in_list",
    "actions": "action_item_list",
    "services": "bought_service_list",
}


@pytest.fixture
def house(cora, eli, sam, hana, fin):
    """Two clients with what a few years leave behind: terms that follow each other, decisions, amendments, calls, promises."""
    group = ClientFactory(name="Oat Group", state="active", owner=sam)
    acme = ClientFactory(name="=Acme", state="active", owner=eli, parent=group, tier="key")
    oats = AccountFactory(client=acme, name="Oats", code="OATS")
    walled = AccountFactory(client=acme, name="Secret, and more", code="SECR", is_walled=True)
    gone = AccountFactory(
        client=group, name="Rye", code="RYE", closed_on=date(2025, 12, 31), closed_reason="They closed the mill.", closed_cause="merged"
    )
    for account in (oats, walled, gone):
        LeadFactory(account=account, person=eli)
    boss = ContactFactory(client=acme, name="Bea Boss", email="bea@acme.fi", last_met_on=date(2026, 2, 20))
    ann = ContactFactory(client=acme, account=oats, name="Ann Ek", reports_to=boss, last_met_on=date(2026, 1, 5))

    first = ContractFactory(account=oats, name="Care", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31), state="ended")
    last_year = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31), "state": "ended"}
    second = ContractFactory(account=oats, name="Care", previous=first, **last_year)
    third = ContractFactory(
        account=oats, name="Care", number="C-3", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), previous=second
    )
    amend_contract(third, by=hana, reason="More\nwork", effective_on=TODAY, today=TODAY, fee_minor=150_000, now=moment(2))
    amend_contract(third, by=hana, reason="=Later", effective_on=date(2026, 7, 1), today=TODAY, notice_count=2, now=moment(3))
    Acknowledgement.objects.filter(amendment__number=1, role="finance").update(person=fin, at=moment(4))
    noticed = ContractFactory(
        account=walled,
        name="Media",
        ends_on=date(2026, 9, 30),
        notice_given_on=date(2026, 2, 1),
        notice_given_by="client",
        end_reason="Pitch",
        end_cause="rival",
        ends_on_without_notice=None,
    )
    lapsed = ContractFactory(account=gone, name="Site", **last_year)
    ContractFactory(account=oats, name="Index", uplift_kind="index", uplift_percent=Decimal("4.50"), is_uplift_open=True)
    drafted = ContractFactory(account=walled, name="Ads")
    young = ContractFactory(account=walled, name="Shop", ends_on=date(2026, 5, 31))
    done = {"opened_on": date(2024, 9, 2), "decided_by": hana}
    RenewalFactory(contract=first, stage="renewed", decided_on=date(2024, 11, 1), likelihood=90, is_self_approval=True, **done)
    RenewalFactory(contract=second, stage="renewed", decided_on=date(2025, 11, 3), **done)
    RenewalFactory(contract=lapsed, stage="lapsed", decided_on=date(2025, 12, 1), reason="They closed the mill.", cause="merged", **done)
    RenewalFactory(contract=noticed, stage="terminated", decided_on=date(2026, 2, 1), reason="Pitch", opened_on=date(2026, 1, 5))
    RenewalFactory(
        contract=drafted,
        stage="negotiation",
        opened_on=date(2026, 2, 2),
        proposed_fee_minor=123_456,
        proposed_months=24,
        likelihood=70,
        next_step="Call, then write",
    )
    RenewalFactory(contract=young, opened_on=date(2026, 2, 3))

    held = HeldCheckInFactory(
        account=oats, planned_on=date(2026, 1, 5), owner=eli, kind="meeting", minutes=45, agenda="@agenda", notes="Line\n=line"
    )
    held.contacts.set([ann, boss])
    held.people.set([eli, sam])
    for _twin in range(2):
        HeldCheckInFactory(account=oats, planned_on=date(2026, 2, 9), held_on=date(2026, 2, 10), owner=cora)
    CheckInFactory(account=oats, planned_on=date(2026, 3, 16), planned_at=time(14, 30), owner=eli)
    CheckInFactory(account=walled, planned_on=date(2026, 3, 20), is_from_cadence=True, owner=eli)
    CheckInFactory(account=walled, planned_on=date(2026, 2, 3), state="missed", reason="n/a", owner=eli)
    CheckInFactory(account=gone, planned_on=date(2025, 12, 1), state="cancelled", reason="Closed", kind="review")
    ActionItemFactory(account=oats, what="Send the plan", owner=eli, due_on=date(2026, 3, 20), check_in=held)
    ActionItemFactory(account=oats, what="-5 % off", owner=sam, due_on=date(2026, 1, 20), done_on=date(2026, 1, 19))
    ActionItemFactory(account=walled, what="Send the plan", owner=eli, due_on=date(2026, 3, 20))
    ActionItemFactory(account=oats, what="Name who approves", owner=None, contact=ann, due_on=date(2026, 3, 21))
    plan = ServiceFactory(name="Media planning")
    BoughtServiceFactory(
        account=oats, service=plan, contract=third, sold_by=sam, bought_on=date(2026, 1, 1), fit="poor", fit_on=TODAY, fit_note="Too slow"
    )
    BoughtServiceFactory(account=gone, service=plan, bought_on=date(2024, 1, 1), ended_on=date(2025, 12, 31))
    BoughtServiceFactory(account=walled, service=ServiceFactory(name="Influencers"), bought_on=date(2025, 5, 5), fit="good", fit_on=TODAY)
    foresee()


def foresee() -> None:
    """What the evidence says of each open renewal, as the clock works it out every night."""
    refresh_likelihood(Renewal.objects.open(), today=TODAY)


def moment(day: int) -> datetime:
    return datetime(2026, 3, day, 9, 30, tzinfo=UTC)


def exported(web, kind: str, folder) -> dict:
    folder.mkdir()
    files = {}
    for name, page in LISTS.items():
        answer = web.get(reverse(page), {"export": kind, "f": "all"})
        files[name] = folder / f"{name}.{kind}"
        files[name].write_bytes(b"".join(answer.streaming_content))
    return files


def lines_of(path) -> list[dict]:
    table = running.open_file(path)
    return sorted((dict(zip(table.headers, row.cells, strict=True)) for row in table.rows()), key=str)


def emptied() -> None:
    Contract.objects.update(previous=None)
    for model in (ActionItem, CheckIn, BoughtService, Service, Renewal, Contract, Account, SourceId, ImportBatch):
        model.objects.all().delete()
    Client.objects.update(parent=None)
    Client.objects.all().delete()
    Event.objects.all().delete()


def read_in(files: dict, by) -> list:
    return [imported(path, by=by, today=TODAY) for path in files.values()]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_s4_every_list_of_a_house_is_the_same_after_a_way_out_and_in(kind, house, hana, client, tmp_path):
    client.force_login(hana)
    before = exported(client, kind, tmp_path / "before")
    lists = {name: lines_of(path) for name, path in before.items()}
    sizes = {name: len(lines) for name, lines in lists.items()}
    assert {name: size for name, size in sizes.items() if name != "people"} == {
        "clients": 2,
        "accounts": 3,
        "contacts": 2,
        "contracts": 8,
        "renewals": 6,
        "check-ins": 7,
        "actions": 4,
        "services": 3,
    }

    for batch in read_in(before, hana):  # into the house that it came from: nothing changes
        assert counts(batch) == (sizes[batch.object], 0, 0, sizes[batch.object], 0), (batch.object, problems_of(batch))
        assert batch.object == "people" or not problems_of(batch)

    emptied()
    batches = read_in(before, hana)
    assert [batch.object for batch in batches] == list(LISTS)
    for batch in batches[1:]:  # into an empty one: all of it comes, and nothing is left to be looked at
        assert counts(batch) == (sizes[batch.object], sizes[batch.object], 0, 0, 0), (batch.object, problems_of(batch))
        assert not problems_of(batch)
    foresee()
    after = exported(client, kind, tmp_path / "after")
    assert {name: lines_of(path) for name, path in after.items()} == lists


def test_s4_what_hangs_on_the_lists_comes_along(house, hana, eli, sam, fin, client, tmp_path):
    client.force_login(hana)
    files = exported(client, "csv", tmp_path / "before")
    emptied()
    batches = read_in(files, hana)
    third = Contract.objects.get(number="C-3")
    assert [term.starts_on.year for term in (third, third.previous, third.previous.previous)] == [2026, 2025, 2024]
    assert list(third.amendments.order_by("number").values_list("reason", "made_by", "made_at", "waiting", "begins_on")) == [
        ("More\nwork", hana.pk, moment(2), {}, None),
        ("=Later", hana.pk, moment(3), {"notice_count": 2}, date(2026, 7, 1)),
    ]
    signed = Acknowledgement.objects.exclude(person=None)
    assert [(one.amendment.number, one.role, one.person, one.at) for one in signed] == [(1, "finance", fin, moment(4))]
    assert Acknowledgement.objects.count() == 6
    assert Contract.objects.get(name="Media").ends_on_without_notice is None
    assert Contract.objects.get(name="Index").is_uplift_open
    held = CheckIn.objects.get(kind="meeting")
    assert (set(held.contacts.values_list("name", flat=True)), set(held.people.all())) == ({"Ann Ek", "Bea Boss"}, {eli, sam})
    assert not hana.has_perm("clients.decide_renewal", Renewal.objects.get(contract__name="Ads"))  # whoever brings a proposal in
    assert CheckIn.objects.get(is_from_cadence=True).planned_on == date(2026, 3, 20)

    for batch in reversed(batches[1:]):
        report = undone(ImportBatch.objects.get(pk=batch.pk), hana).undo_report
        assert not report.get("kept"), (batch.object, report["kept"])
    left = {
        model.__name__: model.objects.count() for model in (Client, Account, Contract, Amendment, Renewal, CheckIn, ActionItem, Service)
    }
    assert set(left.values()) == {0}, left


def problems_of(batch) -> list:
    return list(batch.rows.exclude(problems=[]).values_list("name", "problems"))
