"""Reminders as pages show them: the inbox, My day, the count at the side."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.my_day import Need
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


def waiting_count(person: Person) -> int:
    """The badge: how many wait, counted up to a hundred; asked once in a request, or not at all where My day has read them."""
    if not hasattr(person, "reminders_waiting"):
        waiting = asked(("waiting", state_of(person)), lambda: Reminder.objects.inbox(person).order_by().values_list("pk")[:MOST_COUNTED])
        person.reminders_waiting = len(waiting)
    return person.reminders_waiting


def rows_of(person: Person, show: str):
    """The rows of one of SHOWS, in the order in which they are read."""
    mine = Reminder.objects.of(person).with_people()
    if show == "closed":
        return mine.closed().exclude(outcome=Outcome.FOLLOWED).order_by("-closed_at", "-pk")
    if show == "snoozed":
        return mine.open().filter(snoozed_until__gt=person.today).order_by("snoozed_until", "pk")
    waiting = mine.open().awake(today=person.today).order_by("anchor_on", "pk")
    return waiting.escalated() if show == "passed" else waiting


def chips_of(person: Person, show: str) -> list[Chip]:
    """What there is of each, one query; what is closed is not counted."""
    asleep = Q(snoozed_until__gt=person.today)
    counts = (
        Reminder.objects.of(person)
        .open()
        .aggregate(
            waiting=Count("pk", filter=~asleep | Q(snoozed_until=None)),
            passed=Count("pk", filter=(~asleep | Q(snoozed_until=None)) & Q(passed__isnull=False)),
            snoozed=Count("pk", filter=asleep),
        )
    )
    numbers = {"": counts["waiting"], "passed": counts["passed"], "snoozed": counts["snoozed"], "closed": None}
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
