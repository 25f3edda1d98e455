"""What jobs say of health (R4, W1–W7): each factor against a slow obvious reading of one account at a time."""

from datetime import UTC, date, datetime, time, timedelta
from statistics import mean

import pytest

from briefs import health_factors as told
from briefs.models import Brief, JobRating, JobRequest, Milestone, Rebrief, Round
from briefs.tests.factories import (
    BriefFactory,
    JobRatingFactory,
    JobRequestFactory,
    MilestoneFactory,
    RebriefFactory,
    RoundFactory,
)
from clients.models import Account
from clients.tests.factories import AccountFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def asked():
    return Account.objects.live().with_tier()


@pytest.fixture
def accounts():
    """One with a good deal of trouble, one without, and one without jobs."""
    rough, smooth, idle = AccountFactory(code="ROUGH"), AccountFactory(code="SMOOT"), AccountFactory(code="IDLE")
    late = BriefFactory(account=rough, state="in_creative", wanted_on=ago(3), approved_on=ago(30))
    BriefFactory(account=rough, state="in_creative", wanted_on=TODAY + timedelta(days=9), approved_on=ago(10))
    BriefFactory(account=rough, state="draft", wanted_on=ago(3))
    done = BriefFactory(account=smooth, state="delivered", wanted_on=ago(20), delivered_on=ago(21), approved_on=ago(60))
    BriefFactory(account=smooth, state="with_client", wanted_on=TODAY, approved_on=ago(300))
    for brief, promised, reached in ((late, 40, 38), (late, 20, 21), (late, 10, None), (late, 0, None), (done, 30, 30), (done, 120, 1)):
        MilestoneFactory(brief=brief, promised_on=ago(promised), due_on=ago(promised), done_on=None if reached is None else ago(reached))
    for number, over, days in ((1, False, 150), (2, False, 100), (3, True, 50), (4, True, 10), (5, True, 200)):
        RoundFactory(brief=late, number=number, is_over_contract=over, opened_on=ago(days))
    RoundFactory(brief=done, number=1, opened_on=ago(50))
    for edition, days in ((2, 20), (3, 100), (4, 181)):
        RebriefFactory(brief=late, to_edition=edition, on=ago(days))
    for number, shown, over in ((1, 300, 296), (2, 200, 194), (3, 30, 18), (4, 20, 2)):
        RoundFactory(
            brief=BriefFactory(account=rough), number=number, opened_on=ago(400), shown_on=ago(shown), over_on=ago(over), state="over"
        )
    RoundFactory(brief=BriefFactory(account=smooth), number=1, opened_on=ago(400), shown_on=ago(9), over_on=ago(8), state="over")
    for brief, side, score in ((late, "client", 2), (late, "agency", 5), (done, "client", 5)):
        JobRatingFactory(brief=brief, side=side, score=score, at=datetime.combine(ago(10), time(12), UTC))
    JobRequestFactory(account=rough, came_on=ago(30), answer_by=ago(28))
    JobRequestFactory(account=rough, came_on=ago(5), answer_by=ago(3), state="declined", reason="Too late")
    JobRequestFactory(account=rough, came_on=ago(200), answer_by=ago(190))
    JobRequestFactory(account=smooth, came_on=ago(1), answer_by=TODAY)
    return [rough, smooth, idle]


def counts(found) -> dict:
    return {pk: (one.args["n"], one.args["all"]) for pk, one in found.items()}


def test_r4_milestones_are_judged_by_the_day_first_promised(accounts):
    slow = {}
    for account in accounts:
        rows = [one for one in Milestone.objects.filter(brief__account=account) if ago(90) <= one.promised_on <= TODAY]
        rows = [one for one in rows if one.done_on or one.promised_on < TODAY]
        if rows:
            slow[account.pk] = (len([one for one in rows if one.done_on and one.done_on <= one.promised_on]), len(rows))
    assert counts(told.milestones(asked(), TODAY)) == slow
    assert list(slow.values()) == [(1, 3), (1, 1)]


def test_r4_late_work_is_what_brief_calls_late_among_jobs_in_work(accounts):
    slow = {}
    for account in accounts:
        jobs = [one for one in Brief.objects.in_work().filter(account=account) if one.wanted_on]
        if jobs:
            slow[account.pk] = (len([one for one in jobs if one.is_late(today=TODAY)]), len(jobs))
    assert counts(told.late_work(asked(), TODAY)) == slow
    assert list(slow.values()) == [(1, 2), (0, 1)]


def test_r4_rounds_over_contract_count_double(accounts):
    slow = {}
    for account in accounts:
        rows = [one for one in Round.objects.filter(brief__account=account) if one.opened_on >= ago(180)]
        if rows:
            slow[account.pk] = (len([one for one in rows if one.is_over_contract]), len(rows))
    found = told.rounds(asked(), TODAY)
    assert counts(found) == slow
    assert [found[pk].value for pk in slow] == [0, 100]


def test_r4_rebriefs_are_measured_by_the_jobs_approved(accounts):
    slow = {}
    for account in accounts:
        again = [one for one in Rebrief.objects.filter(brief__account=account) if one.on >= ago(180)]
        approved = [one for one in Brief.objects.filter(account=account) if one.approved_on and one.approved_on >= ago(180)]
        if again or approved:
            slow[account.pk] = (len(again), max(len(approved), 1))
    assert counts(told.rebriefs(asked(), TODAY)) == slow
    assert list(slow.values()) == [(2, 2), (0, 1)]


def test_r4_slow_verdicts_are_measured_by_the_clients_own_norm(accounts):
    rough = accounts[0]
    judged = [one for one in Round.objects.filter(brief__account=rough) if one.over_on]
    lately = mean((one.over_on - one.shown_on).days for one in judged if one.over_on > ago(60))
    norm = mean((one.over_on - one.shown_on).days for one in judged if one.over_on <= ago(60))
    found = told.turnaround(asked(), TODAY)
    assert {pk: (one.value, one.args) for pk, one in found.items()} == {rough.pk: (0, {"days": round(lately), "norm": round(norm)})}
    assert (lately, norm) == (15, 5)


def test_r4_only_what_the_client_said_of_jobs_is_a_rating(accounts):
    slow = {}
    for account in accounts:
        scores = [one.score for one in JobRating.objects.filter(brief__account=account, side="client")]
        if scores:
            slow[account.pk] = round(25 * (mean(scores) - 1))
    assert {pk: one.value for pk, one in told.ratings(asked(), TODAY).items()} == slow
    assert list(slow.values()) == [25, 100]


def test_r4_requests_that_wait_beyond_the_promised_day_are_our_fault(accounts):
    slow = {}
    for account in accounts:
        rows = list(JobRequest.objects.filter(account=account))
        waiting = [one for one in rows if one.state == "new" and one.answer_by < TODAY]
        lately = [one for one in rows if one.came_on >= ago(90) or one in waiting]
        if lately:
            slow[account.pk] = (len(waiting), len(lately))
    assert counts(told.requests(asked(), TODAY)) == slow
    assert list(slow.values()) == [(2, 3), (0, 1)]


@pytest.mark.parametrize(
    "factor",
    [told.milestones, told.late_work, told.rounds, told.rebriefs, told.turnaround, told.ratings, told.requests],
)
def test_r4_a_factor_asks_as_often_for_many_accounts_as_for_one(factor, accounts, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        factor(asked(), TODAY)
