"""Which step lives on which day (S1): the arithmetic, its twin in SQL, and what any sequence of sweep days makes of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.models import Contract
from clients.reminder_rules import LARGE_DAYS, MEDIUM_DAYS, RENEWAL_STEPS, SMALL_DAYS
from clients.tests.factories import ContractFactory, LeadFactory
from reminders import engine
from reminders.models import Reminder
from reminders.registry import rule_named, rules
from reminders.windows import first_day, live_step

STEPS = [step.days for step in RENEWAL_STEPS]
ANCHOR = date(2026, 6, 30)
NOW = timezone.now()

days_before = st.integers(min_value=-5, max_value=130)
runs = st.lists(days_before, min_size=1, max_size=25).map(lambda days: sorted(set(days), reverse=True))


def renewal_rule():
    list(rules)
    return rule_named("renewal")


@given(days_before)
def test_c5_on_each_day_from_the_first_step_to_the_anchor_exactly_one_step_lives(left):
    step = live_step(ANCHOR, ANCHOR - timedelta(days=left), STEPS)
    living = [days for days, shorter in zip(STEPS, [*STEPS[1:], -1], strict=True) if shorter < left <= days]
    assert [step] == (living if 0 <= left <= STEPS[0] else [None])


@given(st.sampled_from(STEPS))
def test_c5_a_step_begins_its_number_of_calendar_days_before_the_anchor(step):
    begins = first_day(ANCHOR, step)
    assert live_step(ANCHOR, begins, STEPS) == step
    assert live_step(ANCHOR, begins - timedelta(days=1), STEPS) != step


@given(runs)
def test_s1_any_sequence_of_sweep_days_says_each_step_that_lives_on_one_of_them_once(lefts):
    """Skipped days skip steps, never the latest; no step is said on a day on which it does not live."""
    said = [step for left in lefts if (step := live_step(ANCHOR, ANCHOR - timedelta(days=left), STEPS)) is not None]
    assert said == sorted(said, reverse=True)
    last = next((left for left in reversed(lefts) if 0 <= left <= STEPS[0]), None)
    if last is not None:
        assert said[-1] == min(step for step in STEPS if step >= last)


@pytest.mark.parametrize(
    ("fee", "reach"), [(833_334, LARGE_DAYS), (833_333, MEDIUM_DAYS), (208_334, MEDIUM_DAYS), (208_333, SMALL_DAYS), (0, SMALL_DAYS)]
)
def test_c5_larger_contracts_hear_earlier(db, fee, reach):
    """100,000 a year begins at 120 days, 25,000 at 90, less at 60: fees are months in cents."""
    contract = ContractFactory(account=LeadFactory().account, starts_on=date(2025, 1, 1), ends_on=ANCHOR, fee_minor=fee)
    anchor = Contract.objects.get(pk=contract.pk).last_safe_notice_on
    first = next(n for n in range(130, -1, -1) if renewal_rule().due(anchor - timedelta(days=n)).exists())
    assert first == reach


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=days_before)
def test_c5_the_statement_and_the_arithmetic_agree(db, left):
    """Twins: Rule.due() and windows.live_step()."""
    Contract.objects.all().delete()
    contract = ContractFactory(starts_on=date(2025, 1, 1), ends_on=ANCHOR, fee_minor=10_000_00)
    today = contract.last_safe_notice_on - timedelta(days=left)
    told = renewal_rule().due(today).values_list("step_days", flat=True).first()
    assert told == live_step(contract.last_safe_notice_on, today, STEPS)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lefts=runs)
def test_s1_over_any_sequence_of_sweeps_a_contract_has_one_open_reminder_on_its_first_rung(db, lefts):
    Reminder.objects.all().delete()
    Contract.objects.all().delete()
    contract = ContractFactory(account=LeadFactory().account, starts_on=date(2025, 1, 1), ends_on=ANCHOR, fee_minor=10_000_00)
    anchor, said = contract.last_safe_notice_on, []
    for number, left in enumerate(lefts):
        today = anchor - timedelta(days=left)
        engine.sweep(today, now=NOW + timedelta(hours=number), only={"renewal"})
        step = live_step(anchor, today, STEPS)
        said += [step] if step is not None and step not in said else []
        rows = Reminder.objects.filter(rule="renewal", rung=0)
        assert sorted(rows.values_list("step", flat=True), reverse=True) == said
        assert list(rows.open().values_list("step", flat=True)) == ([] if step is None else [step])


def test_s1_after_seven_days_of_downtime_only_the_latest_step_is_said(db):
    contract = ContractFactory(account=LeadFactory().account, starts_on=date(2025, 1, 1), ends_on=ANCHOR, fee_minor=10_000_00)
    anchor = contract.last_safe_notice_on
    engine.sweep(anchor - timedelta(days=15), now=NOW, only={"renewal"})
    engine.sweep(anchor - timedelta(days=7), now=NOW + timedelta(days=8), only={"renewal"})
    assert list(Reminder.objects.filter(rung=0).order_by("pk").values_list("step", "state")) == [(30, "cancelled"), (7, "pending")]
