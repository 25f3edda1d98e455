"""G8: clients and fee kept, lost, grown and new; GRR and NRR as the glossary defines them, held to a slow and plain calculation."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import pytest
from django.urls import reverse

from clients.models import Account, Amendment, Client, Contract
from clients.tests.factories import (
    AccountFactory,
    AmendmentFactory,
    ClientFactory,
    ContractFactory,
    LeadFactory,
    RenewalFactory,
)
from core.models import ExchangeRate
from dashboards import retention
from dashboards.records import SETS
from dashboards.retention import MOVEMENTS
from dashboards.retention_board import RetentionBoard
from dashboards.scope import QUARTERS_BACK, Scope, Span, Staff

pytestmark = pytest.mark.django_db


def scope_of(person, **chosen) -> Scope:
    return Scope(person, person.today, Staff.load(), **chosen)


# ── Slowly, and in plain Python ──


def fee_on(contract: Contract, day: date) -> int:
    """In minor units of the contract: walks its amendments as a person would read them."""
    ends_on = contract.ends_on
    is_rolling = contract.state == "active" and contract.auto_renews and contract.notice_given_on is None
    if contract.starts_on > day or (ends_on and ends_on < day and not is_rolling):
        return 0
    told = [one for one in contract.amendments.all() if one.annual_fee_before_minor is not None]
    if not told:
        return contract.annual_fee.minor
    stood = [one for one in told if one.effective_on <= day]
    if stood:
        return max(stood, key=lambda one: (one.effective_on, one.number)).annual_fee_after_minor
    return min(told, key=lambda one: one.number).annual_fee_before_minor


def slowly(accounts, first: date, last: date, rates: dict[str, Decimal]) -> dict[int, tuple[int, int]]:
    """Client → fee on both days, in cents of the agency's currency."""
    found = defaultdict(lambda: [0, 0])
    for contract in Contract.objects.filter(account__in=accounts).prefetch_related("amendments"):
        if contract.fee_period == "once" or contract.currency not in rates:
            continue
        for place, day in enumerate((first, last)):
            cents = (Decimal(fee_on(contract, day)) * rates[contract.currency]).quantize(Decimal(1), ROUND_HALF_UP)
            found[contract.account.client_id][place] += int(cents)
    return {client: tuple(pair) for client, pair in found.items() if any(pair)}


def names_of(fees: dict[int, tuple[int, int]]) -> dict[str, set[int]]:
    found = {name: set() for name in MOVEMENTS}
    for client, (start, end) in fees.items():
        if not start:
            found["new"].add(client)
        elif not end:
            found["lost"].add(client)
        else:
            found["same" if start == end else "grown" if end > start else "shrunk"].add(client)
    return found


# ── An agency where everything has happened ──


@pytest.fixture
def agency(account, walled_account, otto, eli, sam, hana):
    """Every movement on Eli's accounts, on Otto's and behind the wall; three currencies, one without a rate; closed and amended ones."""
    today = hana.today
    ExchangeRate.objects.create(currency="GBP", on=today - timedelta(days=3), house_per_unit="1.17325")
    ExchangeRate.objects.create(currency="VND", on=today - timedelta(days=9), house_per_unit="0.0000365")
    theirs = AccountFactory(name="Other brand", code="OTHER")
    LeadFactory(account=theirs, person=otto)
    for number, one in enumerate((account, walled_account, theirs)):
        stories(one, number, today)
    return account


