"""Milestones worked back and what a slip hits (W6), held to a slow calculation day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.models import Assignment, Milestone
from briefs.plans import Step, first_possible, house_steps, overtaken, slip, spread, work_behind, worked_back
from core.workdays import is_working_day

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ONE_DAY = timedelta(days=1)


def counted(day: date, working_days: int) -> date:
    """So many working days on, one foot before the other."""
    while working_days:
        day += ONE_DAY if working_days > 0 else -ONE_DAY
        if is_working_day(day):
            working_days -= 1 if working_days > 0 else -1
    return day


def working_days_from(start: date, end: date) -> int:
    number = 0
    while start < end:
        start += ONE_DAY
        number += is_working_day(start)
    return number


@st.composite
def jobs(draw):
    """The open and reached milestones of a job, some fixed, and one of the open ones to be moved."""
    rows = draw(st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.integers(0, 3)), min_size=1, max_size=8))
    begin = draw(days)
    milestones = [
        Milestone(
            pk=pk,
            name=f"M{pk}",
            due_on=begin + timedelta(days=offset),
            promised_on=begin,
            is_fixed=is_fixed,
            done_on=begin if reached == 0 and pk > 1 else None,
        )
        for pk, (offset, is_fixed, reached) in enumerate(rows, 1)
    ]
    return milestones[0], milestones, draw(days)


@given(days, st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_w6_each_step_is_counted_back_in_working_days(delivery, befores):
    steps = [Step(str(n), "other", "accounts", before) for n, before in enumerate(befores)]
    last = delivery
    while not is_working_day(last):
        last -= ONE_DAY
    assert worked_back(delivery, steps) == [(step, counted(last, -step.working_days_before)) for step in steps]


@given(days)
def test_w6_the_first_possible_delivery_leaves_every_step_a_day_to_come(today):
    delivery = first_possible(today, house_steps())
    assert min(day for _step, day in worked_back(delivery, house_steps())) >= today
    earlier = counted(delivery, -1)
    assert min(day for _step, day in worked_back(earlier, house_steps())) < today or not is_working_day(today)


@given(jobs())
def test_w6_a_slip_moves_what_is_behind_by_as_many_working_days_and_nothing_else(job):
    milestone, others, to = job
    shift = working_days_from(milestone.due_on, to) if to > milestone.due_on else 0
    behind = {one.pk for one in others if one.pk != milestone.pk and not one.done_on and one.due_on >= milestone.due_on}
    expected = {milestone.pk: to}
    for one in others:
        if shift and one.pk in behind:
            expected[one.pk] = one.due_on if one.is_fixed else counted(one.due_on, shift)
    assert {hit.milestone.pk: hit.to for hit in slip(milestone, to, others=others)} == expected


@given(jobs())
def test_w6_no_fixed_day_moves_and_no_reached_milestone_is_named(job):
    milestone, others, to = job
    hits = slip(milestone, to, others=others)
    assert {hit.milestone.pk for hit in hits if hit.milestone.done_on and hit.milestone is not milestone} == set()
    assert {hit.milestone.pk for hit in hits if hit.milestone.is_fixed and hit.moves and not hit.is_blocked} == set()


@given(jobs())
def test_w6_a_move_is_blocked_where_something_would_come_after_a_fixed_day_that_it_came_before(job):
    milestone, others, to = job
    hits = slip(milestone, to, others=others)
    walls = [one for one in others if one.is_fixed and not one.done_on and one is not milestone and one.due_on >= milestone.due_on]
    passes = {
        hit.milestone.pk
        for hit in hits
        if any(hit.milestone.due_on <= wall.due_on < hit.to for wall in walls) or (hit.milestone is milestone and milestone.is_fixed)
    }
    assert {hit.milestone.pk for hit in hits if hit.is_blocked} == passes


def milestone(pk, due_on, **facts):
    return Milestone(pk=pk, name=f"M{pk}", due_on=due_on, promised_on=due_on, **facts)


def test_w6_what_lies_beyond_the_second_fixed_day_is_blocked_by_that_one():
    first, wall, between, second = (
        milestone(1, date(2026, 3, 2)),
        milestone(2, date(2026, 3, 20), is_fixed=True),
        milestone(3, date(2026, 3, 24)),
        milestone(4, date(2026, 3, 25), is_fixed=True),
    )
    hits = slip(first, date(2026, 3, 5), others=[first, wall, between, second])
    assert [(hit.milestone.pk, hit.wall and hit.wall.pk) for hit in hits] == [(1, None), (2, None), (3, 4), (4, None)]


def test_w6_moved_forward_in_time_it_says_what_would_then_come_after_it():
    concept, show, delivery = milestone(1, date(2026, 3, 2)), milestone(2, date(2026, 3, 9)), milestone(3, date(2026, 3, 20))
    rows = [concept, show, delivery]
    assert overtaken(delivery, date(2026, 3, 6), others=rows) == [show]
    assert overtaken(delivery, date(2026, 3, 27), others=rows) == []


@given(st.floats(0, 400), days, st.integers(0, 30), st.sets(st.integers(0, 30)))
def test_w6_hours_are_spread_over_the_days_one_is_there_and_none_is_lost(hours, first, length, gone):
    last = first + timedelta(days=length)
    away = {first + timedelta(days=n) for n in gone}
    parts = spread(hours, first, last, away=away)
    assert sum(parts.values()) == pytest.approx(hours)
    assert len({round(part, 9) for part in parts.values()}) == 1
    there = {day for n in range(length + 1) if is_working_day(day := first + timedelta(days=n))}
    assert set(parts) == (there - away or there or {last})


def work(pk, starts_on, due_on, **facts):
    return Assignment(pk=pk, what=f"W{pk}", starts_on=starts_on, due_on=due_on, **facts)


def test_w6_work_moves_with_the_milestone_that_it_leads_to():
    today = date(2026, 3, 3)
    concept, show, wall = milestone(1, date(2026, 3, 6)), milestone(2, date(2026, 3, 13)), milestone(3, date(2026, 3, 31), is_fixed=True)
    rows = [concept, show, wall]
    begun = work(1, date(2026, 3, 2), date(2026, 3, 6))
    later = work(2, date(2026, 3, 9), date(2026, 3, 12))
    fixed = work(3, date(2026, 3, 16), date(2026, 3, 31))
    after_all = work(4, date(2026, 4, 1), date(2026, 4, 2))
    hits = slip(concept, date(2026, 3, 10), others=rows)  # two working days
    moved = work_behind(hits, [begun, later, fixed, after_all], others=rows, today=today)
    assert [(one.assignment.pk, one.starts_on, one.due_on) for one in moved] == [
        (1, date(2026, 3, 2), date(2026, 3, 10)),
        (2, date(2026, 3, 11), date(2026, 3, 16)),
    ]
