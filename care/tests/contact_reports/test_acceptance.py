"""A contact report is accepted (R1): by the word of all who were there, by silence, by a yes that one of ours has heard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from care.actions import contact_report as actions
from care.actions import report_links
from care.jobs import contact_reports as jobs
from care.models import ContactReport, ReportCopy
from care.report_clock import silent_until
from care.tests.reports import MET_ON, NOW, a_report, link_to
from clients.tests.factories import ContactFactory
from core.errors import Refused
from core.models import Event

pytestmark = pytest.mark.django_db


def test_r1_accepted_when_all_of_theirs_who_were_there_said_yes(account, eli, minna):
    pekka = ContactFactory(client=account.client, name="Pekka Puro", email="pekka@client.example")
    report = a_report(account, by=eli, contacts=[minna, pekka], held_on=MET_ON, state="issued", now=NOW)
    report_links.confirm_report(link_to(report, minna), now=NOW, edition=1)
    report_links.confirm_report(link_to(report, minna), now=NOW, edition=1)
    assert ContactReport.objects.get().state == "issued"
    report_links.confirm_report(link_to(report, pekka), now=NOW, edition=1)
    report.refresh_from_db()
    assert (report.state, report.accepted_by, report.accepted_at) == ("accepted", "word", NOW)
    assert Event.objects.filter(verb="contact_report.confirmed").count() == 2


def test_r1_a_yes_is_to_what_was_read_and_not_to_what_was_corrected_meanwhile(account, minna, eli, client):
    now = timezone.now()
    issued = a_report(account, by=eli, contacts=[minna], state="issued", now=now)
    secret = issued.secrets[minna]
    actions.issue_report(actions.recall_report(issued, by=eli, note="A wrong day"), by=eli, now=now)
    with pytest.raises(Refused, match="corrected"):
        report_links.confirm_report(link_to(issued, minna), now=now, edition=1)
    assert not ReportCopy.objects.exclude(confirmed_at=None).exists()
    home = reverse("report_home", args=[secret])
    assert 'name="edition" value="2"' in client.get(home).text
    client.post(reverse("report_confirm", args=[secret]), {"edition": "2"})
    assert (ContactReport.objects.get().state, ReportCopy.objects.get(issue__number=2, contact=minna).confirmed_at is None) == (
        "accepted",
        False,
    )


def test_r1_silence_accepts_at_its_hour_not_before_and_once(issued):
    assert report_links.accept_silent(now=issued.accept_at - timedelta(seconds=1)) == 0
    late = issued.accept_at + timedelta(days=3)  # the clock stood still meanwhile
    assert [report_links.accept_silent(now=late) for _time in range(2)] == [1, 0]
    issued.refresh_from_db()
    assert (issued.state, issued.accepted_by, issued.accepted_at) == ("accepted", "silence", silent_until(NOW))
    event = Event.objects.get(verb="contactreport.lapse")
    assert (event.actor, event.subject, event.from_state, event.to_state, event.at) == (
        None,
        issued,
        "issued",
        "accepted",
        issued.accepted_at,
    )


def test_r1_the_daily_job_counts_what_silence_accepted(issued):
    assert jobs.daily(timezone.localdate()) == {"contact_reports_accepted": 1}  # issued in March, and today is later


def test_r1_who_speaks_after_the_hour_is_too_late_although_the_clock_has_not_struck(issued, minna):
    with pytest.raises(Refused, match="accepted and changes no more"):
        report_links.dispute_line(link_to(issued, minna), text="No", now=issued.accept_at, edition=1)
    assert ContactReport.objects.get().state == "issued"


def test_r1_one_of_ours_notes_the_clients_yes(issued, eli):
    accepted = actions.accept_report(issued, by=eli, note="Minna on the phone", now=NOW)
    assert (accepted.state, accepted.accepted_by) == ("accepted", "word")
