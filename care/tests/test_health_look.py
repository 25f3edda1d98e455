"""The nightly look (R4): every live account once a day, alerts exactly once, harmless when run twice or side by side."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import close_old_connections, connection

from care.jobs import health as job
from care.models import HealthAlert, HealthPolicy, HealthSnapshot, HealthWeight
from care.tests.factories import (
    CheckInFactory,
    HealthAlertFactory,
    HealthPolicyFactory,
    HealthSnapshotFactory,
    HeldCheckInFactory,
    SentimentEntryFactory,
)
from clients.models import AccountHealth
from clients.states import HealthNumber
from clients.tests.factories import AccountFactory, ContactFactory, ContractFactory
from core.models import Event

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def speaks_well(account, today: date = TODAY) -> None:
    """A decider met today and a check-in held today: enough evidence for a score, all of it good."""
    ContactFactory(client=account.client, account=account, decision_role="decision_maker", last_met_on=today)
    HeldCheckInFactory(account=account, planned_on=today)


@pytest.fixture(autouse=True)
def _with_little_evidence(monkeypatch):
    """Relationship alone is enough for a score here."""
    from clients.health import Terms

    monkeypatch.setattr(job, "HOUSE_TERMS", Terms(least_evidence=20))


def scores() -> dict:
    return dict(AccountHealth.objects.values_list("account", "observed"))


def test_r4_every_live_account_gets_its_snapshot_and_its_figures(account):
    speaks_well(account)
    empty = AccountFactory()
    AccountFactory(closed_on=ago(1))
    AccountFactory(opened_on=TODAY + timedelta(days=1))
    assert job.look_at_all(TODAY) == (2, True)
    assert scores() == {account.pk: 100, empty.pk: None}
    assert {(one.account_id, one.on, one.observed, one.colour) for one in HealthSnapshot.objects.all()} == {
        (account.pk, TODAY, 100, "good"),
        (empty.pk, TODAY, None, ""),
    }


def test_r4_a_snapshot_keeps_each_factor_with_value_weight_points_and_evidence(account):
    speaks_well(account)
    job.look_at_all(TODAY)
    snapshot = HealthSnapshot.objects.get()
    figure = snapshot.figure(HealthNumber.OBSERVED)
    assert {line.key: line.args for line in figure.lines} == {
        "coverage": {"n": 1, "all": 1, "missing": []},
        "senior_contact": {"days": 0},
        "silence": {"days": 0, "cadence": 30},
        "check_ins_kept": {"n": 1, "all": 1},
    }
    assert sum(line.points for line in figure.lines) == figure.score == 100


def test_r4_looking_twice_on_a_day_changes_nothing(account):
    speaks_well(account)
    job.look_at_all(TODAY)
    before = list(HealthSnapshot.objects.values())
    assert job.look_at_all(TODAY) == (0, True)
    job.look_at([account.pk], TODAY, again=True)
    assert list(HealthSnapshot.objects.values()) == before
    assert not HealthAlert.objects.exists()


def test_r4_looking_again_on_the_same_day_writes_over_the_days_snapshot(account):
    speaks_well(account)
    job.look_at_all(TODAY)
    ContractFactory(account=account, notice_given_on=TODAY, notice_given_by="client")
    job.look_at([account.pk], TODAY, again=True)
    assert [(one.observed, one.colour) for one in HealthSnapshot.objects.all()] == [(20, "risk")]
    assert [(one.kind, one.was, one.now) for one in HealthAlert.objects.all()] == [("colour", 100, 20)]


def test_r4_a_run_that_was_cut_off_goes_on_with_the_rest(monkeypatch):
    for _n in range(5):
        speaks_well(AccountFactory())
    monkeypatch.setattr(job, "CHUNK", 2)
    assert job.look_at_all(TODAY, seconds=0) == (2, False)
    assert job.look_at_all(TODAY) == (3, True)
    assert HealthSnapshot.objects.count() == 5


def test_r4_the_night_asks_as_often_for_many_accounts_as_for_one(account, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    speaks_well(account)
    with CaptureQueriesContext(connection) as one:
        job.look_at_all(TODAY)
    for _n in range(30):
        speaks_well(AccountFactory())
    with django_assert_num_queries(len(one)):
        job.look_at_all(TODAY + timedelta(days=1))


def test_r4_change_over_seven_and_thirty_days_is_kept_for_lists(account):
    speaks_well(account)
    HealthSnapshotFactory(account=account, on=ago(9), observed=97)  # a day that was left out: the nearest before it stands
    HealthSnapshotFactory(account=account, on=ago(12), observed=3)
    HealthSnapshotFactory(account=account, on=ago(30), observed=60)
    job.look_at_all(TODAY)
    health = AccountHealth.objects.get()
    assert (health.changed_7, health.changed_30) == (3, 40)


# ── Alerts ───────────────────────────────────────────────────────────────────────────────────────


def told() -> set:
    return set(HealthAlert.objects.values_list("kind", "raised_on", "was", "now"))


def test_r4_a_drop_of_ten_within_seven_days_is_told_once(account):
    HealthSnapshotFactory(account=account, on=ago(3), observed=95)
    CheckInFactory(account=account, planned_on=ago(1), state="missed", reason="No answer")
    ContactFactory(client=account.client, decision_role="decision_maker", last_met_on=TODAY)
    job.look_at_all(TODAY)
    now = scores()[account.pk]
    assert told() == {("drop", TODAY, 95, now)}
    for days in range(1, 7):
        job.look_at_all(TODAY + timedelta(days=days))
    assert {kind for kind, *_rest in told()} == {"drop"}
    assert HealthAlert.objects.count() == 1


def test_r4_a_drop_spread_over_more_than_seven_days_is_none(account):
    speaks_well(account)
    HealthSnapshotFactory(account=account, on=ago(8), observed=100)
    HealthSnapshotFactory(account=account, on=ago(1), observed=100)
    job.look_at_all(TODAY)
    assert told() == set()


def test_r4_a_change_of_colour_is_told_and_stands_on_the_timeline(account):
    speaks_well(account)
    AccountHealth.objects.create(account=account, observed=61, colour="watch", colour_since=ago(20), looked_on=ago(1))
    job.look_at_all(TODAY)
    assert told() == {("colour", TODAY, 61, 100)}
    assert HealthAlert.objects.get().is_better
    event = Event.objects.get(verb="health.turned")
    assert (event.topic, event.words) == (account, {"name": "Kaura", "before": "watch", "colour": "good", "was": 61, "now": 100})
    assert AccountHealth.objects.get().colour_since == TODAY


def test_r4_twenty_points_between_what_is_seen_and_what_is_said_are_told_once(account):
    speaks_well(account)
    SentimentEntryFactory(account=account, rating=1, said_on=ago(1))
    job.look_at_all(TODAY)
    job.look_at_all(TODAY + timedelta(days=1))
    assert told() == {("gap", TODAY, 0, 100)}


def test_r4_a_later_alert_takes_the_place_of_an_open_one_of_its_kind(account):
    speaks_well(account)
    old = HealthAlertFactory(account=account, kind="colour", raised_on=ago(5))
    AccountHealth.objects.create(account=account, observed=50, colour="risk", colour_since=ago(5), looked_on=ago(1))
    job.look_at_all(TODAY)
    old.refresh_from_db()
    assert old.overtaken_on == TODAY
    assert [one.raised_on for one in HealthAlert.objects.open()] == [TODAY]


def test_r4_a_first_look_alarms_nobody(account):
    speaks_well(account)
    ContractFactory(account=account, notice_given_on=TODAY, notice_given_by="client")
    job.look_at_all(TODAY)
    assert told() == set()


# ── Policy ───────────────────────────────────────────────────────────────────────────────────────


def test_r4_the_latest_policy_of_the_tier_counts_and_the_snapshot_names_it(account):
    speaks_well(account)
    HealthPolicyFactory(tier="standard", number=1, good_from=99)
    policy = HealthPolicyFactory(tier="standard", number=2, good_from=90, least_evidence=0)
    HealthPolicyFactory(tier="key", number=3, good_from=95)
    HealthWeight.objects.create(policy=policy, kind="cap", key="notice", value=33)
    ContractFactory(account=account, notice_given_on=TODAY, notice_given_by="client")
    job.look_at_all(TODAY)
    snapshot = HealthSnapshot.objects.get()
    assert (snapshot.policy, snapshot.observed) == (policy, 33)
    assert HealthPolicy.objects.count() == 3


# ── Older ones ───────────────────────────────────────────────────────────────────────────────────


def test_r4_older_snapshots_are_kept_for_mondays_and_then_not_at_all(account):
    monday = date(2025, 11, 3)
    for day in (ago(1), ago(90), monday, monday + timedelta(days=1), monday - timedelta(days=1), date(2022, 1, 3)):
        HealthSnapshotFactory(account=account, on=day)
    assert job.thin_out(TODAY) == 3
    assert set(HealthSnapshot.objects.values_list("on", flat=True)) == {ago(1), ago(90), monday}


# ── Side by side ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_r4_two_runs_at_once_look_once(account):
    accounts = [account, *(AccountFactory() for _n in range(7))]
    for one in accounts:
        speaks_well(one)
        AccountHealth.objects.create(account=one, observed=61, colour="watch", colour_since=ago(20), looked_on=ago(1))

    def look(_):
        close_old_connections()
        try:
            return job.look_at_all(TODAY)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        looked = sum(pool.map(look, range(2)))
    assert looked == len(accounts)
    assert HealthSnapshot.objects.count() == HealthAlert.objects.count() == Event.objects.filter(verb="health.turned").count() == 8
