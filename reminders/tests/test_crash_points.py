"""A worker dies at each point of delivery (S1): nothing is lost, and only what was in flight is repeated. docs/RELIABILITY.md."""

import random
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from people.tests.factories import PersonFactory
from reminders.deliver import deliver, lease
from reminders.models import Reminder
from reminders.tests.crash import POINTS

MAILS_IN_THE_END = dict.fromkeys(POINTS, 1) | {"after accept": 2, "inside mark": 2}


def later():
    """A clock that is past the lease of whoever died."""
    return timezone.now() + lease() + timedelta(seconds=1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", POINTS)
def test_s1_a_worker_that_dies_loses_nothing_and_repeats_at_most_the_mail_in_flight(point, due, sink, worker, any_hour):
    (reminder,) = due(1)
    died = worker("reminders.tests.crash", point, EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
    assert died.wait(60) == 9
    held = Reminder.objects.get(pk=reminder.pk)
    assert held.next_attempt_at <= timezone.now() if point == "inside claim" else held.next_attempt_at > timezone.now() or held.sent_at
    deliver()
    deliver(clock=later)
    assert sink.counts() == {f"<rem-{reminder.pk}@localhost>": MAILS_IN_THE_END[point]}
    assert Reminder.objects.get(pk=reminder.pk).state == "sent"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_s1_a_worker_killed_again_and_again_loses_nothing(due, sink, worker, any_hour):
    """SIGKILL at random moments in mid-delivery, then a worker that lives: at most one repeat for each kill."""
    dice, kills = random.Random(7), 0
    rows = [row for _ in range(6) for row in due(8, recipient=PersonFactory(rank=30))]
    sink.seconds_per_letter = 0.02
    while kills < 8:
        process = worker("reminders.tests.crash", EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
        enough = len(sink.accepted) + dice.randint(1, 4)
        while len(sink.accepted) < enough and process.poll() is None:
            time.sleep(0.005)
        process.kill()
        kills += process.wait() == -9
        Reminder.objects.pending().update(next_attempt_at=timezone.now())  # its lease is over
    deliver()
    counts = sink.counts()
    assert set(counts) == {f"<rem-{row.pk}@localhost>" for row in rows}
    assert sum(counts.values()) - len(rows) <= kills
