"""What people do with the timing of a job (W6)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from briefs.actions import timing
from briefs.models import Milestone
from briefs.states import MilestoneKind
from briefs.tests.factories import AssignmentFactory, BriefFactory, MilestoneFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DELIVERY = date(2026, 3, 31)


@pytest.fixture
def job(account, eli):
    return BriefFactory(account=account, author=eli, state="in_creative", wanted_on=DELIVERY)


def days_of(job) -> dict:
    return dict(Milestone.objects.filter(brief=job).values_list("name", "due_on"))


STEPS = [
    {"name": "Concept", "kind": "concept", "department": "creative", "working_days_before": 10},
    {"name": "Delivery", "kind": "delivery", "department": "accounts", "working_days_before": 0},
]


@pytest.fixture
def plan(sam, db):
    return timing.save_plan(None, by=sam, name="Any", kind="", steps=STEPS)


def test_w6_a_job_is_planned_back_from_its_delivery_by_the_plan_of_its_kind(job, plan, sam, eli):
    timing.save_plan(None, by=sam, name="Campaigns", kind="campaign", steps=[{**STEPS[0], "working_days_before": 5}, STEPS[1]])
    timing.plan_milestones(job, by=eli, today=TODAY)
    assert days_of(job) == {"Concept": date(2026, 3, 24), "Delivery": DELIVERY}
    assert Milestone.objects.get(name="Delivery").owner == eli  # the lead


def test_w6_planned_anew_the_first_promise_stands_and_what_people_made_is_kept(job, plan, eli, cora):
    timing.plan_milestones(job, by=eli, today=TODAY)
    timing.change_milestone(Milestone.objects.get(name="Concept"), by=eli, owner=cora)
    timing.add_milestone(job, by=eli, name="Shoot", kind="production", department="creative", due_on=date(2026, 3, 20))
    timing.plan_milestones(job, by=eli, today=TODAY, delivery=date(2026, 4, 8))
    assert set(Milestone.objects.values_list("name", "due_on", "promised_on", "owner__name")) == {
        ("Concept", date(2026, 3, 25), date(2026, 3, 17), cora.name),
        ("Shoot", date(2026, 3, 20), date(2026, 3, 20), None),
        ("Delivery", date(2026, 4, 8), DELIVERY, eli.name),
    }
    job.refresh_from_db()
    assert job.wanted_on == date(2026, 4, 8)


def test_w6_reached_milestones_and_fixed_days_are_not_planned_anew(job, plan, eli):
    MilestoneFactory(brief=job, name="Concept", due_on=date(2026, 3, 9), done_on=date(2026, 3, 9))
    fixed = MilestoneFactory(brief=job, name="Delivery", kind=MilestoneKind.DELIVERY, due_on=DELIVERY, is_fixed=True)
    assert timing.plan_milestones(job, by=eli, today=TODAY) == []
    with pytest.raises(Refused, match="31 March"):
        timing.plan_milestones(job, by=eli, today=TODAY, delivery=date(2026, 4, 8))
    assert days_of(job) == {"Concept": date(2026, 3, 9), "Delivery": fixed.due_on}


def test_w6_without_a_delivery_day_there_is_nothing_to_plan_from(account, eli):
    job = BriefFactory(account=account, author=eli)
    with pytest.raises(Refused):
        timing.plan_milestones(job, by=eli, today=TODAY)


def slipping(job) -> Milestone:
    MilestoneFactory(brief=job, name="Delivery", kind=MilestoneKind.DELIVERY, due_on=DELIVERY)
    return MilestoneFactory(brief=job, name="Concept", due_on=date(2026, 3, 17))


def test_w6_a_move_takes_those_behind_the_work_and_the_delivery_day_along(job, eli, cree):
    concept = slipping(job)
    layout = AssignmentFactory(brief=job, person=cree, starts_on=TODAY, due_on=date(2026, 3, 17))
    timing.move_milestone(concept, by=eli, to=date(2026, 3, 19), reason="The client is away.", today=TODAY)
    assert days_of(job) == {"Concept": date(2026, 3, 19), "Delivery": date(2026, 4, 2)}
    job.refresh_from_db()
    layout.refresh_from_db()
    assert (job.wanted_on, layout.starts_on, layout.due_on) == (date(2026, 4, 2), TODAY, date(2026, 3, 19))
    assert set(Milestone.objects.values_list("promised_on", flat=True)) == {date(2026, 3, 17), DELIVERY}
    assert Event.objects.get(verb="milestone.moved").note == "The client is away."


def test_w6_alone_it_moves_alone(job, eli):
    concept = slipping(job)
    timing.move_milestone(concept, by=eli, to=date(2026, 3, 19), reason="", today=TODAY, moves_others=False)
    assert days_of(job) == {"Concept": date(2026, 3, 19), "Delivery": DELIVERY}


def test_w6_a_fixed_day_in_the_way_stops_the_whole_move(job, eli):
    concept = slipping(job)
    MilestoneFactory(brief=job, name="Booking closes", due_on=DELIVERY, is_fixed=True)
    before = days_of(job)
    with pytest.raises(Refused, match="Booking closes"):
        timing.move_milestone(concept, by=eli, to=date(2026, 3, 19), reason="Late.", today=TODAY)
    assert (days_of(job), Event.objects.filter(verb="milestone.moved").count()) == (before, 0)


def test_w6_a_reached_milestone_does_not_move_and_a_stale_form_loses(job, eli):
    concept = slipping(job)
    with pytest.raises(LostRace):
        timing.move_milestone(concept, by=eli, to=date(2026, 3, 19), reason="", today=TODAY, version=7)
    timing.reach_milestone(concept, by=eli, on=TODAY)
    with pytest.raises(IllegalMove):
        timing.move_milestone(concept, by=eli, to=date(2026, 3, 19), reason="", today=TODAY)


def test_w6_reached_twice_it_stays_reached_on_the_first_day(job, eli):
    concept = slipping(job)
    timing.reach_milestone(concept, by=eli, on=TODAY)
    assert timing.reach_milestone(concept, by=eli, on=DELIVERY).done_on == TODAY
    assert timing.reopen_milestone(concept, by=eli).done_on is None
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["milestone.reached", "milestone.reopened"]


def test_w6_the_owner_reaches_it_whatever_the_rank_but_does_not_move_it(job, cree, eli):
    from briefs.actions.making import assign_work

    assign_work(job, by=eli, person=cree, what="Layout", department="creative", starts_on=TODAY, due_on=DELIVERY, hours=8)
    concept = MilestoneFactory(brief=job, owner=cree)
    with pytest.raises(PermissionDenied):
        timing.move_milestone(concept, by=cree, to=DELIVERY, reason="", today=TODAY)
    assert timing.reach_milestone(concept, by=cree, on=TODAY).done_on == TODAY


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_w6_a_job_that_is_over_is_not_timed(account, eli, state):
    job = BriefFactory(account=account, author=eli, state=state, delivered_on=TODAY, closed_on=TODAY, wanted_on=DELIVERY)
    concept = MilestoneFactory(brief=job)
    for act in (
        lambda: timing.plan_milestones(job, by=eli, today=TODAY),
        lambda: timing.add_milestone(job, by=eli, name="X", kind="other", department="accounts", due_on=TODAY),
        lambda: timing.change_milestone(concept, by=eli, name="X"),
        lambda: timing.move_milestone(concept, by=eli, to=DELIVERY, reason="", today=TODAY),
        lambda: timing.drop_milestone(concept, by=eli),
    ):
        with pytest.raises(IllegalMove):
            act()
    assert days_of(job) == {"Concept": concept.due_on}


def test_w6_a_coordinator_and_an_outsider_do_not_time_jobs(job, cora, otto):
    for person in (cora, otto):
        with pytest.raises(PermissionDenied):
            timing.plan_milestones(job, by=person, today=TODAY)


def test_w6_a_dropped_milestone_leaves_its_name_and_day(job, eli):
    concept = slipping(job)
    timing.drop_milestone(concept, by=eli)
    assert set(days_of(job)) == {"Delivery"}
    assert Event.objects.get(verb="milestone.dropped").words["milestone"] == "Concept"


def test_w6_a_plan_ends_with_the_delivery_and_there_is_one_for_each_kind(plan, sam, eli):
    with pytest.raises(Refused):
        timing.save_plan(None, by=sam, name="Without", kind="film", steps=STEPS[:1])
    with pytest.raises(Refused):
        timing.save_plan(None, by=sam, name="Second", kind="", steps=STEPS)
    with pytest.raises(Refused):
        timing.save_plan(None, by=sam, name="Twice", kind="film", steps=[STEPS[0], *STEPS])
    with pytest.raises(PermissionDenied):
        timing.save_plan(None, by=eli, name="Film", kind="film", steps=STEPS)
    timing.retire_plan(plan, by=sam, today=TODAY)
    assert timing.save_plan(None, by=sam, name="Any", kind="", steps=STEPS).steps.count() == 2
