"""What people do with a reminder: say that it is done, put it off, have it sent again; and the calendar feed."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.errors import Refused
from core.moves import record, take
from people.models import Person
from reminders.hours import morning
from reminders.models import Reminder
from reminders.registry import rule_named
from reminders.states import Outcome, ReminderState

LONGEST_SNOOZE_DAYS = 7  # once the day itself has passed


def take_open(reminder: Reminder, *, by, may: str) -> Reminder:
    fresh = take(reminder, by=by, may=may)
    if not fresh.is_open:
        raise Refused(_("This reminder is closed already: %(why)s.") % {"why": fresh.get_outcome_display()})
    return fresh


def may_be_done_by_hand(reminder: Reminder) -> bool:
    rule = rule_named(reminder.rule)
    return rule is None or rule.may_be_done_by_hand


@transaction.atomic
def mark_done(reminder: Reminder, *, by: Person, now: datetime) -> Reminder:
    """Say that it is settled (S1). Closes what lies below on the ladder about the same thing; what was passed on above stays open.

    Raises PermissionDenied; Refused when it is closed, or when only the cause itself can end it.
    """
    fresh = take_open(reminder, by=by, may="reminders.answer_reminder")
    if not may_be_done_by_hand(fresh):
        raise Refused(_("This reminder ends by itself when its cause is gone. You can put it off with a reason."))
    chain = Reminder.objects.open().filter(
        subject_type=fresh.subject_type, subject_id=fresh.subject_id, rule=fresh.rule, anchor_on=fresh.anchor_on, rung__lte=fresh.rung
    )
    chain.update(state=ReminderState.DONE, outcome=Outcome.BY_HAND, closed_at=now, closed_by=by, claim_token=None)
    fresh.refresh_from_db()
    record(fresh, "reminder.done", by=by, name=str(fresh.subject), rule=fresh.rule)
    return fresh


def last_snooze_day(reminder: Reminder, *, today: date) -> date:
    """A reminder may sleep until the day that it is about; when that has passed, a week."""
    return reminder.anchor_on if reminder.anchor_on > today else today + timedelta(days=LONGEST_SNOOZE_DAYS)


@transaction.atomic
def snooze(reminder: Reminder, *, by: Person, until: date, reason: str, today: date) -> Reminder:
    """Put it off until a day, and say why (S1): on its morning it is said again. It does not climb before.

    Raises PermissionDenied, Refused.
    """
    fresh = take_open(reminder, by=by, may="reminders.answer_reminder")
    last = last_snooze_day(fresh, today=today)
    if not today < until <= last:
        raise Refused(_("Put it off to a day after today and not after %(day)s.") % {"day": date_format(last, "j F Y")})
    fresh.snoozed_until, fresh.snooze_reason, fresh.snooze_count = until, reason.strip(), fresh.snooze_count + 1
    fresh.state, fresh.attempts, fresh.digest, fresh.claim_token, fresh.last_error = ReminderState.PENDING, 0, None, None, ""
    fresh.next_attempt_at = morning(until, fresh.recipient.time_zone)
    fresh.save()
    record(fresh, "reminder.snoozed", by=by, note=reason, name=str(fresh.subject), rule=fresh.rule, until=date_format(until, "j F Y"))
    return fresh


@transaction.atomic
def send_again(reminder: Reminder, *, by: Person, now: datetime) -> Reminder:
    """Try an undeliverable one anew, after the address was mended. Raises PermissionDenied, Refused."""
    fresh = take(reminder, by=by, may="reminders.send_again")
    if fresh.state != ReminderState.FAILED:
        raise Refused(_("This reminder is not undeliverable any more."))
    fresh.state, fresh.attempts, fresh.next_attempt_at, fresh.digest, fresh.last_error = ReminderState.PENDING, 0, now, None, ""
    fresh.save(update_fields=["state", "attempts", "next_attempt_at", "digest", "last_error"])
    record(fresh, "reminder.sent_again", by=by, name=str(fresh.subject), rule=fresh.rule)
    return fresh


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(person: Person, *, by: Person) -> str:
    """Give the calendar feed a new secret; the old address is dead. Returns the secret: it is shown once and only its hash is kept."""
    fresh = take(person, by=by, may="people.change_settings")
    token = secrets.token_urlsafe(32)
    Person.objects.filter(pk=fresh.pk).update(feed_token_hash=hash_of(token))
    record(fresh, "person.feed_made", by=by)
    return token


@transaction.atomic
def stop_feed(person: Person, *, by: Person) -> None:
    """Nobody reads this calendar any more."""
    fresh = take(person, by=by, may="people.change_settings")
    Person.objects.filter(pk=fresh.pk).update(feed_token_hash="")
    record(fresh, "person.feed_stopped", by=by)
