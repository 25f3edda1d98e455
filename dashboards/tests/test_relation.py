"""The dashboard of the relationship: every figure opens the rows that it counts, of the accounts that its reader may see (S2)."""

from datetime import datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from care.health_factors.check_ins import silence
from care.models import Concern, ReportIssue
from care.satisfaction import first_of_quarter
from care.silence import with_silence
from care.states.surveys import InvitationState
from care.tests.concern_factories import ConcernFactory
from care.tests.factories import CheckInFactory, ContactReportFactory, HeldCheckInFactory
from care.tests.survey_factories import SurveyAnswerFactory, SurveyInvitationFactory, TeamAnswerFactory
from clients.account_troubles import missing_roles
from clients.models import Account, AccountHealth, Contact
from clients.states import DecisionRole, Tier
from clients.tests.factories import AccountFactory, ContactFactory, SeatFactory
from core.workhours import office
from dashboards.relation_board import RelationBoard, relation_lead
from dashboards.scope import Scope, Staff

pytestmark = pytest.mark.django_db


def board_of(person, **chosen) -> RelationBoard:
    return RelationBoard(Scope(person, person.today, Staff.load(), **chosen))


def at(day):
    return timezone.make_aware(datetime.combine(day, time(10)))


def concern(account, *, days, rung=0, late=False, **fields):
    """Raised so many days ago; our next word lies behind us or ahead."""
    now = timezone.now()
    raised = at(timezone.localdate() - timedelta(days=days))
    due = now + timedelta(hours=-1 if late else 1)
    resolve_by = max(office().add(raised, 34), due)
    return ConcernFactory(account=account, raised_at=raised, rung=rung, due_at=due, climbs_at=due, resolve_by=resolve_by, **fields)


@pytest.fixture
def relations(account, walled_account, eli, sam, dana):
    """Three accounts, one of them walled: health that rose and fell, a silent one, concerns, answers, check-ins and reports."""
    today = dana.today
    third = AccountFactory(name="Third", code="THIRD", tier=Tier.KEY, cadence_days=10, opened_on=today - timedelta(days=300))
    SeatFactory(account=third, person=eli, is_lead=True)
    AccountHealth.objects.create(account=account, observed=80, colour="good", changed_7=4, changed_30=-6)
    AccountHealth.objects.create(account=walled_account, observed=40, colour="risk", changed_7=-9, changed_30=-9)
    AccountHealth.objects.create(account=third)  # looked at, and too new
    ContactFactory(client=third.client, account=third, decision_role=DecisionRole.SPONSOR)
    ContactFactory(client=third.client, decision_role=DecisionRole.CHAMPION, left_on=today)
    ContactFactory(client=account.client, decision_role=DecisionRole.DECISION_MAKER)
    for one in (account, walled_account):
        concern(one, days=1)
        concern(one, days=5, rung=2, late=True)
        concern(one, days=40, rung=1)
        ConcernFactory(account=one, state="withdrawn")
        for nps, csat in ((10, None), (9, None), (3, None), (None, 4)):
            SurveyAnswerFactory(account=one, nps=nps, csat=csat, answered_on=today)
        SurveyAnswerFactory(account=one, nps=2, answered_on=first_of_quarter(today) - relativedelta(months=2))
        SurveyAnswerFactory(account=one, nps=1, answered_on=today - relativedelta(years=3))
        TeamAnswerFactory(account=one, person=sam)
        SurveyInvitationFactory(account=one, state=InvitationState.ANSWERED)
        SurveyInvitationFactory(account=one)
        SurveyInvitationFactory(account=one, state=InvitationState.BOUNCED)
        last_week = today - timedelta(days=7)
        for held in (last_week, last_week + timedelta(days=2)):
            HeldCheckInFactory(account=one, owner=eli, planned_on=last_week, held_on=held)
        CheckInFactory(account=one, owner=eli, planned_on=last_week, state="missed", reason="Ill")
        CheckInFactory(account=one, owner=eli, planned_on=today - timedelta(days=200))
        CheckInFactory(account=one, owner=eli, planned_on=today + timedelta(days=3))
        for hours in (-1, 1, None):
            owed(one, eli, last_week, issued_after_last_hour=hours)
    HeldCheckInFactory(account=third, owner=eli, planned_on=today - timedelta(days=35))
    return account, walled_account, third


