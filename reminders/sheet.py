"""The inbox as a file: every reminder of what is shown, not the page alone (S4)."""

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from people.models import Person
from reminders import inbox
from reminders.letters import Entry, entries_for

READ_AT_ONCE = 500


def inbox_sheet(person: Person, show: str) -> tuple[list[str], Iterator[list]]:
    """Headings and rows of one of `inbox.SHOWS`, in its order; what the person no longer sees is left out, as on the page."""
    headers = [
        _("Day"), _("Reminder"), _("Why"), _("Code"), _("Passed on by"), _("For"), _("Put off until"), _("Put off because"),
        _("Closed at"), _("Outcome"), _("Closed by"), _("Page"),
    ]  # fmt: skip
    return headers, rows_of(person, show)


def rows_of(person: Person, show: str) -> Iterator[list]:
    reminders = inbox.rows_of(person, show).iterator(chunk_size=READ_AT_ONCE)
    while some := list(islice(reminders, READ_AT_ONCE)):
        yield from (row_of(entry) for entry in entries_for(some, reader=person, today=person.today))


def row_of(entry: Entry) -> list:
    one, line = entry.reminder, entry.line
    outcome = one.get_outcome_display() if one.closed_at else ""
    names = [str(whose) if whose else "" for whose in (entry.passed, entry.cover_for)]
    return [
        one.anchor_on, line.title, line.why, line.code, *names, one.snoozed_until, one.snooze_reason, one.closed_at, outcome,
        str(one.closed_by) if one.closed_by_id else "", entry.url,
    ]  # fmt: skip
