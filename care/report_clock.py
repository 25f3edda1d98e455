"""The hours of a contact report (R1; ADR 0050, 0051): counted on working days, day and night, by the agency's clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from core.workhours import working_days

ISSUE_WITHIN_HOURS = 24
ISSUE_AT_LATEST_HOURS = 48
SILENCE_HOURS = 48


def ended_at(held_on: date, held_at: time | None) -> datetime:
    """The moment at which a check-in was over; without a time, the end of its day."""
    zone = ZoneInfo(settings.TIME_ZONE)
    if held_at is None:
        return datetime.combine(held_on + timedelta(days=1), time(0), tzinfo=zone)
    return datetime.combine(held_on, held_at, tzinfo=zone)


def due_and_late(held_on: date, held_at: time | None) -> tuple[datetime, datetime]:
    """By when its report should be out, and from when on it is late."""
    over, clock = ended_at(held_on, held_at), working_days()
    return clock.add(over, ISSUE_WITHIN_HOURS), clock.add(over, ISSUE_AT_LATEST_HOURS)


def silent_until(issued_at: datetime) -> datetime:
    """Until when a client may object; after that the report is accepted."""
    return working_days().add(issued_at, SILENCE_HOURS)


def moment_of(today: date) -> datetime:
    """The moment that a job or a rule speaks of which is told a day: now, or the end of another day."""
    now = timezone.now()
    if today == timezone.localdate(now):
        return now
    return ended_at(today, None)
