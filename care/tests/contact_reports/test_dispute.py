"""A contact disputes a report by their link, and it is corrected (R1); what they wrote about an older edition is kept."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from care.actions import contact_report as actions
from care.actions import report_links
from care.actions.contact_report import Line
from care.models import ActionItem, ContactReport, ReportDispute, ReportIssue
from care.report_clock import silent_until
from care.report_contents import gone_lines, topics_of
from care.tests.reports import MET_ON, NOW, a_report, lines_of, link_to
from clients.tests.factories import ContactFactory
from core.errors import Refused
from core.models import Letter

pytestmark = pytest.mark.django_db


def test_r1_a_dispute_stops_the_clock_and_author_and_lead_hear_at_once(issued, minna, eli, account):
    Letter.objects.all().delete()
    line = issued.lines.first()
    report_links.dispute_line(link_to(issued, minna), text="It is the 4th.", now=NOW, edition=1, line_key=str(line.key))
    issued.refresh_from_db()
    assert (issued.state, issued.accept_at) == ("disputed", None)
    dispute = ReportDispute.objects.get()
    assert (dispute.line, dispute.line_text, dispute.contact, dispute.text) == (line, line.text, minna, "It is the 4th.")
    assert list(Letter.objects.values_list("to_email", flat=True)) == ["eli@example.com"]  # author and lead in one
    assert report_links.accept_silent(now=NOW + timedelta(days=30)) == 0


def test_r1_the_correction_answers_marks_what_changed_and_starts_the_clock_anew(issued, minna, eli):
    line = issued.lines.first()
    report_links.dispute_line(link_to(issued, minna), text="It is the 4th.", now=NOW, edition=1, line_key=str(line.key))
    disputed = ContactReport.objects.get()
    wanted = lines_of(disputed)
    wanted[0] = Line(wanted[0].key, "said", "The spring launch stays on the 4th.")
    actions.write_report(disputed, by=eli, lines=[wanted[0], wanted[2]])
    with pytest.raises(Refused, match="Answer what Minna Maki disputes"):
        actions.issue_report(disputed, by=eli, now=NOW)
    later = NOW + timedelta(hours=5)
    again = actions.issue_report(
        ContactReport.objects.get(), by=eli, now=later, answers={ReportDispute.objects.get().pk: "Corrected, sorry."}
    )
    first, second = ReportIssue.objects.order_by("number")
    assert (again.edition, again.accept_at) == (2, silent_until(later))
    assert [(one.change, one.text) for topic in topics_of(second.contents, first.contents) for one in topic.lines] == [
        ("changed", "The spring launch stays on the 4th."),
        ("", "Send the media plan"),
    ]
    assert gone_lines(second.contents, first.contents) == ["Two routes are shown next time."]
    assert first.contents["lines"][0]["text"] == "The spring launch stays on the 3rd."
    assert ReportDispute.objects.get().answer == "Corrected, sorry."


def test_r1_what_one_of_theirs_objected_to_stands_in_their_letter_and_in_ours_alone(account, eli, minna):
    boss = ContactFactory(client=account.client, name="Bo Boss", email="boss@client.example")
    issued = a_report(account, by=eli, contacts=[minna, boss], held_on=MET_ON, state="issued", now=NOW)
    report_links.dispute_line(link_to(issued, minna), text="Bo never promised that.", now=NOW, edition=1)
    Letter.objects.all().delete()
    actions.issue_report(ContactReport.objects.get(), by=eli, now=NOW, answers={ReportDispute.objects.get().pk: "Put right."})
    told = {letter.to_email: "Bo never promised" in letter.text for letter in Letter.objects.all()}
    assert (told[minna.email], told[boss.email]) == (True, False)


def test_r1_a_clients_action_that_was_corrected_away_goes(draft, eli, minna):
    theirs = Line(uuid.uuid4(), "action", "Send the logo", contact=minna, due_on=date(2026, 3, 20))
    actions.write_report(draft, by=eli, lines=[*lines_of(draft), theirs])
    issued = actions.issue_report(draft, by=eli, now=NOW)
    back = actions.recall_report(issued, by=eli, note="They never said so")
    actions.write_report(back, by=eli, lines=lines_of(back)[:-1])
    actions.issue_report(ContactReport.objects.get(), by=eli, now=NOW)
    assert list(ActionItem.objects.values_list("what", flat=True)) == ["Send the media plan"]


def corrected(report, *, by, drop_first=False):
    """Taken back, put right and issued again while she reads the first edition."""
    back = actions.recall_report(report, by=by, note="A wrong day")
    wanted = lines_of(back)
    wanted[0] = Line(wanted[0].key, "said", "The spring launch moved to the 5th.")
    actions.write_report(back, by=by, lines=wanted[1:] if drop_first else wanted)
    return actions.issue_report(ContactReport.objects.get(), by=by, now=timezone.now())


@pytest.mark.parametrize("edition", ["1", "", "x", "99999"])
def test_r1_a_line_of_a_newer_edition_is_not_disputed_unread_and_the_words_are_kept(phone, eli, client, edition):
    line = phone.lines.first()
    corrected(phone, by=eli)
    answer = phone.post(line=line.key, edition=edition)
    assert answer.status_code == 409
    assert not ReportDispute.objects.exists()
    assert ContactReport.objects.get().state == "issued"
    page = answer.text
    assert [words in page for words in ("read the new version first", "5th.", 'name="edition" value="2"')] == [True] * 3
    field = page.split(f'id="dispute-{line.key}"')[1].split("</textarea>")[0]
    assert (field.endswith("It is the 4th."), page.count("It is the 4th.")) == (True, 1)
    assert phone.post(line=line.key, edition="2").status_code == 302
    assert ReportDispute.objects.get().line_text == "The spring launch moved to the 5th."


def test_r1_words_about_a_line_that_is_gone_stand_at_the_end(phone, eli):
    line = phone.lines.first()
    corrected(phone, by=eli, drop_first=True)
    page = phone.post(line=line.key, edition="1").text
    assert page.split('id="dispute-all"')[1].split("</textarea>")[0].endswith("It is the 4th.")


def test_r1_words_about_the_whole_are_kept_too(phone, eli):
    corrected(phone, by=eli)
    answer = phone.post(edition="1")
    assert answer.status_code == 409
    assert answer.text.split('id="dispute-all"')[1].split("</textarea>")[0].endswith("It is the 4th.")


def test_r1_after_an_error_the_words_stand_where_they_were_typed(phone):
    line, words = phone.lines.last(), "x" * 3001
    answer = phone.post(line=line.key, edition="1", text=words)
    assert answer.status_code == 422
    page = answer.text
    assert page.split(f'id="dispute-{line.key}"')[1].split("</textarea>")[0].endswith(words)
    assert (page.count(words), f'href="#dispute-{line.key}"' in page) == (1, True)


def test_r1_words_that_come_while_we_correct_are_shown_and_not_sent(phone, eli):
    line = phone.lines.first()
    actions.recall_report(phone, by=eli, note="A wrong day")
    page = phone.post(line=line.key, edition="1").text
    assert [words in page for words in ("What you wrote, not sent", "It is the 4th.", "We are correcting this report")] == [True] * 3
    assert not ReportDispute.objects.exists()


def test_r1_a_line_that_was_never_issued_cannot_be_disputed(issued, minna):
    with pytest.raises(PermissionDenied):
        report_links.dispute_line(link_to(issued, minna), text="No", now=NOW, edition=1, line_key=str(uuid.uuid4()))
    assert ContactReport.objects.get().state == "issued"