def stories(seen: Account, number: int, today: date) -> None:
    lead = seen.seats.get(is_lead=True).person
    ago = lambda days: today - timedelta(days=days)  # noqa: E731

    def tell(name, *, closed_on=None, tier="", **client) -> Account:
        one = AccountFactory(
            client=ClientFactory(name=f"{name} {number}", **{"state": "active", **client}),
            name=f"{name} {number}",
            is_walled=seen.is_walled,
            closed_on=closed_on,
            closed_cause="merged" if closed_on else "",
            closed_reason="They merged" if closed_on else "",
            tier=tier,
        )
        LeadFactory(account=one, person=lead)
        return one

    def sign(one, start, end, fee=100_000, **facts):
        ends_on = None if end is None else ago(end)
        state = "ended" if ends_on and ends_on < today else "active"
        return ContractFactory(account=one, starts_on=ago(start), ends_on=ends_on, fee_minor=fee, **{"state": state, **facts})

    sign(tell("Same"), 800, None)
    grown = tell("Grown", tier="key")
    sign(grown, 800, -30, 100_000)
    sign(grown, 60, None, 33_333, currency="GBP")
    amended = sign(tell("Amended"), 800, None, 150_000)
    AmendmentFactory(contract=amended, effective_on=ago(700), annual_fee_before_minor=900_000, annual_fee_after_minor=1_000_000)
    AmendmentFactory(contract=amended, effective_on=ago(100), annual_fee_before_minor=1_000_000, annual_fee_after_minor=2_400_000)
    AmendmentFactory(contract=amended, effective_on=ago(-20), annual_fee_before_minor=2_400_000, annual_fee_after_minor=1_800_000)
    AmendmentFactory(contract=amended, effective_on=ago(10))
    shrunk = tell("Shrunk")
    sign(shrunk, 800, 100, 200_000, end_cause="budget", end_reason="Cut by half")
    sign(shrunk, 99, -200, 100_000)
    lapsed = sign(tell("Lapsed"), 800, 50, 70_000_000, currency="VND")
    RenewalFactory(contract=lapsed, stage="lapsed", decided_on=ago(80), reason="Price: too dear", cause="price")
    sign(tell("Lost", state="lost", lost_on=ago(20), lost_reason="Went in-house", lost_cause="in_house"), 500, 20, 50_001)
    sign(tell("Closed", closed_on=ago(40)), 500, 41)
    sign(tell("Silent"), 500, 41, 12_345)
    sign(tell("New"), 90, -300, 80_000)
    sign(tell("Came and went"), 200, 100)
    sign(tell("Project only"), 500, None, 5_000_000, fee_period="once")
    sign(tell("No rate"), 500, None, 999, currency="THB")
    sign(tell("Rolling"), 800, 1, 40_000, state="active", auto_renews=True, renewal_months=12)
    sign(tell("By quarter"), 800, None, 90_000, fee_period="quarter")
    sign(tell("Gone long ago"), 2000, 800)


RATES = {"EUR": Decimal(1), "GBP": Decimal("1.17325"), "VND": Decimal("0.0000365") * 100}


@pytest.mark.parametrize("name", ["sam", "hana", "eli"])
def test_g8_the_database_counts_what_a_slow_calculation_counts(name, agency, request):
    person = request.getfixturevalue(name)
    for span, tier in product(Span, ("", "key")):
        compare(scope_of(person, span=span, tier=tier))


def compare(scope: Scope) -> None:
    slow = slowly(scope.accounts_ever(), *scope.span.days(scope.today), RATES)
    found = retention.counted(scope)
    for movement, clients in names_of(slow).items():
        moved = found["moved"][movement]
        sums = [sum(slow[one][place] for one in clients) for place in (0, 1)]
        assert (scope.span, movement, moved.number, moved.at_start, moved.at_end) == (scope.span, movement, len(clients), *sums)
        rows = retention.clients_of(scope, MOVEMENTS[movement])
        assert {(row.pk, row.at_start, row.at_end) for row in rows} == {(one, *slow[one]) for one in clients}
    with_us = [pair for pair in slow.values() if pair[0]]
    at_start = sum(start for start, _end in with_us)
    assert found["all"].at_start == at_start
    if at_start:
        assert found["all"].gross == pytest.approx(100 * sum(min(pair) for pair in with_us) / at_start)
        assert found["all"].net == pytest.approx(100 * sum(end for _start, end in with_us) / at_start)


def test_g8_the_agency_of_this_test_has_every_movement(agency, hana):
    found = retention.counted(scope_of(hana))
    assert {name: moved.number for name, moved in found["moved"].items()} == {"lost": 12, "shrunk": 3, "same": 9, "grown": 6, "new": 3}


def test_g8_what_we_had_and_what_happened_add_up_to_what_we_have(agency, hana):
    for span in Span:
        adds_up(retention.counted(scope_of(hana, span=span)))


def adds_up(found: dict) -> None:
    moved, everything = found["moved"], found["all"]
    had = sum(one.at_start for one in moved.values())
    have = sum(one.at_end for one in moved.values())
    assert had == everything.at_start
    assert had + sum(one.difference for one in moved.values()) == have
    assert everything.at_end + moved["new"].at_end == have
    assert everything.clients == everything.kept + moved["lost"].number
    assert sum(one.number for name, one in moved.items() if name != "new") == everything.clients
    assert sum(fee for _cause, _n, fee in found["causes"]) == -(moved["lost"].difference + moved["shrunk"].difference)
    assert sum(one.at_start for one in found["tiers"].values()) == had
    assert 0 <= everything.gross <= min(100, everything.net)


