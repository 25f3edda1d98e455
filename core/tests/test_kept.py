"""Figures that took long are kept for a minute (ADR 0008), but never past one's own act or a change of who sees what."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from clients.actions.account import wall_account
from clients.actions.seat import leave_seat
from clients.tests.factories import SeatFactory
from core import kept as keeping
from core.kept import Found, kept
from core.moves import record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_takes_long(monkeypatch):
    monkeypatch.setattr(keeping, "SLOW_SECONDS", -1)
    cache.clear()


@pytest.fixture
def said(django_capture_on_commit_callbacks):
    """What a commit would say to the cache is said; what the fixtures have left to say is not."""

    def commit():
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return commit


class Counting:
    """Counts how often it was asked."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return {"times": self.times}


def ask(person, count, *facts) -> Found:
    return kept("test", person, *facts, count=count)


def test_r_what_took_long_is_counted_once_and_says_when(hana):
    count = Counting()
    first, second = ask(hana, count), ask(hana, count)
    assert (first.is_kept, first.said_at) == (False, None)
    assert (second.is_kept, second.said_at) == (True, first.counted_at)
    assert (first.figures, second.figures, first.digest) == ({"times": 1}, {"times": 1}, second.digest)


def test_r_what_is_quick_is_counted_each_time(hana, monkeypatch):
    monkeypatch.setattr(keeping, "SLOW_SECONDS", 60)
    count = Counting()
    assert [ask(hana, count).figures for _turn in range(3)] == [{"times": 1}, {"times": 2}, {"times": 3}]


def test_r_other_filters_and_other_eyes_are_counted_apart(hana, dana, sam):
    count = Counting()
    found = [ask(*asked).figures["times"] for asked in ((hana, count), (hana, count, "key"), (dana, count), (sam, count), (hana, count))]
    assert found == [1, 2, 3, 4, 1]


def test_r_one_look_into_the_cache(hana, django_assert_num_queries, settings):
    ask(hana, Counting())
    with django_assert_num_queries(0 if settings.REDIS_URL else 1):
        ask(hana, Counting())


def test_r_whoever_acts_meets_figures_counted_after_it_and_others_within_the_minute(hana, eli, account, said):
    from people.tests.factories import PersonFactory

    hedda = PersonFactory(rank=50)  # sees what hana sees: they share what is kept
    count = Counting()
    ask(hana, count)
    with said():
        record(account, "account.changed", by=hana)
    assert ask(hedda, count).figures == {"times": 1}
    assert ask(hana, count).figures == {"times": 2}
    assert (ask(hana, count).is_kept, ask(hedda, count).figures) == (True, {"times": 2})
    with said():
        record(account, "account.changed", by=hedda)
    assert ask(hedda, count).figures == {"times": 3}
    assert ask(hana, count).figures == {"times": 3}  # which was counted after both acts


def test_r_what_the_clock_does_ends_no_minute(hana, account, said):
    count = Counting()
    ask(hana, count)
    with said():
        record(account, "account.changed", by=None)
    assert ask(hana, count).figures == {"times": 1}


def test_c8_a_wall_ends_the_minute_for_everybody(hana, dana, account, said):
    count = Counting()
    ask(dana, count)
    with said():
        wall_account(account, by=hana, is_walled=True)
    assert ask(dana, count).figures == {"times": 2}


def test_p8_a_seat_that_is_left_ends_the_minute_for_everybody(hana, dana, pia, account, said):
    seat = SeatFactory(account=account, person=pia, role="planner")
    count = Counting()
    ask(dana, count)
    with said():
        leave_seat(seat, by=hana, on=hana.today)
    assert ask(dana, count).figures == {"times": 2}


def test_r_what_is_rolled_back_says_nothing(hana, account):
    count = Counting()
    ask(hana, count)
    record(account, "account.changed", by=hana)  # and the test's transaction never commits
    assert ask(hana, count).figures == {"times": 1}


def test_r_many_changes_of_one_transaction_are_said_once(hana, account, django_capture_on_commit_callbacks):
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks() as calls:
        for _turn in range(20):
            record(account, "account.changed", by=hana)
    assert len(calls) == 1


def test_r_another_day_is_counted_anew(hana):
    count = Counting()
    ask(hana, count, hana.today)
    assert ask(hana, count, hana.today + timedelta(days=1)).figures == {"times": 2}


def test_what_only_its_first_countings_took_long_for_is_counted_anew(monkeypatch):
    """They build and plan the statements: that says nothing of how many rows there are."""
    monkeypatch.setattr(keeping, "SLOW_SECONDS", 0.01)
    keeping._countings.clear()
    assert [keeping.takes_long("figures", seconds) for seconds in (0.15, 0.15, 0.005, 0.15)] == [False, False, False, True]
    assert keeping.takes_long("other figures", 0.3)
