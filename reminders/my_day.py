"""Reminders on My day. They carry the domain's keys, so that what an app asks for itself shows once."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.my_day import Need, hushed, only_if
from core.readings import unchanged
from core.registries import my_day
from core.statements import asked, state_of
from reminders.inbox import MOST_COUNTED, needs_for, rows_of, waiting_count
from reminders.letters import entries_for
from reminders.models import Reminder

MOST_ON_MY_DAY = 50  # the oldest; whoever has more finds the rest in the inbox
MOST_PUT_OFF = 200


@my_day.register
@only_if(lambda person, today: rows_of(person, ""))
def reminders_waiting(person, today) -> list[Need]:
    number, needs = unchanged(("reminders_of_a_day", state_of(person)), lambda: oldest_of_a_day(person))
    if number <= MOST_ON_MY_DAY:
        person.reminders_waiting = number
        return [*needs]
    return [*needs, the_others(waiting_count(person) - MOST_ON_MY_DAY, today=today)]


def oldest_of_a_day(person) -> tuple[int, tuple[Need, ...]]:
    """How many wait, counted up to one more than a day has room for; and those that it has room for."""
    waiting = oldest_of(person)
    return len(waiting), tuple(needs_for(waiting[:MOST_ON_MY_DAY], person))


def oldest_of(person) -> list[Reminder]:
    """Of those that wait the oldest, and one more where a day has no room for all."""

    def oldest():
        return rows_of(person, "").select_related(None).select_related("recipient", "passed")[: MOST_ON_MY_DAY + 1]

    return asked(("reminders_of_a_day", state_of(person)), oldest)


def the_others(number: int, *, today) -> Need:
    """The way to the reminders that a day has no room for; counted as far as the badge of the inbox is."""
    words = ngettext("Go through %(n)s more reminder", "Go through %(n)s more reminders", number)
    is_capped = number >= MOST_COUNTED - MOST_ON_MY_DAY
    return Need(
        key="reminders:more",
        title=words % {"n": f"{number}+" if is_capped else number},
        why=_("The oldest stand here, the rest in the inbox"),
        due_on=today,
        act_label=_("Open the inbox"),
        act_url=reverse("reminder_list"),
        icon="bell",
        group="team",
    )


@hushed.register
@only_if(lambda person, today: rows_of(person, "snoozed"))
def put_off(person, today) -> set[str]:
    """What was put off with a reason does not come back as the app's own need on the same page."""
    asleep = rows_of(person, "snoozed")[:MOST_PUT_OFF]
    return {entry.line.key for entry in entries_for(asleep, reader=person, today=today)}


def failed_for(person, today):
    return Reminder.objects.failed().looked_after_by(person) if person.has_perm("reminders.see_undelivered") else None


@my_day.register
@only_if(failed_for)
def undelivered(person, today) -> list[Need]:
    """Mails to one's people that came back (P3)."""
    failed = failed_for(person, today).order_by()[:100].count()
    words = ngettext("One reminder could not be delivered", "%(count)d reminders could not be delivered", failed) % {"count": failed}
    return [
        Need(
            key="undelivered",
            title=_("Mend an e-mail address"),
            why=words,
            due_on=today,
            act_label=_("See which"),
            act_url=reverse("reminder_undelivered"),
            icon="mail-warning",
            group="team",
        )
    ]
