"""C5: the last safe notice day against a calculation so slow that nobody can doubt it: it walks day by day."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clients.notice import POST_WORKING_DAYS, earliest_end, last_safe_notice_day
from clients.states import NoticeRule, NoticeUnit
from core.workdays import is_working_day

DAY = timedelta(days=1)
days = st.dates(date(1999, 1, 1), date(2044, 12, 31))
units = st.sampled_from(NoticeUnit.values)
rules = st.sampled_from(NoticeRule.values)


@pytest.fixture(params=["", "GB", "FI", "US-CA"], scope="module", autouse=True)
def holidays_of(request):
    """Every test here runs without public holidays and with those of three countries."""
    from django.test import override_settings

    with override_settings(AGENCY_HOLIDAYS=request.param):
        yield request.param


def slow_deadline(ends_on: date, count: int, unit: str) -> date:
    """Walk back one day at a time until the days of the notice, each counted on its own, have all been passed."""
    day = ends_on
    if unit == NoticeUnit.MONTHS:
        month = ends_on.year * 12 + ends_on.month - count
        while day.year * 12 + day.month > month:
            day -= DAY
        while day.day > ends_on.day:
            day -= DAY
        assert day.day == min(ends_on.day, monthrange(day.year, day.month)[1])
        return day
    left = count * 7 if unit == NoticeUnit.WEEKS else count
    while left:
        if unit != NoticeUnit.WORKING_DAYS or is_working_day(day):
            left -= 1
        day -= DAY
    return day


def slow_last_safe_day(ends_on: date, count: int, unit: str, rule: str) -> date:
    """The latest working day from which the notice, three working days in the post if it must be received, is in time."""
    deadline = slow_deadline(ends_on, count, unit)
    day = deadline + DAY
    while True:
        day -= DAY
        if not is_working_day(day):
            continue
        arrives, in_the_post = day, 0
        while rule == NoticeRule.RECEIVED and count and in_the_post < POST_WORKING_DAYS:
            arrives += DAY
            in_the_post += is_working_day(arrives)
        if arrives <= deadline:
            return day


@given(ends_on=days, count=st.integers(0, 200), unit=units, rule=rules)
@example(ends_on=date(2024, 2, 29), count=12, unit="months", rule="sent")
@example(ends_on=date(2025, 3, 31), count=1, unit="months", rule="received")
@example(ends_on=date(2026, 5, 31), count=10, unit="working_days", rule="received")
@example(ends_on=date(2027, 1, 1), count=1, unit="working_days", rule="sent")
def test_c5_the_last_safe_notice_day_is_what_one_finds_by_walking_day_by_day(ends_on, count, unit, rule):
    count = min(count, 36) if unit == NoticeUnit.MONTHS else min(count, 60) if unit == NoticeUnit.WEEKS else count
    assert last_safe_notice_day(ends_on, count=count, unit=unit, rule=rule) == slow_last_safe_day(ends_on, count, unit, rule)


@given(ends_on=days, count=st.integers(0, 120), unit=units, rule=rules)
def test_c5_the_last_safe_notice_day_is_a_working_day_of_the_term(ends_on, count, unit, rule):
    found = last_safe_notice_day(ends_on, count=min(count, 24), unit=unit, rule=rule)
    assert is_working_day(found)
    assert found <= ends_on


@given(ends_on=days, count=st.integers(0, 23), unit=units)
def test_c5_longer_notice_and_the_post_never_make_the_day_later(ends_on, count, unit):
    sent = last_safe_notice_day(ends_on, count=count, unit=unit, rule="sent")
    received = last_safe_notice_day(ends_on, count=count, unit=unit, rule="received")
    longer = last_safe_notice_day(ends_on, count=count + 1, unit=unit, rule="sent")
    assert received <= sent
    assert longer <= sent


@given(noticed_on=days, count=st.integers(0, 36), unit=units, rule=rules)
def test_c5_notice_for_an_evergreen_contract_is_in_time_for_the_end_that_it_brings(noticed_on, count, unit, rule):
    end = earliest_end(noticed_on, count=count, unit=unit, rule=rule)
    assert last_safe_notice_day(end, count=count, unit=unit, rule=rule) >= noticed_on
    before = end - DAY
    if is_working_day(noticed_on) and before >= noticed_on:
        assert last_safe_notice_day(before, count=count, unit=unit, rule=rule) < noticed_on or unit == NoticeUnit.MONTHS


def test_c5_an_evergreen_contract_has_no_last_safe_notice_day():
    assert last_safe_notice_day(None, count=90, unit="calendar_days", rule="received") is None


@pytest.mark.parametrize(
    ("ends_on", "count", "unit", "rule", "found"),
    [
        (date(2026, 5, 31), 60, "calendar_days", "received", date(2026, 3, 27)),  # the account page of the drawings
        (date(2026, 5, 31), 60, "calendar_days", "sent", date(2026, 4, 1)),
        (date(2026, 5, 31), 3, "months", "sent", date(2026, 2, 27)),  # 28 February is a Saturday
        (date(2024, 5, 31), 3, "months", "sent", date(2024, 2, 29)),  # a leap day
        (date(2026, 6, 14), 10, "working_days", "sent", date(2026, 5, 29)),  # ends on a Sunday: 1 to 12 June are the ten
        (date(2026, 6, 12), 10, "working_days", "sent", date(2026, 5, 29)),
        (date(2026, 6, 12), 2, "weeks", "sent", date(2026, 5, 29)),
        (date(2026, 6, 14), 0, "calendar_days", "received", date(2026, 6, 12)),  # no notice: the last working day
    ],
)
def test_c5_days_that_a_careful_person_worked_out_by_hand(ends_on, count, unit, rule, found, settings):
    settings.AGENCY_HOLIDAYS = ""
    assert last_safe_notice_day(ends_on, count=count, unit=unit, rule=rule) == found


def test_c5_public_holidays_move_the_day_back(settings):
    settings.AGENCY_HOLIDAYS = "GB-ENG"
    # Deadline Mon 6 April 2026 is Easter Monday; Good Friday is the 3rd, so notice leaves on Thu 2 April.
    assert last_safe_notice_day(date(2026, 6, 5), count=60, unit="calendar_days", rule="sent") == date(2026, 4, 2)
