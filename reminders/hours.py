"""When a person is written to: from eight to six where they work, on working days. Elsewhere in the day it waits for the morning."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from core.workdays import is_working_day, on_or_after

DAY_BEGINS, DAY_ENDS = time(8), time(18)  # ADR 0011


@lru_cache(maxsize=600)
def zone(name: str) -> ZoneInfo:
    """The time zone of this name; one that the computer does not know counts as the agency's."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def local_day(now: datetime, zone_name: str) -> date:
    """Which day it is there."""
    return now.astimezone(zone(zone_name)).date()


def is_awake(now: datetime, zone_name: str) -> bool:
    """True when a mail may leave to somebody who works there."""
    there = now.astimezone(zone(zone_name))
    return settings.REMINDER_ANY_HOUR or (is_working_day(there.date()) and DAY_BEGINS <= there.time() < DAY_ENDS)


def morning(day: date, zone_name: str) -> datetime:
    """Eight o'clock there on this day, or on the first working day after it."""
    return datetime.combine(on_or_after(day), DAY_BEGINS, tzinfo=zone(zone_name))


def next_morning(now: datetime, zone_name: str) -> datetime:
    """The next eight o'clock there on a working day, after now."""
    today = local_day(now, zone_name)
    begins = morning(today, zone_name)
    if begins > now:
        return begins
    return morning(date.fromordinal(today.toordinal() + 1), zone_name)
