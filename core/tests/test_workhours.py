from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.workhours import WorkCalendar, office, working_days

LONDON = ZoneInfo("Europe/London")
OFFICE = WorkCalendar(LONDON, "GB-ENG", time(9), time(17, 30))
WHOLE_DAYS = WorkCalendar(LONDON, "GB-ENG")
CALENDARS = st.sampled_from(
    [
        OFFICE,
        WHOLE_DAYS,
        WorkCalendar(ZoneInfo("America/New_York"), "US", time(8, 30), time(18)),
        WorkCalendar(ZoneInfo("Asia/Kathmandu"), "NP", time(10), time(17)),
        WorkCalendar(ZoneInfo("Australia/Lord_Howe"), "AU-NSW"),  # its clocks change by half an hour
        WorkCalendar(ZoneInfo("Europe/Helsinki"), "FI", time(1), time(5)),  # open while the clocks change
    ]
)
MINUTE = timedelta(minutes=1)
MOMENTS = st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + minutes * MINUTE)


def is_worked(minute: datetime, calendar: WorkCalendar) -> bool:
    local = minute.astimezone(calendar.zone)
    is_open = calendar.opens <= local.time() and (calendar.closes == time(0) or local.time() < calendar.closes)
    return is_open and calendar.is_working_day(local.date())


def walked(start: datetime, minutes: int, calendar: WorkCalendar) -> datetime:
    """Slow and obvious: minute by minute."""
    while minutes:
        minutes -= is_worked(start, calendar)
        start += MINUTE
    return start


def london(*when) -> datetime:
    return datetime(*when, tzinfo=LONDON)


@given(MOMENTS, st.integers(1, 30 * 60), CALENDARS)
@examples(max_examples=60)
def test_r1_adding_hours_agrees_with_walking_minute_by_minute(start, minutes, calendar):
    apart = calendar.add(start, minutes / 60) - walked(start, minutes, calendar)
    assert abs(apart) < timedelta(seconds=1)  # a third of an hour is no whole number of microseconds


@given(MOMENTS, st.integers(0, 6 * 24 * 60), CALENDARS)
@examples(max_examples=60)
def test_r1_the_time_between_agrees_with_walking_minute_by_minute(start, minutes, calendar):
    end = start + minutes * MINUTE
    assert calendar.between(start, end) == sum(is_worked(start + n * MINUTE, calendar) for n in range(minutes)) * MINUTE
    assert calendar.between(end, start) == -calendar.between(start, end)


def test_r1_48_working_hours_from_friday_morning_end_on_tuesday_morning():
    assert WHOLE_DAYS.add(london(2026, 3, 13, 10), 48) == london(2026, 3, 17, 10)


def test_r1_holidays_stop_the_clock():
    """Good Friday and Easter Monday of 2026 are 3 and 6 April."""
    assert WHOLE_DAYS.add(london(2026, 4, 2, 10), 48) == london(2026, 4, 8, 10)


def test_r2_four_office_hours_asked_late_end_the_next_morning():
    assert OFFICE.add(london(2026, 3, 16, 16), 4) == london(2026, 3, 17, 11, 30)


def test_r2_what_is_asked_at_night_counts_from_the_opening():
    assert OFFICE.add(london(2026, 3, 13, 22), 1) == london(2026, 3, 16, 10)


def test_r2_an_hour_that_ends_at_closing_time_ends_on_the_same_day():
    assert OFFICE.add(london(2026, 3, 16, 13, 30), 4) == london(2026, 3, 16, 17, 30)


@pytest.mark.parametrize(("friday", "monday"), [((2026, 3, 27), (2026, 3, 30)), ((2026, 10, 23), (2026, 10, 26))])
def test_r1_a_change_of_the_clocks_on_a_weekend_changes_nothing(friday, monday):
    assert WHOLE_DAYS.add(london(*friday, 15), 24) == london(*monday, 15)


def test_r1_no_hours_at_all_are_the_moment_itself():
    sunday = london(2026, 3, 15, 12)
    assert WHOLE_DAYS.add(sunday, 0) == sunday


def test_g2_the_agencys_calendars_come_from_its_settings(settings):
    settings.TIME_ZONE, settings.AGENCY_HOLIDAYS, settings.OFFICE_HOURS = "Europe/Helsinki", "FI", (time(8), time(16))
    assert office() == WorkCalendar(ZoneInfo("Europe/Helsinki"), "FI", time(8), time(16))
    assert working_days() == WorkCalendar(ZoneInfo("Europe/Helsinki"), "FI")
    assert not office().is_working_day(date(2026, 12, 25))
