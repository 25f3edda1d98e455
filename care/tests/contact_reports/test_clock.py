"""What is due and late of contact reports (R1, S1): My day, and the reminder that climbs."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from care.actions import contact_report as actions
from care.actions import report_links
from care.models import CheckIn, ContactReport, ReportLink
from care.moments import moment_words
from care.my_day.contact_reports import disputes_to_answer, reports_to_issue
from care.reminder_rules import contact_reports as reminder_rules
from care.tests.reports import a_report, held
from core.workdays import add_working_days
from reminders import engine
from reminders.models import Reminder

pytestmark = pytest.mark.django_db


def needs(person) -> list[tuple]:
    return [(need.key.partition(":")[0], need.act_label, need.post) for need in reports_to_issue(person, person.today)]


def test_r1_my_day_asks_whoever_held_it_to_write_and_to_issue(account, eli, cora, otto):
    check_in = held(account, by=eli)
    assert needs(eli) == [("report", "Write the report", True)]
    assert [needs(person) for person in (cora, otto)] == [[], []]
    report = actions.begin_report(check_in, by=eli, now=timezone.now())
    assert needs(eli) == [("report", "Write on", False)]
    actions.issue_report(report, by=eli, now=timezone.now())
    assert needs(eli) == []


def test_r1_my_day_brings_a_dispute_to_author_and_lead(account, cora, eli, sam):
    draft = a_report(account, by=eli)
    ContactReport.objects.filter(pk=draft.pk).update(author=cora)
    report = actions.issue_report(ContactReport.objects.get(), by=eli, now=timezone.now())
    report_links.dispute_line(ReportLink.objects.get(), text="Not so", now=timezone.now(), edition=1)
    found = [[need.key for need in disputes_to_answer(person, person.today)] for person in (cora, eli, sam)]
    assert found == [[f"dispute:{report.pk}"], [f"dispute:{report.pk}"], []]


def test_s1_a_report_is_late_on_the_hour_and_climbs_when_nobody_writes_it(account, eli, sam):
    today = eli.today
    held(account, by=eli, held_on=add_working_days(today, -6))
    rule = {"contact_report_late"}
    for back in (3, 0):
        day = add_working_days(today, -back)
        engine.sweep(day, now=timezone.now() - (today - day), wait=True, only=rule)
    assert set(Reminder.objects.filter(rule="contact_report_late").values_list("recipient__name", flat=True)) >= {"Sam Supervisor"}


def test_s1_what_is_issued_in_time_is_never_called_late(account, eli):
    report = a_report(account, by=eli, state="issued")
    long_after = (report.check_in.report_late_at + timedelta(days=5)).date()
    assert not reminder_rules.late(long_after).exists()
    assert not reminder_rules.owed(eli.today).exists()


def test_s1_the_lapse_of_the_last_hour_is_asked_of_the_moment_not_of_the_day(account, eli):
    check_in = held(account, by=eli, held_on=eli.today)
    moment = check_in.report_late_at
    assert list(CheckIn.objects.report_late(now=moment)) == []
    assert list(CheckIn.objects.report_late(now=moment + timedelta(minutes=1))) == [check_in]


def test_s1_the_reminder_of_a_report_says_by_when_as_the_page_does(account, eli):
    check_in = held(account, by=eli, held_on=eli.today)
    check_in.report_due_at = datetime(2026, 3, 14, tzinfo=timezone.get_default_timezone())
    assert reminder_rules.due_line(check_in, eli.today).why == "Due by the end of Friday 13 March: 24 working hours after it was held"


def test_r1_midnight_is_said_as_the_end_of_its_day():
    said = [moment_words(datetime(2026, 3, 14, *hour, tzinfo=timezone.get_default_timezone())) for hour in ((0, 0), (17, 0))]
    assert said == ["the end of Friday 13 March", "Saturday 14 March, 17:00"]
