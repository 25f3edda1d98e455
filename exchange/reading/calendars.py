"""iCalendar as a table: one row an occurrence, with its day and time in the agency's time zone, and who was asked (S5, R1).

What repeats is laid out from its first day up to a year from today; an occurrence that was moved or called off is told apart. Every part of
a file becomes a row: also what is no event (to-dos, busy times) and what cannot be read, each with its reason.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from pathlib import Path

from dateutil.rrule import rruleset, rrulestr
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar.cal import Component
from icalendar.error import BrokenCalendarProperty

from exchange.reading.encoding import detect_encoding
from exchange.reading.problems import Unreadable
from exchange.reading.table import Limits, Table
from exchange.reading.text import one_line

COLUMNS = (
    "Event UID",
    "Title",
    "Kind of meeting",
    "Happens on",
    "Starts at",
    "Minutes long",
    "Cancelled because",
    "Organiser",
    "Attendees",
    "Agenda of the event",
    "Description of the event",
)
CANNOT_READ = (ValueError, IndexError, KeyError, TypeError, AttributeError)  # what icalendar raises for odd files
PART = re.compile(r"^BEGIN:(VEVENT|VTODO|VJOURNAL|VFREEBUSY)\b.*?^END:\1[ \t]*\r?\n?", re.M | re.S | re.I)
ZONE = re.compile(r"^BEGIN:VTIMEZONE\b.*?^END:VTIMEZONE[ \t]*\r?\n", re.M | re.S | re.I)
MOST_OCCURRENCES = 1_000  # of one event
AHEAD = timedelta(days=366)
OTHERS = {"VTODO": "a to-do", "VJOURNAL": "a journal entry", "VFREEBUSY": "a busy time"}
CALL, TRAINING, REVIEW = (
    re.compile(r"\b(call|phone|ring|puhelu|llamada|telef\w+|hangout|zoom|teams|skype|webex|meet\.google)\b", re.I),
    re.compile(r"\b(training|workshop|koulutus|formació\w*|onboarding)\b", re.I),
    re.compile(r"\b(review|qbr|retrospective|katselmus)\b", re.I),
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One row: its cells, or why it is none."""

    cells: dict[str, str]
    problem: str = ""


def read_calendars(paths: Iterable[tuple[str, Path]], limits: Limits) -> Table:
    """All that stands in these files. Raises Unreadable where there is nothing."""
    found = list(islice((row for _name, path in paths for row in _in_file(path)), limits.rows_expanded + 1))
    if len(found) > limits.rows_expanded:
        raise Unreadable(_("The calendar comes to more than %(n)d events.") % {"n": limits.rows_expanded}, _("Export a shorter period."))
    if not found:
        raise Unreadable(_("The calendar holds no event."), _("Export the calendar again, with its events."))
    rows = [[one.cells.get(column, "")[: limits.cell_letters] for column in COLUMNS] for one in found]
    problems = {number: one.problem for number, one in enumerate(found, start=1) if one.problem}
    return Table(list(COLUMNS), 0, {"format": "iCalendar"}, lambda: enumerate(rows, start=1), problems=problems)


def _in_file(path: Path) -> Iterator[Occurrence]:
    encoding = detect_encoding(path)
    text = path.read_text(encoding=encoding.codec, errors="replace").lstrip("\ufeff")
    try:
        roots = Component.from_ical(text, multiple=True)
    except CANNOT_READ as error:
        yield from _part_by_part(text, str(error))
        return
    for root in roots:
        parts = root.subcomponents if isinstance(root, Calendar) or root.name == "VCALENDAR" else [root]
        is_called_off = str(root.get("METHOD", "")).upper() == "CANCEL"
        yield from _of_parts(parts, is_called_off=is_called_off)


