"""The sweep (S1, DESIGN §8): looks at the whole house as of a day and makes the reminders that are missing.

It remembers nothing between runs: what is due follows from the rows, what was said stands in `Reminder`, and a unique
constraint keeps the two together. So it may run late, twice, or after a week of downtime. docs/RELIABILITY.md has the proof.
"""

import logging
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.models import Heartbeat
from core.registries import daily_jobs
from core.retention import days_kept
from reminders.models import Reminder, SweepError, SweepRun
from reminders.registry import Rule, rules
from reminders.statements import insert_select, only_one
from reminders.states import Outcome, ReminderState, Rung

logger = logging.getLogger(__name__)

EARLIEST_HOUR = time(8)  # of a day to come, when a sweep is made ahead of it


@dataclass(slots=True)
class Swept:
    """What one sweep did, by rule; `errors` are the rules that failed, with the reason.

    `left_to_another`: what a sweep beside this one was at. That one may die, so ours does not count as ended.
    """

    on: date
    daily: dict[str, dict[str, int]] = field(default_factory=dict)
    rules: dict[str, Counter] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    left_to_another: set[str] = field(default_factory=set)

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.rules.values())


def sweep(today: date, *, now: datetime, wait: bool = False, only: set[str] | None = None) -> Swept:
    """Run the daily jobs and every rule as of `today`; each in a transaction of its own, so that one that fails stops no other.

    A sweep beside a running one does nothing, unless told to `wait` for it. `only` narrows to rules of these names and leaves
    the daily jobs out.
    """
    swept = Swept(today)
    run = SweepRun.objects.create(on=today, started_at=now)
    if only is None:
        for job in daily_jobs:
            name = f"{job.__module__}.{job.__name__}"
            _attempt(run, swept, name, lambda job=job: job(today), into=swept.daily, wait=wait)
    send_at = now if today <= now.date() or settings.REMINDER_ANY_HOUR else max(now, datetime.combine(today, EARLIEST_HOUR, tzinfo=UTC))
    for rule in rules:
        if only is None or rule.name in only:
            _attempt(run, swept, rule.name, lambda rule=rule: apply(rule, today, now=now, send_at=send_at), into=swept.rules, wait=wait)
    SweepRun.objects.filter(pk=run.pk).update(
        ended_at=None if swept.left_to_another else now, counts={name: dict(counts) for name, counts in swept.rules.items()}
    )
    if not swept.left_to_another:
        Heartbeat.objects.seen("sweep", at=now)
    SweepRun.objects.forget_older_than_days(days_kept("sweep_runs"), now=now)
    return swept


def _attempt(run: SweepRun, swept: Swept, name: str, do, *, into: dict, wait: bool) -> None:
    """Do one part of the sweep; an error becomes a row that admins see."""
    try:
        with transaction.atomic():
            if only_one(wait=wait):
                into[name] = do() or {}
            else:
                swept.left_to_another.add(name)
    except Exception as exception:
        logger.exception("The sweep of %s failed at %s.", swept.on, name)
        swept.errors[name] = f"{type(exception).__name__}: {exception}"
        SweepError.objects.update_or_create(run=run, rule=name, defaults={"error": traceback.format_exc()})


def apply(rule: Rule, today: date, *, now: datetime, send_at: datetime) -> Counter:
    """One rule, in its order: close what is over, say what is new and to whom is new, let the newer follow the older, climb."""
    counts = settle(rule, today, now=now)
    counts["created"] = say(rule, today, now=now, send_at=send_at) + hand_on(rule, today, now=now, send_at=send_at)
    counts["cancelled"] += follow(rule, now=now) if counts["created"] else 0
    counts["escalated"] = climb(rule, today, now=now, send_at=send_at)
    return counts


