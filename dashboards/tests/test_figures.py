"""S2: every figure opens the very records that it counts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from care.models import ActionItem, CheckIn
from clients.models import Contract
from clients.states import ContractState, RenewalStage
from clients.tests.factories import (
    AccountFactory,
    ClientFactory,
    ContractFactory,
    EvergreenFactory,
    LeadFactory,
    RenewalFactory,
    SeatFactory,
)
from core.models import ExchangeRate
from dashboards import figures
from dashboards.boards import Board
from dashboards.records import SETS, Narrowing
from dashboards.scope import Period, Scope, Staff

pytestmark = pytest.mark.django_db


def scope_of(person, **chosen) -> Scope:
    return Scope(person, person.today, Staff.load(), **chosen)


def contract(account, *, notice_in: int, today, **kwargs) -> Contract:
    """A contract whose last safe notice day is so many days from today; weekends may move it earlier."""
    ends_on = today + timedelta(days=notice_in)
    return ContractFactory(account=account, starts_on=ends_on - timedelta(days=364), ends_on=ends_on, **kwargs)


@pytest.fixture
def agency(account, walled_account, otto, eli, sam, dana, hana):
    """Two branches: Eli's account with contracts in every interesting state, Otto's with one of each that must stay apart."""
    today = hana.today
    theirs = AccountFactory(name="Other brand", code="OTHER")
    LeadFactory(account=theirs, person=otto)
    alone = AccountFactory(name="Nobody's", code="ALONE", client=ClientFactory(state="active", tier="key"))
    SeatFactory(account=alone, person=sam, role="supervisor")
    ExchangeRate.objects.create(currency="GBP", on=today - timedelta(days=3), house_per_unit="1.2")
    for one in (account, theirs, walled_account):
        contract(one, notice_in=40, today=today, name=f"Soon {one}")
        RenewalFactory(contract=contract(one, notice_in=100, today=today, fee_minor=200_000), stage=RenewalStage.PROPOSAL)
        contract(one, notice_in=-10, today=today, name=f"Past {one}")
        EvergreenFactory(account=one)
    contract(account, notice_in=60, today=today, currency="GBP", fee_minor=500_000)
    contract(alone, notice_in=30, today=today, currency="THB")
    decided = contract(account, notice_in=20, today=today)
    RenewalFactory(contract=decided, stage=RenewalStage.RENEWED, decided_on=today, is_self_approval=True)
    ended = contract(account, notice_in=-100, today=today)
    RenewalFactory(contract=ended, stage=RenewalStage.LAPSED, decided_on=today - timedelta(days=5), reason="Went in-house")
    Contract.objects.filter(pk=ended.pk).update(state=ContractState.ENDED)
    for one, owner in ((account, eli), (theirs, otto)):
        day = today - timedelta(days=20)
        CheckIn.objects.create(account=one, owner=owner, planned_on=day, held_on=day, state="held")
        CheckIn.objects.create(account=one, owner=owner, planned_on=day, held_on=day + timedelta(days=2), state="held")
        CheckIn.objects.create(account=one, owner=owner, planned_on=day, state="missed", reason="They were ill")
        CheckIn.objects.create(account=one, owner=owner, planned_on=day)
        ActionItem.objects.create(account=one, owner=owner, what="Send the figures", due_on=today - timedelta(days=1))
        ActionItem.objects.create(account=one, owner=owner, what="Call back", due_on=today + timedelta(days=1))
    CheckIn.objects.create(account=alone, owner=None, planned_on=today - timedelta(days=9))
    ClientFactory(name="Gone", state="lost", lost_on=today - timedelta(days=30), lost_reason="Price", owner=eli)
    ClientFactory(name="Came", state="active", won_on=today - timedelta(days=2), owner=eli)
    ClientFactory(name="Theirs", state="lost", lost_on=today - timedelta(days=30), lost_reason="Merger", owner=otto)
    return account


def doors(board: Board) -> dict[str, int]:
    """Address → the number that leads to it, of everything on all three dashboards."""
    found = {}
    contracts = board.contracts
    amounts = {"in-force": contracts.in_force, "up-for-decision": contracts.up_for_decision, "past-notice": contracts.past_notice}
    found |= {board.url(which): amount.number for which, amount in amounts.items()}
    found |= {board.url(which): board.tally.number(which) for which in ("accounts", "without-lead", "won", "lost")}
    found |= {bar.url: bar.value for bar in (*board.discipline_bars, *board.decision_bars, *board.clients.reason_bars)}
    for month, stages in contracts.by_month.items():
        found[board.url("to-decide", month=month)] = sum(amount.number for amount in stages.values())
        found |= {board.url("to-decide", month=month, stage=stage): amount.number for stage, amount in stages.items()}
    for month in board.clients.months:
        found[board.url("won", month=month)] = board.clients.won[month]
        found[board.url("lost", month=month)] = board.clients.lost[month]
    for line in (*board.people, *board.directors):
        found |= {url: number for _label, number, url in line.cells}
        if line.person:
            found |= {line.accounts_url: line.accounts, line.contracts_url: line.contracts}
    return found


@pytest.mark.parametrize("name", ["sam", "dana", "hana"])
@pytest.mark.parametrize("chosen", [{}, {"tier": "key"}, {"period": Period.TWELVE_MONTHS}, {"line": "dana"}])
def test_s2_every_figure_is_the_number_of_rows_behind_its_link(name, chosen, agency, client, request):
    person = request.getfixturevalue(name)
    chosen = {key: request.getfixturevalue(value).pk if key == "line" else value for key, value in chosen.items()}
    found = doors(Board(scope_of(person, **chosen), sees_fees=True, by_person=True))
    client.force_login(person)
    behind = {url: client.get(url).context["listing"].count for url in found}
    assert behind == found
    assert any(found.values())


def test_s2_the_fee_is_the_sum_of_the_contracts_behind_it(agency, hana):
    board = Board(scope_of(hana), sees_fees=True, by_person=True)
    behind = SETS["in-force"](board.scope)
    in_house = sum(one.annual_fee_minor for one in behind if one.currency == "EUR")
    in_house += sum(one.annual_fee_minor * 12 // 10 for one in behind if one.currency == "GBP")
    assert board.contracts.in_force.yearly.total.minor == in_house
    assert board.contracts.in_force.yearly.rates_of == hana.today - timedelta(days=3)
    assert [money.currency for money in board.contracts.in_force.yearly.without_rate] == ["THB"]
    assert "THB" in board.rates_note or "฿" in board.rates_note
    led = sum(line.fee.total.minor for line in board.people if line.person)
    unled = sum(one.annual_fee_minor for one in behind.filter(account__code="ALONE", currency="EUR"))
    assert led + unled == in_house


def test_s2_a_supervisor_counts_neither_the_other_branch_nor_what_is_walled(agency, sam):
    board = Board(scope_of(sam), sees_fees=True)
    names = set(SETS["in-force"](board.scope).values_list("account__code", flat=True))
    assert names == {"KAURA", "ALONE"}
    assert board.contracts.in_force.number == SETS["in-force"](board.scope).count()


def test_s2_a_line_that_one_does_not_stand_above_is_not_chosen(agency, sam, otto, rf):
    request = rf.get("/", {"line": otto.reports_to_id, "tier": "no such tier", "period": "ever"})
    request.user = sam
    scope = Scope.read(request)
    assert (scope.line, scope.tier, scope.period) == (None, "", Period.QUARTER)


@pytest.mark.parametrize("name", ["portfolio_dashboard", "agency_dashboard", "people_dashboard"])
def test_s2_a_dashboard_makes_at_most_twelve_queries(name, agency, client, hana, django_assert_max_num_queries):
    client.force_login(hana)
    client.get(reverse(name))
    with django_assert_max_num_queries(12):
        assert client.get(reverse(name)).status_code == 200


def test_s2_without_the_right_to_see_fees_there_are_only_numbers(agency, client, hana, cora):
    """Cora covers for the head: she sees everything but no money, not in the export either."""
    from people.tests.factories import AbsenceFactory

    AbsenceFactory(person=hana, cover=cora)
    client.force_login(cora)
    assert not cora.has_perm("clients.see_fees")
    for name in ("portfolio_dashboard", "agency_dashboard", "people_dashboard"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert "€" not in page.text
        assert "Currency" not in client.get(reverse(name), {"export": "csv"}).getvalue().decode()
    behind = client.get(reverse("dashboard_records", args=["in-force"]))
    assert "€" not in behind.text
    assert "Fee a year" not in client.get(reverse("dashboard_records", args=["in-force"]), {"export": "csv"}).getvalue().decode()


def test_p7_self_approvals_are_counted(agency, hana):
    board = Board(scope_of(hana), sees_fees=True)
    assert board.tally.number("self-approved") == SETS["self-approved"](board.scope).count() == 1


def test_r1_discipline_is_held_on_time_out_of_what_was_due(agency, eli, hana):
    board = Board(scope_of(hana), sees_fees=True, by_person=True)
    found = figures.discipline(board.tally, eli.pk)
    assert (found.on_time, found.late, found.missed, found.overdue, found.percent) == (1, 1, 1, 1, 25)


def test_p5_directors_add_up_everybody_below(agency, hana, dana, otto):
    board = Board(scope_of(hana), sees_fees=True, by_person=True)
    below = {line.person.name: line.accounts for line in board.directors if line.person}
    assert below == {dana.name: 2, otto.reports_to.reports_to.name: 1}


def test_s2_nonsense_in_the_address_narrows_nothing():
    assert Narrowing.read({"who": "x", "below": "9" * 40, "month": "2026-13", "stage": "won"}) == Narrowing()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_s4_a_dashboard_is_exported(kind, agency, client, hana):
    client.force_login(hana)
    for name in ("portfolio_dashboard", "agency_dashboard", "people_dashboard"):
        answer = client.get(reverse(name), {"export": kind})
        assert answer.status_code == 200
        assert name.removesuffix("_dashboard") in answer["Content-Disposition"]
        assert len(answer.getvalue()) > 200
