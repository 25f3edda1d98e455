"""What hangs on accounts and contracts (S5): check-ins, actions, services bought and renewals, from any list, found and refused."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from care.jobs.check_ins import give_to_leads
from care.models import ActionItem, CheckIn
from care.tests.factories import CheckInFactory
from clients.models import BoughtService, Contract, Renewal, Service
from clients.tests.factories import (
    AccountFactory,
    ClientFactory,
    ContactFactory,
    ContractFactory,
    EvergreenFactory,
    LeadFactory,
    RenewalFactory,
)
from core.models import Event
from exchange.mapping import detect
from exchange.models import ImportBatch
from exchange.tests.makers import TODAY, counts, csv_file, given_in, imported
from exchange.tests.test_running import undone
from people.models import ApprovalRule

pytestmark = pytest.mark.django_db

CALLS = "Client,Account,Kind,State,Held by,Planned for,Held on,Why not,What was said,From the client\n"
RENEWALS = "Client,Account,Contract,Starts on,Stage,Likely,Proposed fee,Decided on,Reason\n"


@pytest.fixture
def oats():
    return AccountFactory(name="Oats", code="OATS", client=ClientFactory(name="Acme", state="active"))


def whys(batch) -> dict[int, str]:
    return {row.number: row.problems[0]["why"] for row in batch.rows.filter(outcome="refused")}


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Account,Meeting date,Agenda,Notes,Attendees", "check-ins"),
        ("Account,Task,Due date,Assigned to", "actions"),
        ("Customer,Product,Purchase date,Salesperson", "services"),
        ("Contract,Renewal stage,Likelihood,Decided on", "renewals"),
        ("Company,Phone,Website,Date", "clients"),
    ],
)
def test_s5_a_list_of_another_system_is_told_by_what_only_such_a_list_has(headings, kind):
    assert detect(headings.split(",")).object == kind


def test_s5_each_row_that_cannot_stand_is_refused_with_its_reason(hana, oats, tmp_path):
    path = csv_file(
        tmp_path,
        CALLS
        + "Acme,Oats,Call,Planned,,2026-03-20,,,,\n"
        + "Acme,Rye,Call,Planned,,2026-03-20,,,,\n"
        + "Acme,Oats,Call,Held,,2026-02-20,,,,\n"
        + "Acme,Oats,Call,Held,,2026-03-20,2026-03-20,,,\n"
        + "Acme,Oats,Call,Missed,,2026-02-20,,,,\n"
        + "Acme,Oats,Call,Planned,,,,,,\n",
    )
    batch = imported(path, by=hana)
    assert counts(batch) == (6, 1, 0, 0, 5)
    assert whys(batch) == {
        3: "Its account “Rye” is not here: import the accounts first.",
        4: "It was held, but on which day is missing.",
        5: "A check-in can be written down when it has taken place, not before.",
        6: "It did not take place, but why is missing.",
        7: "The day is missing.",
    }
    assert set(Event.objects.filter(topic_id=oats.pk, actor=hana).values_list("verb", flat=True)) == {"check_in.entered"}


def test_r1_a_held_check_in_says_whom_we_met_and_its_undo_takes_that_back(hana, oats, tmp_path):
    ann = ContactFactory(client=oats.client, name="Ann Ek")
    ben = ContactFactory(client=oats.client, name="Ben", last_met_on=TODAY)
    path = csv_file(tmp_path, CALLS + 'Acme,Oats,Call,Held,,2026-02-20,2026-02-21,,Hello,"Ann Ek; Ben; Nobody"\n')
    batch = imported(path, by=hana)
    assert set(CheckIn.objects.get().contacts.all()) == {ann, ben}
    assert [problem["why"] for problem in batch.rows.get().problems] == ["Left out: “Nobody” is not among the client's contacts."]
    ann.refresh_from_db()
    ben.refresh_from_db()
    assert (ann.last_met_on, ben.last_met_on) == (date(2026, 2, 21), TODAY)
    assert counts(imported(path, by=hana)) == (1, 0, 0, 1, 0)
    undone(batch, hana)
    ann.refresh_from_db()
    assert (ann.last_met_on, CheckIn.objects.count()) == (None, 0)


def test_r1_a_check_in_that_is_here_is_held_by_people(hana, oats, tmp_path):
    planned = CheckInFactory(account=oats, planned_on=date(2026, 2, 20))
    batch = imported(csv_file(tmp_path, CALLS + "Acme,Oats,Call,Held,,2026-02-20,2026-02-21,,Hello,\n"), by=hana)
    planned.refresh_from_db()
    assert (planned.state, planned.held_on, planned.notes) == ("planned", None, "Hello")
    assert "a person changes that" in batch.rows.get().problems[0]["why"]


def test_r1_the_clock_keeps_one_planned_check_in(hana, oats, tmp_path):
    here = CheckInFactory(account=oats, planned_on=date(2026, 3, 10), is_from_cadence=True)
    rows = "Acme,Oats,Planned,2026-03-20,yes\nAcme,Oats,Planned,2026-03-25,yes\n"
    batch = imported(csv_file(tmp_path, f"Client,Account,State,Planned for,Planned by the clock\n{rows}"), by=hana, kind="check-ins")
    assert counts(batch) == (2, 1, 1, 0, 0)
    assert set(CheckIn.objects.values_list("planned_on", "is_from_cadence")) == {(date(2026, 3, 20), True), (date(2026, 3, 25), False)}
    here.refresh_from_db()
    assert here.planned_on == date(2026, 3, 20)


@pytest.mark.parametrize("owner", ["sam@example.com", ""])
def test_s5_undo_takes_a_check_in_along_that_the_clock_has_given_to_the_lead(owner, hana, sam, eli, oats, tmp_path):
    LeadFactory(account=oats, person=eli)
    batch = imported(csv_file(tmp_path, f"Client,Account,Planned for,Owner\nAcme,Oats,2026-03-20,{owner}\n"), by=hana, kind="check-ins")
    give_to_leads(TODAY)
    assert CheckIn.objects.get().owner == eli
    assert not undone(batch, hana).undo_report.get("kept")
    assert not CheckIn.objects.exists()


def test_r1_an_action_needs_somebody_who_does_it(hana, eli, oats, tmp_path):
    rows = (
        f"Acme,Oats,Plan,{eli.email},2026-03-20,\nAcme,Oats,Plan B,Nobody,2026-03-20,\nAcme,Oats,Done,{eli.email},2026-03-20,2026-04-01\n"
    )
    batch = imported(csv_file(tmp_path, f"Client,Account,What,Owner e-mail,Due,Done on\n{rows}"), by=hana)
    assert counts(batch) == (3, 1, 0, 0, 2)
    assert whys(batch) == {
        3: "“Nobody” is nobody of ours: an action needs somebody who does it.",
        4: "It cannot be done on a day that is still to come.",
    }
    undone(batch, hana)
    assert not ActionItem.objects.exists()


def test_r1_an_action_may_be_the_clients_own(hana, oats, tmp_path):
    ann = ContactFactory(client=oats.client, name="Ann Ek")
    rows = "Acme,Oats,Name who approves,Ann Ek,2026-03-20\nAcme,Oats,Sign,Nobody Known,2026-03-20\nAcme,Oats,Wait,,2026-03-20\n"
    batch = imported(csv_file(tmp_path, f"Client,Account,What,Owner at the client,Due\n{rows}"), by=hana, kind="actions")
    assert ActionItem.objects.get().who == ann
    assert whys(batch) == {
        3: "“Nobody Known” is no contact of the client here, or not certainly one; import the contacts first.",
        4: "Whose action it is is missing.",
    }


@pytest.mark.parametrize(("who", "made"), [("sam", 0), ("dana", 1)])
def test_c4_a_service_that_is_not_on_the_list_is_entered_by_a_director(who, made, request, eli, oats, tmp_path):
    LeadFactory(account=oats, person=eli)
    by = request.getfixturevalue(who)
    path = csv_file(tmp_path, "Client,Account,Service,Bought on,Fit,Why it fits or not\nAcme,Oats,Media,2026-01-01,Poor,\n")
    batch = imported(path, by=by)
    assert counts(batch) == (1, made, 0, 0, 1 - made)
    assert (Service.objects.count(), BoughtService.objects.filter(fit="unknown").count()) == (made, made)
    undone(batch, by)
    assert not Service.objects.exists()


def test_c5_a_renewal_that_contradicts_its_contract_is_refused(hana, oats, tmp_path):
    old = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31), "state": "ended"}
    ContractFactory(account=oats, name="Care")
    ContractFactory(account=oats, name="Rolls", auto_renews=True, renewal_months=12)
    EvergreenFactory(account=oats, name="Ever")
    ContractFactory(account=oats, name="Over", **old)
    decided = RenewalFactory(contract=ContractFactory(account=oats, name="Gone", **old), stage="lapsed", decided_on=TODAY, reason="x")
    path = csv_file(
        tmp_path,
        RENEWALS
        + "Acme,Oats,Care,2026-01-01,Renewed,,,2026-02-01,\n"
        + "Acme,Oats,Care,2026-01-01,Terminated,,,2026-02-01,Pitch\n"
        + "Acme,Oats,Care,2026-01-01,Lapsed,,,,Pitch\n"
        + "Acme,Oats,Rolls,2026-01-01,Lapsed,,,2026-02-01,Pitch\n"
        + "Acme,Oats,Ever,2026-01-01,Upcoming,,,,\n"
        + "Acme,Oats,Over,2025-01-01,Proposal,,,,\n"
        + "Acme,Oats,Gone,2025-01-01,Upcoming,,,,\n"
        + "Acme,Oats,None,2025-01-01,Upcoming,,,,\n"
        + "Acme,Oats,Care,2026-01-01,Sleeping,,,,\n"
        + "Acme,Oats,,2026-01-01,Upcoming,,,,\n",
    )
    batch = imported(path, by=hana)
    assert counts(batch) == (10, 0, 0, 0, 10)
    assert whys(batch) == {
        2: "Its next term is not here: import the contracts with their previous terms first, or renew it by hand.",
        3: "No notice stands on the contract: write it down there.",
        4: "It is decided, but on which day is missing.",
        5: "This contract renews by itself: to end it, give notice.",
        6: "The contract has no end, so there is no next term to decide.",
        7: "The contract is over: nothing is left to decide.",
        8: "It is decided here already: Lapsed.",
        9: "Its contract “None” is not here: import the contracts first.",
        10: "“Sleeping” is no stage of a renewal.",
        11: "The contract is missing.",
    }
    assert list(Renewal.objects.all()) == [decided]


def test_c5_a_stage_is_reached_by_the_moves_of_the_house_and_undone(hana, oats, tmp_path):
    renewal = RenewalFactory(contract=ContractFactory(account=oats, name="Care"))
    path = csv_file(tmp_path, RENEWALS + "Acme,Oats,Care,2026-01-01,Negotiation,70,1234.50,,\n")
    batch = imported(path, by=hana)
    assert counts(batch) == (1, 0, 1, 0, 0)
    renewal.refresh_from_db()
    assert (renewal.stage, renewal.proposed_fee_minor, renewal.likelihood) == ("negotiation", 123_450, 70)
    verbs = list(Event.objects.about(renewal).order_by("pk").values_list("verb", "actor"))
    assert verbs == [("renewal.propose", hana.pk), ("renewal.negotiate", hana.pk), ("renewal.forecast", hana.pk)]
    assert not hana.has_perm("clients.decide_renewal", renewal)  # four eyes
    assert counts(imported(path, by=hana)) == (1, 0, 0, 1, 0)
    undone(batch, hana)
    renewal.refresh_from_db()
    assert (renewal.stage, renewal.proposed_fee_minor, renewal.likelihood) == ("upcoming", None, None)


@pytest.mark.parametrize(("who", "stage"), [("sam", "upcoming"), ("hana", "lapsed")])
def test_c5_a_decision_on_a_term_in_force_asks_for_the_rank(who, stage, request, eli, oats, tmp_path):
    LeadFactory(account=oats, person=eli)
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(document_kind="contract", rank_required=50)
    renewal = RenewalFactory(contract=ContractFactory(account=oats, name="Care"))
    path = csv_file(tmp_path, RENEWALS + "Acme,Oats,Care,2026-01-01,Lapsed,,,2026-02-01,Pitch\n")
    batch = imported(path, by=request.getfixturevalue(who))
    renewal.refresh_from_db()
    assert renewal.stage == stage
    assert whys(batch) == ({2: "The approval policy gives this decision to somebody else."} if who == "sam" else {})


def test_p8_nothing_is_found_on_an_account_that_one_may_not_see(sam, oats, tmp_path):
    ContractFactory(account=oats, name="Care")
    calls = imported(csv_file(tmp_path, CALLS + "Acme,Oats,Call,Planned,,2026-03-20,,,,\n"), by=sam)
    renewals = imported(csv_file(tmp_path, RENEWALS + "Acme,Oats,Care,2026-01-01,Upcoming,,,,\n"), by=sam)
    assert [counts(batch) for batch in (calls, renewals)] == [(1, 0, 0, 0, 1)] * 2
    assert (CheckIn.objects.count(), Renewal.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", ["eli", "cora", "ada"])
def test_s5_below_a_supervisor_nobody_imports_what_hangs_on_accounts(who, request, tmp_path):
    with pytest.raises(PermissionDenied):
        given_in(csv_file(tmp_path, CALLS), by=request.getfixturevalue(who))
    assert not ImportBatch.objects.exists()


AMENDMENT = {
    "number": 1,
    "effective_on": "2026-03-01",
    "reason": "x",
    "changes": {},
    "made_by": "hana@example.com",
    "made_at": "2026-03-01T00:00:00+00:00",
}


@pytest.mark.parametrize(
    "cell",
    [
        "not json",
        json.dumps([{"number": 1}]),
        json.dumps([AMENDMENT | {"number": 2}]),
        json.dumps([AMENDMENT | {"begins_on": "2026-07-01", "waiting": {"account_id": 7}}]),
        json.dumps([AMENDMENT | {"begins_on": "2026-07-01", "waiting": {"fee_period": "day"}}]),
    ],
)
def test_c5_amendments_that_are_not_ours_are_left_out_and_said(cell, hana, oats, tmp_path):
    quoted = cell.replace('"', '""')
    path = csv_file(tmp_path, f'Contract,Client,Account,Starts on,Ends on,Amendments\nCare,Acme,Oats,2026-01-01,2026-12-31,"{quoted}"\n')
    batch = imported(path, by=hana)
    assert counts(batch) == (1, 1, 0, 0, 0)
    assert not Contract.objects.get().amendments.exists()
    assert batch.rows.get().problems[0]["why"].startswith("Left empty: The amendments")


def test_c5_a_term_follows_an_earlier_one_of_its_account_and_no_other(hana, oats, tmp_path):
    path = csv_file(
        tmp_path,
        "Contract,Client,Account,Starts on,Ends on,Previous term,Previous term starts on\n"
        "Care 3,Acme,Oats,2026-01-01,2026-12-31,Care 2,2025-01-01\n"
        "Care 2,Acme,Oats,2025-01-01,2025-12-31,Care 9,2024-01-01\n"
        "Twin,Acme,Oats,2026-01-01,2026-12-31,Care 2,2025-01-01\n",
    )
    batch = imported(path, by=hana)
    links = dict(Contract.objects.values_list("name", "previous__name"))
    assert links == {"Care 3": "Care 2", "Care 2": None, "Twin": None}
    assert {row.number: row.problems[0]["why"] for row in batch.rows.exclude(problems=[])} == {
        3: "Left empty: “Care 9” is no earlier term of the account here.",
        4: "Left empty: another term follows “Care 2” already.",
    }
    assert counts(imported(path, by=hana)) == (3, 0, 0, 3, 0)
    undone(batch, hana)
    assert not Contract.objects.exists()
