from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.workdays import add_working_days, is_working_day, on_or_after, on_or_before, working_days_between

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_c5_public_holidays_of_the_agency_are_no_working_days(settings):
    christmas = date(2026, 12, 25)
    assert is_working_day(christmas)
    settings.AGENCY_HOLIDAYS = "GB-ENG"
    assert not is_working_day(christmas)
    assert add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)  # Christmas Day, Boxing Day in lieu, a weekend


@given(DAYS, st.integers(-40, 40))
def test_c5_counting_there_and_back_agrees_with_walking_day_by_day(day, count):
    end = add_working_days(day, count)
    step = timedelta(days=1 if count > 0 else -1)
    walked, left = day, abs(count)
    while left:
        walked += step
        left -= walked.weekday() < 5
    assert end == walked


@given(DAYS, st.integers(1, 60))
def test_c5_working_days_between_is_what_adding_took(day, count):
    assert working_days_between(day, add_working_days(day, count)) == count


@given(DAYS)
def test_c5_the_nearest_working_days_enclose_the_day(day):
    assert on_or_before(day) <= day <= on_or_after(day)
    assert is_working_day(on_or_before(day))
    assert is_working_day(on_or_after(day))
    assert (on_or_after(day) - on_or_before(day)).days <= 3
