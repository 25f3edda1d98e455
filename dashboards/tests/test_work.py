"""The dashboard of the work: every figure opens the rows that it counts, of the accounts that its reader may see (S2, W2–W6, P7, P10)."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from briefs.models import Brief
from briefs.states import ApprovalStep, BriefState, RebriefCause
from briefs.tests.factories import ApprovalFactory, BriefFactory, BriefVersionFactory, MilestoneFactory, RebriefFactory, RoundFactory
from core.workdays import add_working_days, on_or_before
from dashboards.records import SETS, Narrowing
from dashboards.scope import Scope, Staff
from dashboards.work import WorkBoard
from people.states import Rank

pytestmark = pytest.mark.django_db


def board_of(person, **chosen) -> WorkBoard:
    return WorkBoard(Scope(person, person.today, Staff.load(), **chosen), sees_fees=True)


def at(day):
    return timezone.make_aware(datetime.combine(day, time(10)))


@pytest.fixture
def jobs(account, walled_account, eli, dana):
    """On both accounts, one of which only some may see: jobs of three ages, deliveries, approvals, rebriefs, rounds."""
    today = dana.today
    for one in (account, walled_account):
        for state, days in ((BriefState.DRAFT, 2), (BriefState.DRAFT, 20), (BriefState.IN_CREATIVE, 50)):
            BriefFactory(
                account=one,
                author=eli,
                state=state,
                state_since=today - timedelta(days=days),
                score=60,
                wanted_on=today - timedelta(days=1),
            )
        for promised, delivered in ((5, 5), (9, 5), (5, 9)):
            brief = BriefFactory(
                account=one, author=eli, state=BriefState.DELIVERED, score=90, delivered_on=today - timedelta(days=delivered)
            )
            day = today - timedelta(days=promised)
            MilestoneFactory(brief=brief, kind="delivery", due_on=today, promised_on=day)
        last = on_or_before(today - timedelta(days=3))
        for step, rank, days in (
            (ApprovalStep.STRATEGY, None, 0),
            (ApprovalStep.RANK, Rank.SUPERVISOR, 2),
            (ApprovalStep.RANK, Rank.DIRECTOR, 4),
        ):
            version = BriefVersionFactory(brief=brief, submitted_at=at(add_working_days(last, -days)))
            ApprovalFactory(submission=version, step=step, rank_required=rank, given_by=dana, at=at(last), is_self_approval=days == 2)
        RebriefFactory(brief=brief, cause=RebriefCause.OUR_ERROR, hours_lost=3, money_lost_minor=10_000, by=eli, on=today)
        RebriefFactory(brief=brief, to_edition=3, cause=RebriefCause.CLIENT_CHANGE, hours_lost=5, by=eli, on=today - timedelta(days=400))
        RoundFactory(brief=brief, number=1, opened_on=today)
        RoundFactory(brief=brief, number=2, opened_on=today, is_over_contract=True)
    return account


def test_w6_jobs_are_counted_by_state_and_by_how_long_they_stand_there(jobs, dana):
    board = board_of(dana)
    assert {key: number for key, number in board.jobs.items() if key[0] != BriefState.DELIVERED} == {
        ("draft", "week"): 1,
        ("draft", "month"): 1,
        ("in_creative", "older"): 1,
    }
    assert board.late == 3


def test_w6_on_time_is_by_the_day_first_promised(jobs, dana):
    assert board_of(dana).on_time == (2, 3)


def test_w3_turnaround_is_working_days_from_submission_to_yes_by_rung(jobs, dana):
    found = {rung: (one.number, one.average) for rung, one in board_of(dana).turnarounds.items()}
    assert found == {"strategy": (1, 0), str(Rank.SUPERVISOR.value): (1, 2), str(Rank.DIRECTOR.value): (1, 4)}


def test_p7_self_approved_briefs_are_counted(jobs, dana):
    assert board_of(dana).own_yeses == 1


def test_w2_rebriefs_of_the_period_say_hours_and_money_by_cause(jobs, dana):
    board = board_of(dana)
    assert {cause: (n, float(hours)) for cause, (n, hours, _pairs) in board.lost.items() if n} == {"our_error": (1, 3.0)}
    shown = {bar.label: bar.words for bar in board.cause_bars}
    assert shown["Our error"] == "3.0 h · €100 · 1"
    shown = {bar.label: bar.words for bar in WorkBoard(board.scope, sees_fees=False).cause_bars}
    assert shown["Our error"] == "3.0 h · 1"


def test_w4_rounds_over_contract_and_scores_by_author_are_shown(jobs, dana, eli):
    board = board_of(dana)
    assert board.rounds == (2, 1)
    assert board.scores == [(eli.pk, 6, 75.0)]


def doors(board: WorkBoard) -> dict[str, int]:
    """Address → the number that leads to it."""
    found = {board.url("jobs"): board.live, board.url("late-jobs"): board.late, board.url("self-approved-briefs"): board.own_yeses}
    for (state, age), number in board.jobs.items():
        found[board.url("jobs", part=state, age=age)] = number
    on_time, all_of_them = board.on_time
    found |= {
        board.url("delivered"): all_of_them,
        board.url("delivered-on-time"): on_time,
        board.url("delivered-late"): all_of_them - on_time,
    }
    found |= {board.url("approvals", part=rung): one.number for rung, one in board.turnarounds.items()}
    found |= {board.url("rebriefs", part=cause): row[0] for cause, row in board.lost.items()}
    all_rounds, over = board.rounds
    found |= {board.url("rounds"): all_rounds, board.url("rounds-over"): over}
    return found | {board.url("scored", who=author): number for author, number, _score in board.scores}


@pytest.mark.parametrize("who", ["sam", "dana", "hana"])
def test_s2_every_figure_of_the_work_opens_the_rows_that_it_counts(who, request, client, jobs):
    person = request.getfixturevalue(who)
    client.force_login(person)
    shown = {url: client.get(url).context["listing"].count for url in doors(board_of(person))}
    assert shown == doors(board_of(person))


def test_p10_the_work_of_a_walled_account_is_counted_for_nobody_outside(jobs, dana, hana, walled_account):
    inside, outside = board_of(hana), board_of(dana)
    assert inside.live == 2 * outside.live
    assert not SETS["jobs"](outside.scope, Narrowing()).filter(account=walled_account).exists()
    assert Brief.objects.filter(account=walled_account).exists()


def test_s2_the_page_asks_at_most_twelve_questions(client, dana, jobs, django_assert_max_num_queries):
    client.force_login(dana)
    client.get(reverse("work_dashboard"))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("work_dashboard"))
    assert "Live jobs by state and age" in page.content.decode()


def test_s4_the_work_is_exported_as_a_spreadsheet(client, dana, jobs):
    client.force_login(dana)
    answer = client.get(reverse("work_dashboard"), {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert "Rounds over contract" in "".join(lines) or "Over contract" in "".join(lines)
    assert lines[0] == "Figure,Part,Age,Number,Measure"


def test_p2_an_executive_has_no_dashboard_of_the_work(client, eli):
    client.force_login(eli)
    assert client.get(reverse("work_dashboard")).status_code == 403
