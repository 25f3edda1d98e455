"""Concerns climb: one rung at each lapse, by office hours, whoever runs the clock and however often (R2, R3, S1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from care import concern_clock as clock
from care.actions import concern as actions
from care.actions import mediation
from care.jobs import climb_concerns
from care.models import Concern, ConcernClimb
from care.my_day.concerns import concerns_that_climbed, concerns_to_work
from care.states import CONCERN_MOVES, TICKING, ConcernKind, ConcernState
from care.tests.concern_factories import ConcernFactory, some_cause
from care.tests.concerns import NINE, link, rita  # noqa: F401
from clients.actions.level import change_service_level
from clients.levels import Hours, levels
from clients.models import Seat
from clients.states import SeatRole, Severity, Tier
from clients.tests.factories import SeatFactory
from core.errors import IllegalMove, Refused
from core.models import Event
from core.workdays import public_holidays
from core.workhours import office
from people.tests.factories import AbsenceFactory
from reminders import engine
from reminders.models import Reminder

pytestmark = pytest.mark.django_db

S = ConcernState
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def names(concern: Concern) -> list[tuple]:
    """(whom it passed, whom it reached) by their e-mail's name."""
    return [tuple(one and one.email.partition("@")[0] for one in (climb.passed, climb.reached)) for climb in concern.climbs.all()]


def after(concern: Concern, lapses: int) -> datetime:
    """The moment of so many lapses of the answer, counted from the start."""
    return office().add(concern.raised_at, concern.answer_hours * lapses)


# ── The ladder ──


def test_r3_it_climbs_one_rung_at_each_lapse_and_says_whom_it_passed(account):
    concern = ConcernFactory(account=account, raised_at=NINE)
    for lapses, expected in enumerate(
        [[], [("eli", "sam")], [("eli", "sam"), ("sam", "dana")], [("eli", "sam"), ("sam", "dana"), ("dana", "hana")]]
    ):
        climb_concerns(after(concern, lapses))
        assert names(concern) == expected
    climb_concerns(after(concern, 9))
    concern.refresh_from_db()
    assert (len(names(concern)), concern.rung) == (3, 3), "nobody stands above the head"
    event = Event.objects.filter(verb="concern.climbed").order_by("pk").first()
    assert (event.words["passed"], event.words["reached"], event.words["hours"]) == ("Eli Executive", "Sam Supervisor", 4)


def test_r3_a_minute_before_the_lapse_nothing_climbs(account):
    concern = ConcernFactory(account=account, raised_at=NINE)
    assert climb_concerns(concern.climbs_at - timedelta(minutes=1)) == 0
    assert climb_concerns(concern.climbs_at) == 1


def test_r3_a_sweep_may_run_again_and_nothing_climbs_twice(account):
    concern = ConcernFactory(account=account, raised_at=NINE)
    assert [climb_concerns(concern.climbs_at), climb_concerns(concern.climbs_at)] == [1, 0]
    concern.refresh_from_db()
    assert (concern.was_answered_late, concern.was_resolved_late) == (True, False), "late is what climbed, also before it is answered"


def test_r3_after_a_week_of_standstill_it_climbs_once_and_nobody_is_passed_who_has_not_heard(account):
    concern = ConcernFactory(account=account, raised_at=NINE)
    late = NINE + 7 * DAY
    climb_concerns(late)
    concern.refresh_from_db()
    assert (names(concern), concern.climbs_at) == ([("eli", "sam")], office().add(late, 4))


def test_r3_an_answer_stops_the_climbing_until_the_outcome_is_late(account, eli):
    concern = ConcernFactory(account=account, raised_at=NINE)
    actions.answer_concern(concern, by=eli, text="Yes.", now=NINE + HOUR)
    concern.refresh_from_db()
    assert climb_concerns(concern.resolve_by - HOUR) == 0
    climb_concerns(concern.resolve_by)
    assert names(concern) == [("eli", "sam")]
    assert ConcernClimb.objects.get().lapse == "outcome"
    actions.propose_outcome(concern, by=eli, outcome="Half.", now=concern.resolve_by + HOUR)
    assert climb_concerns(concern.resolve_by + 90 * DAY) == 0, "it waits for the client"


