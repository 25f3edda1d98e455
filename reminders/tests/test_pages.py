"""The inbox, its answers, the calendar feed (S1)."""

import csv
from datetime import timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from care.models import CheckIn
from clients.models import Contract
from clients.tests.factories import ContractFactory
from core.errors import Refused
from core.models import Event, Heartbeat
from core.my_day import needs_of
from people import actions as people_actions
from people.models import Absence, Person
from people.tests.factories import PersonFactory
from reminders import actions, engine
from reminders.models import Reminder
from reminders.states import ReminderState

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """The day on which the test runs: a run that begins before midnight ends on another day than it began."""
    monkeypatch.setitem(globals(), "TODAY", timezone.localdate())


@pytest.fixture
def eve(db):
    """Somebody who has nothing to do with any of it."""
    return PersonFactory(name="Eve Else")


def page(client, person, url="/reminders/"):
    client.force_login(person)
    return client.get(url)


def test_s1_the_inbox_shows_mine_and_nobody_elses(client, due, boss, eve):
    (reminder,) = due(1)
    name = reminder.subject.person.name
    assert f"Name a cover for {name}" in page(client, boss).content.decode()
    assert name not in page(client, eve).content.decode()


def test_p8_the_cover_finds_it_in_their_inbox_marked_for_whom(client, due, boss, eve):
    due(1)
    Absence.objects.create(person=boss, starts_on=TODAY, ends_on=TODAY, cover=eve)
    assert "for Bea Boss" in page(client, eve).content.decode()


def test_s1_the_inbox_of_many_takes_as_many_queries_as_that_of_one(client, due, boss, django_assert_max_num_queries):
    due(40, passed=PersonFactory())
    client.force_login(boss)
    client.get("/reminders/")
    with django_assert_max_num_queries(12):
        assert client.get("/reminders/").content.decode().count("data-row") == 40


def lines_of(answer) -> list[dict]:
    return list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines()))


def test_s4_the_inbox_comes_out_as_a_file_with_all_that_is_shown(client, due, boss, eve, monkeypatch):
    """All of it and not the page alone, in pieces; put off and closed with why, when and by whom."""
    monkeypatch.setattr("reminders.sheet.READ_AT_ONCE", 2)
    monkeypatch.setattr("reminders.inbox.PAGE", 2)
    reminders = due(5)
    lines = lines_of(page(client, boss, "/reminders/?export=csv"))
    assert [line["Reminder"] for line in lines] == [f"Name a cover for {one.subject.person.name}" for one in reminders]
    assert all(line["Day"] and line["Why"] and line["Page"].startswith("http") for line in lines)
    actions.snooze(reminders[0], by=boss, today=TODAY, until=TODAY + timedelta(days=2), reason="They are away")
    actions.mark_done(reminders[1], by=boss, now=timezone.now())
    (later,) = lines_of(page(client, boss, "/reminders/?show=snoozed&export=csv"))
    assert (later["Put off until"], later["Put off because"]) == ((TODAY + timedelta(days=2)).isoformat(), "They are away")
    (closed,) = lines_of(page(client, boss, "/reminders/?show=closed&export=csv"))
    assert (closed["Closed by"], bool(closed["Closed at"]), bool(closed["Outcome"])) == (str(boss), True, True)
    assert lines_of(page(client, eve, "/reminders/?export=csv")) == []
    assert page(client, boss, "/reminders/?export=xlsx")["Content-Type"].endswith("sheet")
    assert page(client, boss, "/reminders/?export=pdf").status_code == 404


def test_s4_the_file_of_the_inbox_tells_the_hour_of_its_reader(client, due, boss):
    """The agency's clock shows another: a stream is made when the page is over."""
    type(boss).objects.filter(pk=boss.pk).update(time_zone="Pacific/Kiritimati")
    boss.refresh_from_db()
    (reminder,) = due(1)
    now = timezone.now()
    actions.mark_done(reminder, by=boss, now=now)
    (line,) = lines_of(page(client, boss, "/reminders/?show=closed&export=csv"))
    assert line["Closed at"] == f"{now.astimezone(ZoneInfo('Pacific/Kiritimati')):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("show", ["passed", "snoozed", "closed"])
def test_s1_each_part_of_the_inbox_opens_and_says_what_will_be_there(client, boss, show):
    assert page(client, boss, f"/reminders/?show={show}").status_code == 200
    assert page(client, boss, "/reminders/?show=nonsense").status_code == 404


