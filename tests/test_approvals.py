"""No way leads round an approval (research §5, check 4): actions in any order, by people who may not decide, decide nothing."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from clients.actions import contract as contracts
from clients.actions import renewal as renewals
from clients.models import Contract, Renewal
from clients.states import NoticeParty
from clients.tests.factories import ContractFactory, RenewalFactory
from core.errors import IllegalMove, Refused
from core.money import Money
from exchange.tests.makers import csv_file, imported
from people.tests.factories import ApprovalRuleFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)
WALKS, STEPS = 120, 6


@pytest.fixture
def policy():
    """Contracts from EUR 250,000 a year: a director."""
    ApprovalRuleFactory(amount_from_minor=0, rank_required=30)
    ApprovalRuleFactory(amount_from_minor=25_000_000, rank_required=40)


@pytest.fixture
def renewal(account):
    """Of EUR 312,000 a year, until 31 May 2026."""
    contract = ContractFactory(account=account, starts_on=date(2025, 6, 1), ends_on=date(2026, 5, 31), fee_minor=2_600_000)
    return RenewalFactory(contract=contract, opened_on=TODAY)


def steps(dice: random.Random) -> list:
    """What somebody may try, each with figures of its own."""
    fee = dice.choice([100, 2_600_000, 9_900_000])
    end = date(2026, 5, 31) + timedelta(days=dice.choice([-30, 365]))
    move = dice.choice(renewals.PLAIN_MOVES)
    return [
        lambda renewal, by: contracts.change_contract(renewal.contract, by=by, fee_minor=fee),
        lambda renewal, by: contracts.change_contract(renewal.contract, by=by, ends_on=end),
        lambda renewal, by: contracts.change_contract(renewal.contract, by=by, currency="JPY"),
        lambda renewal, by: contracts.change_contract(renewal.contract, by=by, fee_period="year"),
        lambda renewal, by: contracts.amend_contract(
            renewal.contract, by=by, reason="So", effective_on=TODAY, today=TODAY, fee_minor=fee, ends_on=end
        ),
        lambda renewal, by: contracts.give_notice(
            renewal.contract, by=by, given_by=NoticeParty.AGENCY, given_on=TODAY, reason="So", ends_on=end
        ),
        lambda renewal, by: renewals.propose(renewal, by=by, fee=Money(fee, "EUR"), months=dice.choice([None, 6]), today=TODAY),
        lambda renewal, by: renewals.move_renewal(renewal, move, by=by, today=TODAY),
        lambda renewal, by: renewals.renew(renewal, by=by, today=TODAY, index_percent=Decimal(1)),
        lambda renewal, by: renewals.let_lapse(renewal, by=by, today=TODAY, reason="So"),
    ]


def attempt(step, renewal, by) -> None:
    """Do it if the house lets them."""
    try:
        with transaction.atomic():
            step(Renewal.objects.select_related("contract__account__client").get(pk=renewal.pk), by)
    except (PermissionDenied, IllegalMove, Refused, ValidationError):
        return


def test_p3_c5_no_order_of_steps_below_the_rank_decides_a_large_contract(policy, renewal, cora, eli, sam, otto, ada):
    dice = random.Random(7)
    for _walk in range(WALKS):
        mark = transaction.savepoint()
        for _step in range(STEPS):
            attempt(dice.choice(steps(dice)), renewal, dice.choice([cora, eli, sam, otto, ada]))
        after = Renewal.objects.select_related("contract").get(pk=renewal.pk)
        assert after.is_open
        assert (after.contract.fee, after.contract.ends_on) == (Money(2_600_000, "EUR"), date(2026, 5, 31))
        assert Contract.objects.count() == 1
        transaction.savepoint_rollback(mark)


def test_p3_c5_nobody_decides_figures_of_their_own(renewal, eli, sam, dana):
    """Whoever last set the figures that are decided is somebody else, in whatever order they work."""
    dice = random.Random(11)
    for _walk in range(WALKS):
        mark, author = transaction.savepoint(), None
        for _step in range(STEPS):
            by, before = dice.choice([eli, sam, dana]), figures(renewal)
            attempt(dice.choice(steps(dice)[6:9]), renewal, by)
            author = by if figures(renewal) != before else author
        after = Renewal.objects.get(pk=renewal.pk)
        assert after.is_open or after.decided_by != author
        transaction.savepoint_rollback(mark)


def figures(renewal) -> tuple:
    now = Renewal.objects.get(pk=renewal.pk)
    return now.proposed_fee_minor, now.proposed_months


def test_p3_c5_a_repeated_draft_does_not_change_hands(renewal, eli, sam):
    """Sam drafts, Eli presses save on the same figures: they are Sam's still, and Sam does not decide them."""
    renewals.propose(renewal, by=sam, fee=Money(2_700_000, "EUR"), months=12, today=TODAY)
    with pytest.raises(Refused):
        renewals.propose(Renewal.objects.get(pk=renewal.pk), by=eli, fee=Money(2_700_000, "EUR"), months=12, today=TODAY)
    with pytest.raises(PermissionDenied):
        renewals.renew(Renewal.objects.get(pk=renewal.pk), by=sam, today=TODAY)


def test_p4_c5_whoever_could_decide_the_contract_may_amend_it(policy, renewal, sam, dana):
    terms = {"reason": "Two markets more", "effective_on": TODAY, "today": TODAY, "fee_minor": 2_700_000}
    with pytest.raises(Refused, match="director"):
        contracts.amend_contract(renewal.contract, by=sam, **terms)
    assert contracts.amend_contract(renewal.contract, by=dana, **terms).number == 1


def test_p3_c5_what_is_no_fee_and_no_end_stays_the_supervisors(policy, renewal, sam):
    assert contracts.change_contract(renewal.contract, by=sam, name="Retainer, mended", rounds_per_job=3).rounds_per_job == 3


def test_p3_s5_an_import_is_no_way_round_either(policy, renewal, account, sam, dana, tmp_path):
    """The row is refused with the reason; who may decide the contract may also import its new fee."""
    Contract.objects.filter(pk=renewal.contract_id).update(number="C-1")
    path = csv_file(tmp_path, "Contract number,Client,Account,Start date,End date,Fee,Currency,Fee period\n"
                              f"C-1,{account.client},{account},2025-06-01,2026-05-31,100.00,EUR,month\n")  # fmt: skip
    refused = imported(path, by=sam)
    assert refused.refused == 1
    assert "director" in refused.rows.get().problems[0]["why"]
    assert imported(path, by=dana).updated == 1
    assert Contract.objects.get(pk=renewal.contract_id).fee == Money(10_000, "EUR")
