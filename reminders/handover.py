"""Open reminders follow the work when somebody leaves (P8)."""

from django.utils import timezone
from django.utils.translation import ngettext

from people.handover import Parcel, Place, handover
from reminders.models import Reminder
from reminders.registry import rule_named
from reminders.states import Outcome, ReminderState


def reminders_of(person, today):
    """With the account that each is about in `.account`; one query for each rule."""
    rows = list(Reminder.objects.open().filter(recipient=person).order_by("anchor_on", "pk"))
    for name in {row.rule for row in rows}:
        rule = rule_named(name)
        same = [row for row in rows if row.rule == name]
        subjects = {} if rule is None else rule.loaded(rule.subject().objects.all()).in_bulk([row.subject_id for row in same])
        for row in same:
            subject = subjects.get(row.subject_id)
            topic = subject.event_topic() if subject is not None else None
            row.account = topic if hasattr(topic, "code") else None
    return rows


def at_account(row: Reminder) -> Place:
    return Place() if row.account is None else Place(f"account:{row.account.pk}", row.account.name, row.account.code)


def move_reminders(rows, giver, receiver, *, by, today) -> None:
    """Each becomes the receiver's; one that they have already, from another hand, is not doubled."""
    for row in rows:
        key = {
            name: getattr(row, name)
            for name in ("rule", "subject_type_id", "subject_id", "anchor_on", "step", "rung")
        }  # fmt: skip
        mine = Reminder.objects.open().filter(pk=row.pk)
        if Reminder.objects.filter(recipient=receiver, **key).exists():
            mine.update(state=ReminderState.CANCELLED, outcome=Outcome.FOLLOWED, closed_at=timezone.now(), closed_by=by, claim_token=None)
        else:
            mine.update(recipient=receiver, claim_token=None)


handover.register(
    Parcel("reminder", reminders_of, move_reminders, lambda n: ngettext("%(n)d reminder", "%(n)d reminders", n) % {"n": n}, at_account)
)
