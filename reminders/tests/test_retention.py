"""What is over is forgotten after its time, and nothing that is forgotten is said again (accounts_service/retention.toml)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.utils import timezone

from core.retention import SHORTEST, faults_of
from people.models import Absence
from reminders import engine
from reminders.models import Digest, Reminder
from reminders.retention import forget
from reminders.tests.factories import AbsenceFactory, ReminderFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
KEPT_DAYS = 100


@pytest.fixture(autouse=True)
def _policy(settings):
    settings.RETENTION_DAYS = {**settings.RETENTION_DAYS, "reminders_closed": KEPT_DAYS, "digests_sent": KEPT_DAYS}


def closed(*, days_ago=KEPT_DAYS + 1, **fields):
    """About an absence that is long over, so that nothing would be said about it again."""
    fields.setdefault("about", AbsenceFactory(starts_on=TODAY - timedelta(days=400)))
    return ReminderFactory(**{"state": "done", "outcome": "acted", "closed_at": NOW - timedelta(days=days_ago), **fields})


def kept() -> set[int]:
    return set(Reminder.objects.values_list("pk", flat=True))


def test_s1_closed_reminders_go_after_their_time_and_open_ones_never(cause_gone):
    old, young = closed(about=cause_gone), closed(about=cause_gone, days_ago=KEPT_DAYS - 1, step=3)
    still_open = ReminderFactory(created_at=NOW - timedelta(days=900))
    assert forget(now=NOW) == {"reminders": 1, "digests": 0}
    assert kept() == {young.pk, still_open.pk}
    assert old.pk not in kept()


@pytest.fixture
def cause_gone(sam):
    return AbsenceFactory(starts_on=TODAY - timedelta(days=400), cover=sam)


def test_s1_what_would_be_said_again_is_kept_however_old(eli, sam):
    """Settled by hand, and its cause stands: without the row the next sweep would begin anew."""
    absence = AbsenceFactory(person=eli, starts_on=TODAY + timedelta(days=2))
    settled = closed(about=absence, recipient=sam, step=3, outcome="by_hand")
    forget(now=NOW)
    engine.sweep(TODAY, now=NOW, only={"absence_without_cover"})
    assert kept() == {settled.pk}
    Absence.objects.filter(pk=absence.pk).update(cover=sam)
    assert forget(now=NOW)["reminders"] == 1


def test_s1_a_ladder_goes_as_a_whole(cause_gone):
    below = closed(about=cause_gone)
    above = ReminderFactory(about=cause_gone, rung=2, step=14)
    assert forget(now=NOW)["reminders"] == 0
    Reminder.objects.filter(pk=above.pk).update(state="done", outcome="acted", closed_at=below.closed_at)
    assert forget(now=NOW)["reminders"] == 2


def test_s1_reminders_of_a_rule_that_was_taken_back_go_too():
    closed(rule="no_longer_a_rule")
    assert forget(now=NOW)["reminders"] == 1


def test_s1_a_digest_goes_with_the_last_of_its_reminders(cause_gone, sam):
    day = TODAY - timedelta(days=KEPT_DAYS + 1)
    fields = {"person": sam, "next_attempt_at": NOW, "state": "sent", "sent_at": NOW}
    kept_one, gone_one = Digest.objects.create(day=day, **fields), Digest.objects.create(day=day - timedelta(days=1), **fields)
    closed(about=cause_gone, digest=gone_one)
    closed(about=cause_gone, digest=kept_one, days_ago=1, step=3)
    assert forget(now=NOW) == {"reminders": 1, "digests": 1}
    assert set(Digest.objects.all()) == {kept_one}


def test_the_policy_names_all_that_is_forgotten_and_nothing_else():
    assert set(settings.RETENTION_DAYS) == set(SHORTEST)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sweep_runs": None}, "sweep_runs is missing"),
        ({"love_letters": 3}, "love_letters is unknown"),
        ({"reminders_closed": 1}, "reminders_closed must be a whole number of days, at least 90"),
        ({"form_keys": "30"}, "form_keys must be a whole number of days, at least 2"),
    ],
)
def test_a_policy_that_the_app_cannot_obey_stops_the_start(change, fault, settings):
    policy = {name: days for name, days in (settings.RETENTION_DAYS | change).items() if days is not None}
    settings.RETENTION_DAYS = policy
    assert faults_of(policy) == [fault]
    assert [error.msg for error in run_checks(tags=[Tags.compatibility]) if error.id == "house.E005"] == [f"Retention: {fault}."]