def test_r3_where_two_rungs_are_one_person_it_goes_on_to_the_next(account, sam, dana):
    Seat.objects.filter(account=account, role=SeatRole.DIRECTOR).delete()
    SeatFactory(account=account, person=sam, role=SeatRole.DIRECTOR)
    concern = ConcernFactory(account=account, raised_at=NINE)
    climb_concerns(after(concern, 1))
    climb_concerns(after(concern, 2))
    assert names(concern) == [("eli", "sam"), ("sam", "hana")]


def test_r3_behind_a_wall_only_seats_and_the_head_hear(walled_account):
    concern = ConcernFactory(account=walled_account, raised_at=NINE)
    climb_concerns(after(concern, 1))
    assert names(concern) == [("eli", "hana")], "sam and dana stand above eli, and may not know of it"


def test_r3_an_owner_other_than_the_lead_is_whom_it_passes(account, cora):
    concern = ConcernFactory(account=account, owner=cora, raised_at=NINE)
    climb_concerns(after(concern, 1))
    assert names(concern) == [("cora", "sam")]


def test_r3_a_closed_account_and_what_is_over_climb_no_more(account):
    for state in set(S) - set(TICKING):
        ConcernFactory(account=account, state=state)
    concern = ConcernFactory(raised_at=NINE)
    concern.account.closed_on = NINE.date()
    concern.account.save()
    assert climb_concerns(NINE + 90 * DAY) == 0


def test_r3_many_climb_in_a_few_statements(account, django_assert_max_num_queries):
    ConcernFactory.create_batch(40, account=account, raised_at=NINE)
    with django_assert_max_num_queries(14):
        assert climb_concerns(NINE + 7 * DAY) == 40


# ── Whoever stands on the rung sees it ──


def test_r3_whoever_it_reached_sees_it_on_my_day_as_escalated(account, eli, sam, dana):
    concern = ConcernFactory(account=account, owner=eli, raised_at=NINE)
    climb_concerns(after(concern, 1))
    today = NINE.date()
    seen = {person.name: [(need.key, need.escalated_from) for need in concerns_that_climbed(person, today)] for person in (eli, sam, dana)}
    assert seen == {"Eli Executive": [], "Sam Supervisor": [(f"concern:{concern.pk}", eli)], "Dana Director": []}
    assert [need.key for need in concerns_to_work(eli, today)] == [f"concern:{concern.pk}"], "it is still eli's duty"


def test_r2_whoever_may_not_see_the_account_any_more_reads_nothing_of_it_on_my_day(walled_account, account, eli):
    Seat.objects.filter(account=walled_account, person=eli).delete()
    ConcernFactory(account=walled_account, owner=eli, title="The secret merger")
    own = ConcernFactory(account=account, owner=eli, title="Late posters")
    assert [need.key for need in concerns_to_work(eli, NINE.date())] == [f"concern:{own.pk}"]


def test_r3_whoever_covers_for_them_sees_it_too(account, eli, sam, otto):
    today = sam.today
    AbsenceFactory(person=sam, cover=eli, starts_on=today, ends_on=today + DAY)
    concern = ConcernFactory(account=account, rung=1)
    assert [need.key for need in concerns_that_climbed(eli, today)] == [f"concern:{concern.pk}"]
    assert concerns_that_climbed(otto, today) == []


def test_s1_a_reminder_goes_to_whoever_stands_on_the_rung_and_once(account, eli, sam, dana):
    concern = ConcernFactory(account=account, owner=eli, raised_at=NINE)
    told = []
    for lapses in (0, 1, 1, 2):
        now = after(concern, lapses)
        climb_concerns(now)
        engine.sweep(now.date(), now=now, wait=True, only={"concern_due", "concern_climbed"})
        told.append(sorted(Reminder.objects.open().values_list("rule", "recipient__name")))
    eli_is_told, sam_is_told = ("concern_due", "Eli Executive"), ("concern_climbed", "Sam Supervisor")
    dana_is_told = ("concern_climbed", "Dana Director")
    assert set(Reminder.objects.filter(rule="concern_climbed").values_list("recipient", "passed")) == {(sam.pk, eli.pk), (dana.pk, sam.pk)}
    assert told == [[eli_is_told], [sam_is_told, eli_is_told], [sam_is_told, eli_is_told], [dana_is_told, sam_is_told, eli_is_told]]