def test_s1_done_closes_it_and_those_below_and_leaves_those_above(client, due, boss):
    (mine,) = due(1)
    below, above = PersonFactory(), PersonFactory()
    fields = {name: getattr(mine, name) for name in ("rule", "subject_type", "subject_id", "anchor_on", "step")}
    moments = {"due_on": mine.due_on, "next_attempt_at": mine.next_attempt_at, "created_at": mine.created_at}
    Reminder.objects.create(**fields, **moments, rung=0, recipient=below)
    Reminder.objects.create(**fields, **moments, rung=2, recipient=above, passed=boss)
    client.force_login(boss)
    assert client.post(f"/reminders/{mine.pk}/done/").status_code == 302
    assert set(Reminder.objects.values_list("rung", "state", "outcome")) == {
        (0, "done", "by_hand"), (1, "done", "by_hand"), (2, "pending", "")
    }  # fmt: skip
    assert Event.objects.filter(verb="reminder.done", actor=boss).exists()
    assert client.post(f"/reminders/{mine.pk}/done/").status_code == 409


def test_s1_nobody_answers_for_another(client, due, eve):
    (reminder,) = due(1)
    client.force_login(eve)
    assert client.post(f"/reminders/{reminder.pk}/done/").status_code == 404
    assert client.get(f"/reminders/{reminder.pk}/snooze/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.mark_done(reminder, by=eve, now=timezone.now())
    assert Reminder.objects.get().is_open


def test_s1_done_wants_a_post(client, due, boss):
    (reminder,) = due(1)
    assert page(client, boss, f"/reminders/{reminder.pk}/done/").status_code == 405


def test_s1_putting_off_wants_a_reason_and_a_day_before_the_day_itself(client, due, boss):
    (reminder,) = due(1)  # about the day after tomorrow
    client.force_login(boss)
    url = f"/reminders/{reminder.pk}/snooze/"
    for until, reason in ((TODAY, "x"), (TODAY + timedelta(days=3), "x"), (TODAY + timedelta(days=1), "")):
        assert client.post(url, {"until": until.isoformat(), "reason": reason}).status_code == 422
    assert client.post(url, {"until": (TODAY + timedelta(days=1)).isoformat(), "reason": "Out of office"}).status_code == 302
    assert Reminder.objects.get().snooze_reason == "Out of office"
    assert "Name a cover" not in client.get("/reminders/").content.decode()
    assert "Put off: Out of office" in client.get("/reminders/?show=snoozed").content.decode()


def test_s1_what_is_put_off_leaves_my_day_too(account, eli):
    ContractFactory(account=account, starts_on=TODAY - timedelta(days=300), ends_on=TODAY + timedelta(days=30))
    engine.sweep(TODAY, now=timezone.now())
    reminder = Reminder.objects.get(rule="renewal")
    keys = [need.key for need in needs_of(eli, today=TODAY)]
    assert len([key for key in keys if key.startswith("renewal:")]) == 1
    actions.snooze(reminder, by=eli, until=TODAY + timedelta(days=2), reason="Waiting for the brief", today=TODAY)
    assert [need.key for need in needs_of(eli, today=TODAY) if need.key.startswith("renewal:")] == []


def test_s1_a_closed_reminder_takes_no_answer(due, boss):
    (reminder,) = due(1)
    actions.mark_done(reminder, by=boss, now=timezone.now())
    with pytest.raises(Refused):
        actions.snooze(reminder, by=boss, until=TODAY + timedelta(days=1), reason="x", today=TODAY)


def test_p3_mails_that_came_back_are_shown_to_whoever_stands_above_and_sent_again(client, due, sam, dana, otto):
    (reminder,) = due(1, recipient=sam, state=ReminderState.FAILED, last_error="550 No such mailbox")
    assert "No such mailbox" in page(client, dana, "/reminders/undelivered/").content.decode()
    assert page(client, otto, "/reminders/undelivered/").status_code == 403
    client.force_login(dana)
    assert client.post(f"/reminders/{reminder.pk}/send-again/").status_code == 302
    assert Reminder.objects.get().state == "pending"
    outsider = otto.reports_to
    Reminder.objects.update(state=ReminderState.FAILED)
    assert "No such" not in page(client, outsider, "/reminders/undelivered/").content.decode()
    assert client.post(f"/reminders/{reminder.pk}/send-again/").status_code == 404


def test_p8_open_reminders_change_hands_with_the_work(account, eli, cora, sam):
    ContractFactory(account=account, starts_on=TODAY - timedelta(days=300), ends_on=TODAY + timedelta(days=30))
    engine.sweep(TODAY, now=timezone.now())
    people_actions.hand_over(eli, to=cora, by=sam, today=TODAY)
    assert set(Reminder.objects.open().filter(rule="renewal").values_list("recipient__name", flat=True)) == {"Cora Coordinator"}
    engine.sweep(TODAY, now=timezone.now())
    assert Reminder.objects.open().filter(rule="renewal").count() == 1


# ── The calendar feed ────────────────────────────────────────────────────────────────────────────


def feed_of(person):
    token = actions.make_feed(person, by=person)
    response = Client().get(f"/calendar/{token}.ics")
    return icalendar.Calendar.from_ical(response.content), response


def test_s1_the_feed_holds_check_ins_notice_days_and_ends_of_my_accounts(account, eli, otto):
    contract = ContractFactory(account=account, starts_on=TODAY, ends_on=TODAY + timedelta(days=200), notice_count=30)
    CheckIn.objects.create(account=account, planned_on=TODAY + timedelta(days=2), planned_at="10:30", owner=eli)
    CheckIn.objects.create(account=account, planned_on=TODAY + timedelta(days=5), owner=otto)
    calendar, response = feed_of(eli)
    found = {str(event["uid"]).split("-")[0]: event for event in calendar.walk("VEVENT")}
    assert set(found) == {"checkin", "notice", "term"}
    assert found["notice"]["dtstart"].dt == Contract.objects.get(pk=contract.pk).last_safe_notice_on
    assert response["Cache-Control"].startswith("max-age=0")
    assert response["X-Robots-Tag"].startswith("noindex")
    theirs, _ = feed_of(PersonFactory())
    assert theirs.walk("VEVENT") == []


def test_s1_only_the_newest_address_of_the_feed_opens_and_only_its_hash_is_kept(client, eli):
    client.force_login(eli)
    first = client.post("/calendar/").context["url"]
    second = client.post("/calendar/").context["url"]
    path = second.removeprefix("http://localhost:8000")
    assert path not in client.get("/calendar/").content.decode()
    anybody = Client()
    assert anybody.get(first.removeprefix("http://localhost:8000")).status_code == 404
    assert anybody.get(path).status_code == 200
    assert anybody.get("/calendar/.ics").status_code == 404
    assert path.split("/")[-1].removesuffix(".ics") not in Person.objects.get(pk=eli.pk).feed_token_hash
    client.post("/calendar/stop/")
    assert anybody.get(path).status_code == 404


def test_s1_the_feed_of_somebody_who_left_is_closed(eli):
    token = actions.make_feed(eli, by=eli)
    Person.objects.filter(pk=eli.pk).update(is_active=False)
    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_s1_nobody_makes_a_feed_for_another(eli, sam):
    with pytest.raises(PermissionDenied):
        actions.make_feed(eli, by=sam)


def test_s6_an_admin_is_told_on_every_page_when_the_clock_is_silent(client, ada, eli):
    words = "No beat for three minutes"
    assert words in page(client, ada).content.decode()
    assert words not in page(client, eli).content.decode()
    for name in ("clock", "sweep", "delivery"):
        Heartbeat.objects.seen(name, at=timezone.now())
    assert words not in page(client, ada).content.decode()


def test_s6_reminders_are_read_in_the_admin_and_sent_again_by_its_button(client, ada, due):
    (reminder,) = due(1, state=ReminderState.FAILED, last_error="550")
    engine.sweep(TODAY, now=timezone.now(), only=set())
    client.force_login(ada)
    for name in ("reminder", "digest", "sweeprun"):
        assert client.get(f"/admin/reminders/{name}/").status_code == 200
    assert client.get(f"/admin/reminders/reminder/{reminder.pk}/change/").status_code == 200
    assert client.post(f"/admin/reminders/reminder/{reminder.pk}/change/", {"state": "done"}).status_code == 403
    client.post("/admin/reminders/reminder/", {"action": "send_again", "_selected_action": [reminder.pk]})
    assert Reminder.objects.get(pk=reminder.pk).state == "pending"