def owed(account, author, held_on, *, issued_after_last_hour):
    """A check-in that owed a report, issued so many hours after its last hour, or never."""
    check_in = HeldCheckInFactory(account=account, owner=author, planned_on=held_on, report_is_owed=True)
    if issued_after_last_hour is None:
        return
    number = f"{account.code}-CR-{check_in.pk}"
    report = ContactReportFactory(check_in=check_in, author=author, number=number)
    issued_at = check_in.report_late_at + timedelta(hours=issued_after_last_hour)
    ReportIssue.objects.create(report=report, number=1, contents={}, pdf="x.pdf", issued_at=issued_at, issued_by=author)


# ── The figures, against slow and obvious ones ───────────────────────────────────────────────────


def accounts_of(person):
    return list(Account.objects.visible_to(person).live().select_related("client"))


@pytest.mark.parametrize("who", ["sam", "dana", "hana"])
def test_r4_health_is_counted_by_tier_and_colour_with_what_rose_and_fell(who, request, relations):
    person = request.getfixturevalue(who)
    board, seen = board_of(person), accounts_of(person)
    colours = {one.pk: getattr(getattr(one, "health", None), "colour", "") or "none" for one in seen}
    for tier in ("", *Tier.values):
        of_tier = [one for one in seen if tier in ("", one.tier_now)]
        for colour in ("good", "watch", "risk", "none"):
            assert board.accounts(colour, tier) == len([one for one in of_tier if colours[one.pk] == colour])
        for name in ("7", "30"):
            changes = [getattr(one.health, f"changed_{name}") or 0 for one in of_tier if hasattr(one, "health")]
            assert board.total(f"rose_{name}", tier) == len([change for change in changes if change > 0])
            assert board.total(f"fell_{name}", tier) == len([change for change in changes if change < 0])


def test_r1_silence_is_what_the_health_factor_says_of_it(relations, hana):
    rows = Account.objects.live().with_tier()
    said = {pk: (found.args["days"], found.args["cadence"]) for pk, found in silence(rows, hana.today).items()}
    told = with_silence(Account.objects.live(), today=hana.today)
    assert {one.pk: (one.days_silent, one.cadence) for one in told} == said


def test_r1_silent_accounts_are_listed_the_worst_first_with_lead_and_next_check_in(relations, hana, eli):
    account, _walled, third = relations
    never = AccountFactory(name="Never", code="NEVER", cadence_days=5, opened_on=hana.today - timedelta(days=50))
    lines = board_of(hana).silent_lines
    assert [(line.row.pk, line.row.days, line.row.cadence, line.lead and line.lead.pk, line.row.next_on) for line in lines] == [
        (never.pk, 50, 5, None, None),
        (third.pk, 35, 10, eli.pk, None),
    ]
    assert "never spoken" in lines[0].below
    assert account.pk not in {line.row.pk for line in lines}


def test_r3_concerns_are_counted_by_age_and_rung_with_the_late_ones(relations, dana):
    board = board_of(dana)
    found = {(one.age, one.rung): (one.number, one.late) for one in board.found.figures["concerns"]}
    assert found == {("days", 0): (1, 0), ("week", 2): (1, 1), ("older", 1): (1, 0)}


@pytest.mark.parametrize(("days", "age"), [(0, "days"), (2, "days"), (3, "week"), (7, "week"), (8, "month"), (30, "month"), (31, "older")])
def test_r3_a_concern_is_as_old_as_days_have_begun_since(days, age, account, dana):
    concern(account, days=days)
    assert [one.age for one in board_of(dana).found.figures["concerns"]] == [age]