def test_s1_a_reminder_is_over_when_the_outcome_is_proposed(account, eli):
    concern = ConcernFactory(account=account, raised_at=NINE, state=S.ANSWERED, rung=1)
    engine.sweep(NINE.date(), now=NINE, wait=True, only={"concern_climbed"})
    assert Reminder.objects.open().count() == 1
    actions.propose_outcome(concern, by=eli, outcome="Half.", now=NINE)
    engine.sweep(NINE.date(), now=NINE + HOUR, wait=True, only={"concern_climbed"})
    assert Reminder.objects.open().count() == 0


# ── Held to a slow, obvious calculation ──


def obvious(start: datetime, hours: int) -> datetime:
    """Walks on in steps of five minutes and counts those in which the office is open."""
    zone, (opens, closes) = ZoneInfo(settings.TIME_ZONE), settings.OFFICE_HOURS
    step, left, moment = timedelta(minutes=5), hours * 12, start
    while left:
        local = moment.astimezone(zone)
        is_open = local.weekday() < 5 and local.date() not in public_holidays(settings.AGENCY_HOLIDAYS)
        if is_open and opens <= local.time() < closes:
            left -= 1
        moment += step
    return moment


@pytest.mark.parametrize("zone", ["Europe/Helsinki", "America/New_York", "Asia/Bangkok"])
@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 3, 27, 10, 5, tzinfo=UTC),  # a Friday before clocks go forward in Europe
        datetime(2026, 10, 23, 20, 0, tzinfo=UTC),  # a Friday before they go back
        datetime(2026, 12, 23, 14, 30, tzinfo=UTC),  # before Christmas
        datetime(2026, 4, 30, 6, 0, tzinfo=UTC),  # before the first of May
        datetime(2026, 3, 14, 12, 0, tzinfo=UTC),  # a Saturday
    ],
)
def test_r2_moments_and_lapses_are_those_of_the_obvious_calculation(start, zone, settings, account):
    settings.TIME_ZONE, settings.AGENCY_HOLIDAYS = zone, "FI"
    concern = ConcernFactory(account=account, raised_at=start)
    assert (concern.answer_by, concern.resolve_by) == (obvious(start, 4), obvious(start, 34))
    lapses = [obvious(start, 4), obvious(start, 8), obvious(start, 12)]
    for lapse in lapses:
        assert climb_concerns(lapse - timedelta(minutes=1)) == 0
        assert climb_concerns(lapse) == 1
    assert list(concern.climbs.values_list("lapsed_at", flat=True)) == lapses


def test_r2_hours_of_an_hourly_sweep_do_not_drift(account):
    """A sweep that looks some minutes late does not push the next lapse on."""
    concern = ConcernFactory(account=account, raised_at=NINE)
    first = concern.climbs_at
    climb_concerns(first + timedelta(minutes=42))
    concern.refresh_from_db()
    assert concern.climbs_at == office().add(first, 4)


# ── Random people make random moves ──

MOVES = ["answer", "hear", "mediate", "propose", "confirm", "reject", "close", "reopen", "withdraw", "grade", "climb", "write"]


