"""Each page with its happy path and its Otto, its number of queries, and what a form does."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from clients.models import Account, Client, Contact, Preference, SalesHandover, Seat
from clients.my_day import by_name_or_number
from clients.states import ClientState, DecisionRole, Fit, SeatRole
from clients.tests.factories import (
    AccountFactory,
    BoughtServiceFactory,
    CompetitorFactory,
    ContactFactory,
    ContractFactory,
    LeadFactory,
    MarketNoteFactory,
    PreferenceFactory,
    RenewalFactory,
    SalesHandoverFactory,
    SeatFactory,
    ServiceFactory,
)

MOST_QUERIES = 12
ACCOUNT_PAGES = [
    "account_detail",
    "account_change",
    "account_close",
    "account_reopen",
    "account_history",
    "account_team",
    "account_lead",
    "account_contacts",
    "account_services",
    "sales_handover",
    "preference_add",
    "bought_service_add",
    "seat_add",
]
CLIENT_PAGES = ["client_detail", "client_change", "market_note_list", "competitor_add", "market_note_add", "account_add", "contact_add"]


@pytest.fixture
def full_account(account, eli, sam):
    """An account with some of everything, so that nothing leaks unseen and no page is empty."""
    account.client.tier = "key"
    account.client.save()
    chief = ContactFactory(client=account.client, name="Jukka Hämeenkorpi", decision_role=DecisionRole.DECISION_MAKER, power=3, attitude=-1)
    ContactFactory(client=account.client, name="Sirpa Leskelä", reports_to=chief, decision_role=DecisionRole.SPONSOR, attitude=2)
    contract = ContractFactory(account=account, name="Kaura retainer", ends_on=localdate() + timedelta(days=40), starts_on=date(2020, 1, 1))
    RenewalFactory(contract=contract)
    BoughtServiceFactory(account=account, contract=contract, fit=Fit.POOR, fit_on=date(2026, 1, 1))
    PreferenceFactory(account=account, contact=chief)
    CompetitorFactory(client=account.client)
    MarketNoteFactory(client=account.client)
    SalesHandoverFactory(account=account)
    return account


@pytest.mark.parametrize("page", ACCOUNT_PAGES)
def test_c1_pages_of_an_account_open_for_its_supervisor_and_do_not_exist_for_otto(page, client, full_account, sam, otto):
    url = reverse(page, args=[full_account.pk])
    client.force_login(sam)
    shown = client.get(url)
    assert shown.status_code == 200
    assert full_account.name in shown.content.decode()
    client.force_login(otto)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("page", CLIENT_PAGES)
def test_c2_pages_of_a_client_open_for_its_supervisor_and_do_not_exist_for_otto(page, client, full_account, sam, otto):
    url = reverse(page, args=[full_account.client_id])
    client.force_login(sam)
    shown = client.get(url)
    assert shown.status_code == 200
    assert full_account.client.name in shown.content.decode()
    client.force_login(otto)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("page", ["client_list", "account_list", "contact_list"])
@pytest.mark.parametrize("export", ["", "csv"])
def test_c1_lists_and_exports_hold_what_one_may_see(page, export, client, full_account, sam, otto):
    word = "Sirpa" if page == "contact_list" else "Pohjola" if page == "client_list" else "Kaura"
    url = reverse(page) + (f"?export={export}" if export else "")

    def words(person):
        client.force_login(person)
        shown = client.get(url)
        return (b"".join(shown.streaming_content) if shown.streaming else shown.content).decode()

    assert word in words(sam)
    assert word not in words(otto)


@pytest.mark.parametrize("page", ["client_list", "account_list", "contact_list"])
def test_s2_lists_ask_the_same_few_questions_whatever_their_length(page, client, full_account, sam, eli, django_assert_max_num_queries):
    client.force_login(sam)
    client.get(reverse(page))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse(page))
    for _n in range(20):
        other = AccountFactory()
        LeadFactory(account=other, person=eli)
        ContactFactory(client=other.client)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse(page))


@pytest.mark.parametrize(
    "page", ["account_detail", "account_history", "account_team", "account_contacts", "account_services", "sales_handover"]
)
def test_c1_the_account_asks_few_questions(page, client, full_account, sam, django_assert_max_num_queries):
    client.force_login(sam)
    url = reverse(page, args=[full_account.pk])
    client.get(url)
    for n in range(10):
        ContactFactory(client=full_account.client)
        ContractFactory(account=full_account, ends_on=date(2030, 1, 1 + n))
        SeatFactory(account=full_account)
        BoughtServiceFactory(account=full_account)
        PreferenceFactory(account=full_account)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(url)


@pytest.mark.parametrize("page", ["client_detail", "contact_detail"])
def test_c2_the_client_and_the_contact_ask_few_questions(page, client, full_account, sam, django_assert_max_num_queries):
    client.force_login(sam)
    pk = full_account.client_id if page == "client_detail" else full_account.client.contacts.first().pk
    client.get(reverse(page, args=[pk]))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse(page, args=[pk]))


def test_c1_one_look_tells_who_what_until_when_what_next_and_what_is_wrong(client, full_account, sam):
    client.force_login(sam)
    page = client.get(reverse("account_detail", args=[full_account.pk])).content.decode()
    for words in ("Eli Executive", "Kaura retainer", "Last safe notice day", "Heard lately", "1 service fits poorly", "No champion yet"):
        assert words in page, words


# ── Fees (permission clients.see_fees) ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(("who", "sees"), [("cora", False), ("eli", True), ("sam", True)])
def test_f1_fees_are_in_page_list_and_export_only_for_whoever_may_see_them(who, sees, client, full_account, request):
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("account_detail", args=[full_account.pk])).content.decode()
    listed = client.get(reverse("account_list")).content.decode()
    exported = b"".join(client.get(reverse("account_list") + "?export=csv").streaming_content).decode()
    assert ("12,000" in page, "12,000" in listed, "12000" in exported) == (sees, sees, sees)
    assert ("Fee a year" in listed, "Fee a year" in exported) == (sees, sees)


# ── Forms ────────────────────────────────────────────────────────────────────────────────────────


def test_c7_a_prospect_is_entered_once_however_often_the_button_is_pressed(client, eli):
    client.force_login(eli)
    form = client.get(reverse("client_add")).context["form"]
    typed = {"name": "Halden Ferries", "state": "prospect", "tier": "standard", "owner": eli.pk, "form_key": str(form["form_key"].value())}
    first, second = (client.post(reverse("client_add"), typed) for _n in range(2))
    assert first.url == second.url == Client.objects.get().get_absolute_url()


def test_c2_an_edit_with_an_old_version_is_answered_with_409(client, account, sam):
    client.force_login(sam)
    typed = {"name": "Pohjola", "tier": "key", "version": 0}
    answer = client.post(reverse("client_change", args=[account.client_id]), typed)
    assert answer.status_code == 409
    assert Client.objects.get(pk=account.client_id).name == "Pohjola Oats"


def test_c7_a_client_is_lost_with_a_reason_in_the_browser(client, account, sam):
    client.force_login(sam)
    url = reverse("client_move", args=[account.client_id, "lose"])
    assert client.post(url, {"version": 1, "cause": "merged", "note": ""}).status_code == 422
    assert client.post(url, {"version": 1, "cause": "", "note": "They merged"}).status_code == 422
    assert client.post(url, {"version": 1, "cause": "merged", "note": "They merged"}).status_code == 302
    assert Client.objects.get().state == ClientState.LOST


def test_c7_a_move_that_does_not_exist_or_is_not_allowed_is_refused(client, account, eli):
    client.force_login(eli)
    assert client.get(reverse("client_move", args=[account.client_id, "burn"])).status_code == 404
    assert client.get(reverse("client_move", args=[account.client_id, "lose"])).status_code == 403


def test_c1_an_account_is_opened_with_its_lead(client, account, sam, eli):
    client.force_login(sam)
    typed = {"name": "Barista", "code": "", "currency": "EUR", "opened_on": "2026-01-01", "lead": eli.pk, "tier": ""}
    answer = client.post(reverse("account_add", args=[account.client_id]), typed)
    made = Account.objects.get(name="Barista")
    assert (answer.url, made.code) == (made.get_absolute_url(), "BARIS")
    assert Seat.objects.leads().get(account=made).person == eli


def test_c1_what_the_domain_refuses_stands_on_the_form_and_nothing_typed_is_lost(client, account, sam):
    client.force_login(sam)
    typed = {"name": "Kaura", "code": "NEU", "currency": "EUR", "opened_on": "2026-01-01"}
    answer = client.post(reverse("account_add", args=[account.client_id]), typed)
    assert answer.status_code == 422
    assert "has an account Kaura already" in answer.content.decode()


def test_p8_seats_are_taken_and_left_in_the_browser(client, account, sam, pia):
    client.force_login(sam)
    client.post(reverse("seat_add", args=[account.pk]), {"person": pia.pk, "role": "planner", "starts_on": "2026-01-05"})
    seat = Seat.objects.get(person=pia)
    client.post(reverse("seat_change", args=[seat.pk]), {"role": "liaison", "on": "2026-02-01", "version": 1})
    later = Seat.objects.get(person=pia, ends_on=None)
    client.post(reverse("seat_leave", args=[later.pk]), {"on": "2026-03-01", "version": later.version})
    assert [(one.role, one.ends_on) for one in Seat.objects.filter(person=pia).order_by("pk")] == [
        (SeatRole.PLANNER, date(2026, 1, 31)),
        (SeatRole.LIAISON, date(2026, 3, 1)),
    ]


def test_p8_many_accounts_get_a_lead_from_the_list(client, account, sam, eli):
    other = AccountFactory()
    SeatFactory(account=other, person=eli)
    client.force_login(sam)
    picked = {"pick": [account.pk, other.pk], "all": "", "state": ""}
    assert client.post(reverse("account_assign_lead"), picked).status_code == 200
    client.post(reverse("account_assign_lead"), picked | {"person": sam.pk, "on": localdate().isoformat()})
    assert {seat.account for seat in Seat.objects.leads().filter(person=sam, ends_on=None)} == {account, other}


def test_p8_walling_oneself_out_leads_back_to_the_list(client, account, dana):
    Seat.objects.filter(account=account, person=dana).delete()
    client.force_login(dana)
    answer = client.post(reverse("account_wall", args=[account.pk]), {"version": 1, "note": "They compete"})
    assert answer.url == reverse("account_list")
    assert client.get(reverse("account_detail", args=[account.pk])).status_code == 404


def test_c3_a_contact_is_added_changed_and_says_goodbye(client, account, cora):
    client.force_login(cora)
    url = reverse("contact_add", args=[account.client_id])
    typed = {"name": "Elina", "power": 1, "attitude": 0, "consent": "unknown"}
    client.post(f"{url}?account={account.pk}", typed)
    contact = Contact.objects.get()
    client.post(reverse("contact_change", args=[contact.pk]), typed | {"name": "Elina R", "version": 1})
    client.post(reverse("contact_left", args=[contact.pk]), {"on": "2026-02-01", "version": 2})
    contact.refresh_from_db()
    assert (contact.name, contact.left_on) == ("Elina R", date(2026, 2, 1))
    client.post(reverse("contact_came_back", args=[contact.pk]), {"version": 3})
    contact.refresh_from_db()
    assert contact.left_on is None


def test_c3_contacts_of_an_account_one_may_not_see_are_hidden(client, account, walled_account, sam):
    own = ContactFactory(client=account.client, name="Seen")
    hidden_account = AccountFactory(client=account.client, is_walled=True)
    hidden = ContactFactory(client=account.client, account=hidden_account, name="Hidden")
    client.force_login(sam)
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "Hidden" not in client.get(account.client.get_absolute_url()).content.decode()


def test_c4_a_service_is_bought_and_rated_in_the_browser(client, account, eli):
    service = ServiceFactory()
    client.force_login(eli)
    client.post(reverse("bought_service_add", args=[account.pk]), {"service": service.pk, "bought_on": "2026-01-01"})
    bought = account.bought_services.get()
    assert client.post(reverse("bought_service_rate", args=[bought.pk]), {"fit": "poor", "note": "", "version": 1}).status_code == 422
    client.post(reverse("bought_service_rate", args=[bought.pk]), {"fit": "poor", "note": "No reports", "version": 1})
    client.post(reverse("bought_service_change", args=[bought.pk]), {"service": service.pk, "bought_on": "2026-01-02", "version": 2})
    client.post(reverse("bought_service_end", args=[bought.pk]), {"on": "2026-06-30", "version": 3})
    bought.refresh_from_db()
    assert (bought.fit, bought.fit_note, bought.bought_on, bought.ended_on) == (Fit.POOR, "No reports", date(2026, 1, 2), date(2026, 6, 30))


def test_c4_directors_keep_the_list_of_services(client, dana, sam):
    client.force_login(dana)
    client.post(reverse("service_add"), {"name": "Films", "is_sold": "on"})
    assert "Films" in client.get(reverse("service_list")).content.decode()
    client.force_login(sam)
    assert client.get(reverse("service_add")).status_code == 403


def test_s4_what_the_agency_sells_comes_out_as_a_file_with_how_well_it_serves(client, account, sam, otto):
    BoughtServiceFactory(account=account, service=ServiceFactory(name="=Films", about="From idea to cut"), fit="good", fit_on=localdate())
    ServiceFactory(name="Radio", is_sold=False)

    def lines(person) -> list[list[str]]:
        client.force_login(person)
        answer = client.get(reverse("service_list"), {"export": "csv"})
        return [line[:6] for line in csv.reader(answer.getvalue().decode("utf-8-sig").splitlines())][1:]

    films, radio = ["'=Films", "From idea to cut", "yes"], ["Radio", "", "no", "0", "0", "0"]
    assert lines(sam) == [[*films, "1", "1", "0"], radio]
    assert lines(otto) == [[*films, "0", "0", "0"], radio]  # the accounts that one sees are counted
    assert client.get(reverse("service_list"), {"export": "pdf"}).status_code == 404


def test_p10_the_hand_over_is_written_and_taken_in_the_browser(client, account, sam, eli):
    client.force_login(sam)
    url = reverse("sales_handover", args=[account.pk])
    typed = {"sold_by": sam.pk, "handed_on": "2026-01-01", "promised": "Two films", "needs": "To be known", "risks": ""}
    client.post(url, typed)
    assert client.post(url, typed | {"promised": "Three films", "version": 1}).status_code == 302
    client.force_login(eli)
    client.post(reverse("sales_handover_take", args=[account.pk]))
    handover = SalesHandover.objects.get()
    assert (handover.promised, handover.taken_by) == ("Three films", eli)


def test_c8_a_preference_is_noted_and_withdrawn_in_the_browser(client, account, cora):
    client.force_login(cora)
    client.post(reverse("preference_add", args=[account.pk]), {"text": "No rain", "heard_on": "2026-01-01"})
    heard = Preference.objects.get()
    client.post(reverse("preference_withdraw", args=[heard.pk]), {"version": 1, "note": "They like rain now"})
    heard.refresh_from_db()
    assert heard.withdrawn_on == cora.today


def test_c2_competitors_and_market_notes_come_and_go(client, account, eli):
    client.force_login(eli)
    pk = account.client_id
    client.post(reverse("competitor_add", args=[pk]), {"name": "Havre"})
    competitor = account.client.competitors.get()
    client.post(reverse("competitor_change", args=[competitor.pk]), {"name": "Havre Oy", "version": 1})
    client.post(reverse("market_note_add", args=[pk]), {"text": "New plant", "noted_on": "2026-01-01"})
    note = account.client.market_notes.get()
    client.post(reverse("market_note_change", args=[note.pk]), {"text": "Two plants", "noted_on": "2026-01-01", "version": 1})
    page = client.get(reverse("client_detail", args=[pk])).content.decode()
    assert "Havre Oy" in page
    assert "Two plants" in page
    client.post(reverse("competitor_drop", args=[competitor.pk]), {"version": 2})
    assert not account.client.competitors.exists()


@pytest.mark.parametrize("trouble", ["no_lead", "past_notice", "ended", "coverage", "poor_fit", "amendment", "handover", "any"])
def test_c1_the_list_finds_accounts_by_what_is_wrong(trouble, client, full_account, sam):
    client.force_login(sam)
    assert client.get(reverse("account_list") + f"?trouble={trouble}").status_code == 200


def test_f7_a_list_says_where_a_sum_leaves_other_currencies_out(client, account, sam):
    ContractFactory(account=account, currency="EUR", fee_minor=100_000)
    client.force_login(sam)
    assert "and other currencies" not in client.get(reverse("account_list")).content.decode()
    ContractFactory(account=account, currency="GBP", fee_minor=100_000)
    page = client.get(reverse("account_list")).content.decode()
    assert "12,000" in page
    assert "and other currencies" in page


def test_c2_an_agency_that_begins_is_told_how_and_not_to_clear_a_filter(client, account, hana):
    client.force_login(hana)
    page = client.get(reverse("contract_list")).content.decode()
    assert "No contracts yet" in page
    ContractFactory(account=account, state="ended")
    page = client.get(reverse("contract_list")).content.decode()
    assert "Nothing found" in page  # of those in force: the one there is has ended


def test_c1_a_code_that_another_account_has_is_told_so(client, account, sam):
    """Whoever types cannot know it: the other account may be one that they do not see."""
    client.force_login(sam)
    typed = {"name": "Oats", "code": account.code, "currency": "EUR", "opened_on": "2026-03-10", "form_key": str(uuid4())}
    answer = client.post(reverse("account_add", args=[account.client_id]), typed)
    assert (answer.status_code, answer.context["form"].errors["code"]) == (422, ["“Code” is taken: choose another."])


def test_c2_whoever_stands_above_many_reads_the_first_page_row_by_row_and_counts_as_a_whole(client, account, dana, monkeypatch):
    """Fifty rows are found by asking each whether it is seen; ten thousand are not counted that way (ADR 0035)."""
    monkeypatch.setattr("clients.querysets.WIDE_LINE", -1)
    ContactFactory.create_batch(60, client=account.client)
    client.force_login(dana)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("contact_list")).content.decode()
    assert "60 contacts" in page
    about = [one["sql"] for one in asked if 'FROM "clients_contact"' in one["sql"]]
    counts = [sql for sql in about if "COUNT(*)" in sql]
    assert [("UNION" in sql) for sql in counts] == [True]
    assert not any("UNION" in sql for sql in about if sql not in counts)


def test_c1_an_account_without_a_lead_says_when_that_was_looked_up_where_it_was_not_for_this_page(account):
    rows = [(account.pk, account.name, account.code, 1)]
    (fresh,), (kept,) = by_name_or_number(rows), by_name_or_number(rows, said_at=datetime(2026, 3, 13, 9, 4, 5, tzinfo=UTC))
    assert fresh.why == "Nobody answers for it"
    assert re.fullmatch(r"Nobody answers for it; counted at \d\d:04:05", kept.why)
    assert fresh.key == kept.key == f"account:{account.pk}"