def _part_by_part(text: str, why: str) -> Iterator[Occurrence]:
    """One part that cannot be read refuses itself alone. Raises Unreadable where the file has no parts."""
    blocks = [found[0] for found in PART.finditer(text)]
    if not blocks:
        raise Unreadable(_("The calendar cannot be read: %(why)s.") % {"why": why[:120]}, _("Export it again."))
    zones = "".join(ZONE.findall(text))
    parts, odd = [], []
    for block in blocks:
        try:
            calendar = Calendar.from_ical(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{zones}{block}END:VCALENDAR\r\n")
            parts += [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
        except CANNOT_READ as error:
            title = re.search(r"^(?:SUMMARY|UID)[^:\n]*:(.*)$", block, re.M | re.I)
            words = _("It cannot be read: %(why)s.") % {"why": str(error)[:120]}
            odd.append(Occurrence({"Title": one_line(title[1]) if title else block[6:40].split()[0]}, words))
    yield from _of_parts(parts, is_called_off=bool(re.search(r"^METHOD:CANCEL", text, re.M | re.I)))
    yield from odd


def _of_parts(parts: list, *, is_called_off: bool) -> Iterator[Occurrence]:
    events = [part for part in parts if part.name == "VEVENT"]
    moved: dict[tuple[str, date | datetime], Component] = {}
    for event in events:
        if (when := _moment(event, "RECURRENCE-ID")) is not None:
            moved[_uid(event), _point(when)] = event
    for event in events:
        if _moment(event, "RECURRENCE-ID") is None:
            yield from _of_event(event, moved, is_called_off=is_called_off)
    for event in moved.values():  # what was moved of an event that the file does not have, or out of what is laid out
        yield _row(event, _moment(event, "DTSTART"), is_called_off=is_called_off)
    for part in parts:
        if part.name in OTHERS:
            title = one_line(str(part.get("SUMMARY", "") or part.get("UID", "")))
            yield Occurrence({"Title": title or part.name}, _("This is %(what)s, and no event.") % {"what": OTHERS[part.name]})


def _uid(event: Component) -> str:
    return one_line(str(event.get("UID", "")))


def _moment(event: Component, name: str) -> date | datetime | None:
    value = event.get(name)
    try:
        found = getattr(value[0] if isinstance(value, list) else value, "dt", None)
    except BrokenCalendarProperty:
        return None
    return found if isinstance(found, date) else None


def _point(when: date | datetime) -> date | datetime:
    """Comparable: in the agency's time zone, without it."""
    return timezone.localtime(_aware(when)).replace(tzinfo=None) if isinstance(when, datetime) else when


def _aware(when: datetime) -> datetime:
    """A floating time is one of the agency's own clock."""
    return when if timezone.is_aware(when) else timezone.make_aware(when)


def _of_event(event: Component, moved: dict, *, is_called_off: bool) -> Iterator[Occurrence]:
    start = _moment(event, "DTSTART")
    if start is None:
        title = one_line(str(event.get("SUMMARY", ""))) or _uid(event)
        yield Occurrence({"Title": title, "Event UID": _uid(event)}, _("Its day is missing or cannot be read."))
        return
    if event.get("RRULE") is None and event.get("RDATE") is None:
        yield _row(event, start, is_called_off=is_called_off)
        return
    try:
        days = _laid_out(event, start)
    except (ValueError, TypeError) as error:
        yield Occurrence(
            {"Title": one_line(str(event.get("SUMMARY", ""))), "Event UID": _uid(event)},
            _("How it repeats cannot be read: %(why)s.") % {"why": str(error)[:80]},
        )
        return
    for when in days[:MOST_OCCURRENCES]:
        other = moved.pop((_uid(event), _point(when)), None)
        yield _row(other or event, _moment(other, "DTSTART") if other else when, of=when, is_called_off=is_called_off)
    if len(days) > MOST_OCCURRENCES:
        words = _("It repeats more than %(n)d times; the rest is left out.") % {"n": MOST_OCCURRENCES}
        yield Occurrence({"Title": one_line(str(event.get("SUMMARY", ""))), "Event UID": _uid(event)}, words)


def _laid_out(event: Component, start: date | datetime) -> list[date | datetime]:
    """Every time it happens, up to a year from today; by the clock of its own time zone, so that summer time moves nothing."""
    zone = start.tzinfo if isinstance(start, datetime) else None
    naive = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time.min)
    rules = rruleset()
    for rule in _listed(event, "RRULE"):
        rules.rrule(rrulestr(_rule_text(rule, zone), dtstart=naive))
    rules.rdate(naive)
    for name, add in (("RDATE", rules.rdate), ("EXDATE", rules.exdate)):
        for when in _dates(event, name):
            add(_in_zone(when, zone))
    until = datetime.combine(timezone.localdate() + AHEAD, time.max)
    days = list(islice(takewhile(lambda when: when <= until, rules), MOST_OCCURRENCES + 1)) if naive <= until else [naive]
    return [when.replace(tzinfo=zone) if isinstance(start, datetime) else when.date() for when in days]


def _rule_text(rule, zone) -> str:
    """The rule, with its end on the same clock as its start."""
    text = rule.to_ical().decode()
    end = rule.get("UNTIL")
    if not end:
        return text
    last = _in_zone(end[0], zone)
    return re.sub(r"UNTIL=[^;]+", f"UNTIL={last:%Y%m%dT%H%M%S}", text)


def _in_zone(when: date | datetime, zone) -> datetime:
    if not isinstance(when, datetime):
        return datetime.combine(when, time.max if zone is None else time.min)
    return when.astimezone(zone).replace(tzinfo=None) if zone and timezone.is_aware(when) else when.replace(tzinfo=None)


def _listed(event: Component, name: str) -> list:
    value = event.get(name)
    return value if isinstance(value, list) else [value] if value is not None else []


def _dates(event: Component, name: str) -> list[date | datetime]:
    return [one.dt for group in _listed(event, name) for one in getattr(group, "dts", [])]


def _row(event: Component, start: date | datetime | None, *, of: date | datetime | None = None, is_called_off: bool = False) -> Occurrence:
    title = one_line(str(event.get("SUMMARY", "")))
    if start is None:
        return Occurrence({"Title": title, "Event UID": _uid(event)}, _("Its day is missing or cannot be read."))
    local = timezone.localtime(_aware(start)) if isinstance(start, datetime) else start
    uid, first = _uid(event), _moment(event, "RECURRENCE-ID") or of
    place, description = one_line(str(event.get("LOCATION", ""))), str(event.get("DESCRIPTION", "")).strip()
    going, declined = _attendees(event)
    said = "\n".join(filter(None, [description, _("Declined: %(who)s") % {"who": ", ".join(declined)} if declined else ""]))
    cells = {
        "Event UID": f"{uid}#{_point(first):%Y%m%dT%H%M}" if uid and first is not None else uid,
        "Title": title,
        "Kind of meeting": _kind(f"{title} {place} {event.get('URL', '')}"),
        "Happens on": f"{local:%Y-%m-%d}",
        "Starts at": f"{local:%H:%M}" if isinstance(local, datetime) else "",
        "Minutes long": _minutes(event),
        "Organiser": _person(event.get("ORGANIZER"))[1] if event.get("ORGANIZER") else "",
        "Attendees": "\n".join(going),
        "Agenda of the event": "\n".join(filter(None, [title, place])),
        "Description of the event": said,
    }
    if is_called_off or str(event.get("STATUS", "")).upper() == "CANCELLED":
        cells["Cancelled because"] = _("Cancelled in the calendar")
    return Occurrence(cells)


def _kind(text: str) -> str:
    return next((kind for kind, sign in (("training", TRAINING), ("review", REVIEW), ("call", CALL)) if sign.search(text)), "meeting")


def _minutes(event: Component) -> str:
    start, end, lasts = _moment(event, "DTSTART"), _moment(event, "DTEND"), getattr(event.get("DURATION"), "dt", None)
    if isinstance(start, datetime) and isinstance(end, datetime):
        lasts = _aware(end) - _aware(start)
    if not isinstance(start, datetime) or not isinstance(lasts, timedelta):
        return ""
    minutes = int(lasts.total_seconds() // 60)
    return str(minutes) if 0 < minutes <= 24 * 60 else ""


def _attendees(event: Component) -> tuple[list[str], list[str]]:
    """Those who were asked and did not decline, and those who did. Rooms and things are no people."""
    going, declined = [], []
    for one in [*_listed(event, "ORGANIZER"), *_listed(event, "ATTENDEE")]:
        name, address = _person(one)
        parameters = getattr(one, "params", {})
        if not (name or address) or str(parameters.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
            continue
        words = f"{name} <{address}>" if name and address and name != address else address or name
        if str(parameters.get("PARTSTAT", "")).upper() in ("DECLINED", "DELEGATED"):
            declined.append(words)
        elif words not in going:
            going.append(words)
    return going, declined


def _person(value) -> tuple[str, str]:
    value = value[0] if isinstance(value, list) else value
    address = re.sub(r"\s+", "", re.sub(r"^mailto:", "", str(value or ""), flags=re.I))  # a fold may leave a blank in it
    name = one_line(str(getattr(value, "params", {}).get("CN", ""))).strip("\"'")
    return name, address.lower() if "@" in address else ""
