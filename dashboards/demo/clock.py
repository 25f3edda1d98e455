"""The demo tells of months in seconds: what is done within `on_day` is written down as of that day."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from core.models import Event

OPENING_MINUTE, OFFICE_MINUTES = 9 * 60, 8 * 60


class DemoClock:
    def __init__(self, today: date, *, seed: int = 7):
        self.today, self.dice = today, Random(seed)  # noqa: S311  (the same agency each time, nothing secret)

    def ago(self, days: int) -> date:
        """A working-day-like day in the past: never a weekend, so that nobody met on a Sunday."""
        day = self.today - timedelta(days=days)
        return day - timedelta(days=max(day.weekday() - 4, 0))

    def ahead(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def moment(self, day: date) -> datetime:
        """Some minute of that day's office hours, and never later than now."""
        minute = OPENING_MINUTE + self.dice.randrange(OFFICE_MINUTES)
        then = timezone.make_aware(datetime.combine(day, time(minute // 60, minute % 60)))
        return min(then, timezone.now())

    @contextmanager
    def on_day(self, day: date):
        """Events recorded inside happened on that day."""
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        yield day
        Event.objects.filter(pk__gt=last).update(at=self.moment(day))
