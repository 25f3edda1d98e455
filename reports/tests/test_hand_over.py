"""P8: what was sent each week and written of this week is the successor's. S1: a report that reaches nobody."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.actions.contact import contact_left
from clients.tests.factories import AccountFactory, ContactFactory, SeatFactory
from core.errors import Refused
from core.models import Event, Letter
from people import actions as people
from people.models import Person
from people.tests.factories import PersonFactory
from reminders.engine import sweep
from reminders.models import Reminder
from reports.models import Report, ReportSchedule
from reports.schedules import change_schedule, send
from reports.states import week_of
from reports.tests.factories import ReportFactory, ScheduleFactory, WordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(sam):
    return PersonFactory(name="Nora Next", email="nora@example.com", reports_to=sam)


@pytest.fixture
def dora(dana):
    """Another supervisor, who takes Sam's line over."""
    return PersonFactory(name="Dora Deputy", email="dora@example.com", rank=30, reports_to=dana)


def hand_over(person, **facts):
    return people.hand_over(person, **{"today": person.today, "note": "They like mornings.", **facts})


def schedule_of(account=None, *, people=(), contacts=(), **facts) -> ReportSchedule:
    schedule = ScheduleFactory(account=account, **facts)
    schedule.people.set(people)
    schedule.contacts.set(contacts)
    return schedule


def readers(schedule) -> set[str]:
    return set(schedule.people.values_list("name", flat=True))


# ── What is sent each week ──


def test_p8_a_schedule_goes_to_the_successor_as_owner_and_as_reader(account, eli, sam, nora):
    schedule = schedule_of(account, made_by=eli, people=[eli, sam])
    others = schedule_of(account, made_by=sam, people=[eli])
    untouched = schedule_of(account, made_by=sam, people=[sam])
    hand_over(eli, to=nora, by=sam)
    for row in (schedule, others, untouched):
        row.refresh_from_db()
    assert (schedule.made_by, readers(schedule)) == (nora, {"Nora Next", "Sam Supervisor"})
    assert (others.made_by, readers(others)) == (sam, {"Nora Next"})
    assert (untouched.version, readers(untouched)) == (1, {"Sam Supervisor"})
    told = Event.objects.filter(verb="report_schedule.handed_over", topic_type__model="account", topic_id=account.pk)
    assert {(event.subject, event.words["person"], event.words["before"]) for event in told} == {
        (one, "Nora Next", "Eli Executive") for one in (schedule, others)
    }
    send(schedule, now=timezone.localtime())
    assert nora.email in Letter.objects.values_list("to_email", flat=True)


def test_p8_a_line_goes_on_under_the_successor_if_they_report_on_one(sam, dana, dora, nora):
    schedule = schedule_of(kind="portfolio", person=sam, made_by=sam, people=[sam, dana])
    hand_over(sam, to=dora, by=dana)
    schedule.refresh_from_db()
    assert (schedule.person, schedule.made_by, readers(schedule)) == (dora, dora, {"Dana Director", "Dora Deputy"})
    hand_over(dora, to=nora, by=dana)  # an executive reports on no line
    schedule.refresh_from_db()
    assert (schedule.person, schedule.is_active) == (dora, False)


def test_p8_a_successor_who_may_not_read_it_gets_none(account, eli, sam, nora, otto):
    schedule = schedule_of(kind="portfolio", person=sam, made_by=sam, people=[eli, sam])
    hand_over(eli, to=otto, by=sam)
    assert readers(schedule) == {"Sam Supervisor"}


def test_p8_the_page_of_a_hand_over_counts_what_is_sent_and_what_is_in_draft(account, eli, sam, client):
    schedule_of(account, made_by=eli)
    schedule_of(account, made_by=sam, people=[eli])
    schedule_of(AccountFactory(closed_on=eli.today), made_by=eli)
    WordFactory(report=ReportFactory(account=account, week_on=week_of(eli.today)), written_by=eli)
    client.force_login(sam)
    page = client.get(reverse("person_hand_over", args=[eli.pk])).text
    assert ("2 reports that are sent each week" in page, "1 report in draft" in page) == (True, True)


def test_p8_what_is_sent_of_a_walled_account_is_handed_over_by_who_sees_it(walled_account, eli, sam, nora, hana):
    SeatFactory(account=walled_account, person=nora)
    other = PersonFactory(name="Former member", reports_to=sam)
    schedule_of(walled_account, made_by=other, people=[eli])
    with pytest.raises(Refused, match="may not see"):
        hand_over(other, to=nora, by=sam)
    hand_over(other, to=nora, by=hana)
    assert ReportSchedule.objects.get().made_by == nora


# ── What is written of this week ──


def test_p8_words_of_this_week_go_on_in_the_successors_name(account, eli, sam, nora):
    week = week_of(eli.today)
    word = WordFactory(report=ReportFactory(account=account, week_on=week), written_by=eli)
    over = WordFactory(report=ReportFactory(account=account, week_on=week - timedelta(days=7)), written_by=eli)
    hand_over(eli, to=nora, by=sam)
    word.refresh_from_db()
    over.refresh_from_db()
    assert (word.written_by, word.text, over.written_by) == (nora, "A quiet week.", eli)
    event = Event.objects.get(verb="report.handed_over")
    assert (event.subject, event.topic) == (word.report, account)


