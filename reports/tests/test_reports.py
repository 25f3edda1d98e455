"""S3, P3: reports that write themselves: what stands in them, words beside the figures, issued once and kept as they were."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from openpyxl import load_workbook

from briefs.models import Brief
from briefs.tests.factories import AssignmentFactory, BriefFactory, ChangeOrderFactory, MilestoneFactory, ReviewLinkFactory
from care.tests.factories import ActionItemFactory, CheckInFactory, HeldCheckInFactory
from clients.models import Account
from clients.tests.factories import AccountFactory, ContactFactory, ContractFactory, LeadFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event
from reports import actions
from reports.building import contents_for, lines_now
from reports.lines import CLIENT, US
from reports.models import Report, ReportWord
from reports.reading import Read, read_week
from reports.states import ReportKind, week_of
from reports.tests.factories import IssuedFactory, LineReportFactory, ReportFactory, ScheduleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(eli):
    return eli.today


def status(account, today) -> Report:
    return actions.report_of(kind=ReportKind.STATUS, account=Account.objects.get(pk=account.pk), today=today)


def lines_of(account, today) -> dict:
    return {line.key: line for line in lines_now(status(account, today), today=today)}


# ── What stands in it ──


def test_s3_each_job_says_where_it_stands_whose_turn_it_is_and_for_how_long(account, eli, cree, today):
    drafted = BriefFactory(account=account, author=eli, state_since=today - timedelta(days=3), wanted_on=today + timedelta(days=30))
    made = BriefFactory(account=account, author=eli, state="in_creative", wanted_on=today + timedelta(days=30))
    AssignmentFactory(brief=made, person=cree, starts_on=today, due_on=today + timedelta(days=4))
    two_days_ago, soon = today - timedelta(days=2), today + timedelta(days=9)
    shown = BriefFactory(account=account, author=eli, state="with_client", state_since=two_days_ago, wanted_on=soon)
    elina = ContactFactory(client=account.client, name="Elina", email="elina@client.example")
    ReviewLinkFactory(brief=shown, contact=elina, is_decider=True)
    BriefFactory(account=AccountFactory(), author=eli)
    found = lines_of(account, today)
    assert {key: (line.turn, line.who, line.days) for key, line in found.items()} == {
        f"job:{drafted.pk}": (US, eli.name, 3),
        f"job:{made.pk}": (US, cree.name, (today - made.state_since).days),
        f"job:{shown.pk}": (CLIENT, "Elina", 2),
    }


@pytest.mark.parametrize(
    ("facts", "tone", "why"),
    [
        ({"wanted_on": -1}, "risk", "The delivery day"),
        ({"wanted_on": 30}, "good", "On time."),
        ({"wanted_on": 2}, "watch", "not with the client yet"),
        ({"wanted_on": None}, "watch", "no delivery day"),
        ({"wanted_on": 30, "state": "with_client", "state_since": -6}, "watch", "has had it for 6 days"),
        ({"wanted_on": 30, "round_number": 3, "rounds_sold": 2}, "watch", "More rounds"),
        ({"wanted_on": -1, "state": "on_hold", "held_from": "in_creative"}, "", ""),
    ],
)
def test_s3_red_amber_and_green_have_their_reason(facts, tone, why, account, eli, today):
    days = {name: today + timedelta(days=facts[name]) for name in ("wanted_on", "state_since") if facts.get(name) is not None}
    job = BriefFactory(account=account, author=eli, **{"state": "in_creative", **facts, **days})
    line = lines_of(account, today)[f"job:{job.pk}"]
    assert line.tone == tone
    assert why in line.why


def test_s3_a_late_milestone_and_an_offered_round_are_watched(account, eli, today):
    late, priced = (BriefFactory(account=account, author=eli, state="in_creative", wanted_on=today + timedelta(days=30)) for _ in range(2))
    MilestoneFactory(brief=late, name="Concept", due_on=today - timedelta(days=2))
    ChangeOrderFactory(brief=priced, offered_by=eli)
    found = lines_of(account, today)
    assert (found[f"job:{late.pk}"].tone, found[f"job:{late.pk}"].why[:7]) == ("watch", "Concept")
    assert found[f"job:{priced.pk}"].tone == "watch"


def test_s3_what_else_is_open_is_in_it(account, eli, today):
    item = ActionItemFactory(account=account, what="Send the plan", owner=eli, due_on=today - timedelta(days=2))
    done = ActionItemFactory(account=account, owner=eli, due_on=today, done_on=today)
    ActionItemFactory(account=account, owner=eli, due_on=today - timedelta(days=60), done_on=today - timedelta(days=30))
    planned = CheckInFactory(account=account, owner=eli, planned_on=today + timedelta(days=3))
    CheckInFactory(account=account, owner=eli, planned_on=today + timedelta(days=10))
    held = HeldCheckInFactory(account=account, owner=eli, planned_on=today, held_on=today)
    soon = ContractFactory(account=account, starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=20))
    ContractFactory(account=account, starts_on=today, ends_on=today + timedelta(days=365))
    found = lines_of(account, today)
    assert set(found) == {f"action:{item.pk}", f"action:{done.pk}", f"meeting:{planned.pk}", f"meeting:{held.pk}", f"contract:{soon.pk}"}
    assert (found[f"action:{item.pk}"].tone, found[f"action:{item.pk}"].why) == ("watch", "2 days late.")
    assert found[f"action:{done.pk}"].is_done


# ── Words ──


def test_p3_words_are_kept_beside_the_figures_each_with_its_version(account, eli, sam, today):
    report = status(account, today)
    first = actions.write_word(report, "summary", by=eli, text="A quiet week.", version=0)
    second = actions.write_word(report, "summary", by=sam, text="A good week.", version=1)
    actions.write_word(report, "job:1", by=eli, text="On its way.", version=0)
    assert (first.pk, second.pk, second.version, second.written_by) == (first.pk, first.pk, 2, sam)
    assert dict(ReportWord.objects.values_list("key", "text")) == {"summary": "A good week.", "job:1": "On its way."}
    assert Report.objects.get().state == "draft"


def test_p3_whoever_was_slower_is_told_and_nothing_is_overwritten(account, eli, sam, client, today):
    actions.write_word(status(account, today), "summary", by=sam, text="Sam's words", version=0)
    with pytest.raises(LostRace):
        actions.write_word(status(account, today), "summary", by=eli, text="Eli's words", version=0)
    client.force_login(eli)
    answer = client.post(reverse("account_status_word", args=[account.pk]), {"key": "summary", "text": "Eli's words", "version": 0})
    assert answer.status_code == 409
    assert "Sam&#x27;s words" in answer.text
    assert ReportWord.objects.get().text == "Sam's words"


def test_p3_neither_a_coordinator_nor_a_stranger_writes_or_issues(account, cora, otto, today):
    for person in (cora, otto):
        with pytest.raises(PermissionDenied):
            actions.write_word(status(account, today), "summary", by=person, text="x", version=0)
        with pytest.raises(PermissionDenied):
            actions.issue_report(status(account, today), by=person, today=today)
    assert not Report.objects.exists()


# ── Issuing ──


def test_s3_an_issued_report_stays_as_it_was_whatever_happens_later(account, eli, sam, client, today):
    job = BriefFactory(account=account, author=eli, title="Spring film", state="in_creative", wanted_on=today + timedelta(days=9))
    actions.write_word(status(account, today), "summary", by=eli, text="Shot on Friday.", version=0)
    issued = actions.issue_report(status(account, today), by=sam, today=today)
    kept = issued.lines
    Brief.objects.filter(pk=job.pk).update(title="Another film", state="with_client", wanted_on=today + timedelta(days=30))
    assert Report.objects.get().lines == kept
    client.force_login(eli)
    page = client.get(issued.get_absolute_url())
    assert "Spring film" in page.text
    assert "Another film" not in page.text
    assert "Shot on Friday." in page.text
    event = Event.objects.get(verb="report.issue")
    assert (event.topic, event.actor) == (account, sam)


def test_s3_a_week_is_issued_once_and_its_words_are_closed_with_it(account, eli, today):
    issued = actions.issue_report(status(account, today), by=eli, today=today)
    with pytest.raises(IllegalMove):
        actions.issue_report(status(account, today), by=eli, today=today)
    with pytest.raises(Refused):
        actions.write_word(issued, "summary", by=eli, text="Too late", version=0)
    assert Report.objects.count() == 1


def test_s3_the_page_marks_what_differs_from_the_last_issued(account, eli, client, today):
    last = today - timedelta(days=7)
    job = BriefFactory(account=account, author=eli, title="Spring film", state="in_creative", wanted_on=last + timedelta(days=20))
    actions.issue_report(status(account, last), by=eli, today=last)
    Brief.objects.filter(pk=job.pk).update(state="with_client", wanted_on=last + timedelta(days=27))
    BriefFactory(account=account, author=eli, title="Posters")
    contents = contents_for(status(account, today), eli, today=today)
    assert {shown.line.title: [mark.kind for mark in shown.marks] for _k, _t, lines in contents.sections for shown in lines} == {
        "Spring film": ["state", "slipped"],
        "Posters": ["new"],
    }
    client.force_login(eli)
    page = client.get(reverse("account_status", args=[account.pk])).text
    assert '<del class="del">In creative</del> → <ins class="ins">With the client</ins>' in page


# ── Who sees what ──


def test_s3_reports_of_accounts_and_lines_are_seen_by_whom_they_concern(account, walled_account, eli, sam, dana, hana, otto, today):
    shown, walled = IssuedFactory(account=account), IssuedFactory(account=walled_account)
    line = LineReportFactory(person=sam)
    seen = {person: set(Report.objects.visible_to(person)) for person in (eli, sam, dana, hana, otto)}
    assert seen == {eli: {shown, walled}, sam: {shown, line}, dana: {shown, line}, hana: {shown, walled, line}, otto: set()}


def test_s3_in_a_line_report_nobody_reads_of_an_account_they_do_not_see(account, eli, sam, dana, today):
    secret = AccountFactory(name="Secret brand", code="SECR", is_walled=True)
    LeadFactory(account=secret, person=sam)
    report = actions.issue_report(actions.report_of(kind=ReportKind.PORTFOLIO, person=sam, today=today), by=sam, today=today)
    names = {person: {line.title for line in contents_for(report, person, today=today).lines} for person in (sam, dana)}
    assert names == {sam: {account.name, "Secret brand"}, dana: {account.name}}


def test_s3_without_the_right_to_see_fees_a_report_has_no_money(account, eli, cora, client, today):
    BriefFactory(account=account, author=eli, budget_minor=1_234_500, wanted_on=today)
    client.force_login(eli)
    assert "12,345" in client.get(reverse("account_status", args=[account.pk])).text
    client.force_login(cora)
    for export in ("", "csv"):
        answer = client.get(reverse("account_status", args=[account.pk]), {"export": export} if export else {})
        text = answer.getvalue().decode() if export else answer.text
        assert "12,345" not in text
        assert "Money" not in text


def test_s3_an_open_price_is_said_to_those_who_see_fees_and_to_the_client_where_ticked(account, eli, cora, client, today):
    job = BriefFactory(account=account, author=eli, state="in_creative", currency="GBP", wanted_on=today)
    ChangeOrderFactory(brief=job, offered_by=eli, amount_minor=150_050)
    ChangeOrderFactory(brief=job, offered_by=eli, round_number=4)  # no price was named
    assert [line.money for line in lines_of(account, today).values() if line.section == "orders"] == [[["Price", "£1,500.50"]], []]

    def has(person, **asked) -> bool:
        client.force_login(person)
        answer = client.get(reverse("account_status", args=[account.pk]), {"export": "csv", **asked})
        return "1,500.50" in answer.getvalue().decode()

    assert (has(eli), has(cora)) == (True, False)
    assert [has(eli, **{"for": "client"}), has(eli, **{"for": "client", "fees": 1}), has(cora, **{"for": "client", "fees": 1})] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("kind", ReportKind)
def test_s3_as_a_file_a_report_asks_for_no_schedule_as_it_shows_none(account, sam, client, monkeypatch, kind):
    whose = {"account": account} if kind == ReportKind.STATUS else {"account": None, "person": sam}
    ScheduleFactory(kind=kind, **whose)
    url = reverse("account_status", args=[account.pk]) if kind == ReportKind.STATUS else reverse("line_report", args=[kind, sam.pk])
    read = []

    def read_and_noted(**asked) -> Read:
        read.append(read_week(**asked))
        return read[-1]

    monkeypatch.setattr("reports.views.read_week", read_and_noted)
    client.force_login(sam)
    for export in ("csv", "xlsx", "pdf", "of no kind that we know", ""):
        assert client.get(url, {"export": export}).status_code == 200
    assert [len(one.schedules) for one in read] == [0, 0, 0, 1, 1]


def test_p3_activity_says_who_did_what_on_which_account_in_the_week(account, walled_account, eli, sam, otto, today):
    monday = week_of(today)
    for one in (account, walled_account):
        HeldCheckInFactory(account=one, owner=eli, planned_on=monday, held_on=monday)
    HeldCheckInFactory(account=account, owner=eli, planned_on=monday - timedelta(days=3), held_on=monday - timedelta(days=3))
    ActionItemFactory(account=account, owner=sam, due_on=monday, done_on=monday)
    lines = lines_now(actions.report_of(kind=ReportKind.ACTIVITY, person=sam, today=today), today=today)
    assert [(line.title, line.code, line.state) for line in lines] == [
        (eli.name, account.name, "1 check-in held"),
        (sam.name, account.name, "1 action done"),
    ]


def test_s3_the_portfolio_puts_what_is_wrong_first(account, eli, sam, today):
    calm = AccountFactory(name="Calm", code="CALM")
    LeadFactory(account=calm, person=eli)
    BriefFactory(account=account, author=eli, state="in_creative", wanted_on=today - timedelta(days=2))
    lines = lines_now(actions.report_of(kind=ReportKind.PORTFOLIO, person=sam, today=today), today=today)
    assert [(line.title, line.tone, line.why) for line in lines] == [
        (account.name, "risk", "1 job is late."),
        ("Calm", "good", "Nothing is wrong."),
    ]


# ── On paper and in cells ──


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
def test_s3_a_report_goes_out_as_pdf_and_spreadsheet(kind, account, eli, client, today, tmp_path):
    BriefFactory(account=account, author=eli, title="=Film <b>&", wanted_on=today)
    actions.write_word(status(account, today), "summary", by=eli, text="Line one\nLine two", version=0)
    client.force_login(eli)
    answer = client.get(reverse("account_status", args=[account.pk]), {"export": kind})
    assert f"{account.code.lower()}" in answer["Content-Disposition"].lower()
    body = answer.content if kind == "pdf" else answer.getvalue()
    if kind == "pdf":
        assert body.startswith(b"%PDF")
    elif kind == "xlsx":
        (tmp_path / "report.xlsx").write_bytes(body)
        cells = [cell for row in load_workbook(tmp_path / "report.xlsx").active.iter_rows(values_only=True) for cell in row]
        assert "'=Film <b>&" in cells
    else:
        assert "'=Film <b>&" in body.decode()


@pytest.mark.parametrize("jobs", [1, 12])
def test_s3_the_page_asks_the_same_however_much_stands_in_it(jobs, account, eli, client, today, django_assert_max_num_queries):
    for _number in range(jobs):
        job = BriefFactory(account=account, author=eli, state="in_creative", wanted_on=today)
        MilestoneFactory(brief=job, due_on=today)
        ActionItemFactory(account=account, owner=eli, due_on=today)
    client.force_login(eli)
    url = reverse("account_status", args=[account.pk])
    client.get(url)
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200


def test_s3_a_report_is_of_an_account_or_of_a_line(account, sam):
    from django.db import IntegrityError, transaction

    for facts in ({"kind": "status", "person": sam, "account": account}, {"kind": "portfolio", "account": account}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportFactory(**facts)
    assert week_of(date(2026, 3, 8)) == date(2026, 3, 2)
