"""Creative rounds (W4): numbered, and counted against what was sold."""

from datetime import date

import pytest

from briefs.actions.making import open_round
from briefs.rounds import RoundCount, count_of
from briefs.states import RoundState
from briefs.tests.factories import BriefFactory, RoundFactory
from clients.states import ContractState
from clients.tests.factories import ContractFactory

TODAY = date(2026, 3, 10)


@pytest.fixture
def job(db):
    return BriefFactory()


def turned(job, *, times: int, **facts):
    """So many rounds that the client saw, one after the other."""
    opened = []
    for _turn in range(times):
        opened.append(open_round(job, by=None, today=TODAY, **facts))
        opened[-1].shown_on = TODAY
        opened[-1].save()
    return opened


def test_w4_rounds_are_numbered_and_the_last_ends_when_the_next_begins(job):
    first, second = turned(job, times=2)
    first.refresh_from_db()
    job.refresh_from_db()
    assert [(one.number, one.state) for one in (first, second)] == [(1, RoundState.OVER), (2, RoundState.WORKING)]
    assert (first.over_on, job.round_number) == (TODAY, 2)


def test_w4_a_round_that_the_client_never_saw_goes_on(job):
    first = RoundFactory(brief=job, state=RoundState.INTERNAL, handed_in_on=TODAY)
    again = open_round(job, by=None, today=TODAY, due_on=date(2026, 3, 20))
    assert (again, again.state, again.due_on, again.handed_in_on) == (first, RoundState.WORKING, date(2026, 3, 20), None)
    assert job.rounds.count() == 1


@pytest.mark.parametrize(("own", "contract", "over"), [(2, 5, [3]), (None, 1, [2, 3]), (None, None, [])])
def test_w4_a_round_more_than_was_sold_says_so(job, own, contract, over):
    job.rounds_sold = own
    job.save()
    ContractFactory(account=job.account, rounds_per_job=contract, state=ContractState.ACTIVE)
    ContractFactory(account=job.account, rounds_per_job=9, state=ContractState.ENDED)
    assert [one.number for one in turned(job, times=3) if one.is_over_contract] == over


def test_w4_of_two_contracts_in_force_the_more_generous_counts(job):
    for rounds in (2, 3):
        ContractFactory(account=job.account, rounds_per_job=rounds, state=ContractState.ACTIVE)
    assert count_of(job) == RoundCount(0, 3)


@pytest.mark.parametrize(
    ("number", "sold", "left", "warned", "last", "over"),
    [
        (1, 3, 2, False, False, False),
        (2, 3, 1, True, False, False),
        (3, 3, 0, False, True, False),
        (4, 3, 0, False, False, True),
        (0, 1, 1, False, False, False),
        (4, None, None, False, False, False),
    ],
)
def test_w4_one_is_warned_before_the_last_round(number, sold, left, warned, last, over):
    count = RoundCount(number, sold)
    assert (count.left, count.is_warned, count.is_last, count.is_over) == (left, warned, last, over)
