"""Jobs of the clock that stand alone; the calendar is in accounts_service/schedule.py."""

from datetime import date

from celery import shared_task
from django.utils import timezone

AT_ONCE_SECONDS = 240  # a task ends well before its time limit and rings for the rest


@shared_task
def look_at_health(today: str | None = None):
    """The health of every live account as of today, and what is too old of it forgotten (R4)."""
    from care.jobs.health import look_at_all, thin_out

    day = date.fromisoformat(today) if today else timezone.localdate()
    looked, is_done = look_at_all(day, seconds=AT_ONCE_SECONDS)
    if not is_done:
        look_at_health.delay(today)
    elif looked:
        thin_out(day)
    return looked