def test_r5_satisfaction_is_of_clients_by_quarter_with_n_and_response(relations, dana):
    board = board_of(dana)
    assert len(board.trend) == 6
    now, before = board.trend[-1], board.trend[-2]
    assert (now.figures.nps, now.figures.nps_answers, now.figures.csat, now.figures.csat_answers) == (33, 3, 4.0, 1)
    assert (before.figures.nps, before.figures.nps_answers) == (-100, 1)
    assert board.found.figures["asked"] == {first_of_quarter(dana.today): (2, 1)}
    assert "3 answers, too few to lean on" in str(board.quarter_rows[-1][1])


def test_r1_check_ins_and_reports_are_counted_by_month(relations, dana):
    board = board_of(dana)
    sums = [board.sum("check_ins", name) for name in ("first", "second", "third", "fourth")]
    assert sums == [5, 1, 1, 1]  # the overdue one was planned long before the period
    assert board.sum("reports", "first") == 1
    late, waiting = board.sum("reports", "second"), board.sum("reports", "third")
    assert late + waiting == 2
    assert late >= 1


def test_c3_roles_that_the_tier_asks_for_and_nobody_holds_are_counted(relations, hana):
    board = board_of(hana)
    for one in (seen := accounts_of(hana)):
        one.contacts_on_map = list(Contact.objects.present().of_account(one))
    for role in (DecisionRole.SPONSOR, DecisionRole.DECISION_MAKER, DecisionRole.CHAMPION):
        assert board.missing(role) == len([one for one in seen if role in missing_roles(one)])
    assert board.total("incomplete") == len([one for one in seen if missing_roles(one)])
    assert {role: board.missing(role, Tier.KEY) for role in DecisionRole if role in ("sponsor", "champion")} == {
        "sponsor": 0,
        "champion": 1,
    }


# ── Each figure and its rows ─────────────────────────────────────────────────────────────────────


def doors(board: RelationBoard) -> dict[str, int]:
    """Address → the number that leads to it."""
    found = {board.silent_url: board.silent, board.url("due-check-ins"): board.due_check_ins}
    for tier in (*board.tiers, ""):
        found |= doors_of_tier(board, tier)
    for age in ("", "days", "week", "month", "older"):
        for rung in (None, 0, 1, 2, 3):
            narrowing = {"age": age or None, "part": None if rung is None else str(rung)}
            found[board.url("concerns", **narrowing)] = board.concerns(age, rung)
            found[board.url("late-concerns", **narrowing)] = board.late_concerns(age, rung)
    return found | doors_of_quarters(board) | doors_of_months(board)


def doors_of_tier(board: RelationBoard, tier: str) -> dict[str, int]:
    of_tier = {"tier": tier} if tier else {}
    found = {
        board.url("health", **of_tier): board.accounts(tier=tier),
        board.url("coverage-missing", **of_tier): board.total("incomplete", tier),
    }
    for colour in ("good", "watch", "risk", "none"):
        found[board.url("health", part=colour, **of_tier)] = board.accounts(colour, tier)
    for days in ("7", "30"):
        for way in ("rose", "fell"):
            found[board.url(f"health-{way}", age=days, **of_tier)] = board.total(f"{way}_{days}", tier)
    for role in ("sponsor", "decision_maker", "champion"):
        found[board.url("coverage-missing", part=role, **of_tier)] = board.missing(DecisionRole(role), tier)
    return found


def doors_of_quarters(board: RelationBoard) -> dict[str, int]:
    found = {}
    for quarter in board.trend:
        n, said = board.found.figures["asked"].get(quarter.first, (0, 0))
        found[board.url("asked", month=quarter.first)] = n
        found[board.url("asked", month=quarter.first, part="answered")] = said
        for part in ("nps", "csat"):
            number = getattr(quarter.figures, f"{part}_answers") if quarter.figures else 0
            found[board.url("answers", month=quarter.first, part=part)] = number
    return found


def doors_of_months(board: RelationBoard) -> dict[str, int]:
    due = board.sum("reports", "first") + board.sum("reports", "second")
    found = {board.url("reports-due"): due}
    for what, sets in (
        ("check_ins", ("held-on-time", "held-late", "missed", "overdue")),
        ("reports", ("reports-in-time", "reports-late", "reports-not-yet")),
    ):
        for month in board.months(what):
            for name, which in zip(("first", "second", "third", "fourth"), sets, strict=False):
                found[board.url(which, month=month.begins_on)] = getattr(month, name)
    return found


