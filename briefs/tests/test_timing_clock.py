"""What the timing of jobs tells elsewhere (W6): reminders, My day, calendars, the account, hand-over, workload, on-time rate."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from briefs.account_troubles import has_late_jobs, has_late_milestones, tell_late_jobs, tell_late_milestones
from briefs.calendar_feed import days_of_deliveries, days_of_milestones
from briefs.handover import drafts, give, open_milestones, open_work
from briefs.models import Brief, Milestone
from briefs.my_day.timing import milestone_to_reach
from briefs.plans import steps_by_kind, steps_for
from briefs.reminder_rules.timing import at_risk, late, owner_ladder
from briefs.states import BriefKind, BriefState, MilestoneKind
from briefs.tests.factories import AssignmentFactory, BriefFactory, MilestoneFactory, MilestonePlanFactory
from clients.models import Account
from clients.upcoming import upcoming_of
from core.models import Event
from core.workdays import add_working_days
from people.tests.factories import AbsenceFactory
from people.workload import loads_of
from reminders import engine
from reminders.models import Reminder

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)  # a Tuesday
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def no_holidays(settings):
    settings.AGENCY_HOLIDAYS = ""


@pytest.fixture
def job(account, eli):
    return BriefFactory(account=account, author=eli, title="Spring film", state="in_creative", wanted_on=TODAY + timedelta(days=60))


def named(rows) -> set[str]:
    return {row.name for row in rows}


def test_w6_late_are_open_milestones_of_jobs_that_somebody_works_on(account, job):
    MilestoneFactory(brief=job, name="late", due_on=YESTERDAY)
    MilestoneFactory(brief=job, name="today", due_on=TODAY)
    MilestoneFactory(brief=job, name="reached", due_on=YESTERDAY, done_on=TODAY)
    MilestoneFactory(brief=BriefFactory(account=account, state="cancelled"), name="cancelled", due_on=YESTERDAY)
    MilestoneFactory(brief=BriefFactory(account=account, state="on_hold", held_from="draft"), name="on hold", due_on=YESTERDAY)
    assert named(late(TODAY)) == {"late"}
    assert {one.name for one in Milestone.objects.to_be_reached() if one.is_late(today=TODAY)} == {"late"}


def first_rung(rows) -> dict:
    lead, *_others = owner_ladder(TODAY)
    return dict(rows.annotate(first=lead).values_list("name", "first"))


def test_w6_a_milestone_speaks_to_its_owner_on_the_team_else_to_the_lead(job, eli, cora, otto):
    MilestoneFactory(brief=job, name="cora's", owner=cora)
    MilestoneFactory(brief=job, name="nobody's")
    MilestoneFactory(brief=job, name="of one who left the team", owner=otto)
    assert first_rung(Milestone.objects.all()) == {"cora's": cora.pk, "nobody's": eli.pk, "of one who left the team": eli.pk}


def test_w6_a_late_milestone_is_said_once_and_climbs_to_the_supervisor(job, cora, sam):
    today = cora.today
    MilestoneFactory(brief=job, name="Concept", owner=cora, due_on=today - timedelta(days=1))
    for _again in range(2):
        engine.sweep(today, now=timezone.now())
    assert list(Reminder.objects.filter(rule="milestone_late").values_list("recipient", flat=True)) == [cora.pk]
    engine.sweep(add_working_days(today, 3), now=timezone.now())
    assert set(Reminder.objects.filter(rule="milestone_late").values_list("recipient", flat=True)) == {cora.pk, sam.pk}


@pytest.mark.parametrize(
    ("state", "round_number", "working_days", "is_at_risk"),
    [
        ("draft", 0, 10, True),
        ("in_creative", 1, 10, True),
        ("in_creative", 2, 6, False),
        ("in_creative", 2, 5, True),
        ("with_client", 1, 6, False),
        ("with_client", 1, 5, True),
        ("client_approved", 1, 3, False),
        ("client_approved", 1, 2, True),
        ("quality_check", 1, 0, False),
        ("draft", 0, 11, False),  # too far away to be said
        ("on_hold", 0, 1, False),
        ("delivered", 1, 1, False),
    ],
)
def test_w6_a_delivery_is_at_risk_where_the_plan_needs_more_days_than_are_left(account, state, round_number, working_days, is_at_risk):
    held = {"held_from": "draft"} if state == "on_hold" else {}
    delivered = {"delivered_on": TODAY} if state == "delivered" else {}
    wanted = add_working_days(TODAY, working_days)
    brief = BriefFactory(account=account, state=state, round_number=round_number, wanted_on=wanted, **held, **delivered)
    assert set(at_risk(TODAY)) == ({brief} if is_at_risk else set())


def test_w6_a_short_plan_of_a_kind_is_what_counts(account, sam):
    from briefs.actions.timing import save_plan

    steps = [{"name": "Briefing", "kind": "briefing", "department": "accounts", "working_days_before": 2}]
    steps.append({"name": "Delivery", "kind": "delivery", "department": "accounts", "working_days_before": 0})
    save_plan(None, by=sam, name="Social", kind="social", steps=steps)
    wanted = add_working_days(TODAY, 3)
    BriefFactory(account=account, kind="social", wanted_on=wanted)
    film = BriefFactory(account=account, kind="film", wanted_on=wanted)
    assert set(at_risk(TODAY)) == {film}


def test_w6_steps_of_all_kinds_at_once_are_those_of_each(sam):
    for kind in ("print", "", "film"):
        plan = MilestonePlanFactory(kind=kind)
        plan.steps.create(name=f"Delivery {kind}", kind="delivery", working_days_before=0)
    together = {kind: steps for kinds, steps in steps_by_kind() for kind in kinds}
    assert together == {kind: steps_for(kind) for kind in BriefKind.values}


def test_w6_my_day_has_ones_milestones_of_the_week_and_those_of_whom_one_covers(job, eli, cora):
    today = eli.today
    MilestoneFactory(brief=job, name="mine", owner=eli, due_on=today)
    MilestoneFactory(brief=job, name="later", owner=eli, due_on=today + timedelta(days=9))
    MilestoneFactory(brief=job, name="hers", owner=cora, due_on=today - timedelta(days=2))
    assert [need.title for need in milestone_to_reach(eli, today)] == ["Reach mine of Spring film"]
    AbsenceFactory(person=cora, cover=eli, starts_on=today, ends_on=today)
    del eli.__dict__["standing"]
    found = milestone_to_reach(eli, today)
    assert [(need.title, need.cover_for) for need in found] == [("Reach hers of Spring film", cora), ("Reach mine of Spring film", None)]


def test_w6_the_calendar_of_a_person_has_their_milestones_and_the_deliveries_of_their_accounts(job, eli, sam, otto):
    MilestoneFactory(brief=job, name="Concept", owner=eli, due_on=TOMORROW)
    MilestoneFactory(brief=job, name="Reached", owner=eli, due_on=TOMORROW, done_on=TODAY)
    span = (TODAY, job.wanted_on)
    assert [entry.title for entry in days_of_milestones(eli, *span)] == ["Concept: Spring film"]
    assert [entry.title for entry in days_of_deliveries(eli, *span)] == ["Delivery: Spring film"]
    assert [*days_of_milestones(sam, *span), *days_of_milestones(otto, *span), *days_of_deliveries(otto, *span)] == []


def test_w6_next_on_an_account_are_its_deliveries_and_milestones_by_day(account, job):
    MilestoneFactory(brief=job, name="Concept", due_on=TOMORROW)
    MilestoneFactory(brief=job, name="Late", due_on=YESTERDAY)
    MilestoneFactory(brief=job, name="Hand over", kind=MilestoneKind.DELIVERY, due_on=job.wanted_on)
    assert [(line.on, line.title) for line in upcoming_of(account, today=TODAY)] == [
        (YESTERDAY, "Late: Spring film"),
        (TOMORROW, "Concept: Spring film"),
        (job.wanted_on, "Delivery: Spring film"),
    ]


def test_w6_late_jobs_and_milestones_are_troubles_of_the_account(account, job):
    assert [tell_late_jobs(account, TODAY), tell_late_milestones(account, TODAY)] == [[], []]
    assert not Account.objects.filter(has_late_jobs(TODAY) | has_late_milestones(TODAY)).exists()
    BriefFactory(account=account, state="draft", wanted_on=YESTERDAY)
    BriefFactory(account=account, state="on_hold", held_from="draft", wanted_on=YESTERDAY)
    MilestoneFactory(brief=job, name="Concept", due_on=YESTERDAY)
    assert [trouble.text for trouble in tell_late_jobs(account, TODAY)] == ["1 job is late: 1 day late"]
    assert [trouble.text for trouble in tell_late_milestones(account, TODAY)] == ["Concept: Spring film, 1 day late"]
    assert set(Account.objects.filter(has_late_jobs(TODAY), has_late_milestones(TODAY))) == {account}


def test_w6_the_workload_counts_live_jobs_and_assigned_hours_one_may_see(job, eli, otto, cree):
    AssignmentFactory(brief=job, person=cree, hours=12)
    AssignmentFactory(brief=job, person=cree, hours=5, done_on=TODAY)
    AssignmentFactory(brief=BriefFactory(account=job.account, state="on_hold", held_from="draft"), person=cree, hours=7)
    for viewer, jobs, hours in ((eli, 1, 12), (otto, 0, 0)):
        loads = loads_of([eli.pk, cree.pk], viewer=viewer, today=viewer.today)
        assert (loads[eli.pk].open_jobs, loads[cree.pk].assigned_hours) == (jobs, hours)


def test_p8_work_milestones_and_drafts_change_hands(account, job, eli, cora):
    AssignmentFactory(brief=job, person=eli)
    AssignmentFactory(brief=job, person=eli, done_on=TODAY)
    MilestoneFactory(brief=job, owner=eli)
    draft = BriefFactory(account=account, author=eli, state=BriefState.DRAFT)
    for rows, field, noun in ((open_work, "person", "assignment"), (open_milestones, "owner", "milestone"), (drafts, "author", "brief")):
        held = list(rows(eli, TODAY))
        assert len(held) == 1
        give(field, noun)(held, eli, cora, by=None, today=TODAY)
        assert (list(rows(eli, TODAY)), list(rows(cora, TODAY))) == ([], held)
    assert Brief.objects.get(pk=job.pk).author == eli  # approved and beyond: history
    assert Brief.objects.get(pk=draft.pk).version == 2
    assert Event.objects.filter(verb__endswith="handed_over").count() == 3


def delivered(account, *, wanted_on, on, promised_on=None, **facts):
    brief = BriefFactory(account=account, state="delivered", wanted_on=wanted_on, delivered_on=on, **facts)
    if promised_on:
        MilestoneFactory(brief=brief, kind=MilestoneKind.DELIVERY, due_on=wanted_on or on, promised_on=promised_on)
    return brief


def test_w6_on_time_is_by_the_day_first_promised_however_often_it_was_moved(account, eli):
    delivered(account, wanted_on=TODAY, on=TODAY, kind="film", author=eli)
    delivered(account, wanted_on=TODAY, on=TODAY, promised_on=YESTERDAY, kind="film", author=eli)  # moved, so kept only in words
    delivered(account, wanted_on=YESTERDAY, on=TODAY, promised_on=TOMORROW, kind="print", author=eli)
    delivered(account, wanted_on=None, on=TODAY)  # never promised
    BriefFactory(account=account, wanted_on=YESTERDAY)  # not delivered
    assert Brief.objects.on_time_rate() == (2, 3)
    assert list(Brief.objects.on_time_by("kind")) == [("film", 2, 1), ("print", 1, 1)]
    assert list(Brief.objects.delivered_between(TOMORROW, TOMORROW).on_time_by("account")) == []
