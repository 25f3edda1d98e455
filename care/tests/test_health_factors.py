"""What care says of health (R1, R4): each factor against a slow obvious reading of one account at a time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from care.health_factors import check_ins as told
from care.health_factors.concerns import critical_ones
from care.health_factors.said import said
from care.models import ActionItem, CheckIn
from care.tests.concern_factories import RAISED_AT, ConcernFactory
from care.tests.factories import ActionItemFactory, CheckInFactory, HeldCheckInFactory, SentimentEntryFactory
from clients.health import HOUSE_TERMS, caps
from clients.levels import cadence_of
from clients.models import Account
from clients.states import Severity
from clients.tests.factories import AccountFactory
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def asked():
    return Account.objects.live().with_tier()


@pytest.fixture
def accounts():
    busy, quiet, new = (
        AccountFactory(code="BUSY"),
        AccountFactory(code="QUIET", cadence_days=10),
        AccountFactory(code="NEW", opened_on=ago(3)),
    )
    HeldCheckInFactory(account=busy, planned_on=ago(20))
    HeldCheckInFactory(account=busy, planned_on=ago(40), held_on=ago(38))
    CheckInFactory(account=busy, planned_on=ago(60), state="missed", reason="Ill")
    CheckInFactory(account=busy, planned_on=ago(5))  # over, and nobody said
    CheckInFactory(account=busy, planned_on=TODAY + timedelta(days=2))
    CheckInFactory(account=busy, planned_on=ago(30), state="cancelled", reason="Holiday")
    HeldCheckInFactory(account=busy, planned_on=ago(200))
    HeldCheckInFactory(account=quiet, planned_on=ago(25))
    ActionItemFactory(account=busy, due_on=ago(10), done_on=ago(10))
    ActionItemFactory(account=busy, due_on=ago(10), done_on=ago(2))
    ActionItemFactory(account=busy, due_on=ago(1))
    ActionItemFactory(account=busy, due_on=TODAY)
    ActionItemFactory(account=quiet, due_on=ago(300))
    return [busy, quiet, new]


def of_last_90_days(account) -> list[CheckIn]:
    """Those that count for us: not cancelled, and not to come."""
    rows = [one for one in CheckIn.objects.filter(account=account) if ago(90) <= one.planned_on <= TODAY and one.state != "cancelled"]
    return [one for one in rows if one.state != "planned" or one.planned_on < TODAY]


def test_r4_held_and_on_their_day_are_counted_as_one_would_by_hand(accounts):
    kept, on_time = {}, {}
    for account in accounts:
        if rows := of_last_90_days(account):
            held = [one for one in rows if one.state == "held"]
            kept[account.pk] = (len(held), len(rows))
            on_time[account.pk] = (len([one for one in held if one.held_on <= one.planned_on]), len(rows))
    assert {pk: (one.args["n"], one.args["all"]) for pk, one in told.kept(asked(), TODAY).items()} == kept
    assert {pk: (one.args["n"], one.args["all"]) for pk, one in told.on_time(asked(), TODAY).items()} == on_time
    assert (kept[accounts[0].pk], on_time[accounts[0].pk]) == ((2, 4), (1, 4))


def test_r4_silence_is_measured_by_the_cadence(accounts):
    slow = {}
    for account in accounts:
        held = [one.held_on for one in CheckIn.objects.filter(account=account, state="held")]
        days = (TODAY - max(held, default=account.opened_on)).days
        if held or days > cadence_of(account):
            over = (days - cadence_of(account)) / (3 * cadence_of(account))
            slow[account.pk] = round(100 * min(1, max(0, 1 - over)))
    found = {pk: one.value for pk, one in told.silence(asked(), TODAY).items()}
    assert found == slow
    assert found == {accounts[0].pk: 100, accounts[1].pk: 50}  # the new one is too new to be silent


def test_r4_promises_are_kept_by_their_day(accounts):
    slow = {}
    for account in accounts:
        due = [one for one in ActionItem.objects.filter(account=account) if ago(90) <= one.due_on <= TODAY]
        due = [one for one in due if one.done_on or one.due_on < TODAY]
        if due:
            slow[account.pk] = {
                "n": len([one for one in due if one.done_on and one.done_on <= one.due_on]),
                "all": len(due),
                "open": len([one for one in due if not one.done_on]),
            }
    assert {pk: one.args for pk, one in told.promises(asked(), TODAY).items()} == slow
    assert slow == {accounts[0].pk: {"n": 1, "all": 3, "open": 1}}


def test_r4_sentiment_is_the_last_word_of_each_and_expires(accounts):
    busy, quiet, _new = accounts
    eager, wary = PersonFactory(), PersonFactory()
    SentimentEntryFactory(account=busy, person=eager, rating=1, said_on=ago(50))
    SentimentEntryFactory(account=busy, person=eager, rating=5, said_on=ago(3))
    SentimentEntryFactory(account=busy, person=wary, rating=2, said_on=ago(89))
    SentimentEntryFactory(account=busy, person=PersonFactory(), rating=1, said_on=ago(90))  # expired today
    SentimentEntryFactory(account=quiet, person=wary, rating=1, said_on=ago(5), withdrawn_on=ago(1))
    found = said(asked(), TODAY)
    assert {pk: (one.value, one.args) for pk, one in found.items()} == {busy.pk: (62, {"n": 2, "days": 3})}


def test_r2_r4_an_open_critical_concern_caps_observed_health_below_watch(accounts):
    busy, quiet, new = accounts
    critical = {"severity": Severity.CRITICAL}
    closed_after = {"state": "closed", "closed_at": datetime.combine(TODAY + timedelta(days=1), RAISED_AT.time(), tzinfo=UTC)}
    ConcernFactory(account=busy, **critical)
    ConcernFactory(account=busy, state="proposed", **critical)
    ConcernFactory(account=busy, state="closed", closed_at=RAISED_AT, **critical)
    ConcernFactory(account=busy, severity=Severity.HIGH)
    ConcernFactory(account=quiet, **closed_after, **critical)
    ConcernFactory(account=new, severity=Severity.HIGH)
    ConcernFactory(account=new, raised_at=RAISED_AT + timedelta(days=1), **critical)
    assert critical_ones(asked(), TODAY) == {busy.pk: {"n": 2}, quiet.pk: {"n": 1}}
    assert critical_ones(asked(), TODAY + timedelta(days=1)) == {busy.pk: {"n": 2}, new.pk: {"n": 1}}
    cap = next(cap for cap in caps if cap.key == "critical_concern")
    assert (cap.highest, cap.highest < HOUSE_TERMS.watch_from) == (59, True)


@pytest.mark.parametrize("factor", [told.kept, told.silence, told.on_time, told.promises, said, critical_ones])
def test_r4_a_factor_asks_as_often_for_many_accounts_as_for_one(factor, accounts, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # the rows, the accounts, and what each tier can count on
        factor(asked(), TODAY)
