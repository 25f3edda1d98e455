"""The calendar feed of a person: what stands on their days, for any calendar program (S1).

Each app declares a function `(person, first, last) -> list[FeedEntry]` in its `calendar_feed.py`, narrowed to accounts on which
the person sits; the engine knows of no check-in and no contract.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from people.models import Person
from reminders.hours import zone
from reminders.registry import calendar_feed

BACK_DAYS, AHEAD_DAYS = 30, 400
MOST_ENTRIES = 1_000
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """`uid` names the row ("checkin-5") so that a moved day moves the entry; with `at` it has an hour, else the whole day."""

    uid: str
    on: date
    title: str
    path: str
    about: str = ""
    at: time | None = None
    minutes: int | None = None


def entries_of(person: Person, *, today: date) -> list[FeedEntry]:
    first, last = today - timedelta(days=BACK_DAYS), today + timedelta(days=AHEAD_DAYS)
    found = [entry for ask in calendar_feed for entry in ask(person, first, last)]
    return sorted(found, key=lambda entry: (entry.on, entry.uid))[:MOST_ENTRIES]


def calendar_of(person: Person, *, now: datetime) -> bytes:
    """The feed as an iCalendar file (RFC 5545), in the person's language and time zone."""
    with translation.override(person.language):
        calendar = Calendar()
        calendar.add("prodid", f"-//{settings.AGENCY_NAME}//Account services//EN")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", f"{settings.AGENCY_NAME}: {_('client days')}")
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        for entry in entries_of(person, today=person.today):
            calendar.add_component(event_of(entry, person, now=now))
        return calendar.to_ical()


def event_of(entry: FeedEntry, person: Person, *, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}")
    event.add("dtstamp", now)
    event.add("summary", entry.title)
    event.add("url", f"{settings.BASE_URL}{entry.path}")
    if entry.about:
        event.add("description", entry.about)
    if entry.at is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        begins = datetime.combine(entry.on, entry.at, tzinfo=zone(person.time_zone))
        event.add("dtstart", begins)
        event.add("dtend", begins + (timedelta(minutes=entry.minutes) if entry.minutes else AN_HOUR))
    return event
