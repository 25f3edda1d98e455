"""A contact report is issued (R1): to whom it goes, what lives on of it as rows, what keeps it from going out."""

import uuid
from datetime import date, datetime, time

import pytest
from django.utils import timezone

from care.actions import contact_report as actions
from care.actions.contact_report import Line
from care.models import ActionItem, CheckIn, ContactReport, ReportCopy, ReportIssue, ReportLine, ReportLink
from care.tests.reports import NOW, lines_of
from core.errors import IllegalMove, Refused
from core.models import Letter

pytestmark = pytest.mark.django_db


def test_r1_an_issued_report_goes_to_all_who_were_there_and_above(issued, minna, eli, sam):
    assert set(ReportCopy.objects.values_list("contact__name", "person__name", "was_there")) == {
        ("Minna Maki", None, True),
        (None, "Eli Executive", True),
        (None, "Sam Supervisor", False),
    }
    assert sorted(Letter.objects.values_list("to_email", flat=True)) == ["minna@client.example", "sam@example.com"]
    assert ReportLink.objects.get().contact == minna


def test_r1_until_when_the_client_may_object_is_written_as_on_the_page(draft, eli):
    """Issued on a Saturday: the clock begins on Monday at nought and ends with Tuesday."""
    saturday = datetime(2026, 3, 14, 11, tzinfo=timezone.get_default_timezone())
    actions.issue_report(draft, by=eli, now=saturday)
    for letter in Letter.objects.all():
        for words in (letter.text, letter.html):
            assert "Without an objection until the end of Tuesday 17 March it counts as accepted." in words


def test_r1_decisions_and_actions_live_on_as_rows_ours_and_theirs(draft, eli, minna):
    theirs = Line(uuid.uuid4(), "action", "Send the logo", contact=minna, due_on=date(2026, 3, 20))
    decided = Line(uuid.uuid4(), "decision", "Green it is.")
    actions.write_report(draft, by=eli, lines=[*lines_of(draft), decided, theirs])
    actions.issue_report(draft, by=eli, now=NOW)
    assert list(ActionItem.objects.order_by("pk").values_list("what", "owner", "contact", "due_on")) == [
        ("Send the media plan", eli.pk, None, date(2026, 3, 17)),
        ("Send the logo", None, minna.pk, date(2026, 3, 20)),
    ]
    assert ReportLine.objects.filter(kind="decision").get().text == "Green it is."
    assert not eli.action_items.filter(contact=minna).exists()


def test_r1_the_next_meeting_is_planned_once_and_moved_when_corrected(draft, eli, minna):
    actions.write_report(draft, by=eli, next_on=date(2026, 3, 24), next_at=time(10))
    issued = actions.issue_report(draft, by=eli, now=NOW)
    assert (issued.next_check_in.planned_on, issued.next_check_in.planned_at) == (date(2026, 3, 24), time(10))
    back = actions.recall_report(issued, by=eli, note="The day was wrong")
    actions.write_report(back, by=eli, next_on=date(2026, 3, 26))
    actions.issue_report(ContactReport.objects.get(), by=eli, now=NOW)
    assert list(CheckIn.objects.planned().values_list("planned_on", flat=True)) == [date(2026, 3, 26)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"kind": "action", "text": "Send it"}, "Say who does it"),
        ({"kind": "action", "text": "Send it", "owner": "eli"}, "Say by when"),
    ],
)
def test_r1_an_action_without_owner_or_day_keeps_it_from_going_out(draft, eli, line, words):
    facts = {**line, "owner": eli if line.get("owner") else None}
    actions.write_report(draft, by=eli, lines=[Line(uuid.uuid4(), **facts)])
    with pytest.raises(Refused, match=words):
        actions.issue_report(draft, by=eli, now=NOW)
    assert not ReportIssue.objects.exists()


def test_r1_what_is_issued_is_not_written_any_more(issued, eli):
    with pytest.raises(IllegalMove):
        actions.write_report(issued, by=eli, product="Other")