def settle(rule: Rule, today: date, *, now: datetime) -> Counter:
    """Close the open reminders that have nothing to say any more: acted on, cause gone, date moved, day passed."""
    counts = Counter(created=0, escalated=0, done=0, cancelled=0)
    standing = Reminder.objects.open().filter(rule=rule.name)
    if not standing.exists():
        return counts
    if rule.acted is not None:
        counts["done"] += rule.acted(standing).update(state=ReminderState.DONE, outcome=Outcome.ACTED, closed_at=now)
    if not rule.is_after:
        passed = standing.filter(anchor_on__lt=today)
        counts["cancelled"] += passed.update(state=ReminderState.CANCELLED, outcome=Outcome.DAY_PASSED, closed_at=now)
    same_row = rule.causes(today).filter(pk=OuterRef("subject_id"))
    gone = standing.filter(~Exists(same_row.alias(anchor_day=rule.anchor_expression).filter(anchor_day=OuterRef("anchor_on"))))
    moved = gone.filter(Exists(same_row))
    counts["cancelled"] += moved.update(state=ReminderState.CANCELLED, outcome=Outcome.DATE_MOVED, closed_at=now)
    never_said = gone.filter(sent_at=None)
    counts["cancelled"] += never_said.update(state=ReminderState.CANCELLED, outcome=Outcome.CAUSE_GONE, closed_at=now)
    counts["done"] += gone.update(state=ReminderState.DONE, outcome=Outcome.CAUSE_GONE, closed_at=now)
    return counts


def say(rule: Rule, today: date, *, now: datetime, send_at: datetime) -> int:
    """Make the reminders of the step that lives today, for the first rung on which somebody stands. One statement."""
    rungs = [(rung, person) for rung, person in zip(Rung, rule.ladder(today), strict=True) if person is not None]
    if not rungs:
        return 0
    people = [person for _, person in rungs]
    rows = rule.due(today).alias(**{f"on_{rung.name.lower()}": person for rung, person in rungs})
    recipient = Coalesce(*people, output_field=models.BigIntegerField()) if len(people) > 1 else people[0]
    if not isinstance(people[-1], Value):  # a constant at the top (the head) is somebody for every row
        rows = rows.alias(anybody=recipient).filter(anybody__isnull=False)
    *lower, (highest, _) = rungs
    stands_on = [When(**{f"on_{rung.name.lower()}__isnull": False}, then=Value(rung.value)) for rung, _ in lower]
    rung_of = Case(*stands_on, default=Value(highest.value))
    columns = {
        "rule": Value(rule.name),
        "subject_type": Value(type_of(rule).pk),
        "subject_id": F("pk"),
        "anchor_on": F("anchor_day"),
        "step": F("step_days"),
        "rung": rung_of,
        "recipient": recipient,
        "due_on": Value(today, models.DateField()),
        "act_by_on": F("act_by"),
        "next_attempt_at": Value(send_at, models.DateTimeField()),
        "created_at": Value(now, models.DateTimeField()),
    }
    if rule.passed is not None:
        columns["passed"] = rule.passed
    return insert_select(Reminder, rows, columns)


def follow(rule: Rule, *, now: datetime) -> int:
    """A newer reminder on the same rung about the same thing replaces the older: the next step, or the next lead."""
    newer = Reminder.objects.same_chain().filter(rung=OuterRef("rung"), pk__gt=OuterRef("pk"), created_at=now)
    older = Reminder.objects.open().filter(Exists(newer), rule=rule.name, created_at__lt=now)
    return older.update(state=ReminderState.CANCELLED, outcome=Outcome.FOLLOWED, closed_at=now)