def test_p8_words_of_an_account_that_the_successor_does_not_see_stay_where_they_are(walled_account, eli, sam, hana):
    other = PersonFactory(name="Former member", reports_to=sam)
    word = WordFactory(report=ReportFactory(account=walled_account, week_on=week_of(eli.today)), written_by=other)
    hand_over(other, to=sam, by=hana)
    word.refresh_from_db()
    assert (word.written_by, Event.objects.filter(verb="report.handed_over").exists()) == (other, False)


def test_p8_a_draft_of_the_line_joins_the_successors(account, walled_account, sam, dana, dora):
    week = week_of(sam.today)
    theirs = ReportFactory(kind="portfolio", account=None, person=sam, week_on=week)
    own = ReportFactory(kind="portfolio", account=None, person=dora, week_on=week)
    activity = ReportFactory(kind="activity", account=None, person=sam, week_on=week)
    WordFactory(report=own, written_by=dora, text="Mine.")
    WordFactory(report=theirs, written_by=sam, text="Sam's.")
    WordFactory(report=theirs, written_by=sam, key=f"account:{account.pk}", text="Beside.")
    WordFactory(report=theirs, written_by=sam, key=f"did:{walled_account.pk}:1", text="Behind the wall.")
    WordFactory(report=activity, written_by=sam)
    hand_over(sam, to=dora, by=dana)
    assert set(Report.objects.values_list("kind", "person")) == {("portfolio", sam.pk), ("portfolio", dora.pk), ("activity", dora.pk)}
    assert set(own.words.values_list("key", "text", "written_by")) == {
        ("summary", "Mine.\n\nSam's.", dora.pk),
        (f"account:{account.pk}", "Beside.", dora.pk),
    }
    assert list(theirs.words.values_list("text", "written_by")) == [("Behind the wall.", sam.pk)]  # its reader would be whoever wrote it
    assert Event.objects.filter(verb="report.handed_over", subject_type__model="report").count() == 2


# ── One that reaches nobody ──


@pytest.fixture
def elina(account):
    return ContactFactory(client=account.client, name="Elina", email="elina@client.example")


def leave(person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False, left_on=timezone.localdate())


def test_s1_a_report_reaches_nobody_when_its_last_reader_has_left(account, eli, sam, cora, elina):
    both = schedule_of(account, made_by=eli, people=[cora, sam])
    alone = schedule_of(account, made_by=eli, people=[cora])
    theirs = schedule_of(account, made_by=eli, is_for_client=True, contacts=[elina])
    of_line = schedule_of(kind="portfolio", person=sam, made_by=sam, people=[cora])
    schedule_of(account, made_by=eli, people=[cora], is_active=False)
    schedule_of(AccountFactory(closed_on=eli.today), people=[cora])
    assert set(ReportSchedule.objects.reaching_nobody()) == set()
    leave(cora)
    assert set(ReportSchedule.objects.reaching_nobody()) == {alone, of_line}
    contact_left(elina, by=sam, on=eli.today)
    assert set(ReportSchedule.objects.reaching_nobody()) == {alone, of_line, theirs}
    leave(sam)
    assert set(ReportSchedule.objects.reaching_nobody()) == {alone, of_line, theirs, both}


def test_s1_its_owner_is_told_on_their_rung_and_it_is_done_with_a_reader(account, eli, sam, dana, cora):
    schedule_of(account, made_by=sam, people=[cora])
    schedule_of(kind="portfolio", person=sam, made_by=sam, people=[cora])
    orphan = schedule_of(account, made_by=cora, people=[cora])
    leave(cora)
    sweep(eli.today, now=timezone.now(), only={"report_reaches_nobody"})
    open_now = Reminder.objects.open().filter(rule="report_reaches_nobody")
    assert sorted(open_now.values_list("recipient__name", flat=True)) == ["Eli Executive", "Sam Supervisor", "Sam Supervisor"]
    change_schedule(orphan, by=eli, people=[eli])
    sweep(eli.today, now=timezone.now(), only={"report_reaches_nobody"})
    assert list(open_now.values_list("recipient__name", flat=True)) == ["Sam Supervisor"] * 2


def test_s1_of_the_line_of_somebody_who_left_those_above_are_told_and_may_stop_it(sam, dana, otto, client):
    schedule = schedule_of(kind="portfolio", person=sam, made_by=sam, people=[sam])
    with pytest.raises(PermissionDenied):
        change_schedule(schedule, by=dana, people=[dana])
    leave(sam)
    sweep(dana.today, now=timezone.now(), only={"report_reaches_nobody"})
    reminder = Reminder.objects.get(rule="report_reaches_nobody")
    assert (reminder.recipient, reminder.anchor_on) == (dana, timezone.localdate())
    client.force_login(dana)
    facts = {"version": schedule.version, "weekday": 4, "hour": 15}
    assert client.get(schedule.get_absolute_url()).status_code == 200
    assert client.post(schedule.get_absolute_url(), facts).status_code == 302  # “is sent” without its tick
    schedule.refresh_from_db()
    assert schedule.is_active is False
    with pytest.raises(PermissionDenied):
        change_schedule(schedule, by=otto, people=[otto])


def test_s1_the_page_of_the_report_says_that_one_reaches_nobody(account, eli, cora, client):
    schedule_of(account, made_by=eli, people=[cora])
    client.force_login(eli)
    url = reverse("account_status", args=[account.pk])
    assert "Reaches nobody" not in client.get(url).text
    leave(cora)
    with CaptureQueriesContext(connection) as asked:
        assert "Reaches nobody" in client.get(url).text
    schedule_of(account, made_by=eli, people=[cora])
    with CaptureQueriesContext(connection) as again:
        client.get(url)
    assert len(again) <= len(asked)
