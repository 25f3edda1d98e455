"""What clients say of health (R4): each factor against a slow obvious reading of one account at a time."""

from datetime import date, timedelta

import pytest

from clients import health_factors as told
from clients.models import Account, Contact, Contract, Renewal
from clients.states import MINIMUM_COVERAGE
from clients.tests.factories import AccountFactory, ClientFactory, ContactFactory, ContractFactory, RenewalFactory, SeatFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def asked():
    return Account.objects.live().with_tier()


@pytest.fixture
def accounts():
    """Three of one client, with contacts of all and of one; one of another without anybody."""
    client = ClientFactory(name="Pohjola", tier="key", about="Oats", end_goals="Growth", industry="Food")
    one, two = AccountFactory(client=client, code="ONE"), AccountFactory(client=client, code="TWO", tier="standard")
    lone = AccountFactory(code="LONE")
    ContactFactory(client=client, decision_role="sponsor", last_met_on=TODAY - timedelta(days=75), email="a@example.com")
    ContactFactory(client=client, account=one, decision_role="decision_maker", last_met_on=TODAY - timedelta(days=10), email="")
    ContactFactory(client=client, decision_role="champion", left_on=TODAY, last_met_on=TODAY)
    ContactFactory(client=lone.client, decision_role="user", last_met_on=TODAY, email="")
    AccountFactory(client=ClientFactory(name="Empty"), code="EMPTY")
    SeatFactory(account=one, is_lead=True)
    for account, left in ((one, -5), (two, 45)):
        contract = ContractFactory(
            account=account, starts_on=TODAY - timedelta(days=300), ends_on=TODAY + timedelta(days=left), notice_count=0
        )
        Contract.objects.filter(pk=contract.pk).update(last_safe_notice_on=TODAY + timedelta(days=left))
        RenewalFactory(contract=contract, opened_on=TODAY)
    return list(asked())


def contacts_of(account):
    return [one for one in Contact.objects.filter(client=account.client, left_on=None) if one.account_id in (None, account.pk)]


def test_r4_coverage_is_what_one_reads_off_the_map(accounts):
    slow = {}
    for account in accounts:
        roles = {contact.decision_role for contact in contacts_of(account)}
        wanted = MINIMUM_COVERAGE[account.tier_now]
        if contacts_of(account):
            slow[account.pk] = round(100 * len([role for role in wanted if role in roles]) / len(wanted))
    found = told.coverage(asked(), TODAY)
    assert {pk: one.value for pk, one in found.items()} == slow
    assert sorted(slow.values()) == [0, 0, 67]


def test_r4_senior_contact_is_the_latest_meeting_with_one_who_decides(accounts):
    slow = {}
    for account in accounts:
        days = [(TODAY - one.last_met_on).days for one in contacts_of(account) if one.decision_role in told.DECIDERS and one.last_met_on]
        if days:
            slow[account.pk] = {"days": min(days)}
    found = told.senior_contact(asked(), TODAY)
    assert {pk: one.args for pk, one in found.items()} == slow
    assert sorted(one.value for one in found.values()) == [50, 100]


def test_r4_a_renewal_is_judged_by_its_stage_and_the_days_left(accounts):
    found = told.renewal(asked(), TODAY)
    slow = {}
    for renewal in Renewal.objects.select_related("contract"):
        left = (renewal.contract.last_safe_notice_on - TODAY).days
        slow[renewal.contract.account_id] = 0 if left < 0 else min(100, round(100 * left / told.ON_TRACK[renewal.stage]))
    assert {pk: one.value for pk, one in found.items()} == slow
    assert sorted(slow.values()) == [0, 50]


def test_r4_notice_of_the_client_caps_and_ours_does_not(accounts):
    one, two, *_rest = accounts
    ContractFactory(account=one, notice_given_on=TODAY - timedelta(days=4), notice_given_by="client")
    ContractFactory(account=two, notice_given_on=TODAY, notice_given_by="agency")
    assert told.notice(asked(), TODAY) == {one.pk: {"on": "2026-03-12", "days": 4}}


def test_r4_what_is_not_written_down_is_named(accounts):
    found = {pk: one.args["missing"] for pk, one in told.complete(asked(), TODAY).items()}
    by_code = {account.code: found[account.pk] for account in accounts}
    assert by_code == {
        "ONE": [],
        "TWO": ["lead"],
        "LONE": ["about", "end_goals", "industry", "lead", "contact", "contract"],
        "EMPTY": ["about", "end_goals", "industry", "lead", "contact", "contract"],
    }


@pytest.mark.parametrize("factor", [told.coverage, told.senior_contact, told.renewal, told.complete])
def test_r4_a_factor_asks_as_often_for_many_accounts_as_for_one(factor, accounts, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        factor(asked(), TODAY)


def test_r4_every_factor_of_the_house_can_say_what_it_found(accounts):
    from clients.health import caps, factors

    for factor in factors:
        for evidence in factor.look(asked(), TODAY).values():
            assert factor.say(evidence.args)
    for cap in caps:
        for args in cap.look(asked(), TODAY).values():
            assert cap.say(args)
