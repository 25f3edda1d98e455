"""C5: what people may do with a contract, and what it leaves behind."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from clients import jobs
from clients.actions import contract as actions
from clients.actions.renewal import renew
from clients.models import Account, Acknowledgement, Contract, Renewal
from clients.states import AcknowledgingRole, ContractState, NoticeParty, RenewalStage
from clients.tests.factories import ContractFactory, EvergreenFactory, RenewalFactory, SeatFactory
from core.errors import LostRace, Refused
from core.models import Event

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)
RETAINER = {
    "name": "Kaura, retainer 2025–26",
    "starts_on": date(2025, 6, 1),
    "ends_on": date(2026, 5, 31),
    "fee_minor": 2_600_000,
    "notice_count": 60,
    "auto_renews": True,
    "renewal_months": 12,
}


@pytest.fixture
def contract(account):
    return ContractFactory(account=account, **RETAINER)


def test_c5_a_contract_knows_its_last_safe_notice_day_from_the_moment_it_is_entered(account, sam, settings):
    settings.AGENCY_HOLIDAYS = ""
    contract = actions.add_contract(account, by=sam, today=TODAY, **RETAINER)
    assert contract.last_safe_notice_on == date(2026, 3, 27)
    assert contract.state == ContractState.ACTIVE
    assert Event.objects.get().verb == "contract.added"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "auto_renews", "state"),
    [
        (date(2026, 4, 1), date(2027, 3, 31), False, ContractState.COMING),
        (date(2025, 4, 1), None, False, ContractState.ACTIVE),
        (date(2024, 4, 1), date(2025, 3, 31), False, ContractState.ENDED),
        (date(2024, 4, 1), date(2025, 3, 31), True, ContractState.ACTIVE),  # the clock rolls it on
    ],
)
def test_c5_the_state_of_a_new_contract_follows_from_its_days(starts_on, ends_on, auto_renews, state, account, sam):
    facts = {**RETAINER, "starts_on": starts_on, "ends_on": ends_on, "auto_renews": auto_renews}
    assert actions.add_contract(account, by=sam, today=TODAY, **facts).state == state


def test_c5_a_closed_account_gets_no_contract_in_force(account, sam):
    Account.objects.filter(pk=account.pk).update(closed_on=TODAY)
    with pytest.raises(Refused):
        actions.add_contract(account, by=sam, today=TODAY, **RETAINER)
    over = {**RETAINER, "ends_on": date(2026, 1, 31), "auto_renews": False}
    assert actions.add_contract(account, by=sam, today=TODAY, **over).state == ContractState.ENDED


@pytest.mark.parametrize("who", ["cora", "eli", "otto", "tara", "ada"])
def test_c5_only_supervisors_and_above_enter_contracts(who, account, request):
    with pytest.raises(PermissionDenied):
        actions.add_contract(account, by=request.getfixturevalue(who), today=TODAY, **RETAINER)
    assert not Contract.objects.exists()


def test_c5_a_typing_mistake_is_corrected_while_nothing_hangs_on_it(contract, sam):
    changed = actions.change_contract(contract, by=sam, version=1, fee_minor=2_700_000, name="Kaura")
    assert (changed.fee_minor, changed.name, changed.version) == (2_700_000, "Kaura", 2)
    assert "2,7" not in str(Event.objects.get().words)  # fees stay out of the timeline


def test_c5_terms_on_which_something_hangs_change_by_amendment_only(contract, sam):
    RenewalFactory(contract=contract, stage=RenewalStage.PROPOSAL)
    with pytest.raises(Refused):
        actions.change_contract(contract, by=sam, fee_minor=1)
    assert actions.change_contract(contract, by=sam, number="PO-1").number == "PO-1"


def test_c5_a_correction_from_an_old_page_is_refused_with_both_versions(contract, sam, dana):
    actions.change_contract(contract, by=dana, version=1, name="Dana's name")
    with pytest.raises(LostRace) as race:
        actions.change_contract(contract, by=sam, version=1, name="Sam's name")
    assert race.value.mine == {"name": ("Dana's name", "Sam's name")}


# ── Amendments ───────────────────────────────────────────────────────────────────────────────────


def test_c5_an_amendment_is_numbered_and_says_what_each_term_was_and_became(contract, sam):
    first = actions.amend_contract(
        contract, by=sam, reason="More markets", effective_on=TODAY, today=TODAY, fee_minor=2_800_000, rounds_per_job=4
    )
    second = actions.amend_contract(contract, by=sam, reason="Longer", effective_on=TODAY, today=TODAY, ends_on=date(2026, 8, 31))
    assert [first.number, second.number] == [1, 2]
    assert first.changes == {"fee_minor": ["EUR 26,000.00", "EUR 28,000.00"], "rounds_per_job": ["–", "4"]}
    assert second.changes == {"ends_on": ["31 May 2026", "31 August 2026"]}
    contract.refresh_from_db()
    assert contract.fee_minor == 2_800_000
    assert contract.last_safe_notice_on > date(2026, 6, 1)  # derived anew


def test_c5_lead_traffic_and_finance_each_take_note_of_an_amendment(contract, account, sam, eli, tara, fin, otto):
    amendment = actions.amend_contract(contract, by=sam, reason="More markets", effective_on=TODAY, today=TODAY, fee_minor=1)
    asked = {one.role: one for one in amendment.acknowledgements.all()}
    assert set(asked) == set(AcknowledgingRole.values)
    for person in (tara, fin):
        SeatFactory(account=account, person=person, role="liaison")
    for wrong, role in ((sam, "lead"), (eli, "traffic"), (tara, "finance"), (fin, "lead"), (otto, "lead")):
        with pytest.raises(PermissionDenied):
            actions.acknowledge(asked[role], by=wrong)
    for person, role in ((eli, "lead"), (tara, "traffic"), (fin, "finance")):
        actions.acknowledge(asked[role], by=person)
    assert not Acknowledgement.objects.filter(person=None).exists()


def test_c5_acknowledging_twice_keeps_the_first_moment(contract, sam, eli):
    amendment = actions.amend_contract(contract, by=sam, reason="More", effective_on=TODAY, today=TODAY, fee_minor=1)
    asked = amendment.acknowledgements.get(role="lead")
    first = actions.acknowledge(asked, by=eli).at
    assert actions.acknowledge(asked, by=eli).at == first
    assert Event.objects.filter(verb="contract.acknowledged").count() == 1


def test_c5_nothing_that_differs_is_nothing_to_amend(contract, sam):
    with pytest.raises(Refused):
        actions.amend_contract(contract, by=sam, reason="?", effective_on=TODAY, today=TODAY, fee_minor=contract.fee_minor)
    assert not contract.amendments.exists()


def test_c5_the_end_stands_once_the_next_term_is_agreed(contract, sam):
    ContractFactory(account=contract.account, previous=contract, starts_on=date(2026, 6, 1), ends_on=date(2027, 5, 31))
    with pytest.raises(Refused):
        actions.amend_contract(contract, by=sam, reason="Longer", effective_on=TODAY, today=TODAY, ends_on=date(2026, 8, 31))


def test_c5_an_end_before_the_start_is_refused_by_the_terms_themselves(contract, sam):
    with pytest.raises(ValidationError):
        actions.amend_contract(contract, by=sam, reason="?", effective_on=TODAY, today=TODAY, ends_on=date(2025, 5, 31))
    assert not contract.amendments.exists()


# ── Notice ───────────────────────────────────────────────────────────────────────────────────────


def test_c5_the_clients_notice_closes_the_renewal_as_terminated(contract, sam):
    renewal = RenewalFactory(contract=contract, stage=RenewalStage.NEGOTIATION)
    noticed = actions.give_notice(contract, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Merged with a rival")
    renewal.refresh_from_db()
    assert (renewal.stage, renewal.decided_on, renewal.reason) == (RenewalStage.TERMINATED, TODAY, "Merged with a rival")
    assert (noticed.state, noticed.ends_on) == (ContractState.ACTIVE, date(2026, 5, 31))  # it runs out


def test_c5_notice_gives_an_evergreen_contract_its_end(account, sam, settings):
    settings.AGENCY_HOLIDAYS = ""
    evergreen = EvergreenFactory(account=account, notice_count=90, notice_rule="sent")
    noticed = actions.give_notice(evergreen, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Budget")
    assert noticed.ends_on == TODAY + timedelta(days=90)
    assert noticed.last_safe_notice_on is not None


def test_c5_our_own_notice_is_a_decision_of_the_rank_that_the_policy_asks(contract, sam, dana):
    from people.tests.factories import ApprovalRuleFactory

    ApprovalRuleFactory(amount_from_minor=25_000_000, rank_required=40)
    with pytest.raises(PermissionDenied):
        actions.give_notice(contract, by=sam, given_by=NoticeParty.AGENCY, given_on=TODAY, reason="Conflict of interest")
    assert actions.give_notice(
        contract, by=dana, given_by=NoticeParty.AGENCY, given_on=TODAY, reason="Conflict of interest"
    ).notice_given_on


def test_c5_notice_is_given_once(contract, sam):
    actions.give_notice(contract, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Budget")
    with pytest.raises(Refused):
        actions.give_notice(contract, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Budget")


# ── The signed paper ─────────────────────────────────────────────────────────────────────────────

PDF = b"%PDF-1.7\n1 0 obj\n"


def test_c5_the_paper_is_stored_under_a_name_that_says_nothing(contract, sam):
    actions.attach_document(contract, by=sam, file=SimpleUploadedFile("Kaura ../../evil signed.pdf", PDF))
    contract.refresh_from_db()
    assert contract.document_name == "evil signed.pdf"
    assert "evil" not in contract.document.name
    assert contract.document.name.endswith(".pdf")
    assert contract.document.read() == PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("contract.html", b"<script>alert(1)</script>"),
        ("contract.pdf", b"<html><script>alert(1)</script>"),
        ("contract.svg", b"<svg onload='alert(1)'/>"),
        ("contract.pdf.exe", b"MZ"),
        ("contract.docx", b"PK\x03\x04 not really a document"),
        ("contract.png", PDF),
        ("contract", PDF),
        ("contract.pdf\x00.html", b"<html>"),
    ],
)
def test_c5_a_file_that_is_not_what_it_says_is_refused(name, content, contract, sam):
    with pytest.raises(ValidationError):
        actions.attach_document(contract, by=sam, file=SimpleUploadedFile(name, content))
    contract.refresh_from_db()
    assert not contract.document


def test_c5_a_file_that_is_too_big_is_refused(contract, sam, settings):
    settings.UPLOAD_MAX_MB = 1
    with pytest.raises(ValidationError):
        actions.attach_document(contract, by=sam, file=SimpleUploadedFile("big.pdf", PDF + b"0" * 1024 * 1024))


# ── An index that nobody had stated when the term renewed by itself ──────────────────────────────


def test_c5_the_index_is_stated_afterwards_and_becomes_an_amendment(account, sam):
    contract = ContractFactory(account=account, fee_minor=1_000_000, uplift_kind="index", uplift_percent=4, is_uplift_open=True)
    stated = actions.state_index(contract, by=sam, index_percent="6.5", effective_on=TODAY, today=TODAY)
    assert (stated.fee_minor, stated.is_uplift_open) == (1_040_000, False)
    assert stated.amendments.get().changes == {"fee_minor": ["EUR 10,000.00", "EUR 10,400.00"]}
    with pytest.raises(Refused):
        actions.state_index(contract, by=sam, index_percent="6.5", effective_on=TODAY, today=TODAY)


# ── Agreed for a later day ───────────────────────────────────────────────────────────────────────


LATER = date(2026, 5, 1)


def test_c5_a_fee_agreed_for_a_later_day_stands_from_that_day(contract, sam):
    amendment = actions.amend_contract(
        contract, by=sam, reason="More markets", effective_on=LATER, today=TODAY, fee_minor=3_000_000, hours_per_period=Decimal("12.50")
    )
    contract.refresh_from_db()
    assert (contract.fee_minor, contract.hours_per_period) == (2_600_000, None)
    assert amendment.changes["fee_minor"] == ["EUR 26,000.00", "EUR 30,000.00"]

    assert jobs.begin_amendments(LATER - timedelta(days=1)) == 0
    assert jobs.begin_amendments(LATER) == 1
    assert jobs.begin_amendments(LATER) == 0
    contract.refresh_from_db()
    assert (contract.fee_minor, contract.hours_per_period) == (3_000_000, Decimal("12.50"))
    assert Event.objects.filter(verb="contract.amendment_begun").count() == 1


def test_c5_a_later_end_counts_as_soon_as_it_is_agreed(contract, sam):
    actions.amend_contract(
        contract, by=sam, reason="Half a year more", effective_on=date(2026, 6, 1), today=TODAY, ends_on=date(2026, 11, 30), fee_minor=1
    )
    contract.refresh_from_db()
    assert (contract.ends_on, contract.fee_minor) == (date(2026, 11, 30), 2_600_000)
    assert contract.last_safe_notice_on > date(2026, 9, 1)


def test_c5_what_begins_after_the_term_is_for_the_next_one(contract, sam):
    with pytest.raises(Refused, match="before that day"):
        actions.amend_contract(contract, by=sam, reason="?", effective_on=date(2026, 6, 1), today=TODAY, fee_minor=1)


def test_c5_the_next_term_goes_on_from_what_is_agreed_for_later(contract, sam, hana):
    renewal = RenewalFactory(contract=contract, opened_on=TODAY)
    actions.amend_contract(contract, by=sam, reason="More", effective_on=LATER, today=TODAY, fee_minor=3_000_000)
    assert renew(renewal, by=hana, today=TODAY).fee_minor == 3_000_000


def test_c5_an_amendment_that_takes_the_end_away_ends_the_question_of_the_renewal(contract, sam):
    RenewalFactory(contract=contract, opened_on=TODAY)
    actions.amend_contract(
        contract,
        by=sam,
        reason="Until further notice",
        effective_on=TODAY,
        today=TODAY,
        ends_on=None,
        auto_renews=False,
        renewal_months=None,
    )
    assert not Renewal.objects.filter(contract=contract).exists()


# ── Notice withdrawn ─────────────────────────────────────────────────────────────────────────────


def test_c5_a_notice_withdrawn_leaves_the_contract_as_it_was(contract, sam):
    renewal = RenewalFactory(contract=contract, opened_on=TODAY, stage=RenewalStage.HEALTH_CHECK)
    actions.give_notice(contract, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Budget")
    back = actions.withdraw_notice(contract, by=sam, reason="They found the money")
    renewal.refresh_from_db()
    assert (back.ends_on, back.notice_given_on, back.notice_given_by, back.end_reason) == (date(2026, 5, 31), None, "", "")
    assert (renewal.stage, renewal.decided_on, renewal.reason) == (RenewalStage.UPCOMING, None, "")
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True))[-2:] == ["renewal.reopen", "contract.notice_withdrawn"]


def test_c5_an_evergreen_contract_has_no_end_again(account, sam):
    evergreen = EvergreenFactory(account=account, notice_count=30)
    noticed = actions.give_notice(evergreen, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Budget")
    assert noticed.ends_on
    assert actions.withdraw_notice(evergreen, by=sam, reason="A slip").ends_on is None


@pytest.mark.parametrize("who", ["cora", "eli", "otto", "ada"])
def test_c5_only_those_who_write_notice_down_withdraw_it(who, contract, sam, request):
    actions.give_notice(contract, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Budget")
    with pytest.raises(PermissionDenied):
        actions.withdraw_notice(contract, by=request.getfixturevalue(who), reason="?")


def test_c5_nothing_is_withdrawn_where_no_notice_stands_or_the_contract_is_over(contract, sam):
    with pytest.raises(Refused):
        actions.withdraw_notice(contract, by=sam, reason="?")
    actions.give_notice(contract, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Budget")
    jobs.roll_ended_terms(date(2026, 6, 1))
    with pytest.raises(Refused):
        actions.withdraw_notice(contract, by=sam, reason="?")


def test_c5_a_renewal_that_opened_beside_a_notice_is_closed_with_the_term(contract, sam):
    actions.give_notice(contract, by=sam, given_by=NoticeParty.CLIENT, given_on=TODAY, reason="Budget")
    late = RenewalFactory(contract=contract, opened_on=TODAY)
    jobs.roll_ended_terms(date(2026, 6, 1))
    late.refresh_from_db()
    assert (late.stage, late.reason) == (RenewalStage.TERMINATED, "Budget")
