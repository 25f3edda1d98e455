"""Delivery (S1): claim a few, send one, mark one. A crash at any instant repeats at most the mail in flight and loses none.

The claim is a lease: `next_attempt_at` moves ahead, so what a dead worker held falls due again by itself. Each step is a function
of its own, because the tests stop the process between any two of them. docs/RELIABILITY.md has the table of crash points.
"""

import logging
import random
import smtplib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Heartbeat
from people.models import Absence, Person
from people.states import Delivery
from reminders.engine import still_stands
from reminders.hours import is_awake, local_day, morning, next_morning
from reminders.letters import digest_letter, reminder_letter
from reminders.models import Digest, Posted, Reminder
from reminders.registry import rule_named
from reminders.states import DigestState, Outcome, ReminderState

logger = logging.getLogger(__name__)

BATCH = 20
MOST_SINGLE_MAILS = 10  # more at once for one person go into one mail: nobody reads 600
MOST_ATTEMPTS = 25  # over about five days
LONGEST_WAIT = timedelta(hours=6)
LATE_AFTER = timedelta(minutes=30)

Clock = Callable[[], datetime]


def lease() -> timedelta:
    return timedelta(seconds=settings.REMINDER_LEASE_SECONDS)


def deliver(*, clock: Clock = timezone.now, for_seconds: float = 50) -> Counter:
    """Send what is due, for so long at most; what is left is found by the next ring. Returns sent, failed, put off, cancelled."""
    started, done = clock(), Counter()
    sort_post(now=started, done=done)
    while clock() - started < timedelta(seconds=for_seconds):
        token, now = uuid4(), clock()
        ids = Reminder.objects.claim(now=now, token=token, lease=lease(), most=BATCH)
        if ids:
            send_reminders(ids, token, claimed_at=now, clock=clock, done=done)
            continue
        ids = Digest.objects.claim(now=now, token=token, lease=lease(), most=BATCH)
        if not ids:
            break
        send_digests(ids, token, claimed_at=now, clock=clock, done=done)
    if is_on_time(now=clock()):
        Heartbeat.objects.seen("delivery", at=clock())
    return done


def is_on_time(*, now: datetime) -> bool:
    """False when something has been waiting for half an hour: then the heartbeat stops and `/readyz` says so."""
    return not any(model.objects.pending().filter(next_attempt_at__lt=now - LATE_AFTER).exists() for model in (Reminder, Digest))


# ── Before the claim: whom it goes to, whether now, and how ──────────────────────────────────────────────────────────────


def addressees(recipients: Iterable[int], *, now: datetime) -> dict[int, Person | None]:
    """Who reads the mail of each: themselves, or their cover while they are away; None for who has left without one."""
    people = Person.objects.in_bulk(list(recipients))
    away: dict[int, list[Absence]] = defaultdict(list)
    around = Absence.objects.filter(
        person__in=people, cover__is_active=True, starts_on__lte=now.date() + timedelta(days=1), ends_on__gte=now.date() - timedelta(days=1)
    )
    for absence in around.select_related("cover"):
        away[absence.person_id].append(absence)
    found: dict[int, Person | None] = {}
    for pk, person in people.items():
        day = local_day(now, person.time_zone)
        cover = next((absence.cover for absence in away[pk] if absence.starts_on <= day <= absence.ends_on), None)
        found[pk] = cover or (person if person.is_active else None)
    return found


def sort_post(*, now: datetime, done: Counter) -> None:
    """Put off what would arrive at night, mark what is read in the app only, and gather digests: a few statements per person."""
    counts = dict(Reminder.objects.due(now=now).order_by().values_list("recipient").annotate(Count("pk")))
    of_addressee: dict[Person | None, list[int]] = defaultdict(list)
    for recipient, person in addressees(counts, now=now).items():
        of_addressee[person].append(recipient)
    for person, recipients in of_addressee.items():
        rows = Reminder.objects.due(now=now).filter(recipient__in=recipients)
        if person is None:
            give_up(rows, now=now, done=done)
        elif not is_awake(now, person.time_zone):
            done["put off"] += rows.update(next_attempt_at=next_morning(now, person.time_zone), claim_token=None)
        elif person.delivery == Delivery.NONE:
            done["in the app"] += rows.update(state=ReminderState.SENT, sent_at=now, sent_to=person, claim_token=None)
        elif person.delivery == Delivery.DIGEST or sum(counts[pk] for pk in recipients) > MOST_SINGLE_MAILS:
            gather(person, recipients, now=now, done=done)


def give_up(rows, *, now: datetime, done: Counter) -> None:
    """Whoever these are for has left, or may not see the account any more. What climbs does so at the next sweep; the rest is closed."""
    climbing = rows.filter(act_by_on__isnull=False)
    done["failed"] += climbing.update(state=ReminderState.FAILED, claim_token=None, last_error=_("Nobody reads it who may."))
    done["cancelled"] += rows.update(state=ReminderState.CANCELLED, outcome=Outcome.UNSEEN, closed_at=now, claim_token=None)


@transaction.atomic
def gather(person: Person, recipients: list[int], *, now: datetime, done: Counter) -> None:
    """Put all that is due into today's mail; when that has been made already, it waits for tomorrow's."""
    rows = Reminder.objects.due(now=now).filter(recipient__in=recipients)
    day = local_day(now, person.time_zone)
    digest, is_new = Digest.objects.get_or_create(person=person, day=day, defaults={"next_attempt_at": now})
    if not is_new:
        done["put off"] += rows.update(next_attempt_at=morning(day + timedelta(days=1), person.time_zone))
    elif not rows.update(digest=digest, claim_token=None):
        digest.delete()  # somebody sent them in the meantime


