"""`manage.py sweep` and `manage.py deliver` (S1), and each task run twice and after a half-done run."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from clients.models import Contract, Renewal
from clients.tests.factories import ContractFactory
from reminders import engine, tasks
from reminders.models import Reminder, SweepRun

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """The day on which the test runs: a run that begins before midnight ends on another day than it began."""
    monkeypatch.setitem(globals(), "TODAY", timezone.localdate())


@pytest.fixture
def contract(account):
    """Its last safe notice day is thirty days ahead."""
    contract = ContractFactory(account=account, starts_on=TODAY - timedelta(days=300), ends_on=TODAY + timedelta(days=60))
    Contract.objects.filter(pk=contract.pk).update(last_safe_notice_on=TODAY + timedelta(days=30))
    return contract


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_s1_one_sweep_by_hand_says_as_json_what_each_rule_made(contract):
    told = json.loads(run("sweep", "--json"))
    assert told["on"] == TODAY.isoformat()
    assert told["rules"]["renewal"] == {"created": 1, "escalated": 0, "done": 0, "cancelled": 0}
    assert told["created"] == Reminder.objects.count()
    assert told["errors"] == {}
    assert Renewal.objects.filter(contract=contract).exists()
    assert json.loads(run("sweep", "--json"))["created"] == 0


def test_s1_a_sweep_as_of_another_day_sees_that_day(contract):
    day = TODAY + timedelta(days=23)
    assert "renewal" in run("sweep", "--on", day.isoformat())
    assert Reminder.objects.get(rule="renewal").step == 7


def test_s1_one_rule_alone_leaves_the_daily_jobs_out(contract):
    told = json.loads(run("sweep", "--json", "--rule", "renewal"))
    assert (list(told["rules"]), told["daily"]) == (["renewal"], {})
    assert not Renewal.objects.exists()
    with pytest.raises(CommandError, match="No such rule"):
        run("sweep", "--rule", "nonsense")


def test_s1_mails_are_sent_by_hand_too(due, any_hour):
    due(2)
    assert run("deliver").strip() == "sent: 2"
    assert run("deliver").strip() == "Nothing was due."


@pytest.mark.parametrize("task", [tasks.sweep, tasks.deliver])
def test_s1_every_task_may_run_twice(contract, due, any_hour, task):
    due(2)
    task()
    rows, mails = Reminder.objects.count(), len(mail.outbox)
    task()
    assert (Reminder.objects.count(), len(mail.outbox)) == (rows, mails)


def test_s1_every_task_goes_on_after_a_half_done_run(contract, monkeypatch, any_hour):
    class Killed(BaseException):
        """What no handler catches: the process is gone."""

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(engine, "say", die)
        with pytest.raises(Killed):
            tasks.sweep()
    assert not SweepRun.objects.ended().exists()
    tasks.sweep()
    assert Reminder.objects.filter(rule="renewal").count() == 1
    assert SweepRun.objects.ended().exists()


def test_s1_a_day_that_is_none_is_refused_in_words():
    with pytest.raises(CommandError, match="“2026-02-30” is no day: write it as YYYY-MM-DD"):
        run("sweep", "--on", "2026-02-30")
