"""R1: the pages of check-ins and actions: the happy path, the stranger, the queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from care.models import ActionItem, CheckIn
from care.states import CheckInState
from care.tests.factories import ActionItemFactory, CheckInFactory, HeldCheckInFactory
from clients.models import Renewal
from clients.tests.factories import ContactFactory, ContractFactory, RenewalFactory

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
EMPTY_ROWS = {"next-TOTAL_FORMS": "3", "next-INITIAL_FORMS": "0"}
FORM_KEY = "6f1c1a39-6a0e-4b0e-9d0e-0123456789ab"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def check_in(account, eli, today):
    return CheckInFactory(account=account, owner=eli, planned_on=today, is_from_cadence=True)


@pytest.fixture
def item(account, eli, today):
    return ActionItemFactory(account=account, owner=eli, due_on=today, what="Send the media plan")


@pytest.fixture
def page(client):
    def ask(person, url):
        client.force_login(person)
        answer = client.get(url)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    return ask


@pytest.mark.parametrize("name", ["check_in_detail", "check_in_hold", "check_in_change", "check_in_miss", "check_in_cancel"])
def test_r1_for_a_stranger_there_is_no_check_in(name, client, check_in, otto):
    client.force_login(otto)
    assert client.get(reverse(name, args=[check_in.pk])).status_code == 404


@pytest.mark.parametrize("name", ["account_check_ins", "check_in_plan", "action_item_add"])
def test_r1_for_a_stranger_there_is_no_account(name, client, account, otto):
    client.force_login(otto)
    assert client.get(reverse(name, args=[account.pk])).status_code == 404


def test_r1_a_stranger_cannot_log_with_an_account_they_do_not_know(client, account, otto):
    client.force_login(otto)
    assert client.get(reverse("check_in_log") + f"?account={account.pk}").status_code == 404
    assert client.post(reverse("check_in_log"), {"account": account.code}).status_code == 422


@pytest.mark.parametrize("name", ["check_in_list", "check_in_week", "action_item_list"])
def test_r1_a_strangers_lists_are_empty(name, page, check_in, item, otto):
    words = page(otto, reverse(name) + "?mine=no")
    assert "Kaura" not in words
    assert "media plan" not in words


def test_r1_a_check_in_is_marked_held_with_who_what_and_what_follows(client, page, check_in, account, eli, sam, today):
    sirpa = ContactFactory(client=account.client, name="Sirpa Mäkivuokko")
    assert "Mark held" in page(eli, check_in.get_absolute_url())
    typed = {"version": 1, "kind": "meeting", "held_on": str(today), "minutes": "25", "contacts": [sirpa.pk], "people": [eli.pk, sam.pk]}
    typed |= EMPTY_ROWS | {"notes": "The packaging is nearly there.", "next-0-what": "Price of a third round", "next-0-owner": sam.pk}
    answer = client.post(reverse("check_in_hold", args=[check_in.pk]), typed | {"next-0-due_on": str(today + timedelta(days=3))})
    assert answer.url == check_in.get_absolute_url()
    words = page(sam, check_in.get_absolute_url())
    for said in ("The packaging is nearly there.", "Sirpa Mäkivuokko", "Price of a third round", "25 minutes"):
        assert said in words
    assert ActionItem.objects.get().owner == sam
    assert "Price of a third round" in page(sam, reverse("my_day"))
    assert CheckIn.objects.planned().filter(account=account).count() == 1


def test_r1_an_action_without_a_day_is_sent_back_and_nothing_is_lost(client, check_in, eli, today):
    client.force_login(eli)
    typed = EMPTY_ROWS | {"version": 1, "kind": "call", "held_on": str(today), "notes": "Long notes", "next-0-what": "Something"}
    answer = client.post(reverse("check_in_hold", args=[check_in.pk]), typed)
    assert answer.status_code == 422
    assert "Long notes" in answer.content.decode()
    assert '<a href="#id_next-0-due_on">' in answer.content.decode()  # the summary on top names it
    check_in.refresh_from_db()
    assert check_in.state == CheckInState.PLANNED


def test_r1_logging_asks_with_whom_and_logs_once(client, account, eli, today):
    client.force_login(eli)
    answer = client.post(reverse("check_in_log"), {"account": "kaura"})
    assert answer.url == reverse("check_in_log") + f"?account={account.pk}"
    typed = EMPTY_ROWS | {"form_key": FORM_KEY, "kind": "call", "held_on": str(today), "notes": "She rang"}
    first, second = client.post(answer.url, typed), client.post(answer.url, typed)
    held = CheckIn.objects.held().get()
    assert first.url == second.url == held.get_absolute_url()


def test_r1_missing_asks_why(client, check_in, eli):
    client.force_login(eli)
    url = reverse("check_in_miss", args=[check_in.pk])
    assert client.post(url, {"version": 1, "note": ""}).status_code == 422
    client.post(url, {"version": 1, "note": "They were at the fair"})
    check_in.refresh_from_db()
    assert (check_in.state, check_in.reason) == (CheckInState.MISSED, "They were at the fair")


def test_r1_moving_from_an_old_page_is_a_409(client, check_in, eli, today):
    client.force_login(eli)
    url = reverse("check_in_change", args=[check_in.pk])
    typed = {"kind": "call", "planned_on": str(today + timedelta(days=1)), "owner": eli.pk}
    assert client.post(url, typed | {"version": 1}).status_code == 302
    assert client.post(url, typed | {"version": 1, "planned_on": str(today + timedelta(days=2))}).status_code == 409


def test_r1_an_action_is_done_in_one_press_and_may_be_taken_back(client, page, item, eli):
    assert "Send the media plan" in page(eli, reverse("my_day"))
    client.post(reverse("action_item_done", args=[item.pk]))
    assert "Send the media plan" not in page(eli, reverse("my_day")).split('id="content"')[-1].replace("Done: Send the media plan", "")
    client.post(reverse("action_item_reopen", args=[item.pk]))
    item.refresh_from_db()
    assert item.done_on is None
    assert client.get(reverse("action_item_done", args=[item.pk])).status_code == 405


def test_r1_a_button_sends_nobody_to_a_foreign_page(client, item, eli):
    client.force_login(eli)
    answer = client.post(reverse("action_item_done", args=[item.pk]), headers={"referer": "https://elsewhere.example/"})
    assert answer.url == item.get_absolute_url()


def test_p2_one_press_in_my_day_leaves_the_reader_there(client, item, eli):
    client.force_login(eli)
    my_day = f"http://testserver{reverse('my_day')}?show=actions"
    assert client.post(reverse("action_item_done", args=[item.pk]), headers={"referer": my_day}).url == my_day


def test_r1_an_owner_without_a_seat_sees_the_action_and_not_the_account(client, page, account, tara, today):
    item = ActionItemFactory(account=account, owner=tara, due_on=today)
    assert reverse("client_detail", args=[account.client_id]) not in page(tara, item.get_absolute_url())
    assert client.get(account.get_absolute_url()).status_code == 404


def test_r1_overdue_ones_stand_out_and_in_my_day(page, account, eli, sam, today):
    late = CheckInFactory(account=account, owner=eli, planned_on=today - timedelta(days=4))
    assert "4 days late" in page(eli, reverse("check_in_list"))
    assert reverse("check_in_hold", args=[late.pk]) in page(eli, reverse("my_day"))
    assert "is overdue" in page(sam, account.get_absolute_url())


def test_r1_the_tab_of_the_account_tells_what_comes_and_what_was_said(page, account, check_in, item, cora, today):
    HeldCheckInFactory(account=account, planned_on=today - timedelta(days=7), notes="Nothing on fire.")
    words = page(cora, reverse("account_check_ins", args=[account.pk]))
    for said in ("Nothing on fire.", "Send the media plan", "every 30 days"):
        assert said in words


@pytest.mark.parametrize("name", ["check_in_list", "check_in_week", "action_item_list"])
def test_r1_lists_ask_a_constant_number_of_queries(name, client, account, eli, today, django_assert_max_num_queries):
    for number in range(25):
        CheckInFactory(account=account, owner=eli, planned_on=today + timedelta(days=number % 5))
        ActionItemFactory(account=account, owner=eli, due_on=today)
    client.force_login(eli)
    client.get(reverse(name))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse(name))


@pytest.mark.parametrize("asked", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_r1_whatever_week_is_asked_for_there_is_a_page(client, page, eli, asked):
    assert "Week of" in page(eli, f"{reverse('check_in_week')}?from={asked}")


def test_r1_one_check_in_and_the_tab_ask_few_queries(client, account, eli, check_in, django_assert_max_num_queries):
    for _number in range(10):
        ActionItemFactory(account=account, check_in=check_in, owner=eli)
        HeldCheckInFactory(account=account, owner=eli)
    client.force_login(eli)
    for url in (check_in.get_absolute_url(), reverse("account_check_ins", args=[account.pk])):
        client.get(url)
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(url)


def test_c5_kept_check_ins_speak_for_the_renewal_and_silence_against_it(account, eli, today):
    from clients.likelihood import refresh_likelihood

    RenewalFactory(contract=ContractFactory(account=account, ends_on=today + timedelta(days=90)))

    def word() -> int:
        renewal = Renewal.objects.select_related("contract__account__client").get()
        refresh_likelihood([renewal], today=today)
        return next(part["value"] for part in renewal.model_why if part["label"] == "Check-ins")

    HeldCheckInFactory(account=account, owner=eli, planned_on=today - timedelta(days=1))
    assert word() == 100
    CheckInFactory(account=account, state=CheckInState.MISSED, reason="ill", planned_on=today - timedelta(days=20))
    assert word() == 70
    CheckIn.objects.held().update(planned_on=today - timedelta(days=100), held_on=today - timedelta(days=100))
    assert word() == 30


def test_r1_search_names_the_contact_whose_action_it_is(page, account, eli):
    contact = ContactFactory(client=account.client, name="Lena Logo")
    ActionItemFactory(account=account, what="Send the logo", owner=None, contact=contact)
    found = page(eli, reverse("search") + "?q=Send+the+logo")
    assert ("Lena Logo" in found, "None" in found) == (True, False)


def test_r1_search_finds_what_was_said_and_what_was_promised_for_those_who_see_it(page, account, item, eli, otto, today):
    HeldCheckInFactory(account=account, planned_on=today, notes="The marmalade launch slips")
    for words in ("marmalade", "media plan"):
        assert "Kaura" in page(eli, reverse("search") + f"?q={words}") or "Send the media plan" in page(
            eli, reverse("search") + f"?q={words}"
        )
        found = page(otto, reverse("search") + f"?q={words}")
        assert "Send the media plan" not in found
        assert "Kaura" not in found
