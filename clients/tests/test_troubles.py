"""What is wrong with an account, in SQL and in words: twins (C1, C3–C5)."""

from datetime import date, timedelta

import pytest

from clients.frames import contacts_on_map, contracts_in_force, seats_of
from clients.models import Account
from clients.states import DecisionRole, Fit, RenewalStage
from clients.tests.factories import (
    AccountFactory,
    AcknowledgementFactory,
    AmendmentFactory,
    BoughtServiceFactory,
    ClientFactory,
    ContactFactory,
    ContractFactory,
    EvergreenFactory,
    LeadFactory,
    RenewalFactory,
    SalesHandoverFactory,
    SeatFactory,
)
from clients.troubles import finders, troubles_of

TODAY = date(2026, 3, 10)
YESTERDAY = TODAY - timedelta(days=1)


def loaded(account):
    """The account as its page loads it."""
    account = Account.objects.select_related("client").with_page_facts().get(pk=account.pk)
    account.live_seats = seats_of(account, today=TODAY)
    account.contracts_in_force = contracts_in_force(account)
    account.contacts_on_map = contacts_on_map(account)
    account.upcoming = []
    return account


def sound(**facts):
    """An account with a lead and the decision maker that a standard client needs."""
    account = AccountFactory(**facts)
    LeadFactory(account=account)
    ContactFactory(client=account.client, decision_role=DecisionRole.DECISION_MAKER)
    return account


@pytest.fixture
def accounts_of_every_kind(db):
    """Each with one thing wrong, or with something that looks wrong and is not."""
    kinds = {"sound": sound()}
    kinds["no lead"] = AccountFactory()
    ContactFactory(client=kinds["no lead"].client, decision_role=DecisionRole.DECISION_MAKER)
    kinds["lead left yesterday"] = AccountFactory()
    LeadFactory(account=kinds["lead left yesterday"], ends_on=YESTERDAY)
    kinds["team without a lead"] = AccountFactory()
    SeatFactory(account=kinds["team without a lead"])
    kinds["closed and empty"] = AccountFactory(closed_on=YESTERDAY)

    kinds["past notice day"] = sound()
    ContractFactory(account=kinds["past notice day"], starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31), notice_count=60)
    kinds["past notice day, renewal open"] = sound()
    contract = ContractFactory(
        account=kinds["past notice day, renewal open"], starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31), notice_count=60
    )
    RenewalFactory(contract=contract)
    kinds["past notice day, decided"] = sound()
    contract = ContractFactory(
        account=kinds["past notice day, decided"], starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31), notice_count=60
    )
    RenewalFactory(contract=contract, stage=RenewalStage.RENEWED, decided_on=date(2026, 1, 5))
    kinds["ended without renewal"] = sound()
    ContractFactory(account=kinds["ended without renewal"], starts_on=date(2025, 1, 1), ends_on=YESTERDAY)
    kinds["ends today"] = sound()
    ContractFactory(account=kinds["ends today"], starts_on=date(2025, 1, 1), ends_on=TODAY)
    kinds["evergreen"] = sound()
    EvergreenFactory(account=kinds["evergreen"])
    kinds["amended"] = sound()
    AcknowledgementFactory(amendment=AmendmentFactory(contract=EvergreenFactory(account=kinds["amended"])))

    kinds["key client, half a map"] = sound(client=ClientFactory(tier="key"))
    kinds["key account of a standard client"] = sound(tier="key")
    kinds["standard account of a key client"] = sound(client=ClientFactory(tier="key"), tier="standard")
    kinds["decision maker of another account"] = AccountFactory()
    LeadFactory(account=kinds["decision maker of another account"])
    client = kinds["decision maker of another account"].client
    ContactFactory(client=client, account=AccountFactory(client=client), decision_role=DecisionRole.DECISION_MAKER)
    kinds["decision maker has left"] = AccountFactory()
    LeadFactory(account=kinds["decision maker has left"])
    ContactFactory(client=kinds["decision maker has left"].client, decision_role=DecisionRole.DECISION_MAKER, left_on=YESTERDAY)

    for fit in Fit.values:
        kinds[f"fit {fit}"] = sound()
        BoughtServiceFactory(account=kinds[f"fit {fit}"], fit=fit, fit_on=None if fit == Fit.UNKNOWN else TODAY)
    kinds["poor fit, ended"] = sound()
    BoughtServiceFactory(account=kinds["poor fit, ended"], fit=Fit.POOR, fit_on=YESTERDAY, ended_on=YESTERDAY)
    kinds["hand-over waits"] = sound()
    SalesHandoverFactory(account=kinds["hand-over waits"])
    return kinds


def test_c1_accounts_in_trouble_are_those_with_a_trouble_to_tell(accounts_of_every_kind):
    everything = {account.pk: name for name, account in accounts_of_every_kind.items()}
    told = {name for name, account in accounts_of_every_kind.items() if troubles_of(loaded(account), today=TODAY)}
    found = {everything[account.pk] for account in Account.objects.in_trouble(today=TODAY) if account.pk in everything}
    assert found == told
    assert {"sound", "closed and empty", "ends today", "evergreen", "past notice day, decided", "poor fit, ended", "fit good"}.isdisjoint(
        found
    )


@pytest.mark.parametrize("finder", list(finders), ids=lambda finder: finder.key)
def test_c1_each_finder_says_the_same_in_sql_and_in_words(finder, accounts_of_every_kind):
    live = {name: account for name, account in accounts_of_every_kind.items() if account.closed_on is None}
    found = set(Account.objects.live().filter(finder.which(TODAY)).values_list("pk", flat=True))
    told = {account.pk for account in live.values() if finder.tell(loaded(account), TODAY)}
    assert found & {account.pk for account in live.values()} == told


def test_c1_the_worst_is_told_first(accounts_of_every_kind):
    account = accounts_of_every_kind["ended without renewal"]
    BoughtServiceFactory(account=account, fit=Fit.POOR, fit_on=TODAY)
    assert [trouble.tone for trouble in troubles_of(loaded(account), today=TODAY)] == ["risk", "watch"]
