"""Many check-ins, actions and concerns at once, as an import brings them (S5): the twins of the actions, a handful of statements.

What has taken place is written down as it was; nothing follows from it here: the clock plans the next check-in by cadence.
Twins: care.actions.check_in, care.actions.action_item, care.actions.concern.
"""

from collections.abc import Sequence

from care.models import ActionItem, CheckIn, Concern
from clients.bulk import record_many
from clients.words import in_words


def add_check_ins(check_ins: Sequence[CheckIn], contacts: Sequence[Sequence], people: Sequence[Sequence], *, by) -> None:
    """`contacts` and `people`: for each check-in who was there, from the client and from us."""
    CheckIn.objects.bulk_create(check_ins, batch_size=500)
    there = [CheckIn.contacts.through(checkin=row, contact=one) for row, ones in zip(check_ins, contacts, strict=True) for one in ones]
    CheckIn.contacts.through.objects.bulk_create(there, batch_size=500)
    ours = [CheckIn.people.through(checkin=row, person=one) for row, ones in zip(check_ins, people, strict=True) for one in ones]
    CheckIn.people.through.objects.bulk_create(ours, batch_size=500)
    record_many(
        check_ins,
        "check_in.entered",
        by=by,
        words=lambda row: {"on": in_words(row.held_on or row.planned_on), "state": str(row.get_state_display()).lower()},
    )


def add_action_items(items: Sequence[ActionItem], *, by) -> None:
    ActionItem.objects.bulk_create(items, batch_size=500)
    record_many(items, "action_item.added", by=by, words=lambda item: {"owner": str(item.who), "due_on": in_words(item.due_on)})


def add_concerns(concerns: Sequence[Concern], *, by) -> None:
    """Each stands where it stood elsewhere, with its clock worked out; nobody is written to."""
    Concern.objects.bulk_create(concerns, batch_size=500)
    record_many(concerns, "concern.entered", by=by, words=lambda concern: {"state": str(concern.get_state_display()).lower()})
