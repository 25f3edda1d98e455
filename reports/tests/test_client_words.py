"""S3: the version for the client speaks the client's words. Each state has its own, declared once; no internal word leaves the house."""

import re
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from briefs.states import BriefState, ChangeOrderState, RequestState
from briefs.tests.factories import (
    AssignmentFactory,
    BriefFactory,
    ChangeOrderFactory,
    JobRequestFactory,
    MilestoneFactory,
    ReviewLinkFactory,
)
from care.states import CheckInKind, CheckInState, ConcernState
from care.tests.concern_factories import ConcernFactory
from care.tests.factories import CheckInFactory, HeldCheckInFactory
from care.tests.reports import a_report
from clients.models import Account
from clients.states import HealthColour, RenewalStage, Severity
from clients.tests.factories import ContactFactory, ContractFactory
from core.models import Letter
from reports import actions
from reports.building import contents_for_client, lines_now
from reports.client_words import BETWEEN_US, CLIENT_SECTIONS, CLIENT_WORDS, for_client
from reports.lines import US, YOU, Line
from reports.schedules import send
from reports.states import ActionStands, ReportKind, ReportStands
from reports.status.jobs import TURNS
from reports.status.tellers import TELLERS
from reports.tests.factories import ScheduleFactory

STATES = {
    "job": BriefState,
    "request": RequestState,
    "order": ChangeOrderState,
    "action": ActionStands,
    "meeting": CheckInState,
    "report": ReportStands,
}


def line(noun="job", stands="in_creative", **facts) -> Line:
    return Line(**{"section": "jobs", "key": f"{noun}:1", "title": "Film", "account": 1, "stands": stands, "is_shared": True, **facts})


# ── Declared once for each state ──


def test_s3_every_state_of_every_line_has_a_word_of_the_client():
    """A new state fails here until somebody says what the client reads of it."""
    assert {noun: set(words) for noun, words in CLIENT_WORDS.items()} == {noun: set(states) for noun, states in STATES.items()}
    assert [told for words in CLIENT_WORDS.values() for told in words.values() if not str(told.words)] == []
    assert {told.turn for words in CLIENT_WORDS.values() for told in words.values()} == {US, YOU, ""}


def test_s3_every_kind_of_line_is_worded_or_stays_between_us():
    assert set(CLIENT_WORDS) | set(BETWEEN_US) == {*TELLERS, "job", "contract", "account", "did"}
    assert set(CLIENT_WORDS) & set(BETWEEN_US) == set()


@pytest.mark.parametrize("noun", sorted(BETWEEN_US))
def test_s3_what_is_between_us_stays_whatever_a_line_says_of_itself(noun):
    assert for_client([line(noun, "open")], with_fees=True) == []


def test_s3_a_line_is_made_anew_of_what_the_client_may_read():
    ours = line(
        stands="client_approved",
        state="Client approved",
        next="Start the quality check",
        turn=US,
        who="Eli Executive",
        days=4,
        tone="risk",
        why="They pay late",
        url="/briefs/1/",
        facts=[["Next milestone", "Internal review, 3 Mar"]],
        money=[["Budget", "€9"]],
    )
    told = line(stands="client_approved", state="We are finishing it", turn=US)
    assert for_client([ours], with_fees=False) == [told]
    assert for_client([ours], with_fees=True) == [replace(told, money=[["Budget", "€9"]])]


def test_s3_of_names_the_client_reads_their_own():
    (told,) = for_client([line(stands="with_client", who="Elina", days=6)], with_fees=False)
    assert (told.turn, told.who, told.days, told.turn_words) == (YOU, "Elina", 6, "You: Elina")


def test_s3_a_line_that_was_issued_before_states_were_kept_says_nothing_rather_than_ours():
    (told,) = for_client([line(stands="", state="Internal review", next="Review the work inside")], with_fees=False)
    assert (told.state, told.next, told.turn) == ("", "", "")


# ── No internal word goes out ──

pytestmark = pytest.mark.django_db


def status_report(account, today):
    return actions.report_of(kind=ReportKind.STATUS, account=Account.objects.get(pk=account.pk), today=today)


