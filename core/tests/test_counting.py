"""Tries that come at the same time, from real processes on the same database (research §5, check 7)."""

import os
import subprocess
import sys
import time
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from core.cache import CountingTable
from core.testing import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PROCESSES, TRIES = 2, 60
ALLOWED_GUESSES = 5  # ACCOUNT_RATE_LIMITS


@pytest.fixture
def table():
    """The table, also when the tests run on Redis: it answers while Redis is away."""
    return CountingTable("core_cache", {})


def side_by_side(tmp_path, what, key, tries=TRIES) -> list[str]:
    """What the processes got through, all together; they begin at the same moment."""
    start = tmp_path / "start"
    variables = os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": ""}
    command = [sys.executable, "-m", "core.tests.counting", what, key, str(tries), str(start)]
    running = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    while len(list(tmp_path.glob("start.*"))) < PROCESSES and all(process.poll() is None for process in running):
        time.sleep(0.01)
    start.touch()
    answers = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES, answers
    return [line for said, _trouble in answers for line in said.split("\n") if line]


def test_two_processes_that_count_at_once_count_every_try(table, tmp_path):
    key = uuid.uuid4().hex
    table.set(key, 0, 60)
    numbers = side_by_side(tmp_path, "incr", key)
    assert sorted(map(int, numbers)) == list(range(1, PROCESSES * TRIES + 1))
    assert table.get(key) == PROCESSES * TRIES


@pytest.mark.parametrize("left_behind", [False, True])
def test_of_two_processes_that_take_a_lock_at_once_one_gets_it(left_behind, table, tmp_path):
    """Also a lock whose holder died: its row is still there, and over."""
    key = uuid.uuid4().hex
    if left_behind:
        for number in range(TRIES):
            table.set(f"{key}{number}", "dead", 60)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_cache SET expires = %s", [connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(hours=1))]
            )
    assert side_by_side(tmp_path, "add", key).count("True") == TRIES


def test_guessing_with_two_processes_ends_in_the_same_lock_out(tmp_path, eli):
    looked_at = side_by_side(tmp_path, "guess", eli.email, tries=ALLOWED_GUESSES + 3)
    assert 0 < len(looked_at) <= ALLOWED_GUESSES


def test_a_number_whose_time_is_over_is_none(table):
    table.set("over", 3, -1)
    with pytest.raises(ValueError, match="not found"):
        table.incr("over")


def test_made_up_addresses_do_not_push_counted_tries_out():
    """Django's own table keeps 300 entries and then throws a third away."""
    assert caches["table" if settings.REDIS_URL else "default"]._max_entries == 20_000
