"""One of ours notes a dispute that they have heard (R1): it goes the way of one by link."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from care.actions import contact_report as actions
from care.actions import report_links
from care.models import ContactReport, ReportCopy, ReportDispute
from care.my_day.contact_reports import disputes_to_answer
from care.tests.reports import MET_ON, NOW, a_report
from clients.tests.factories import ContactFactory
from core.errors import Refused
from core.models import Event, Letter
from reminders.engine import sweep
from reminders.models import Reminder

pytestmark = pytest.mark.django_db


def heard(report, contact, *, by, now=NOW, edition=1, **facts):
    return report_links.hear_dispute(report, contact, by=by, text="It is the 4th.", now=now, edition=edition, **facts)


def test_r1_a_dispute_that_was_heard_goes_the_way_of_one_by_link(issued, minna, eli, cora):
    Letter.objects.all().delete()
    line = issued.lines.first()
    dispute = heard(issued, minna, by=cora, line_key=str(line.key))
    issued.refresh_from_db()
    assert (issued.state, issued.accept_at) == ("disputed", None)
    assert (dispute.line, dispute.line_text, dispute.contact, dispute.heard_by, dispute.text) == (
        line,
        line.text,
        minna,
        cora,
        "It is the 4th.",
    )
    event = Event.objects.get(verb="contactreport.dispute")
    assert (event.actor, event.words["heard_from"], event.note, event.from_state) == (cora, "Minna Maki", "It is the 4th.", "issued")
    (letter,) = Letter.objects.all()
    assert (letter.to_email, "Heard by Cora Coordinator" in letter.text) == ("eli@example.com", True)
    assert [need.key for need in disputes_to_answer(eli, eli.today)] == [f"dispute:{issued.pk}"]
    sweep(eli.today, now=timezone.now(), only={"contact_report_disputed"})
    assert [one.recipient for one in Reminder.objects.all()] == [eli]
    again = actions.issue_report(issued, by=eli, now=NOW, answers={dispute.pk: "Corrected."})
    assert (again.state, again.edition) == ("issued", 2)


def test_r1_whoever_hears_it_themselves_gets_no_letter_about_it(issued, minna, eli):
    Letter.objects.all().delete()
    heard(issued, minna, by=eli)
    heard(issued, minna, by=eli)  # one more
    assert not Letter.objects.exists()
    assert ReportDispute.objects.count() == 2


@pytest.mark.parametrize("state", ["draft", "accepted"])
def test_r1_what_is_not_with_the_client_is_not_disputed(state, account, minna, eli):
    report = a_report(account, by=eli, contacts=[minna], held_on=MET_ON, state=state, now=NOW)
    with pytest.raises(Refused):
        heard(report, minna, by=eli, edition=report.edition)
    assert not ReportDispute.objects.exists()


def test_r1_what_was_heard_too_late_of_somebody_else_or_of_another_edition_is_not_noted(issued, account, minna, eli, otto):
    stranger, gone = ContactFactory(client=account.client), ContactFactory(client=account.client, left_on=MET_ON)
    ReportCopy.objects.create(issue=issued.issues.get(), contact=gone)
    with pytest.raises(PermissionDenied):
        heard(issued, minna, by=otto)
    with pytest.raises(PermissionDenied):
        heard(issued, minna, by=eli, line_key=str(uuid.uuid4()))
    for facts, words in (
        ({"contact": stranger}, "not among those"),
        ({"contact": gone}, "not among those"),
        ({"now": issued.accept_at}, "changes no more"),
        ({"edition": 2}, "new version"),
    ):
        with pytest.raises(Refused, match=words):
            heard(issued, facts.pop("contact", minna), by=eli, **facts)
    assert (ContactReport.objects.get().state, ReportDispute.objects.count()) == ("issued", 0)


def test_r1_one_of_ours_notes_what_they_heard_in_the_browser_and_the_contact_reads_it(phone, minna, eli, client):
    """Sent twice it is one; from an old page it is not noted, and the words are kept."""
    client.force_login(eli)
    page = client.get(phone.get_absolute_url()).text
    url = reverse("contact_report_dispute", args=[phone.pk])
    assert url in page
    page = client.get(url).text
    assert [words in page for words in ("The spring launch stays on the 3rd.", "Minna Maki", 'name="edition" value="1"')] == [True] * 3
    line = phone.lines.first()
    form = {"form_key": uuid.uuid4(), "contact": minna.pk, "line": str(line.key), "text": "It is the 4th.", "edition": "0"}
    answer = client.post(url, form)
    assert answer.status_code == 422
    assert [words in answer.text for words in ("It is the 4th.", "new version has been issued", 'name="edition" value="1"')] == [True] * 3
    for _time in range(2):
        assert client.post(url, form | {"edition": "1"}).url == phone.get_absolute_url()
    dispute = ReportDispute.objects.get()
    page = client.get(phone.get_absolute_url()).text
    assert [words in page for words in ("heard by Eli Executive", "heard from Minna Maki that something")] == [True] * 2
    assert "You, to Eli Executive: It is the 4th." in " ".join(client.get(phone.home).text.split())
    actions.issue_report(ContactReport.objects.get(), by=eli, now=timezone.now(), answers={dispute.pk: "Corrected, sorry."})
    page = client.get(phone.home).text
    assert ("You, to Eli Executive" in page, "Corrected, sorry." in page) == (True, True)


def test_r1_once_its_hour_has_passed_nothing_offers_to_note_a_dispute(issued, eli, client):
    client.force_login(eli)
    assert reverse("contact_report_dispute", args=[issued.pk]) not in client.get(issued.get_absolute_url()).text  # issued in March