def attempt(name: str, concern: Concern, *, by, now: datetime):
    words = {"by": by, "now": now}
    return {
        "answer": lambda: actions.answer_concern(concern, text="Yes.", **words),
        "hear": lambda: actions.hear_contact(concern, text="And?", **words),
        "mediate": lambda: mediation.begin_mediation(concern, **words),
        "propose": lambda: actions.propose_outcome(concern, outcome="Half.", **words),
        "confirm": lambda: actions.confirm_outcome(concern, by=by, who="Rita"),
        "reject": lambda: actions.reject_outcome(concern, reason="No.", **words),
        "close": lambda: actions.close_concern(concern, cause=some_cause(), **words),
        "reopen": lambda: actions.reopen_concern(concern, reason="Again.", **words),
        "withdraw": lambda: actions.withdraw_concern(concern, reason="Settled.", **words),
        "grade": lambda: actions.change_concern(concern, severity=1 + now.hour % 4, **words),
        "climb": lambda: climb_concerns(now),
        "write": lambda: actions.write_message(concern, text="A word.", **words),
    }[name]()


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(ConcernKind.values),
    steps=st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from("cora eli sam otto link".split()), st.integers(0, 90)), max_size=14),
)
def test_r2_random_people_make_random_moves(account, link, cora, eli, sam, otto, kind, steps):  # noqa: F811
    """Never an illegal state, each move exactly one event, the rung never falls, the clock runs while it is ours and only then."""
    people = {"cora": cora, "eli": eli, "sam": sam, "otto": otto, "link": link}
    with transaction.atomic():
        concern = ConcernFactory(account=account, contact=link.contact, is_shared=True, kind=kind, owner=eli, raised_at=NINE)
        now, rung = NINE, 0
        for name, who, hours in steps:
            now += hours * HOUR
            concern.refresh_from_db()
            before, events = concern.state, Event.objects.count()
            try:
                with transaction.atomic():
                    attempt(name, concern, by=people[who], now=now)
                done = True
            except (IllegalMove, Refused, PermissionDenied):
                done = False
            concern.refresh_from_db()
            made = Event.objects.count() - events
            assert made == 0 if not done else made <= 1
            if concern.state != before:
                assert made == 1
                assert any(before in move.sources and move.target == concern.state for move in CONCERN_MOVES.values())
            assert (concern.due_at is None) == (concern.climbs_at is None) == (concern.state not in TICKING)
            assert concern.rung >= rung
            rung = concern.rung
            concern.full_clean(exclude=["text", "about"])
        transaction.set_rollback(True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_s1_two_sweeps_at_once_lift_each_concern_once(account):
    ConcernFactory.create_batch(30, account=account, raised_at=NINE)
    now = NINE + 7 * DAY

    def sweep(_):
        close_old_connections()
        try:
            return climb_concerns(now)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        lifted = sum(pool.map(sweep, range(6)))
    assert (lifted, ConcernClimb.objects.count(), Event.objects.filter(verb="concern.climbed").count()) == (30, 30, 30)
    assert set(Concern.objects.values_list("rung", flat=True)) == {1}


def test_r3_one_that_is_graded_back_after_it_climbed_climbs_on_and_keeps_no_other_from_climbing(account, eli):
    concern, other = (actions.raise_concern(account, by=eli, kind="problem", title="Late", now=NINE + DAY * n) for n in range(2))
    lapse, was = concern.climbs_at, concern.severity
    climb_concerns(lapse)
    for severity in (Severity.HIGH, was):
        actions.change_concern(concern, by=eli, now=lapse + HOUR, severity=severity)
    assert climb_concerns(lapse + HOUR) == 0
    assert climb_concerns(lapse + 4 * DAY) == 2
    assert [len(names(one)) for one in (concern, other)] == [2, 1]


def test_g2_another_time_for_the_outcome_alone_stops_no_climbing(account, eli, dana):
    concern = actions.raise_concern(account, by=eli, kind="problem", title="Late", now=NINE)
    climb_concerns(concern.climbs_at)
    level = levels()[Tier.STANDARD]
    times = {severity: Hours(hours.answer, hours.resolve + 1) for severity, hours in level.times.items()}
    facts = {"cadence_days": level.cadence_days, "request_answer_days": level.request_answer_days, "times": times}
    change_service_level(Tier.STANDARD, by=dana, now=concern.climbs_at + HOUR, is_for_open=True, **facts)
    assert Concern.objects.get().climbs_at == concern.climbs_at
    assert [climb_concerns(concern.climbs_at + later) for later in (2 * HOUR, 4 * DAY)] == [0, 1]


def test_r2_another_grade_after_the_lapse_climbs_at_once_and_no_sooner(account):
    concern = ConcernFactory(account=account, raised_at=NINE)
    columns = clock.graded(concern, Hours(1, 8))
    assert columns["climbs_at"] == office().add(NINE, 1)
    assert columns["due_at"] == columns["answer_by"]
