"""The calendar of jobs (S1): every bell has somebody who answers it."""

import pytest
from celery.schedules import crontab

from accounts_service.celery import app
from accounts_service.schedule import AT_START, SCHEDULE


def hours_of(task: str) -> list:
    return [line["schedule"] for line in SCHEDULE.values() if line["task"] == task]


@pytest.mark.parametrize("task", sorted({line["task"] for line in SCHEDULE.values()} | set(AT_START)))
def test_s1_every_job_of_the_calendar_exists(task):
    app.loader.import_default_modules()
    assert task in app.tasks


def test_s1_what_is_rung_at_the_start_also_has_its_hour():
    assert {line["task"] for line in SCHEDULE.values()} >= set(AT_START)


def test_s1_the_clock_is_heard_thrice_before_it_counts_as_silent():
    assert hours_of("core.tasks.clock_ticked") == [60]


def test_s1_bells_are_forgotten_before_they_pile_up():
    """A worker that comes back after a week finds at most the bells of a day."""
    assert max(line["options"]["expires"] for line in SCHEDULE.values()) <= 86_400


def test_every_hour_of_the_calendar_is_at_night_or_all_day():
    """What runs once a day runs when nobody waits for a page."""
    daily = [line["schedule"] for line in SCHEDULE.values() if isinstance(line["schedule"], crontab) and len(line["schedule"].hour) == 1]
    assert {hour for schedule in daily for hour in schedule.hour} <= set(range(6))