def test_g8_new_business_and_a_currency_that_rose_are_no_retention(account, hana):
    """Somebody new makes no rate better; the same rates hold on both days."""
    today = hana.today
    ContractFactory(account=account, starts_on=today - timedelta(days=900), ends_on=None, currency="GBP")
    for days, rate in ((400, "1.0"), (1, "1.5")):
        ExchangeRate.objects.create(currency="GBP", on=today - timedelta(days=days), house_per_unit=rate)
    new = AccountFactory(name="New", code="NEW")
    ContractFactory(account=new, starts_on=today - timedelta(days=9), ends_on=None, fee_minor=9_900_000)
    everything = retention.counted(scope_of(hana))["all"]
    assert (everything.gross, everything.net, everything.at_start) == (100, 100, 1_800_000)


def test_g8_each_lost_fee_has_the_first_cause_that_was_said(agency, sam):
    """Of the client, else of a contract, its renewal, or the account; what nobody said stays not said."""
    rows = retention.clients_of(scope_of(sam), retention.LOSSES)
    assert {(row.name, row.cause, row.reason_words) for row in rows} == {
        ("Lost 0", "in_house", "Went in-house"),
        ("Shrunk 0", "budget", "Cut by half"),
        ("Lapsed 0", "price", "Price: too dear"),
        ("Closed 0", "merged", "They merged"),
        ("Silent 0", "", ""),
    }


def test_g8_neither_the_other_branch_nor_what_is_walled_is_in_a_supervisors_sum(agency, sam, eli):
    """Twelve and one names of Sam's line; Eli's seat opens the walled ones as well."""
    every = retention.AT_START | retention.AT_END
    seen = {row.name.rsplit(" ", 1)[1] for row in retention.clients_of(scope_of(sam), every)}
    assert seen == {"0"}
    assert {row.name.rsplit(" ", 1)[1] for row in retention.clients_of(scope_of(eli), every)} == {"0", "1"}


def test_g8_a_cause_said_on_a_walled_account_is_not_told_to_who_does_not_see_it(agency, sam, walled_account):
    shrunk = Client.objects.get(name="Shrunk 0")
    Contract.objects.filter(account__client=shrunk).update(end_cause="", end_reason="")
    hidden = AccountFactory(client=shrunk, name="Secret", is_walled=True, closed_on=sam.today - timedelta(days=5), closed_reason="Secret")
    Account.objects.filter(pk=hidden.pk).update(closed_cause="price")
    row = retention.clients_of(scope_of(sam), MOVEMENTS["shrunk"]).get(pk=shrunk.pk)
    assert (row.cause, row.reason_words) == ("", "")


def test_g8_the_periods_join_without_a_gap():
    for today in (date(2026, 1, 1), date(2026, 3, 31), date(2024, 2, 29), date(2026, 11, 28)):
        assert Span.LAST_QUARTER.days(today)[1] == Span.QUARTER.days(today)[0]
        assert Span.LAST_YEAR.days(today)[1] == Span.YEAR.days(today)[0]
    assert Span.LAST_QUARTER.days(date(2026, 5, 31)) == (date(2025, 12, 31), date(2026, 3, 31))
    assert Span.QUARTER.days(date(2026, 1, 1)) == (date(2025, 12, 31), date(2026, 1, 1))


# ── The page ──


def doors(board: RetentionBoard) -> dict[str, int]:
    found = {tile.url: None for tile in board.tiles if tile.url}
    found |= {board.url(f"clients-{name}"): moved.number for name, moved in board.moved.items() if moved.number}
    found |= {board.url("clients-losses", why=cause or "none"): n for cause, n, _fee in board.found.figures["causes"]}
    found |= {board.url("clients-at-start", tier=tier): one.clients for tier, one in board.found.figures["tiers"].items() if one.clients}
    found[board.url("clients-at-start")] = board.all.clients
    found[board.url("clients-kept")] = board.all.kept
    return found


