"""S1, S3: reports by e-mail on a weekday and hour: exactly once a week, to those who may see them, the client's without what is ours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from briefs.tests.factories import BriefFactory
from care.models import ReportLine
from care.tests.concern_factories import ConcernFactory
from care.tests.factories import ActionItemFactory
from care.tests.reports import a_report
from clients.models import Account
from clients.tests.factories import AccountFactory, ContactFactory, LeadFactory
from core import post
from core.errors import Refused
from core.models import Event, Letter
from core.my_day import needs_of
from people.models import Person
from reports import actions, schedules
from reports.models import Report, ReportSchedule, ReportSending
from reports.schedules import change_schedule, make_schedule, send, send_due
from reports.states import ReportKind
from reports.tests.factories import ScheduleFactory

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Helsinki")
MONDAY, THURSDAY, FRIDAY = (datetime(2026, 3, day, 9, 30, tzinfo=ZONE) for day in (2, 5, 6))
AT_THREE = FRIDAY.replace(hour=15, minute=0)


@pytest.fixture
def elina(account):
    return ContactFactory(client=account.client, account=account, name="Elina", email="elina@client.example")


def plan(account, by, people=(), contacts=(), **facts) -> ReportSchedule:
    facts = {"kind": ReportKind.STATUS, "account": account, "weekday": 4, "hour": 15, "now": MONDAY, **facts}
    return make_schedule(by=by, people=people, contacts=contacts, **facts)


def letters() -> list[tuple]:
    return sorted(Letter.objects.values_list("to_email", flat=True))


def test_s1_a_report_is_sent_in_its_hour_exactly_once_and_is_issued_then(account, eli, sam):
    plan(account, eli, people=[eli, sam])
    assert send_due(now=AT_THREE - timedelta(minutes=1)) == 0
    assert (send_due(now=AT_THREE), send_due(now=AT_THREE), send_due(now=AT_THREE + timedelta(hours=8))) == (1, 0, 0)
    report = Report.objects.get()
    assert (report.state, report.issued_by, str(report.week_on)) == ("issued", None, "2026-03-02")
    assert letters() == [eli.email, sam.email]
    assert (send_due(now=AT_THREE + timedelta(days=7)), Report.objects.count(), Letter.objects.count()) == (1, 2, 4)


def test_s1_late_in_the_week_is_in_time(account, eli):
    plan(account, eli, people=[eli], weekday=0, hour=16)
    assert send_due(now=MONDAY) == 0
    assert send_due(now=THURSDAY) == 1


def test_s1_one_made_after_its_hour_begins_with_the_next_week(account, eli):
    plan(account, eli, people=[eli], weekday=0, hour=8)
    assert send_due(now=MONDAY) == send_due(now=FRIDAY) == 0
    assert send_due(now=MONDAY + timedelta(days=7)) == 1


def test_s1_a_clock_that_was_slower_sends_nothing(account, eli):
    schedule = plan(account, eli, people=[eli])
    ReportSending.objects.create(schedule=schedule, week_on=MONDAY.date(), sent_at=AT_THREE)
    assert send(schedule, now=AT_THREE) is False
    assert (Report.objects.count(), Letter.objects.count()) == (0, 0)


def test_s1_one_that_cannot_be_sent_keeps_no_other_back_and_is_tried_again(account, walled_account, eli, monkeypatch):
    broken, fine = plan(account, eli, people=[eli]), plan(walled_account, eli, people=[eli])
    real = schedules.this_weeks
    monkeypatch.setattr(schedules, "this_weeks", lambda one, **words: 1 / 0 if one == broken else real(one, **words))
    assert send_due(now=AT_THREE) == 1
    assert [sending.schedule for sending in ReportSending.objects.all()] == [fine]
    monkeypatch.undo()
    assert send_due(now=AT_THREE + timedelta(hours=1)) == 1


def test_s1_what_somebody_issued_before_is_what_is_sent(account, eli):
    plan(account, eli, people=[eli])
    report = actions.report_of(kind=ReportKind.STATUS, account=Account.objects.get(pk=account.pk), today=THURSDAY.date())
    actions.write_word(report, "summary", by=eli, text="Shot on Tuesday.", version=0)
    issued = actions.issue_report(report, by=eli, today=THURSDAY.date())
    send_due(now=AT_THREE)
    assert list(Report.objects.all()) == [issued]
    assert "Shot on Tuesday." in Letter.objects.get().text


def test_s3_a_stopped_one_and_one_of_a_closed_account_are_not_sent(account, eli):
    stopped = plan(account, eli, people=[eli])
    change_schedule(stopped, by=eli, people=[eli], is_active=False)
    closed = AccountFactory(closed_on=MONDAY.date(), opened_on=MONDAY.date())
    ScheduleFactory(account=closed).people.add(eli)
    assert send_due(now=AT_THREE) == 0


def test_s3_only_those_who_may_see_it_are_chosen_and_who_may_not_any_more_gets_none(account, eli, sam, otto, walled_account):
    with pytest.raises(Refused, match="Otto"):
        plan(account, eli, people=[eli, otto])
    with pytest.raises(Refused, match="Sam"):
        plan(walled_account, eli, people=[sam])
    with pytest.raises(Refused):
        plan(account, eli)
    assert not ReportSchedule.objects.exists()
    plan(account, eli, people=[eli, sam])
    Account.objects.filter(pk=account.pk).update(is_walled=True)
    account.seats.filter(person=sam).delete()
    send_due(now=AT_THREE)
    assert letters() == [eli.email]


def test_s3_the_client_reads_neither_what_is_ours_nor_fees_unless_ticked(account, eli, elina):
    BriefFactory(account=account, author=eli, title="Spring film", state="in_creative", budget_minor=1_234_500, wanted_on=MONDAY.date())
    BriefFactory(account=account, author=eli, title="Secret draft")
    report = actions.report_of(kind=ReportKind.STATUS, account=Account.objects.get(pk=account.pk), today=THURSDAY.date())
    actions.write_word(report, "summary", by=eli, text="They are slow.", version=0)
    plan(account, eli, contacts=[elina], is_for_client=True)
    send_due(now=AT_THREE)
    letter = Letter.objects.get()
    assert letter.to_email == "elina@client.example"
    for text in (letter.text, letter.html):
        assert "Spring film" in text
        for ours in ("Secret draft", "They are slow", "delivery day", "At risk", "12,345", "/reports/"):
            assert ours not in text
    schedule = ReportSchedule.objects.get()
    change_schedule(schedule, by=eli, contacts=[elina], with_fees=True, with_words=True)
    send_due(now=AT_THREE + timedelta(days=7))
    assert "12,345" in Letter.objects.latest("pk").text


def test_s3_of_actions_the_client_reads_those_that_an_issued_contact_report_names(account, eli, elina):
    """A promise of a mediation, one noted after a call, one of a report that is still being written: all between us."""
    ConcernFactory(account=account).action_items.create(account=account, what="Offer them a rebate", owner=eli, due_on=MONDAY.date())
    ActionItemFactory(account=account, owner=eli, what="Ask Dana whether they pay late again")
    a_report(account, by=eli, contacts=[elina]).check_in.action_items.update(what="Not issued yet")
    issued = a_report(account, by=eli, contacts=[elina], state="issued")
    theirs = ReportLine(report=issued, kind="action", text="Send the logo", contact=elina, due_on=MONDAY.date())
    theirs.action_item = account.action_items.create(what="Send the logo", contact=elina, due_on=MONDAY.date())
    theirs.save()
    Letter.objects.all().delete()
    plan(account, eli, contacts=[elina], is_for_client=True)
    send_due(now=AT_THREE)
    letter = Letter.objects.get()
    for text in (letter.text, letter.html):
        assert [words in text for words in ("Send the media plan", "Send the logo")] == [True, True]
        for ours in ("rebate", "Dana", "Not issued yet"):
            assert ours not in text
    (line,) = [line for line in Report.objects.get().lines if line["title"] == "Send the logo"]
    assert (line["turn"], line["who"]) == ("client", "Elina")


def test_s3_contacts_get_the_clients_version_and_only_contacts_of_the_account(account, eli, sam, elina):
    stranger = ContactFactory(email="x@other.example")
    mute = ContactFactory(client=account.client, email="")
    for facts in (
        {"contacts": [elina], "people": [eli]},
        {"contacts": [stranger], "is_for_client": True},
        {"contacts": [mute], "is_for_client": True},
        {"is_for_client": True},
    ):
        with pytest.raises(Refused):
            plan(account, eli, **facts)
    with pytest.raises(Refused):
        plan(None, sam, kind=ReportKind.PORTFOLIO, person=sam, contacts=[elina], is_for_client=True)


def test_s3_a_contact_of_another_account_by_now_gets_none_and_an_answer_reaches_whoever_leads_it(account, eli, sam, elina):
    gone = ContactFactory(client=account.client, account=account, name="Gone over", email="gone@client.example")
    plan(account, sam, contacts=[elina, gone], is_for_client=True)
    gone.account = AccountFactory(client=account.client)
    gone.save()
    sam.is_active = False
    sam.save()
    send_due(now=AT_THREE)
    assert list(Letter.objects.values_list("to_email", "reply_to")) == [("elina@client.example", eli.email)]


def test_s3_each_reader_of_a_line_report_gets_what_they_may_see(account, eli, sam, dana):
    secret = AccountFactory(name="Secret brand", is_walled=True)
    LeadFactory(account=secret, person=sam)
    plan(None, sam, kind=ReportKind.PORTFOLIO, person=sam, people=[sam, dana])
    send_due(now=AT_THREE)
    told = {letter.to_email: "Secret brand" in letter.text for letter in Letter.objects.all()}
    assert told == {sam.email: True, dana.email: False}


def test_s3_each_letter_brings_the_report_on_paper_as_its_reader_may_see_it(account, eli, sam, dana):
    secret = AccountFactory(name="Secret brand", is_walled=True)
    LeadFactory(account=secret, person=sam)
    plan(None, sam, kind=ReportKind.PORTFOLIO, person=sam, people=[sam, dana])
    send_due(now=AT_THREE)
    told = {}
    for letter in Letter.objects.all():
        pages = pypdfium2.PdfDocument(bytes(letter.paper.content))
        told[letter.to_email] = "Secret brand" in " ".join(page.get_textpage().get_text_range() for page in pages)
        assert (letter.paper_name, "attached, as a PDF" in letter.text) == (f"portfolio-{sam.pk}-2026-03-02.pdf", True)
    assert told == {sam.email: True, dana.email: False}


def test_s3_a_letter_that_waits_does_not_reach_whoever_may_not_see_the_report_by_then(account, eli, cora, sam, dana):
    plan(account, eli, people=[eli, cora])
    plan(None, sam, kind=ReportKind.PORTFOLIO, person=sam, people=[sam, dana])
    send_due(now=AT_THREE)
    account.seats.filter(person=cora).update(ends_on=cora.today - timedelta(days=1))
    sam.reports_to = None
    sam.save()
    assert dict(post.send_due()) == {"sent": 2, "kept back": 2}
    assert {one.to[0] for one in mail.outbox} == {eli.email, sam.email}
    assert set(Letter.objects.exclude(problem="").values_list("to_email", "problem", "paper")) == {
        (cora.email, "Kept back: may not see this report", None),
        (dana.email, "Kept back: may not see this report", None),
    }


def test_s3_readers_of_a_schedule_are_asked_for_at_once(account, eli, cora, sam, dana, django_assert_num_queries):
    everybody = list(Person.objects.all())
    with django_assert_num_queries(3):
        found = schedules.those_who_may_read(everybody, account=account, owner=None)
    assert set(found) == {one for one in Person.objects.all() if Account.objects.visible_to(one).filter(pk=account.pk).exists()}


def test_s3_whoever_does_not_answer_for_it_makes_no_schedule(account, cora, dana, sam):
    with pytest.raises(PermissionDenied):
        plan(account, cora, people=[cora])
    with pytest.raises(PermissionDenied):
        plan(None, dana, kind=ReportKind.PORTFOLIO, person=sam, people=[dana])


def test_s3_the_lead_is_asked_to_read_it_the_day_before_it_goes(account, eli, sam):
    plan(account, sam, people=[sam])

    def asked(person, moment):
        return [(need.title, need.due_on) for need in needs_of(person, today=moment.date()) if need.key.startswith("report_schedule")]

    assert asked(eli, MONDAY) == asked(sam, THURSDAY) == []
    assert asked(eli, THURSDAY) == [(f"Read the report of {account} before it goes", FRIDAY.date())]
    send_due(now=AT_THREE)
    assert asked(eli, AT_THREE) == []


def test_s3_a_schedule_is_made_and_changed_in_the_browser(account, eli, elina, client):
    client.force_login(eli)
    url = reverse("account_status_schedule", args=[account.pk])
    key = client.get(url).context["form"]["form_key"].value()
    typed = {"form_key": key, "weekday": 2, "hour": 9, "is_for_client": "on", "contacts": [elina.pk]}
    assert client.post(url, typed).status_code == 302
    schedule = ReportSchedule.objects.get()
    assert (schedule.weekday, schedule.hour, list(schedule.contacts.all()), list(schedule.people.all())) == (2, 9, [elina], [])
    answer = client.post(schedule.get_absolute_url(), {"version": 1, "weekday": 2, "hour": 10, "people": [eli.pk], "is_active": "on"})
    assert answer.status_code == 302
    schedule.refresh_from_db()
    assert (schedule.hour, schedule.is_for_client, list(schedule.people.all()), list(schedule.contacts.all())) == (10, False, [eli], [])
    assert [event.verb for event in Event.objects.filter(topic_type__model="account").order_by("pk")][-2:] == [
        "report_schedule.made",
        "report_schedule.changed",
    ]