# ── After the claim ──────────────────────────────────────────────────────────────────────────────────────────────────


class Post:
    """One connection for a batch, opened when the first letter leaves and again after an error."""

    def __init__(self):
        self.connection = None

    def send(self, letter) -> None:
        """Returns when the server has accepted it. Raises what the server or the line raises."""
        if self.connection is None:
            self.connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
            self.connection.open()
        try:
            self.connection.send_messages([letter])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self.connection is not None:
            connection, self.connection = self.connection, None
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                logger.info("The mail server had hung up already.")


def has_time(claimed_at: datetime, *, clock: Clock) -> bool:
    """A mail may take as long as the time-out; it must be over before the lease is."""
    return claimed_at + lease() - clock() > timedelta(seconds=settings.EMAIL_TIMEOUT)


def send_reminders(ids: list[int], token: UUID, *, claimed_at: datetime, clock: Clock, done: Counter) -> None:
    rows = Reminder.objects.filter(pk__in=ids, claim_token=token).select_related("recipient", "passed")
    readers = addressees({row.recipient_id for row in rows}, now=claimed_at)
    post = Post()
    try:
        for reminder in rows:
            if not has_time(claimed_at, clock=clock):
                break
            person = readers[reminder.recipient_id]
            if not stands(reminder, now=clock()):
                done["cancelled"] += cancel(reminder, token, Outcome.CAUSE_GONE, now=clock())
                continue
            subject = subject_for(reminder, person)
            if subject is None:
                give_up(Reminder.objects.held_under(token).filter(pk=reminder.pk), now=clock(), done=done)
                continue
            write = partial(reminder_letter, reminder, subject, to=person)
            done[send_one(post, write, reminder, token, clock=clock, sent_to=person)] += 1
    finally:
        post.close()


def stands(reminder: Reminder, *, now: datetime) -> bool:
    """There is still reason to speak: asked just before the mail leaves, since the sweep was up to an hour ago."""
    rule = rule_named(reminder.rule)
    return rule is not None and still_stands(reminder, rule, local_day(now, settings.TIME_ZONE))


def subject_for(reminder: Reminder, person: Person | None):
    """The row it is about; None when this person may not see it: nobody learns of a walled account by mail."""
    if person is None:
        return None
    rule = rule_named(reminder.rule)
    return rule.loaded(rule.subject().objects.visible_to(person)).filter(pk=reminder.subject_id).first()


def send_digests(ids: list[int], token: UUID, *, claimed_at: datetime, clock: Clock, done: Counter) -> None:
    post = Post()
    try:
        for digest in Digest.objects.filter(pk__in=ids, claim_token=token).select_related("person"):
            if not has_time(claimed_at, clock=clock):
                break
            if not digest.reminders.filter(state=ReminderState.PENDING).exists():
                Digest.objects.held_under(token).filter(pk=digest.pk).update(state=DigestState.EMPTY, claim_token=None)
                continue
            done[f"digests {send_one(post, partial(digest_letter, digest), digest, token, clock=clock)}"] += 1
    finally:
        post.close()


def send_one(post: Post, compose, row: Posted, token: UUID, *, clock: Clock, **marks) -> str:
    """Send one letter and write down how it went: sent, failed (never to be tried again) or retried later."""
    try:
        post.send(compose())
    except Exception as exception:
        is_over = is_final(exception) or row.attempts >= MOST_ATTEMPTS
        mark_failed(row, token, exception, is_over=is_over, now=clock())
        return "failed" if is_over else "retried"
    mark_sent(row, token, now=clock(), **marks)
    return "sent"


def is_final(exception: Exception) -> bool:
    """The server said no for good (5xx) to this recipient or this letter; a refused sender or log-in is our own trouble and passes."""
    if isinstance(exception, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in exception.recipients.values())
    return isinstance(exception, smtplib.SMTPDataError) and exception.smtp_code >= 500


@transaction.atomic
def mark_sent(row: Posted, token: UUID, *, now: datetime, **marks) -> None:
    marked = (
        type(row).objects.held_under(token).filter(pk=row.pk).update(state="sent", sent_at=now, claim_token=None, last_error="", **marks)
    )
    if marked and isinstance(row, Digest):
        row.reminders.filter(state=ReminderState.PENDING).update(state=ReminderState.SENT, sent_at=now, sent_to=row.person)
    if not marked:
        logger.warning("%s %s left us while it was sent: its lease was over, or it was cancelled.", type(row).__name__, row.pk)


@transaction.atomic
def mark_failed(row: Posted, token: UUID, exception: Exception, *, is_over: bool, now: datetime) -> None:
    error = f"{type(exception).__name__}: {exception}"[:500]
    held = type(row).objects.held_under(token).filter(pk=row.pk)
    if not is_over:
        held.update(next_attempt_at=now + wait_after(row.attempts), claim_token=None, last_error=error)
    elif held.update(state=DigestState.FAILED, claim_token=None, last_error=error) and isinstance(row, Digest):
        row.reminders.filter(state=ReminderState.PENDING).update(state=ReminderState.FAILED, last_error=error)
    logger.warning("%s %s was not sent: %s", type(row).__name__, row.pk, error)


def cancel(reminder: Reminder, token: UUID, outcome: Outcome, *, now: datetime) -> int:
    held = Reminder.objects.held_under(token).filter(pk=reminder.pk)
    return held.update(state=ReminderState.CANCELLED, outcome=outcome, closed_at=now, claim_token=None)


def wait_after(attempts: int) -> timedelta:
    """2, 4, 8 … minutes up to six hours, spread so that what failed together does not come back together."""
    longest = min(timedelta(minutes=2 ** min(attempts, 12)), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1)  # noqa: S311  (nothing secret in it)
