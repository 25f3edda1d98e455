"""S3, R1: contact reports are lines of the weekly report: number, day, what was decided, and what the client says to it."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from care.actions import contact_report as care_actions
from care.models import ContactReport, ReportLine
from care.states import AcceptedBy, ReportState
from care.tests.reports import a_report
from clients.models import Account
from clients.tests.factories import ContactFactory
from reports import actions
from reports.building import for_client, lines_now
from reports.lines import CLIENT, US, short_day
from reports.states import ReportKind, ReportStands
from reports.status.contact_reports import REPORT_TURNS

pytestmark = pytest.mark.django_db


@pytest.fixture
def elina(account):
    return ContactFactory(client=account.client, name="Elina", email="elina@client.example")


def decide(report, *texts) -> None:
    last = report.lines.count()
    for place, text in enumerate(texts):
        ReportLine.objects.create(report=report, kind="decision", text=text, position=last + place)


def issued(account, eli, elina, *texts):
    report = a_report(account, by=eli, contacts=[elina])
    decide(report, *texts)
    return care_actions.issue_report(report, by=eli, now=timezone.now())


def lines_of(account, today) -> dict:
    report = actions.report_of(kind=ReportKind.STATUS, account=Account.objects.get(pk=account.pk), today=today)
    return {line.key: line for line in lines_now(report, today=today) if line.section == "minutes"}


def test_s3_every_state_of_a_contact_report_is_told_and_has_a_turn_or_is_over():
    """A new state, or a new way to be accepted, fails here."""
    assert set(ReportStands) == {*ReportState.values, *AcceptedBy.values}
    assert set(REPORT_TURNS) == set(ReportStands) - {"accepted", "word", "silence"}


def test_s3_one_that_is_with_the_client_says_its_number_its_day_and_what_was_decided(account, eli, elina):
    report = issued(account, eli, elina, "The launch stays on the 3rd.", "Two routes next time.")
    (line,) = lines_of(account, eli.today).values()
    day = short_day(report.check_in.held_on.isoformat())
    assert (line.key, line.code, line.title) == (f"report:{report.pk}", report.number, f"Call of {day}")
    assert line.decided == ["The launch stays on the 3rd.", "Two routes next time."]
    assert (line.state, line.turn, line.tone, line.is_done) == ("With the client", CLIENT, "good", False)
    assert line.due_on == timezone.localdate(report.accept_at)
    assert line.url == reverse("contact_report_detail", args=[report.pk])


def test_s3_confirmed_accepted_by_silence_disputed_and_taken_back_are_told_apart(account, eli, elina):
    found = {}
    for state in ("word", "silence", "disputed", "recalled"):
        if state == "disputed":
            report = a_report(account, by=eli, contacts=[elina], state="disputed")
        else:
            report = issued(account, eli, elina, "Red.")
        if state == "word":
            care_actions.accept_report(report, by=eli, note="By phone", now=timezone.now())
        if state == "silence":
            ContactReport.objects.filter(pk=report.pk).update(state="accepted", accepted_by="silence", accepted_at=timezone.now())
        if state == "recalled":
            care_actions.recall_report(report, by=eli, note="A slip")
        found[state] = lines_of(account, eli.today)[f"report:{report.pk}"]
    assert {state: (line.state, line.turn, line.tone, line.is_done) for state, line in found.items()} == {
        "word": ("Confirmed by their word", "", "", True),
        "silence": ("Accepted by silence", "", "", True),
        "disputed": ("Disputed", US, "watch", False),
        "recalled": ("Taken back to be corrected", US, "watch", False),
    }
    assert {state: line.decided for state, line in found.items()} == {"word": ["Red."], "silence": ["Red."], "disputed": [], "recalled": []}


def test_s3_a_draft_that_never_went_out_and_one_long_accepted_are_no_lines(account, eli, elina):
    a_report(account, by=eli, contacts=[elina])
    old = issued(account, eli, elina)
    month_ago = timezone.now() - timedelta(days=30)
    ContactReport.objects.filter(pk=old.pk).update(state="accepted", accepted_by="word", accepted_at=month_ago, issued_at=month_ago)
    assert lines_of(account, eli.today) == {}


def test_s3_the_client_reads_of_it_what_they_have_and_in_their_words(account, eli, elina):
    issued(account, eli, elina, "The launch stays on the 3rd.")
    (line,) = for_client(list(lines_of(account, eli.today).values()), with_fees=False)
    assert (line.state, line.turn_words, line.decided) == ("Waiting for your word", "You", ["The launch stays on the 3rd."])
    assert line.url == ""


@pytest.mark.parametrize("reader", ["us", "client"])
@pytest.mark.parametrize("kind", ["", "pdf", "xlsx"])
def test_s3_it_stands_on_the_page_on_paper_and_in_cells(kind, reader, account, eli, elina, client, tmp_path):
    report = issued(account, eli, elina, "The launch stays on the 3rd.")
    client.force_login(eli)
    answer = client.get(reverse("account_status", args=[account.pk]), {"for": reader, **({"export": kind} if kind else {})})
    if kind == "pdf":
        text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content))
    elif kind == "xlsx":
        (tmp_path / "report.xlsx").write_bytes(answer.getvalue())
        rows = load_workbook(tmp_path / "report.xlsx").active.iter_rows(values_only=True)
        text = "\n".join(str(cell) for row in rows for cell in row if cell)
    else:
        text = answer.text
    words = " ".join(text.split())
    for said in (
        "Contact reports",
        report.number,
        "The launch stays on the 3rd.",
        {"us": "With the client", "client": "Waiting for your word"}[reader],
    ):
        assert said in words
    assert (f'href="{report.get_absolute_url()}"' in text) == (reader == "us" and kind == "")
