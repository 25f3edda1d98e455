"""Working hours: how long somebody has to answer, counted in the hours in which people work (R1, R2, G2).

Two clocks are kept. `office()` runs while the office is open (`OFFICE_HOURS`) on working days: answer times of four or eight hours.
`working_days()` runs round the clock, but only on working days: the trade's "48 working hours" of a contact report are two of them
(ADR 0050). Both stand still on weekends and public holidays, and both count hours that really pass: where a time change falls
into office hours, the day has an hour more or less.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from core.workdays import ONE_DAY, SATURDAY, public_holidays

MIDNIGHT = time(0)
MOST_DAYS = 3_660  # ten years without a working day: nobody has such a calendar


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When people work: from `opens` to `closes` (midnight: the whole day) on working days of `region`, by the clocks of `zone`."""

    zone: ZoneInfo
    region: str = ""
    opens: time = MIDNIGHT
    closes: time = MIDNIGHT

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in public_holidays(self.region)

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """The moments (UTC) at which work begins and ends on this day; None when nobody works."""
        if not self.is_working_day(day):
            return None
        last = day if self.closes > self.opens else day + ONE_DAY
        begins = datetime.combine(day, self.opens, tzinfo=self.zone).astimezone(UTC)
        ends = datetime.combine(last, self.closes, tzinfo=self.zone).astimezone(UTC)
        return begins, ends

    def spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of work from this moment on, the first one cut where the moment lies within it."""
        day = moment.astimezone(self.zone).date()
        for number in range(MOST_DAYS):
            span = self.span(day + timedelta(days=number))
            if span and span[1] > moment:
                yield max(span[0], moment), span[1]

    def add(self, moment: datetime, hours: float) -> datetime:
        """So many working hours after the moment, in its own zone. None at all is the moment itself, in or out of hours."""
        left = timedelta(hours=hours)
        if not left:
            return moment
        for begins, ends in self.spans_from(moment):
            if ends - begins >= left:
                return (begins + left).astimezone(moment.tzinfo)
            left -= ends - begins
        raise ValueError(f"No {hours} working hours in ten years after {moment}.")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; negative when the second comes first."""
        if end < start:
            return -self.between(end, start)
        passed = timedelta()
        for begins, ends in self.spans_from(start):
            if begins >= end:
                break
            passed += min(ends, end) - begins
        return passed


def working_days() -> WorkCalendar:
    """Hours of working days, day and night."""
    return WorkCalendar(ZoneInfo(settings.TIME_ZONE), settings.AGENCY_HOLIDAYS)


def office() -> WorkCalendar:
    """Hours in which the agency's office is open."""
    opens, closes = settings.OFFICE_HOURS
    return WorkCalendar(ZoneInfo(settings.TIME_ZONE), settings.AGENCY_HOLIDAYS, opens, closes)
