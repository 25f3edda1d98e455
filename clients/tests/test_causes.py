"""G8: why a client, an account or a contract ended, in words that can be counted; and what an amendment did to the fee."""

from datetime import date

import pytest
from django.urls import reverse

from clients import actions
from clients.actions.contract import amend_contract, begin_amendment, give_notice, withdraw_notice
from clients.actions.renewal import let_lapse
from clients.amendment_fees import tell_fees
from clients.models import Account, Amendment, Client, Contract, Renewal
from clients.states import ClientState, FeePeriod, LossCause
from clients.tests.factories import AccountFactory, ContractFactory, EvergreenFactory, LeadFactory, RenewalFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def won(account):
    Client.objects.filter(pk=account.client_id).update(state=ClientState.ACTIVE)
    return account.client


def test_g8_a_lost_client_keeps_the_cause_beside_the_words_until_it_is_won_back(won, sam):
    lost = actions.lose_client(won, by=sam, today=TODAY, note="Twenty per cent below ours", cause=LossCause.PRICE)
    assert (lost.lost_cause, lost.lost_reason) == ("price", "Twenty per cent below ours")
    back = actions.win_back_client(lost, by=sam, today=TODAY)
    assert (back.lost_cause, back.lost_reason) == ("", "")


def test_g8_a_closed_account_keeps_the_cause_until_it_is_opened_again(account, sam):
    closed = actions.close_account(account, by=sam, on=TODAY, reason="Sold to a rival of ours", cause=LossCause.MERGED)
    assert (closed.closed_cause, closed.closed_reason) == ("merged", "Sold to a rival of ours")
    assert actions.reopen_account(closed, by=sam).closed_cause == ""


def test_g8_notice_tells_its_cause_to_contract_and_renewal_and_takes_it_back(account, dana):
    contract = ContractFactory(account=account)
    RenewalFactory(contract=contract)
    noticed = give_notice(contract, by=dana, given_by="client", given_on=TODAY, reason="They build a team", cause=LossCause.IN_HOUSE)
    assert (noticed.end_cause, Renewal.objects.get().cause) == ("in_house", "in_house")
    withdrawn = withdraw_notice(noticed, by=dana, reason="They changed their mind")
    assert (withdrawn.end_cause, Renewal.objects.get().cause) == ("", "")


def test_g8_a_lapse_keeps_its_cause(account, dana):
    renewal = RenewalFactory(contract=ContractFactory(account=account))
    assert let_lapse(renewal, by=dana, today=TODAY, reason="Price", cause=LossCause.PRICE).cause == "price"


@pytest.mark.parametrize(
    ("page", "typed", "kept"),
    [
        ("client_move", {"note": "They merged"}, lambda: (Client.objects.get().state, Client.objects.get().lost_cause)),
        ("account_close", {"on": "2026-03-02", "reason": "Merged"}, lambda: (Account.objects.get().closed_reason, "")),
        (
            "contract_notice",
            {"given_by": "client", "given_on": "2026-03-02", "reason": "Merged"},
            lambda: (Contract.objects.get().end_reason, ""),
        ),
    ],
)
def test_g8_the_pages_ask_for_a_cause_and_name_the_field(page, typed, kept, won, account, dana, client):
    """Nothing is done before it is chosen."""
    contract = EvergreenFactory(account=account) if page == "contract_notice" else None
    pks = {"client_move": [won.pk, "lose"], "account_close": [account.pk], "contract_notice": [contract.pk if contract else 0]}
    client.force_login(dana)
    before = kept()
    answer = client.post(reverse(page, args=pks[page]), {**typed, "version": 1})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"cause"})
    assert kept() == before
    answer = client.post(reverse(page, args=pks[page]), {**typed, "cause": "merged", "version": 1})
    assert answer.status_code == 302
    assert kept() != before


# ── What an amendment did to the fee ──


def amendments_of(contract, dana, *, on=(date(2026, 2, 1), date(2026, 5, 1))):
    """A dearer month, then a quarter instead of a month from May on, and one that leaves the fee alone."""
    amend_contract(contract, by=dana, reason="A market more", effective_on=on[0], today=TODAY, fee_minor=120_000)
    contract.refresh_from_db()
    amend_contract(contract, by=dana, reason="By quarter", effective_on=on[1], today=TODAY, fee_minor=350_000, fee_period=FeePeriod.QUARTER)
    contract.refresh_from_db()
    amend_contract(contract, by=dana, reason="Longer notice", effective_on=TODAY, today=TODAY, notice_count=3)
    return list(Amendment.objects.order_by("number"))


def fees(rows) -> list[tuple]:
    return [(one.annual_fee_before_minor, one.annual_fee_after_minor) for one in rows]


def test_g8_an_amendment_keeps_the_yearly_fee_before_and_after(dana):
    contract = ContractFactory(account=LeadFactory(account=AccountFactory(), person=dana).account)
    assert fees(amendments_of(contract, dana)) == [(1_200_000, 1_440_000), (1_440_000, 1_400_000), (None, None)]


def test_g8_an_amendment_that_begins_later_than_another_says_what_stands_then(dana):
    contract = ContractFactory(account=LeadFactory(account=AccountFactory(), person=dana).account)
    amend_contract(contract, by=dana, reason="From July", effective_on=date(2026, 7, 1), today=TODAY, fee_minor=150_000)
    contract.refresh_from_db()
    amend_contract(contract, by=dana, reason="By quarter", effective_on=TODAY, today=TODAY, fee_period=FeePeriod.QUARTER)
    later = Amendment.objects.get(number=1)
    begin_amendment(later)
    contract.refresh_from_db()
    assert Amendment.objects.get(number=1).annual_fee_after_minor == contract.annual_fee.minor == 600_000


@pytest.mark.parametrize("on", [(date(2026, 2, 1), date(2026, 5, 1)), (date(2026, 1, 15), date(2026, 3, 1))])
def test_g8_the_fees_of_an_imported_amendment_are_read_from_its_words_as_the_action_knew_them(on, dana):
    contract = ContractFactory(account=LeadFactory(account=AccountFactory(), person=dana).account)
    rows = amendments_of(contract, dana, on=on)
    known = fees(rows)
    for row in rows:
        row.annual_fee_before_minor = row.annual_fee_after_minor = None
    contract.refresh_from_db()
    tell_fees(rows, fee_minor=contract.fee_minor, fee_period=contract.fee_period, currency=contract.currency)
    assert fees(rows) == known
