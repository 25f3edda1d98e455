"""The drill itself (S1): a short one that ends clean, and counts that notice what was taken away."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from clients.models import Contract
from clients.tests.factories import ContractFactory, LeadFactory
from clients.torture.figures import count
from core.models import Heartbeat
from reminders import engine
from reminders.deliver import deliver
from reminders.models import Reminder
from reminders.sink import Sink


@pytest.mark.slow
def test_s1_a_short_drill_ends_clean():
    drill = subprocess.run(
        [sys.executable, "manage.py", "torture", "--kills", "4", "--days", "2", "--seed", "5"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300,
        env={name: value for name, value in os.environ.items() if name != "TORTURE_DIR"},
    )  # fmt: skip
    assert drill.returncode == 0, drill.stdout + drill.stderr
    assert "clean" in drill.stdout


@pytest.fixture
def swept(db, settings):
    """Ten contracts, swept and mailed into a sink, as the drill leaves them."""
    settings.REMINDER_ANY_HOUR = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    today = timezone.localdate()
    for days in range(10, 20):
        contract = ContractFactory(account=LeadFactory().account, starts_on=today, ends_on=today + timedelta(days=90))
        Contract.objects.filter(pk=contract.pk).update(last_safe_notice_on=today + timedelta(days=days))
    with Sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        engine.sweep(today, now=timezone.now())
        deliver()
        yield sink
    assert Heartbeat.objects.filter(name="delivery").exists()


def test_s1_the_count_is_clean_when_nothing_was_lost(swept):
    figures = count(swept, blows=0, hands=2)
    assert (figures.expected, figures.is_clean) == (10, True)


def test_s1_the_count_notices_a_row_that_was_never_made(swept):
    Reminder.objects.filter(rule="renewal").first().delete()
    assert not count(swept, blows=0, hands=2).is_clean


def test_s1_the_count_notices_a_mark_without_a_mail(swept):
    swept.accepted.pop()
    assert count(swept, blows=0, hands=2).marked_sent_but_not_accepted == 1


def test_s1_the_count_notices_a_row_that_waits_for_ever(swept):
    Reminder.objects.filter(pk=Reminder.objects.first().pk).update(state="pending", sent_at=None)
    assert count(swept, blows=0, hands=2).lost == 1


def test_s1_the_count_notices_a_repeat_without_a_kill(swept):
    swept.accepted.append(swept.accepted[0])
    assert not count(swept, blows=0, hands=2).is_clean