@pytest.mark.parametrize(
    ("who", "chosen"), [("sam", {}), ("dana", {}), ("hana", {}), ("hana", {"tier": Tier.KEY}), ("hana", {"line": "sam"})]
)
def test_s2_every_figure_of_the_relationship_opens_the_rows_that_it_counts(who, chosen, request, client, relations):
    person = request.getfixturevalue(who)
    if "line" in chosen:
        chosen = {"line": request.getfixturevalue(chosen["line"]).pk}
    expected = doors(board_of(person, **chosen))
    client.force_login(person)
    assert {url: client.get(url).context["listing"].count for url in expected} == expected


def test_p10_a_walled_account_counts_for_nobody_outside(relations, dana, hana):
    inside, outside = board_of(hana), board_of(dana)
    assert (inside.accounts("risk"), outside.accounts("risk")) == (1, 0)
    assert (inside.concerns(), outside.concerns()) == (6, 3)
    assert inside.due_check_ins == 2 * outside.due_check_ins - 1  # one is the third account's
    assert inside.trend[-1].figures.nps_answers == 2 * outside.trend[-1].figures.nps_answers
    assert Concern.objects.live().count() == 6


# ── The page ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["sam", "hana"])
def test_s2_the_page_asks_at_most_twelve_questions_however_many_accounts(who, request, client, relations, django_assert_max_num_queries):
    person = request.getfixturevalue(who)
    client.force_login(person)
    client.get(reverse("relationship_dashboard"))
    with django_assert_max_num_queries(12) as few:
        assert "Health of the portfolio" in client.get(reverse("relationship_dashboard")).text
    for number in range(5):
        one = AccountFactory(name=f"More {number}", opened_on=person.today - timedelta(days=100))
        SeatFactory(account=one, person=person, is_lead=True)
        concern(one, days=number)
    with django_assert_max_num_queries(12) as many:
        assert "More 4" in client.get(reverse("relationship_dashboard")).text
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "which", ["health", "silent", "coverage-missing", "concerns", "answers", "asked", "due-check-ins", "reports-in-time", "reports-late"]
)
def test_s2_the_lists_ask_at_most_twelve_questions_and_export(which, client, relations, hana, django_assert_max_num_queries):
    client.force_login(hana)
    url = reverse("dashboard_records", args=[which])
    shown = client.get(url).context["listing"].count
    assert shown
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200
    rows = client.get(url, {"export": "csv"}).getvalue().decode().splitlines()
    assert len(rows) == 1 + shown


def test_s2_a_list_leads_back_to_the_dashboard_that_it_is_of(client, relations, hana):
    client.force_login(hana)
    for which, board in (("silent", "relationship_dashboard"), ("jobs", "work_dashboard"), ("in-force", "portfolio_dashboard")):
        page = client.get(reverse("dashboard_records", args=[which]), {"tier": Tier.KEY})
        assert f'href="{reverse(board)}?tier=key"' in page.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_s4_the_figures_are_exported(kind, client, relations, dana):
    client.force_login(dana)
    answer = client.get(reverse("relationship_dashboard"), {"export": kind})
    assert "relationship" in answer["Content-Disposition"]
    if kind == "csv":
        rows = answer.getvalue().decode("utf-8-sig").splitlines()
        assert rows[0] == "Figure,Part,Of,Number"
        assert "Late concerns,3 to 7 days,Director,1" in rows


def test_s2_without_an_account_the_page_says_what_will_be_here(client, sam):
    client.force_login(sam)
    page = client.get(reverse("relationship_dashboard"))
    assert "No account here" in page.text
    assert relation_lead(board_of(sam)) == "No account is in this line and tier."


def test_p2_an_executive_has_no_dashboard_of_the_relationship(client, eli, relations):
    client.force_login(eli)
    assert client.get(reverse("relationship_dashboard")).status_code == 403
