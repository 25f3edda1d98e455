"""Reminders on My day. They carry the domain's keys, so that what an app asks for itself shows once."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.my_day import Need, PutOff, of_rows
from core.registries import my_day
from reminders.inbox import MOST_COUNTED, need_of, rows_of, waiting_keys
from reminders.letters import entries_for
from reminders.models import Reminder

MOST_ON_MY_DAY = 50  # the oldest; whoever has more finds the rest in the inbox
MOST_PUT_OFF = 200
MOST_FAILED = 100


def open_for(person, today):
    return Reminder.objects.of(person).open()


def oldest_of(person, today):
    """Of those that wait the oldest, and one more where a day has no room for all."""
    return rows_of(person, "").select_related(None).select_related("recipient", "passed")[: MOST_ON_MY_DAY + 1]


def asleep_of(person, today):
    return rows_of(person, "snoozed").select_related(None).select_related("recipient", "passed")[:MOST_PUT_OFF]


@my_day.register
@of_rows(open_for, waiting=oldest_of, asleep=asleep_of, counted=lambda person, today: waiting_keys(person))
def reminders_waiting(person, today, *, waiting, asleep, counted) -> list[Need | PutOff]:
    """Those that wait; what was put off with a reason does not come back as the app's own need on the same page."""
    shown = waiting[:MOST_ON_MY_DAY]
    put_off = {reminder.pk for reminder in asleep}
    entries = entries_for([*shown, *asleep], reader=person, today=today)
    said = [PutOff(entry.line.key) if entry.reminder.pk in put_off else need_of(entry) for entry in entries]
    person.reminders_waiting = len(counted)  # the badge need not ask again
    return [*said, the_others(len(counted) - MOST_ON_MY_DAY, today=today)] if len(waiting) > MOST_ON_MY_DAY else said


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


def failed_for(person, today):
    return Reminder.objects.failed().looked_after_by(person) if person.has_perm("reminders.see_undelivered") else None


@my_day.register
@of_rows(failed_for, failed=lambda person, today: failed_for(person, today).order_by().values_list("pk")[:MOST_FAILED])
def undelivered(person, today, *, failed) -> list[Need]:
    """Mails to one's people that came back (P3)."""
    n = len(failed)
    words = ngettext("One reminder could not be delivered", "%(count)d reminders could not be delivered", n) % {"count": n}
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