@pytest.mark.parametrize("name", ["sam", "hana"])
@pytest.mark.parametrize("chosen", [{}, {"span": Span.LAST_YEAR}, {"tier": "key"}])
def test_g8_every_figure_is_the_number_of_rows_behind_its_link(name, chosen, agency, client, request):
    person = request.getfixturevalue(name)
    found = doors(RetentionBoard(scope_of(person, **chosen), sees_fees=True))
    client.force_login(person)
    behind = {url: client.get(url).context["listing"].count for url in found}
    assert {url: n for url, n in behind.items() if found[url] is not None} == {url: n for url, n in found.items() if n is not None}


def test_g8_the_page_makes_at_most_twelve_queries_whatever_there_is(agency, client, hana, django_assert_max_num_queries):
    client.force_login(hana)
    client.get(reverse("retention_dashboard"))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("retention_dashboard")).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(reverse("dashboard_records", args=["clients-losses"])).status_code == 200


def test_g8_without_the_right_to_see_fees_there_are_only_numbers(agency, client, hana, cora):
    from people.tests.factories import AbsenceFactory

    AbsenceFactory(person=hana, cover=cora)
    client.force_login(cora)
    assert not cora.has_perm("clients.see_fees")
    for url in (reverse("retention_dashboard"), reverse("dashboard_records", args=["clients-losses"])):
        page = client.get(url)
        assert page.status_code == 200
        assert "€" not in page.text
        assert "Fee" not in client.get(url, {"export": "csv"}).getvalue().decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_g8_the_figures_and_the_rows_are_exported(kind, agency, client, hana):
    client.force_login(hana)
    answer = client.get(reverse("retention_dashboard"), {"export": kind})
    assert "retention" in answer["Content-Disposition"]
    rows = client.get(reverse("dashboard_records", args=["clients-losses"]), {"export": "csv"}).getvalue().decode()
    assert len(rows.splitlines()) == 1 + SETS["clients-losses"](scope_of(hana)).count()
    assert "Went in-house" in rows


def test_g8_an_amendment_without_a_fee_changes_no_past_day(account, hana):
    contract = ContractFactory(account=account, starts_on=hana.today - timedelta(days=900), ends_on=None)
    AmendmentFactory(contract=contract, effective_on=hana.today)
    assert Amendment.objects.get().annual_fee_before_minor is None
    assert retention.counted(scope_of(hana))["moved"]["same"].number == 1


# ── Quarter by quarter ──


@pytest.mark.parametrize("name", ["hana", "sam"])
@pytest.mark.parametrize("tier", ["", "key"])
def test_g8_each_quarter_of_the_trend_is_what_its_own_page_says(name, tier, agency, request):
    person = request.getfixturevalue(name)
    found = retention.counted(scope_of(person, tier=tier))["trend"]
    assert list(found) == ["quarter-4", "quarter-3", "quarter-2", "last-quarter", "quarter"]
    assert found == {span: retention.counted(scope_of(person, span=Span(span), tier=tier))["all"] for span in found}


def test_g8_the_quarters_of_the_trend_join_without_a_gap():
    for today in (date(2026, 1, 1), date(2026, 5, 31), date(2026, 12, 31)):
        days = [span.days(today) for span in QUARTERS_BACK]
        assert [last for _first, last in days[:-1]] == [first for first, _last in days[1:]]
        assert days[-1][1] == today
    assert Span.QUARTER_4.days(date(2026, 5, 31)) == (date(2025, 3, 31), date(2025, 6, 30))


def test_g8_every_column_of_the_trend_opens_the_clients_that_were_kept(agency, client, hana):
    board = RetentionBoard(scope_of(hana), sees_fees=True)
    client.force_login(hana)
    page = client.get(reverse("retention_dashboard")).text
    for column, (_span, name, rates, _percent) in zip(board.trend_chart.columns, board.trend, strict=True):
        assert column.label == name
        assert column.url.replace("&", "&amp;") in page
        assert client.get(column.url).context["listing"].count == rates.kept


def test_g8_without_the_right_to_see_fees_the_trend_is_of_clients(agency, hana):
    board = RetentionBoard(scope_of(hana), sees_fees=False)
    assert [percent for *_facts, percent in board.trend] == [
        100 * rates.kept / rates.clients if rates.clients else None for _span, _name, rates, _percent in board.trend
    ]
    assert board.trend_heads == ["Quarter", "Clients", "Kept"]
    assert {len(row) for row in board.trend_rows} == {3}