@pytest.fixture
def full_account(account, eli, sam, cree):
    """A job, a request and a check-in in every state, and all else of which a report speaks."""
    today = eli.today
    elina = ContactFactory(client=account.client, name="Elina", email="elina@client.example")
    for state in BriefState:
        more = {"held_from": "in_creative"} if state == BriefState.ON_HOLD else {}
        more |= {"delivered_on": today, "closed_on": today} if state in (BriefState.DELIVERED, BriefState.CLOSED) else {}
        more |= {"approved_on": today} if state not in (BriefState.DRAFT, BriefState.IN_REVIEW) else {}
        job = BriefFactory(account=account, author=eli, title=f"Film of {state}", state=state, state_since=today, **more)
        MilestoneFactory(brief=job, name="Cut for the inside", due_on=today - timedelta(days=1))
        AssignmentFactory(brief=job, person=cree, starts_on=today, due_on=today)
        if state == BriefState.WITH_CLIENT:
            ReviewLinkFactory(brief=job, contact=elina, is_decider=True)
            ChangeOrderFactory(brief=job, offered_by=sam)
    for state in RequestState:
        JobRequestFactory(account=account, state=state, came_on=today, answer_by=today - timedelta(days=1), reason="Too late for us")
    HeldCheckInFactory(account=account, owner=eli, planned_on=today, held_on=today)
    CheckInFactory(account=account, owner=eli, planned_on=today - timedelta(days=1))
    CheckInFactory(account=account, owner=eli, planned_on=today, state="missed", reason="They forgot")
    ConcernFactory(account=account, owner=eli, title="They pay late")
    ContractFactory(account=account, starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=20))
    a_report(account, by=eli, contacts=[elina], state="issued")
    Letter.objects.all().delete()
    return account


def internal_words(cora, eli, sam, cree) -> set[str]:
    """Our words for states, steps and colours, and our names: everything but what the client's list says too."""
    labels = {str(label) for states in (*STATES.values(), HealthColour, ConcernState, RenewalStage, Severity) for label in states.labels}
    steps = {words() for _turn, words in TURNS.values()}
    told = {str(one.words) for words in CLIENT_WORDS.values() for one in words.values()}
    told |= {str(label) for label in (*CheckInKind.labels, *CLIENT_SECTIONS.values())}
    names = {person.name for person in (cora, eli, sam, cree)}
    return (labels | steps | names | {"Cut for the inside", "They pay late", "to be closed and billed", "The client", "Slipped"}) - told


def leaks(text: str, words: set[str]) -> set[str]:
    text = " ".join(text.split())
    return {word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)}


