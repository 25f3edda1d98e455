"""Forgetting what is over (accounts_service/retention.toml). Closed reminders are also the memory that keeps a sweep from saying
something twice, so one goes only when no sweep would say it again.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from core.retention import days_kept
from reminders.models import Digest, Reminder
from reminders.registry import rules
from reminders.states import DigestState

MOST_AT_ONCE = 20_000  # rows of one rule in one night: a house that has never forgotten anything takes a few


def forget(*, now: datetime) -> dict[str, int]:
    """Delete closed reminders and sent digests whose time is over; how many of each went."""
    today = now.date()
    over = Reminder.objects.closed().filter(closed_at__lt=now - timedelta(days=days_kept("reminders_closed")))
    over = over.filter(~Exists(Reminder.objects.open().same_chain()))
    known = [rule.name for rule in rules]
    gone = take_away(over.exclude(rule__in=known))  # of a rule that was taken back
    for rule in rules:
        stands = rule.causes(today).filter(pk=OuterRef("subject_id")).alias(anchor_day=rule.anchor_expression)
        gone += take_away(over.filter(~Exists(stands.filter(anchor_day=OuterRef("anchor_on"))), rule=rule.name))
    read = Digest.objects.exclude(state=DigestState.PENDING).filter(day__lt=today - timedelta(days=days_kept("digests_sent")))
    digests = read.filter(~Exists(Reminder.objects.filter(digest=OuterRef("pk"))))
    return {"reminders": gone, "digests": take_away(digests)}


def take_away(rows) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    gone = 0
    for first in range(0, len(keys), 1_000):
        gone += rows.filter(pk__in=keys[first : first + 1_000]).delete()[0]
    return gone
