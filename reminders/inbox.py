"""Reminders as pages show them: the inbox, My day, the count at the side."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Q, Value
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.drawn import TOKEN, with_token
from core.my_day import Need
from core.readings import unchanged
from core.statements import asked, state_of
from people.models import Person
from reminders.letters import Entry, entries_for
from reminders.models import Reminder
from reminders.registry import rule_named
from reminders.states import Outcome

MOST_COUNTED = 100
PAGE = 50
WEEK = timedelta(days=7)

SHOWS = {
    "": gettext_lazy("Waiting"),
    "passed": gettext_lazy("Passed to you"),
    "snoozed": gettext_lazy("Put off"),
    "closed": gettext_lazy("Closed"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    key: str
    label: str
    count: int | None
    is_on: bool


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    label: str
    needs: list[Need]


@dataclass(frozen=True, slots=True)
class DrawnParts:
    """The parts of a page as markup, and how many of its reminders are late."""

    markup: SafeString
    late: int

    def for_reader(self, csrf_token: str) -> "DrawnParts":
        return replace(self, markup=with_token(self.markup, csrf_token))


def waiting_count(person: Person) -> int:
    """The badge: how many wait, counted up to a hundred; asked once in a request, or not at all where My day has read them."""
    if not hasattr(person, "reminders_waiting"):
        person.reminders_waiting = len(asked(("waiting", state_of(person)), lambda: waiting_keys(person)))
    return person.reminders_waiting


def waiting_keys(person: Person):
    return Reminder.objects.inbox(person).order_by().values_list("pk")[:MOST_COUNTED]


def rows_of(person: Person, show: str):
    """The rows of one of SHOWS, in the order in which they are read."""
    mine = Reminder.objects.of(person).with_people()
    if show == "closed":
        return mine.closed().exclude(outcome=Outcome.FOLLOWED).order_by("-closed_at", "-pk")
    if show == "snoozed":
        return mine.open().filter(snoozed_until__gt=person.today).order_by("snoozed_until", "pk")
    waiting = mine.open().awake(today=person.today).order_by("anchor_on", "pk")
    return waiting.escalated() if show == "passed" else waiting


class Waiting:
    """What waits (or was passed on) as a paginator reads it: `count` is what its chip says; a page is asked for when it is drawn."""

    ordered = True

    def __init__(self, person: Person, show: str, number: int):
        self.person, self.show, self.number = person, show, number

    def count(self) -> int:
        return self.number

    def __getitem__(self, place: slice) -> "WaitingPage":
        return WaitingPage(self.person, self.show, place.start, place.stop)


@dataclass(frozen=True, slots=True)
class WaitingPage:
    person: Person
    show: str
    start: int
    stop: int

    def drawn(self, *, csrf_token: str) -> DrawnParts:
        """Its rows by day, drawn anew only when one of them, or what it is about, has changed."""
        key = ("inbox", self.show, self.start, self.stop, state_of(self.person))
        return unchanged(key, self._draw).for_reader(csrf_token)

    def _draw(self) -> DrawnParts:
        key = ("inbox_page", self.show, self.start, self.stop, state_of(self.person))
        reminders = asked(key, lambda: rows_of(self.person, self.show)[self.start : self.stop])
        today = self.person.today
        parts = parts_of(needs_for(reminders, self.person, own_keys=True), today=today)
        markup = render_to_string("reminders/_parts.html", {"parts": parts, "today": today, "csrf_token": TOKEN})
        return DrawnParts(markup, late=sum(reminder.anchor_on < today for reminder in reminders))


def numbers_of(person: Person) -> dict[str, int | None]:
    """How many of each of SHOWS, one query; what is closed is not counted."""
    asleep = Q(snoozed_until__gt=person.today)

    def numbers():
        mine = Reminder.objects.of(person).open().order_by().annotate(each=Value(1)).values("each")
        return mine.annotate(
            waiting=Count("pk", filter=~asleep | Q(snoozed_until=None)),
            passed=Count("pk", filter=(~asleep | Q(snoozed_until=None)) & Q(passed__isnull=False)),
            snoozed=Count("pk", filter=asleep),
        ).values_list("waiting", "passed", "snoozed")

    [(waiting, passed, snoozed)] = asked(("inbox_numbers", state_of(person)), numbers) or [(0, 0, 0)]
    return {"": waiting, "passed": passed, "snoozed": snoozed, "closed": None}


def chips_of(numbers: dict[str, int | None], show: str) -> list[Chip]:
    return [Chip(key, label, numbers[key], key == show) for key, label in SHOWS.items() if key in ("", "closed", show) or numbers[key]]


def parts_of(needs: list[Need], *, today: date) -> list[Part]:
    """Late, today, the next seven days, later; empty parts left out."""
    ends = [
        ("late", _("Late"), lambda day: day < today),
        ("today", _("Today"), lambda day: day == today),
        ("week", _("Next seven days"), lambda day: today < day <= today + WEEK),
        ("later", _("Later"), lambda day: day > today + WEEK),
    ]
    parts = [Part(key, label, [need for need in needs if belongs(need.due_on)]) for key, label, belongs in ends]
    return [part for part in parts if part.needs]


def need_of(entry: Entry, *, key: str = "") -> Need:
    """A reminder as a row of My day or the inbox; `key` is the domain's ("checkin:5") unless another is given."""
    reminder, line = entry.reminder, entry.line
    rule = rule_named(reminder.rule)
    snooze_url = reverse("reminder_snooze", args=[reminder.pk])
    why = line.why
    if reminder.climbed_on:
        why = _("%(why)s; escalated") % {"why": why}
    return Need(
        key=key or line.key,
        title=line.title,
        why=why,
        due_on=reminder.anchor_on,
        act_label=line.act_label,
        act_url=line.act_url or line.url,
        url=line.url,
        icon=line.icon,
        code=line.code,
        code_url=line.code_url,
        group=line.group,
        snooze_url=snooze_url,
        menu=((_("Put off"), snooze_url),),  # a phone has no room for the clock beside the act
        done_url=reverse("reminder_done", args=[reminder.pk]) if rule.may_be_done_by_hand else "",
        escalated_from=entry.passed,
        cover_for=entry.cover_for,
    )


def needs_for(reminders, person: Person, *, own_keys: bool = False) -> list[Need]:
    """What of these this person may see; one query for each kind of subject. `own_keys`: one row for each reminder."""
    entries = entries_for(reminders, reader=person, today=person.today)
    return [need_of(entry, key=f"reminder:{entry.reminder.pk}" if own_keys else "") for entry in entries]
