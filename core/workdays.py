"""Working days of the agency: Monday to Friday, less the public holidays of `AGENCY_HOLIDAYS`."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.conf import settings

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=8)
def public_holidays(region: str):
    """Public holidays of an ISO country or country-subdivision (GB, GB-SCT); an empty region has none."""
    if not region:
        return {}
    country, _, subdivision = region.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None)


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(settings.AGENCY_HOLIDAYS)


def on_or_before(day: date) -> date:
    """The day itself if people work on it, else the last working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def on_or_after(day: date) -> date:
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """So many working days later (or earlier, when negative). Zero leaves the day as it is, working or not."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before."""
    if end < start:
        return -working_days_between(end, start)
    return _working_days(start, end, settings.AGENCY_HOLIDAYS)


@lru_cache(maxsize=4096)
def _working_days(start: date, end: date, region: str) -> int:
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