def hand_on(rule: Rule, today: date, *, now: datetime, send_at: datetime) -> int:
    """Where somebody else stands now on a rung to which it had climbed, they hear of it; `follow` closes the row of who stood there.

    They get the whole time of the step: nothing climbs past somebody who has not heard.
    """
    standing = Reminder.objects.open().filter(rule=rule.name)
    if not standing.exclude(passed=None, climbed_on=None).exists():
        return 0
    # Whoever it had climbed to may not see it any more, so nobody above knows: it climbs again.
    standing.exclude(climbed_on=None).filter(Exists(above_it()), ~Exists(known_above())).update(climbed_on=None)
    ladder = rule.ladder(today)
    by_rung = [When(rung=rung, then=holder(rule, ladder[rung])) for rung in Rung if ladder[rung] is not None]
    candidate = Case(*by_rung, default=None, output_field=models.BigIntegerField())
    rows = standing.exclude(passed=None).alias(candidate=candidate).filter(candidate__isnull=False).exclude(recipient=F("candidate"))
    return say_above(rule, rows, F("rung"), F("passed"), today, now=now, send_at=send_at)


def climb(rule: Rule, today: date, *, now: datetime, send_at: datetime) -> int:
    """Pass what was not acted on in time, or cannot be delivered, to the next rung on which somebody else stands.

    From the top down, so that nothing climbs two rungs in one sweep. The row below stays open: it is still their duty.
    """
    late = Q(act_by_on__lt=today) | (Q(state=ReminderState.FAILED) & Q(act_by_on__isnull=False))
    stuck = Reminder.objects.open().awake(today=today).filter(late, rule=rule.name, climbed_on=None)
    if not stuck.exists():
        return 0
    ladder = rule.ladder(today)
    climbed = 0
    for rung in reversed(Rung):
        for above in Rung:
            if above > rung and ladder[above] is not None:
                rows = stuck.filter(~Exists(known_above()), rung=rung).alias(candidate=holder(rule, ladder[above]))
                rows = rows.filter(candidate__isnull=False)
                climbed += say_above(rule, rows, Value(above.value), F("recipient"), today, now=now, send_at=send_at)
        stuck.filter(Exists(known_above()), rung=rung).update(climbed_on=today)
    return climbed


def above_it():
    """The same reminder on higher rungs; inside a subquery."""
    return Reminder.objects.same_chain().filter(step=OuterRef("step"), rung__gt=OuterRef("rung"))


def known_above():
    """Those of them that did not end because their reader may no longer see the subject."""
    return above_it().exclude(outcome=Outcome.UNSEEN)


def holder(rule: Rule, person) -> Subquery:
    """The key of who stands on a rung of the reminder's subject today; `person` is the rung's expression on the subject."""
    subject = rule.subject()._default_manager.filter(pk=OuterRef("subject_id")).annotate(person_above=person).values("person_above")
    return Subquery(subject[:1], output_field=models.BigIntegerField())


def say_above(rule: Rule, rows, rung, passed, today: date, *, now: datetime, send_at: datetime) -> int:
    """Say these reminders to their `candidate` on this rung, unless they have the same one in front of them on another rung."""
    knows = Reminder.objects.open().same_chain().filter(step=OuterRef("step"), recipient=OuterRef("candidate"))
    act_by = Case(*[When(step=step.days, then=rule.act_by(step, today)) for step in rule.steps], output_field=models.DateField())
    return insert_select(
        Reminder,
        rows.filter(~Exists(knows)),
        {
            "rule": F("rule"),
            "subject_type": F("subject_type"),
            "subject_id": F("subject_id"),
            "anchor_on": F("anchor_on"),
            "step": F("step"),
            "rung": rung,
            "recipient": F("candidate"),
            "passed": passed,
            "due_on": Value(today, models.DateField()),
            "act_by_on": act_by,
            "next_attempt_at": Value(send_at, models.DateTimeField()),
            "created_at": Value(now, models.DateTimeField()),
        },
    )


def type_of(rule: Rule) -> ContentType:
    return ContentType.objects.get_for_model(rule.subject())


def still_stands(reminder: Reminder, rule: Rule, today: date) -> bool:
    """Asked just before the mail leaves: is its cause still there, and its date the same?"""
    return rule.alive(today).filter(pk=reminder.subject_id, anchor_day=reminder.anchor_on).exists()
