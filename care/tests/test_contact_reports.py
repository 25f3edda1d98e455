"""Contact reports (R1): begun from what was noted, numbered, issued, disputed, corrected, accepted by word or by silence, then frozen."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from care.actions import contact_report as actions
from care.actions import report_links
from care.actions.check_in import hold_check_in
from care.actions.contact_report import Line
from care.jobs import contact_reports as jobs
from care.models import ActionItem, Attendance, CheckIn, ContactReport, ReportCopy, ReportDispute, ReportIssue, ReportLine, ReportLink
from care.my_day.contact_reports import disputes_to_answer
from care.report_clock import due_and_late, ended_at, silent_until
from care.report_contents import gone_lines, topics_of
from care.states import REPORT_MOVES, ReportState
from care.tests.factories import CheckInFactory, HeldCheckInFactory
from care.tests.reports import a_report, held
from clients.actions.merge import merge_contacts
from clients.tests.factories import ContactFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event, Letter
from core.moves import make_move
from reminders.engine import sweep
from reminders.models import Reminder

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # a Wednesday
MET_ON = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def minna(account):
    return ContactFactory(client=account.client, name="Minna Maki", email="minna@client.example")


@pytest.fixture
def draft(account, eli, minna):
    return a_report(account, by=eli, contacts=[minna], held_on=MET_ON, now=NOW)


@pytest.fixture
def issued(account, eli, minna):
    return a_report(account, by=eli, contacts=[minna], held_on=MET_ON, state="issued", now=NOW)


def lines_of(report) -> list[Line]:
    return [Line(row.key, row.kind, row.text, row.topic, row.job, row.owner, row.contact, row.due_on) for row in report.lines.all()]


def link_to(report, contact) -> ReportLink:
    return ReportLink.objects.filter(report=report, contact=contact).latest("pk")


# ── The draft ──


def test_r1_the_draft_is_made_from_what_was_noted(draft, minna, eli):
    assert [(line.kind, line.text) for line in draft.lines.all()] == [
        ("said", "The spring launch stays on the 3rd."),
        ("said", "Two routes are shown next time."),
        ("action", "Send the media plan"),
    ]
    assert (list(draft.contacts.all()), list(draft.people.all()), draft.author) == ([minna], [eli], eli)
    assert (draft.number, draft.state) == (f"{draft.account.code}-CR-26-001", "draft")


def test_r1_those_above_who_may_know_of_the_account_get_a_copy(account, eli, sam, minna):
    boss = ContactFactory(client=account.client, name="Bo Boss")
    minna.reports_to = boss
    minna.save()
    draft = a_report(account, by=eli, contacts=[minna], held_on=MET_ON, now=NOW)
    assert (list(draft.copy_people.all()), list(draft.copy_contacts.all())) == ([sam], [boss])


def test_r1_behind_a_wall_no_copy_goes_up_the_line(walled_account, eli, hana):
    draft = a_report(walled_account, by=eli, held_on=MET_ON, now=NOW)
    assert set(draft.copy_people.all()) <= {hana}


def test_r1_a_second_press_goes_on_with_the_first_draft(draft, eli):
    assert actions.begin_report(draft.check_in, by=eli, now=NOW) == draft
    assert ContactReport.objects.count() == 1


def test_r1_numbers_run_by_account_and_year(account, eli, minna, draft):
    numbers = [draft.number]
    numbers += [a_report(account, by=eli, contacts=[minna], held_on=day).number for day in (date(2026, 12, 31), date(2027, 1, 4))]
    assert [number.removeprefix(account.code) for number in numbers] == ["-CR-26-001", "-CR-26-002", "-CR-27-001"]


def test_r1_only_a_held_check_in_has_a_report(account, eli):
    with pytest.raises(IllegalMove):
        actions.begin_report(CheckInFactory(account=account, owner=eli), by=eli, now=NOW)


def test_r1_a_line_saved_twice_stays_one_and_an_empty_one_goes(draft, eli):
    new = Line(uuid.uuid4(), "decision", "Green it is.", topic="Packaging", job="KAURA-26-0007")
    for _time in range(2):
        actions.write_report(draft, by=eli, lines=[*lines_of(draft)[:2], new])
    assert [(line.position, line.text) for line in draft.lines.all()] == [
        (0, "The spring launch stays on the 3rd."),
        (1, "Two routes are shown next time."),
        (2, "Green it is."),
    ]
    draft.refresh_from_db()
    assert draft.version == 2  # the second time nothing differed
    assert ActionItem.objects.get().what == "Send the media plan"  # a promise does not go with its line


def test_r1_of_two_who_write_the_second_is_told(draft, eli, cora):
    actions.write_report(draft, by=cora, product="Oat drink", version=1)
    with pytest.raises(LostRace):
        actions.write_report(draft, by=eli, product="Oats", version=1)


def test_r1_an_outsider_neither_writes_nor_issues(draft, otto):
    for act in (
        lambda: actions.write_report(draft, by=otto, product="Mine"),
        lambda: actions.issue_report(draft, by=otto, now=NOW),
        lambda: actions.begin_report(draft.check_in, by=otto, now=NOW),
        lambda: actions.waive_report(draft.check_in, by=otto, reason="No"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_r1_whoever_works_on_it_writes_and_who_answers_for_it_issues(draft, cora, eli):
    actions.write_report(draft, by=cora, product="Oat drink")
    with pytest.raises(PermissionDenied):
        actions.issue_report(draft, by=cora, now=NOW)
    assert actions.issue_report(draft, by=eli, now=NOW).state == "issued"


# ── Issue ──


def test_r1_an_issued_report_goes_to_all_who_were_there_and_above(issued, minna, eli, sam):
    assert set(ReportCopy.objects.values_list("contact__name", "person__name", "was_there")) == {
        ("Minna Maki", None, True),
        (None, "Eli Executive", True),
        (None, "Sam Supervisor", False),
    }
    assert sorted(Letter.objects.values_list("to_email", flat=True)) == ["minna@client.example", "sam@example.com"]
    assert ReportLink.objects.get().contact == minna


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


# ── Dispute, correct, issue again ──


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


@pytest.fixture
def phone(account, eli, minna, client):
    """Minna's page of a report with her words half typed."""
    report = a_report(account, by=eli, contacts=[minna], state="issued")
    report.home = reverse("report_home", args=[report.secrets[minna]])
    report.post = lambda **facts: client.post(f"{report.home}dispute/", {"text": "It is the 4th.", "form_key": uuid.uuid4(), **facts})
    return report


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