def words_of_pdf(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


@pytest.mark.parametrize("kind", ["", "pdf", "xlsx", "csv"])
@pytest.mark.parametrize("is_issued", [False, True])
def test_s3_no_internal_word_goes_out_on_the_page_as_pdf_or_as_spreadsheet(
    kind, is_issued, full_account, cora, eli, sam, cree, client, tmp_path
):
    report = status_report(full_account, eli.today)
    url = reverse("account_status", args=[full_account.pk])
    if is_issued:
        url = actions.issue_report(report, by=eli, today=eli.today).get_absolute_url()
    client.force_login(eli)
    texts = {}
    for reader in ("us", "client"):
        answer = client.get(url, {"for": reader, "words": 1, **({"export": kind} if kind else {})})
        if kind == "pdf":
            texts[reader] = words_of_pdf(answer.content)
        elif kind == "xlsx":
            (tmp_path / "report.xlsx").write_bytes(answer.getvalue())
            rows = load_workbook(tmp_path / "report.xlsx").active.iter_rows(values_only=True)
            texts[reader] = "\n".join(str(cell) for row in rows for cell in row if cell)
        elif kind == "csv":
            texts[reader] = answer.getvalue().decode()
        else:
            texts[reader] = re.sub(r"<[^>]+>", " ", " ".join(re.findall(r"<tbody>.*?</tbody>|<h2.*?</h2>", answer.text, re.DOTALL)))
    words = internal_words(cora, eli, sam, cree)
    assert {"In creative", "Start the quality check", "Cut for the inside", eli.name, "They pay late"} <= leaks(texts["us"], words)
    assert leaks(texts["client"], words) == set()
    theirs = {"We are checking it", "Waiting for your answer", "You", "Elina", "Film of quality_check"}
    assert leaks(texts["client"], theirs) == theirs
    drafts = {"Film of draft", "Film of in_review"}
    assert (leaks(texts["us"], drafts), leaks(texts["client"], drafts)) == (drafts, set())


def test_s3_no_internal_word_goes_out_by_mail(full_account, cora, eli, sam, cree):
    actions.issue_report(status_report(full_account, eli.today), by=sam, today=eli.today)
    schedule = ScheduleFactory(account=full_account, made_by=eli, is_for_client=True)
    schedule.contacts.set(full_account.client.contacts.filter(name="Elina"))
    assert send(schedule, now=timezone.localtime())
    letter = Letter.objects.get()
    words = internal_words(cora, eli, sam, cree) - {eli.name}  # whoever writes signs
    for text in (letter.text, re.sub(r"<[^>]+>", " ", letter.html)):
        assert leaks(text, words) == set()
        assert f"Us: {eli.name}" not in text
        assert "We are checking it" in text
        assert "You: Elina" in text
    assert letter.paper_name.endswith("-client.pdf")
    on_paper = words_of_pdf(bytes(letter.paper.content))
    assert leaks(on_paper, internal_words(cora, eli, sam, cree)) == set()
    assert leaks(on_paper, {"We are checking it", "Elina"}) == {"We are checking it", "Elina"}


def test_s3_every_section_that_the_client_gets_has_a_title_of_theirs(full_account, eli):
    lines = lines_now(status_report(full_account, eli.today), today=eli.today)
    told = for_client(lines, with_fees=False)
    assert {line.section for line in told} == set(CLIENT_SECTIONS)
    contents = contents_for_client(status_report(full_account, eli.today), today=eli.today, with_fees=False, with_words=False)
    assert sum(len(shown) for _key, _title, shown in contents.sections) == len(told)


def test_s3_a_brief_that_was_never_approved_is_between_us_also_on_hold_or_cancelled(account, eli):
    today = eli.today
    made = {
        "never approved, on hold": {"state": "on_hold", "held_from": "draft"},
        "never approved, cancelled": {"state": "cancelled", "state_since": today},
        "approved, on hold": {"state": "on_hold", "held_from": "approved"},
        "approved, cancelled": {"state": "cancelled", "state_since": today, "approved_on": today},
        "written again": {"state": "draft", "edition": 2},
    }
    for title, facts in made.items():
        BriefFactory(account=account, author=eli, title=title, **facts)
    told = for_client(lines_now(status_report(account, today), today=today), with_fees=False)
    assert {line.title: line.state for line in told} == {
        "approved, on hold": "On hold",
        "approved, cancelled": "Not going ahead",
        "written again": "We are preparing it",
    }


def test_s3_of_what_differs_the_client_reads_their_words(account, eli):
    today, last = eli.today, eli.today - timedelta(days=7)
    job = BriefFactory(account=account, author=eli, title="Film", state="in_creative", wanted_on=last + timedelta(days=20))
    actions.issue_report(status_report(account, last), by=eli, today=last)
    job.state, job.wanted_on = "quality_check", last + timedelta(days=27)
    job.save()
    contents = contents_for_client(status_report(account, today), today=today, with_fees=False, with_words=False)
    (marks,) = contents.marks.values()
    assert [(mark.words, mark.before, mark.after) for mark in marks][0] == ("Now", "In work", "We are checking it")
    assert [mark.words for mark in marks] == ["Now", "New day"]


# ── Who asks for it ──


def test_s3_fees_and_words_are_in_it_where_asked_for_and_seen(account, eli, cora, client):
    BriefFactory(account=account, author=eli, state="in_creative", budget_minor=1_234_500, wanted_on=eli.today)
    actions.write_word(status_report(account, eli.today), "summary", by=eli, text="A quiet week.", version=0)
    url = reverse("account_status", args=[account.pk])

    def has(person, **asked) -> tuple[bool, bool]:
        client.force_login(person)
        text = client.get(url, {"for": "client", "export": "csv", **asked}).getvalue().decode()
        return "12,345" in text, "A quiet week." in text

    assert has(eli) == (False, False)
    assert has(eli, fees=1, words=1) == (True, True)
    assert has(cora, fees=1) == (False, False)


def test_s3_the_page_leads_to_what_the_client_reads_and_nothing_is_written_there(account, eli, client):
    BriefFactory(account=account, author=eli, state="in_creative")
    client.force_login(eli)
    url = reverse("account_status", args=[account.pk])
    assert f'href="{url}?for=client"' in client.get(url).text
    page = client.get(url, {"for": "client"}).text
    assert f"{url}?for=client&amp;fees=1" in page
    assert f"{url}?for=client&amp;export=pdf" in page
    assert "<textarea" not in page
