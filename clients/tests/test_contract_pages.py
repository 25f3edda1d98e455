"""C5: the pages of contracts and renewals: the happy path, the stranger, the fee that is hidden, the queries."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clients import contract_words
from clients.actions import contract as contract_actions
from clients.actions import renewal as renewal_actions
from clients.board import MOST_CARDS, Board
from clients.models import Contract, Renewal, Seat
from clients.my_day_contracts import renewals_to_decide
from clients.states import RenewalStage
from clients.tests.factories import AccountFactory, AcknowledgementFactory, AmendmentFactory, ContractFactory, RenewalFactory, SeatFactory
from clients.views.renewal import lead_of_board
from core.models import ExchangeRate
from core.money import Money
from core.search import results
from core.templatetags.house import errors_of
from people.tests.factories import ApprovalRuleFactory, PersonFactory

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def contract(account, today):
    return ContractFactory(
        account=account,
        name="Kaura, retainer",
        starts_on=today - timedelta(days=300),
        ends_on=today + timedelta(days=64),
        fee_minor=1_234_500,
        notice_count=30,
    )


@pytest.fixture
def renewal(contract, today):
    return RenewalFactory(contract=contract, opened_on=today)


@pytest.fixture
def page(client):
    """Ask for a page as somebody; fails on any answer but 200."""

    def ask(person, name, *args, query=""):
        client.force_login(person)
        answer = client.get(reverse(name, args=args) + query)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    return ask


CONTRACT_PAGES = (
    "contract_detail",
    "contract_change",
    "contract_amend",
    "contract_notice",
    "contract_attach",
    "contract_document",
    "contract_index",
)
RENEWAL_PAGES = ("renewal_detail", "renewal_moves", "renewal_forecast", "renewal_propose", "renewal_renew", "renewal_lapse")


@pytest.mark.parametrize("name", [*CONTRACT_PAGES, *RENEWAL_PAGES, "account_contracts"])
def test_c5_for_a_stranger_there_is_nothing(name, client, contract, renewal, otto):
    SeatFactory(person=otto)
    client.force_login(otto)
    key = renewal.pk if name in RENEWAL_PAGES else contract.account_id if name == "account_contracts" else contract.pk
    assert client.get(reverse(name, args=[key])).status_code == 404


@pytest.mark.parametrize("name", ["contract_list", "renewal_board", "renewal_list"])
def test_c5_a_strangers_lists_do_not_name_it(name, page, renewal, otto, eli):
    assert "Kaura" in page(eli, name)
    assert "Kaura" not in page(otto, name)


@pytest.mark.parametrize(
    ("name", "is_renewal"),
    [("contract_list", None), ("renewal_board", None), ("renewal_list", None), ("contract_detail", False), ("renewal_detail", True)],
)
def test_c5_fees_are_hidden_from_whom_they_are_no_business(name, is_renewal, page, account, contract, renewal, cree, sam):
    SeatFactory(account=account, person=cree, role="liaison")
    contract_actions.amend_contract(
        contract, by=sam, reason="More", effective_on=timezone.localdate(), today=timezone.localdate(), fee_minor=7_654_300
    )
    args = [] if is_renewal is None else [renewal.pk if is_renewal else contract.pk]
    for shown, person in ((True, sam), (False, cree)):
        words = page(person, name, *args)
        assert ("76,543" in words or "918,516" in words) == shown


def test_c5_an_export_hides_fees_too(client, account, contract, cree, sam):
    SeatFactory(account=account, person=cree, role="liaison")
    for shown, person in ((True, sam), (False, cree)):
        client.force_login(person)
        sheet = b"".join(client.get(reverse("contract_list") + "?export=csv")).decode()
        assert "Kaura, retainer" in sheet
        assert ("12345" in sheet) == shown


def test_c5_a_contract_is_entered_in_the_browser_once(client, account, sam):
    client.force_login(sam)
    url = reverse("contract_add") + f"?account={account.pk}"
    typed = {
        "form_key": "6f1c1a39-6a0e-4b0e-9d0e-0123456789ab",
        "account": account.code,
        "name": "Kaura 2026",
        "kind": "retainer",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "fee": "26000.50",
        "currency": "EUR",
        "fee_period": "month",
        "notice_count": "60",
        "notice_unit": "calendar_days",
        "notice_rule": "received",
        "uplift_kind": "none",
    }
    first, second = client.post(url, typed), client.post(url, typed)
    contract = Contract.objects.get()
    assert first.url == second.url == contract.get_absolute_url()
    assert (contract.account, contract.fee) == (account, Money.of("26000.50", "EUR"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"auto_renews": "on"}, "renewal_months"),
        ({"uplift_kind": "fixed"}, "uplift_percent"),
        ({"currency": "VND", "fee": "10.5"}, "fee"),
        ({"account": "NOSUCH"}, "account"),
        ({"fee": "-1"}, "fee"),
        ({"notice_count": "9999"}, "notice_count"),
    ],
)
def test_c5_what_does_not_hold_together_is_said_beside_its_field(wrong, field, client, account, sam):
    client.force_login(sam)
    typed = {"account": account.code, "name": "K", "kind": "retainer", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "fee": "1"}
    typed |= {
        "currency": "EUR",
        "fee_period": "month",
        "notice_count": "0",
        "notice_unit": "weeks",
        "notice_rule": "sent",
        "uplift_kind": "none",
    }
    answer = client.post(reverse("contract_add"), typed | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Contract.objects.exists()


def test_c5_what_is_to_be_put_right_is_said_from_the_top_of_the_form_down(client, sam):
    client.force_login(sam)
    form = client.post(reverse("contract_add"), {"kind": "retainer", "starts_on": "soon", "notice_count": "many"}).context["form"]
    wrong = [error["id"].removeprefix("id_") for error in errors_of(form)]
    assert wrong == [name for name in form.named if name in wrong]
    assert wrong[:3] == ["account", "name", "starts_on"]
    said = {error["id"]: error["words"] for error in errors_of(form)}
    assert said["id_name"] == "“Name” is empty: fill it in."
    assert said["id_starts_on"] == "Starts on: Enter a valid date."


def test_c5_an_amendment_is_made_and_acknowledged_in_the_browser(client, page, contract, sam, eli):
    client.force_login(sam)
    terms = {"kind": "retainer", "ends_on": str(contract.ends_on), "fee": "13000", "fee_period": "month", "notice_count": "30"}
    terms |= {"notice_unit": "calendar_days", "notice_rule": "received", "uplift_kind": "none", "effective_on": str(timezone.localdate())}
    answer = client.post(reverse("contract_amend", args=[contract.pk]), {**terms, "reason": "A third market", "version": contract.version})
    assert answer.url == contract.get_absolute_url()
    amendment = contract.amendments.get()
    assert amendment.changes == {"fee_minor": ["EUR 12,345.00", "EUR 13,000.00"]}
    assert "Acknowledge for lead" in page(eli, "contract_detail", contract.pk)
    assert "Acknowledge amendment 1" in page(eli, "my_day")
    asked = amendment.acknowledgements.get(role="lead")
    client.post(reverse("amendment_acknowledge", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.person == eli


def test_c5_a_correction_from_an_old_page_gets_a_409(client, contract, sam, dana):
    contract_actions.change_contract(contract, by=dana, name="By Dana")
    client.force_login(sam)
    typed = {"version": 1, "name": "By Sam", "kind": "retainer", "starts_on": str(contract.starts_on), "fee": "12345", "currency": "EUR"}
    typed |= {"ends_on": str(contract.ends_on), "fee_period": "month", "notice_count": "30", "notice_unit": "calendar_days"}
    answer = client.post(reverse("contract_change", args=[contract.pk]), typed | {"notice_rule": "received", "uplift_kind": "none"})
    assert answer.status_code == 409
    assert Contract.objects.get().name == "By Dana"


def test_c5_the_paper_is_handed_out_as_a_download_to_those_who_may_see_fees(client, account, contract, sam, eli, cree):
    client.force_login(sam)
    file = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed", content_type="text/html")
    client.post(reverse("contract_attach", args=[contract.pk]), {"version": 1, "file": file})
    client.force_login(eli)
    answer = client.get(reverse("contract_document", args=[contract.pk]))
    assert b"".join(answer) == b"%PDF-1.7 signed"
    assert answer["Content-Disposition"] == 'attachment; filename="signed.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    SeatFactory(account=account, person=cree, role="liaison")
    client.force_login(cree)
    assert client.get(reverse("contract_document", args=[contract.pk])).status_code == 403


def test_c5_a_wrong_file_is_refused_beside_its_field(client, contract, sam):
    client.force_login(sam)
    file = SimpleUploadedFile("signed.pdf", b"<script>alert(1)</script>")
    answer = client.post(reverse("contract_attach", args=[contract.pk]), {"version": 1, "file": file})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


# ── Renewals ─────────────────────────────────────────────────────────────────────────────────────


def test_c5_a_renewal_is_worked_from_the_board_to_the_next_term(client, page, renewal, contract, eli, dana):
    ApprovalRuleFactory(rank_required=40)
    client.force_login(eli)
    client.post(reverse("renewal_move", args=[renewal.pk, "check_health"]), {"version": 1})
    renewal.refresh_from_db()
    assert renewal.stage == RenewalStage.HEALTH_CHECK
    client.post(
        reverse("renewal_propose", args=[renewal.pk]), {"version": renewal.version, "fee": "13000", "months": "12", "note": "Same team"}
    )
    renewal.refresh_from_db()
    assert (renewal.stage, renewal.proposed_fee) == (RenewalStage.PROPOSAL, Money.of(13_000, "EUR"))
    assert "Not Eli Executive, who wrote the proposal" in page(eli, "renewal_detail", renewal.pk)
    assert client.get(reverse("renewal_renew", args=[renewal.pk])).status_code == 403
    assert "Decide the renewal of Kaura" not in page(eli, "my_day")
    client.force_login(dana)
    answer = client.post(reverse("renewal_renew", args=[renewal.pk]), {"version": renewal.version, "note": ""})
    new = Contract.objects.get(previous=contract)
    assert answer.url == new.get_absolute_url()
    assert new.fee == Money.of(13_000, "EUR")
    assert "Renewed" in page(dana, "renewal_board")


@pytest.mark.parametrize(
    ("stage", "small", "said_of_it"),
    [
        (RenewalStage.PROPOSAL, "ends unless it is renewed", ["Renewal", "Likelihood"]),
        (RenewalStage.RENEWED, "the next term is agreed", ["Renewal"]),
        (RenewalStage.LAPSED, "nothing follows", ["Renewal"]),
    ],
)
def test_c5_a_decided_renewal_asks_for_nothing_more(stage, small, said_of_it, renewal, contract, today):
    renewal.stage, renewal.next_step, renewal.decided_on = stage, "Call Sirpa", today
    rows = {str(label): below for label, _value, below in contract_words.runway_facts(contract, renewal, today=today)}
    assert rows["Term ends"] == small
    assert list(rows)[2:] == said_of_it
    assert (rows["Renewal"] == "Call Sirpa") == renewal.is_open


def test_c5_a_term_to_come_says_first_when_it_begins(account, today):
    coming = ContractFactory(account=account, starts_on=today + timedelta(days=30), ends_on=today + timedelta(days=394), state="coming")
    assert contract_words.runway_facts(coming, None, today=today)[0] == ("Term begins", contract_words.day(coming.starts_on), "")


def test_c5_a_next_term_of_the_same_name_says_from_when_it_runs(client, page, account, sam):
    first = ContractFactory(account=account, name="Kaura, retainer", number="K-1", starts_on=date(2025, 6, 1), ends_on=date(2026, 5, 31))
    ContractFactory(
        account=account, name="Kaura, retainer", number="K-1", starts_on=date(2026, 6, 1), ends_on=date(2027, 5, 31), previous=first
    )
    names = ["Kaura, retainer", "Kaura, retainer · from 1 Jun 2026"]
    assert sorted(hit.title for kind, hits in results(sam, "K-1") if kind.label == "Contracts" for hit in hits) == names
    assert page(sam, "contract_list").count("from 1 Jun 2026") == 1
    client.force_login(sam)
    offered = client.get(reverse("bought_service_add", args=[account.pk])).context["form"].fields["contract"].choices
    assert sorted(label for value, label in offered if value) == names


@pytest.mark.parametrize(
    ("number", "past", "said"),
    [
        (1, 0, "One contract is up for decision."),
        (12, 1, "Twelve contracts are up for decision. One is past its last safe notice day."),
        (13, 2, "13 contracts are up for decision. Two are past their last safe notice day."),
    ],
)
def test_c5_the_sentence_above_the_board_counts_in_words(number, past, said):
    assert lead_of_board(SimpleNamespace(number=number, past=past, with_fees=False)) == said


def test_c5_moves_are_posted_never_followed(client, renewal, eli):
    client.force_login(eli)
    assert client.get(reverse("renewal_move", args=[renewal.pk, "check_health"])).status_code == 405


@pytest.mark.parametrize("name", ["renew", "terminate", "no-such"])
def test_c5_a_decision_has_no_short_cut(name, client, renewal, dana):
    client.force_login(dana)
    assert client.post(reverse("renewal_move", args=[renewal.pk, name]), {"version": 1}).status_code == 409
    assert Renewal.objects.get().stage == RenewalStage.UPCOMING


def test_c5_the_dialog_of_a_card_offers_what_the_person_may_do(client, renewal, eli, cora):
    for person, offered in ((eli, True), (cora, False)):
        client.force_login(person)
        answer = client.get(reverse("renewal_moves", args=[renewal.pk]), headers={"HX-Request": "true"})
        assert ("Start the health check" in answer.content.decode()) == offered


def test_c5_a_lapse_asks_for_its_reason(client, renewal, dana):
    client.force_login(dana)
    url = reverse("renewal_lapse", args=[renewal.pk])
    assert client.post(url, {"version": 1, "cause": ""}).status_code == 422
    client.post(url, {"version": 1, "cause": "price", "note": "Twenty per cent below ours"})
    assert Renewal.objects.get().reason == "Price: Twenty per cent below ours"


def board_of(person) -> Board:
    return Board(lambda: Contract.objects.visible_to(person), person=person, with_fees=True)


def test_c5_the_board_shows_twenty_cards_a_column_and_counts_all(account, today, eli):
    for number in range(MOST_CARDS + 5):
        contract = ContractFactory(
            account=account, starts_on=today, ends_on=today + timedelta(days=40 + number), fee_minor=10_000, fee_period="year"
        )
        RenewalFactory(contract=contract)
    board = board_of(eli)
    column = board.columns[0]
    assert (len(column.cards), column.count, column.has_more) == (MOST_CARDS, MOST_CARDS + 5, True)
    assert column.yearly.total == Money((MOST_CARDS + 5) * 10_000, "EUR")
    assert [card.ends_on for card in column.cards] == sorted(card.ends_on for card in column.cards)


def test_c5_sums_are_in_the_house_currency_and_name_what_has_no_rate(account, today, eli):
    ExchangeRate.objects.create(currency="GBP", on=today - timedelta(days=3), house_per_unit="1.2")
    for currency in ("EUR", "GBP", "THB"):
        RenewalFactory(contract=ContractFactory(account=account, currency=currency, fee_minor=100_000, fee_period="year"))
    total = board_of(eli).total
    assert (total.total, total.rates_of) == (Money(220_000, "EUR"), today - timedelta(days=3))
    assert total.without_rate == (Money(100_000, "THB"),)


def test_c5_the_months_of_the_board_are_the_rows_behind_their_links(client, account, today, eli):
    for days in (-5, 3, 40, 70, 100):
        RenewalFactory(
            contract=ContractFactory(account=account, starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=days + 5))
        )
    board = board_of(eli)
    client.force_login(eli)
    for month, number, _worth in board.by_month():
        answer = client.get(board.month_url(month))
        assert answer.context["listing"].count == number


def test_c5_a_filter_narrows_the_board(page, account, renewal, sam, dana, today):
    other = AccountFactory(name="Other one")
    SeatFactory(account=other, person=sam, is_lead=True)
    RenewalFactory(contract=ContractFactory(account=other, name="Other contract", ends_on=today + timedelta(days=50)))
    assert "Other one" in page(dana, "renewal_board")
    assert "Other one" not in page(dana, "renewal_board", query=f"?q={account.code}").split("My accounts")[-1].split('id="content"')[-1]


def test_c5_the_board_counts_all_that_are_past_their_notice_day(account, today, eli):
    for number in range(MOST_CARDS + 3):
        ends_on = today + timedelta(days=number)
        contract = ContractFactory(account=account, starts_on=today - timedelta(days=300), ends_on=ends_on, notice_count=90)
        RenewalFactory(contract=contract)
    board = board_of(eli)
    assert (len(board.upcoming), board.past) == (MOST_CARDS, MOST_CARDS + 3)


def test_c5_kept_sums_stand_beside_cards_of_now_and_say_when_they_were_counted(page, client, account, renewal, dana, monkeypatch):
    """What somebody else does within the minute shows on the cards at once; a card out of sight is gone at once (C8)."""
    monkeypatch.setattr("core.kept.SLOW_SECONDS", -1)
    assert "counted anew after a minute" not in page(dana, "renewal_board")
    Renewal.objects.filter(pk=renewal.pk).update(stage=RenewalStage.NEGOTIATION)
    assert "counted anew after a minute" in page(dana, "renewal_board")
    assert [(card.renewal, card.column) for card in board_of(dana).cards] == [(renewal.pk, RenewalStage.NEGOTIATION)]
    Seat.objects.filter(account=account).delete()
    assert board_of(dana).found.is_kept
    assert board_of(dana).cards == ()


def test_c5_what_is_kept_of_my_accounts_is_not_shown_to_another_who_sees_as_much(page, account, renewal, hana, monkeypatch):
    monkeypatch.setattr("core.kept.SLOW_SECONDS", -1)
    SeatFactory(account=account, person=hana, role="director")
    other_head = PersonFactory(rank=hana.rank)
    card = renewal.get_absolute_url()
    assert [card in page(person, "renewal_board", query="?mine=true") for person in (other_head, hana)] == [False, True]


# ── Constant queries ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["contract_list", "renewal_list", "renewal_board"])
def test_c5_lists_ask_a_constant_number_of_queries(name, client, sam, account, today, django_assert_max_num_queries):
    ExchangeRate.objects.create(currency="GBP", on=today, house_per_unit="1.2")
    for number in range(30):
        contract = ContractFactory(
            account=account, starts_on=today, ends_on=today + timedelta(days=20 + number), currency=["EUR", "GBP"][number % 2]
        )
        RenewalFactory(contract=contract, stage=list(RenewalStage)[number % 4])
    client.force_login(sam)
    client.get(reverse(name))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse(name))


def test_c5_one_contract_and_one_renewal_ask_few_queries(client, sam, account, renewal, contract, django_assert_max_num_queries):
    for number in range(1, 4):
        amendment = AmendmentFactory(contract=contract, number=number)
        for role in ("lead", "traffic", "finance"):
            AcknowledgementFactory(amendment=amendment, role=role)
    renewal_actions.forecast(renewal, by=sam, likelihood=60)
    client.force_login(sam)
    for url in (contract.get_absolute_url(), renewal.get_absolute_url(), reverse("account_contracts", args=[account.pk])):
        client.get(url)
        with django_assert_max_num_queries(MOST_QUERIES + 3):
            client.get(url)


def test_c5_the_picture_of_the_account_page(account, page, eli, settings):
    settings.AGENCY_HOLIDAYS = ""
    contract = ContractFactory(account=account, starts_on=date(2025, 6, 1), ends_on=date(2026, 5, 31), notice_count=60)
    assert contract.last_safe_notice_on == date(2026, 3, 27)
    assert "27 Mar" in page(eli, "contract_detail", contract.pk)


# ── My day and search ────────────────────────────────────────────────────────────────────────────


def test_c5_an_index_that_waits_stands_in_my_day_and_is_stated_there(client, page, account, sam, today):
    contract = ContractFactory(
        account=account, name="Waiting", uplift_kind="index", uplift_percent=4, uplift_index="HICP", is_uplift_open=True
    )
    assert "State the index for Waiting" in page(sam, "my_day")
    client.post(reverse("contract_index", args=[contract.pk]), {"version": 1, "index_percent": "2.5", "effective_on": str(today)})
    contract.refresh_from_db()
    assert (contract.fee_minor, contract.is_uplift_open) == (102_500, False)
    assert "State the index" not in page(sam, "my_day")


def test_c5_what_my_day_asks_of_a_decider_is_what_they_may_do(account, today, sam, dana, eli):
    """Twins: ranks_for() and rank_for_renewal(); with_proposer() and proposed_it()."""
    ExchangeRate.objects.create(currency="GBP", on=today, house_per_unit="1.2")
    ApprovalRuleFactory(amount_from_minor=0, rank_required=30)
    ApprovalRuleFactory(amount_from_minor=10_000_000, rank_required=40)
    renewals = []
    for number, (currency, fee) in enumerate((("EUR", 100_000), ("GBP", 800_000), ("GBP", 650_000), ("THB", 1), ("EUR", 900_000))):
        contract = ContractFactory(
            account=account, name=f"Number {number}", ends_on=today + timedelta(days=9), fee_minor=fee, currency=currency
        )
        renewals.append(RenewalFactory(contract=contract, opened_on=today))
    for renewal, author in zip(renewals, (sam, eli, dana, eli, eli), strict=True):
        renewal_actions.propose(renewal, by=author, fee=renewal.contract.fee, today=today)
    for person in (sam, dana):
        asked = {need.key for need in renewals_to_decide(person, today)}
        may = {f"renewal:{one.pk}" for one in Renewal.objects.all() if person.has_perm("clients.decide_renewal", one)}
        assert asked == may
        assert may


def test_c5_the_search_finds_a_contract_for_those_who_see_it(page, contract, sam, otto):
    assert contract.get_absolute_url() in page(sam, "search", query="?q=Kaura, ret")
    assert contract.get_absolute_url() not in page(otto, "search", query="?q=Kaura, ret")


def test_c5_the_stepper_of_a_decided_renewal_names_only_stages_that_it_came_to(client, contract, dana, today):
    renewal = RenewalFactory(contract=contract, opened_on=today - timedelta(days=40))
    client.force_login(dana)

    def steps():
        return [(step["name"], step["state"]) for step in client.get(renewal.get_absolute_url()).context["steps"]]

    assert [state for _, state in steps()] == ["now", "next", "next", "next", "next"]
    Renewal.objects.filter(pk=renewal.pk).update(stage=RenewalStage.LAPSED, decided_on=today, reason="Ended without a decision")
    assert steps() == [("Upcoming", "done"), ("Lapsed", "done")]
    Renewal.objects.filter(pk=renewal.pk).update(decided_on=today - timedelta(days=60))
    assert steps() == [("Lapsed", "done")]
