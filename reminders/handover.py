"""Open reminders follow the work when somebody leaves (P8)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import ngettext

from people.handover import Parcel, Place, handover
from reminders.models import Reminder
from reminders.registry import rule_named
from reminders.states import Outcome, ReminderState


@dataclass(frozen=True, slots=True)
class Topic:
    """The account that a reminder is about."""

    pk: int
    name: str
    code: str


def reminders_of(person, today):
    """With the account that each is about in `.account`, or None; one query for all subjects that lead to one."""
    rows = list(Reminder.objects.open().filter(recipient=person).order_by("anchor_on", "pk"))
    wanted = defaultdict(set)
    models = {row.rule: rule.subject() for row in rows if (rule := rule_named(row.rule)) is not None}
    for row in rows:
        if row.rule in models:
            wanted[models[row.rule]].add(row.subject_id)
    arms = [arm for model, keys in wanted.items() if (arm := topics_of(model, keys)) is not None]
    topics = {(label, pk): Topic(*topic) for label, pk, *topic in (arms[0].union(*arms[1:], all=True) if arms else ())}
    for row in rows:
        row.account = topics.get((models[row.rule]._meta.label, row.subject_id)) if row.rule in models else None
    return rows


def topics_of(model, keys):
    """(label, key, account's key, name and code) of these subjects; None where they hang on no account."""
    names = {one.name for one in model._meta.concrete_fields}
    if {"account", "contract"} & names:
        path = "account__" if "account" in names else "contract__account__"
    else:
        path = "" if {"name", "code"} <= names else None
    if path is None:
        return None
    label = Cast(Value(model._meta.label), TextField())
    return (
        model.objects.filter(pk__in=keys).order_by().annotate(of=label).values_list("of", "pk", f"{path}pk", f"{path}name", f"{path}code")
    )


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
