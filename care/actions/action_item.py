"""What people do with the actions that they promised (R1): add one, change it, do it, take it up again."""

from datetime import date

from django.db import transaction

from care.models import ActionItem
from clients.words import in_words
from core.changes import ask, set_facts, take_for_change
from core.moves import record, take


@transaction.atomic
def add_action_item(account, *, by, what: str, due_on: date, owner=None, contact=None, check_in=None) -> ActionItem:
    """Promise something to a client by a day; with a `contact` it is the client who promised."""
    ask(by, "care.add_action_item", account)
    item = ActionItem.objects.create(account=account, check_in=check_in, what=what, owner=owner, contact=contact, due_on=due_on)
    record(item, "action_item.added", by=by, owner=str(item.who), due_on=in_words(due_on))
    return item


@transaction.atomic
def change_action_item(item: ActionItem, *, by, version=None, **facts) -> ActionItem:
    """Say it better, move its day, or hand it to somebody else."""
    fresh = take_for_change(item, by=by, may="care.work_action_item", version=version, facts=facts)
    changes = set_facts(fresh, facts)
    if changes:
        record(fresh, "action_item.changed", by=by, changes=changes)
    return fresh


@transaction.atomic
def finish_action_item(item: ActionItem, *, by, today: date) -> ActionItem:
    """It is done. Pressed twice, it stays done on the first day."""
    fresh = take(item, by=by, may="care.work_action_item")
    if fresh.done_on is None:
        fresh.done_on = today
        fresh.version += 1
        fresh.save()
        record(fresh, "action_item.done", by=by)
    return fresh


@transaction.atomic
def reopen_action_item(item: ActionItem, *, by) -> ActionItem:
    """It is not done after all."""
    fresh = take(item, by=by, may="care.work_action_item")
    if fresh.done_on is not None:
        fresh.done_on = None
        fresh.version += 1
        fresh.save()
        record(fresh, "action_item.reopened", by=by)
    return fresh