# ── A dispute that one of ours has heard ──


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


# ── Accepted ──


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


# ── Frozen ──


@pytest.mark.parametrize(
    "write",
    [
        lambda report: ReportLine.objects.filter(report=report).update(text="Something else"),
        lambda report: ReportLine.objects.create(report=report, text="One more"),
        lambda report: ContactReport.objects.filter(pk=report.pk).update(product="Something else"),
        lambda report: ContactReport.objects.filter(pk=report.pk).update(state="draft", accepted_at=None, accepted_by=""),
        lambda report: ReportIssue.objects.filter(report=report).update(contents={}),
        lambda report: ReportIssue.objects.filter(report=report).update(pdf="other.pdf"),
        lambda report: ReportIssue.objects.create(
            report=report, number=9, contents={}, pdf="x.pdf", issued_at=NOW, issued_by_id=report.author_id
        ),
    ],
)
def test_r1_the_database_refuses_to_change_what_is_accepted(issued, eli, write):
    report = actions.accept_report(issued, by=eli, note="Yes", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(report)


def test_r1_an_issue_is_never_edited_even_while_the_report_is_open(issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportIssue.objects.update(note="Something else")


def test_r1_two_contacts_can_be_merged_although_a_report_is_frozen(issued, eli, sam, account):
    actions.accept_report(issued, by=eli, note="Yes", now=NOW)
    minna, twin = issued.contacts.get(), ContactFactory(client=account.client, name="M. Maki")
    merge_contacts(twin, minna, by=sam)
    assert list(ContactReport.objects.get().contacts.all()) == [twin]


def test_c3_r1_two_who_got_the_same_report_and_sat_in_the_same_training_can_be_merged(account, eli, sam, minna):
    twin = ContactFactory(client=account.client, name="M. Maki", email="m@client.example")
    report = a_report(account, by=eli, contacts=[minna, twin], held_on=MET_ON, state="issued", now=NOW)
    report_links.confirm_report(link_to(report, twin), now=NOW, edition=1)
    Attendance.objects.create(check_in=report.check_in, contact=minna, presence="absent")
    Attendance.objects.create(check_in=report.check_in, contact=twin, presence="attended")
    merge_contacts(minna, twin, by=sam)
    (copy,) = ReportCopy.objects.filter(contact__isnull=False)
    assert (copy.contact, copy.was_there, copy.confirmed_at) == (minna, True, NOW)
    assert list(Attendance.objects.values_list("contact", "presence")) == [(minna.pk, "attended")]


# ── Who may move what when: every move from every state ──


@pytest.mark.parametrize("state", list(ReportState))
@pytest.mark.parametrize("name", list(REPORT_MOVES))
@pytest.mark.parametrize("who", ["cora", "eli", "sam", "dana", "otto"])
def test_r1_every_move_from_every_state(state, name, who, account, eli, minna, request):
    report = a_report(account, by=eli, contacts=[minna], held_on=MET_ON, state=state, now=NOW)
    person, move = request.getfixturevalue(who), REPORT_MOVES[name]
    line, above = {"cora", "eli", "sam", "dana"}, {"eli", "sam", "dana"}
    may = who in {"issue": above, "recall": above, "accept": above, "dispute": line}.get(name, set())
    extra = (
        {"issued_at": NOW, "accept_at": NOW, "edition": 1} if name == "issue" else {"accepted_at": NOW} if move.target == "accepted" else {}
    )
    if not may:
        with pytest.raises(PermissionDenied):
            make_move(report, name, by=person, **extra)
    elif state not in move.sources:
        with pytest.raises(IllegalMove):
            make_move(report, name, by=person, **extra)
    else:
        assert make_move(report, name, by=person, **extra).state == move.target


# ── The hours ──


@pytest.mark.parametrize(
    ("held_on", "held_at", "due", "late"),
    [
        (date(2026, 3, 10), time(15, 0), "2026-03-11 15:00", "2026-03-12 15:00"),  # Tuesday
        (date(2026, 3, 13), time(17, 0), "2026-03-16 17:00", "2026-03-17 17:00"),  # Friday: the weekend does not count
        (date(2026, 3, 14), time(11, 0), "2026-03-17 00:00", "2026-03-18 00:00"),  # Saturday: begins on Monday at nought
        (date(2026, 3, 12), None, "2026-03-14 00:00", "2026-03-17 00:00"),  # Thursday, some time
        (date(2026, 3, 27), time(12, 0), "2026-03-30 12:00", "2026-03-31 12:00"),  # the clocks change on the Sunday between
    ],
)
def test_r1_a_report_is_due_after_24_and_late_after_48_working_hours(held_on, held_at, due, late, settings):
    settings.TIME_ZONE = "Europe/London"
    found = [
        f"{timezone.localtime(moment, timezone=ended_at(held_on, held_at).tzinfo):%Y-%m-%d %H:%M}"
        for moment in due_and_late(held_on, held_at)
    ]
    assert found == [due, late]


def test_r1_a_check_in_with_somebody_of_the_client_owes_a_report(account, eli, minna):
    planned = [CheckInFactory(account=account, owner=eli, planned_on=MET_ON) for _number in range(3)]
    owed = hold_check_in(planned[0], by=eli, held_on=MET_ON, today=MET_ON, contacts=[minna], held_at=time(15))
    alone = hold_check_in(planned[1], by=eli, held_on=MET_ON, today=MET_ON)
    spared = hold_check_in(planned[2], by=eli, held_on=MET_ON, today=MET_ON, contacts=[minna], owes_report=False)
    assert (owed.report_due_at, owed.report_late_at) == due_and_late(MET_ON, time(15))
    assert [(one.report_due_at, one.report_late_at) for one in (alone, spared)] == [(None, None)] * 2
    assert list(CheckIn.objects.owing_report()) == [owed]


def test_r1_late_are_those_never_issued_whose_last_hour_is_over(account, eli, draft, minna):
    a_report(account, by=eli, contacts=[minna], held_on=MET_ON, state="issued", now=NOW)
    HeldCheckInFactory(account=account, owner=eli, held_on=MET_ON, planned_on=MET_ON)  # owes none
    unwritten = held(account, by=eli, contacts=[minna], held_on=MET_ON)
    late_at = draft.check_in.report_late_at
    assert set(CheckIn.objects.report_late(now=late_at)) == set()
    assert set(CheckIn.objects.report_late(now=late_at + timedelta(seconds=1))) == {draft.check_in, unwritten}
    for moment in (late_at, late_at + timedelta(seconds=1)):
        every = ContactReport.objects.select_related("check_in")
        assert set(ContactReport.objects.late(now=moment)) == {one for one in every if one.is_late(now=moment)}


def test_r1_a_report_that_nobody_needs_is_owed_no_more(account, eli, minna):
    check_in = held(account, by=eli, contacts=[minna], held_on=MET_ON)
    actions.waive_report(check_in, by=eli, reason="A word on the phone")
    assert not CheckIn.objects.owing_report().exists()
    assert Event.objects.get(verb="check_in.report_waived").note == "A word on the phone"


def test_r1_the_tab_leads_to_all_reports_also_when_none_is_of_the_latest_check_ins(account, eli, minna, draft, client, monkeypatch):
    HeldCheckInFactory(account=account, owner=eli, held_on=eli.today, planned_on=eli.today)
    client.force_login(eli)
    url, tab = f"{reverse('contact_report_list')}?account={account.pk}", reverse("account_check_ins", args=[account.pk])
    assert url in client.get(tab).text
    monkeypatch.setattr("care.views.check_in.PAST_SHOWN", 1)
    page = client.get(tab).text
    assert (draft.number in page, url in page) == (False, True)
    assert draft.number in client.get(url).text
