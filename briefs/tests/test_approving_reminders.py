"""Approvals that wait are said at once and climb; never to who wrote the brief (W3, S1)."""

from datetime import UTC, date, datetime

import pytest

from briefs.actions.approving import approve, sign_strategy
from briefs.models import Brief
from briefs.states import BriefState
from briefs.tests.factories import BriefFactory, BriefSectionFactory, BriefVersionFactory
from clients.states import SeatRole
from clients.tests.factories import SeatFactory
from people.models import Person
from people.tests.factories import ApprovalRuleFactory
from reminders.engine import sweep
from reminders.models import Reminder

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
WEDNESDAY, THURSDAY = date(2026, 3, 11), date(2026, 3, 12)
ONLY = {"brief_strategy", "brief_approval"}


def run(day):
    swept = sweep(day, now=datetime(day.year, day.month, day.day, 7, tzinfo=UTC), only=ONLY)
    assert swept.errors == {}


def told(open_only=True) -> set:
    found = Reminder.objects.open() if open_only else Reminder.objects.all()
    return {(one.rule, Person.objects.get(pk=one.recipient_id).name.split()[0]) for one in found}


@pytest.fixture
def brief(account, eli):
    brief = BriefFactory(account=account, author=eli, submitted_by=eli, state=BriefState.IN_REVIEW, submitted_on=MONDAY)
    BriefVersionFactory(brief=brief)
    return brief


def test_w3_a_brief_that_waits_is_said_at_once_and_climbs_when_nobody_answers(brief):
    run(MONDAY)
    assert told() == {("brief_approval", "Sam")}
    run(WEDNESDAY)
    assert told() == {("brief_approval", "Sam")}
    run(THURSDAY)
    assert told() == {("brief_approval", "Sam"), ("brief_approval", "Dana")}
    run(date(2026, 3, 17))
    assert told() == {("brief_approval", "Sam"), ("brief_approval", "Dana"), ("brief_approval", "Hana")}


def test_w3_approved_it_is_over(brief, sam):
    run(MONDAY)
    approve(brief, by=sam, today=MONDAY)
    run(date(2026, 3, 10))
    assert told() == set()


@pytest.mark.parametrize("how", ["opened it", "submitted it", "wrote a section"])
def test_w3_who_wrote_it_is_never_asked(how, brief, sam):
    if how == "opened it":
        Brief.objects.filter(pk=brief.pk).update(author=sam)
    elif how == "submitted it":
        Brief.objects.filter(pk=brief.pk).update(submitted_by=sam)
    else:
        BriefSectionFactory(brief=brief, written_by=sam)
    run(MONDAY)
    assert told() == {("brief_approval", "Dana")}


def test_w3_nor_the_head_who_wrote_it(brief, hana):
    Brief.objects.filter(pk=brief.pk).update(author=hana)
    for day in (MONDAY, THURSDAY, date(2026, 3, 17), date(2026, 3, 24)):
        run(day)
    assert told() == {("brief_approval", "Sam"), ("brief_approval", "Dana")}


def test_p4_whose_rank_does_not_reach_it_is_not_asked(brief):
    ApprovalRuleFactory(document_kind="brief", rank_required=40)
    run(MONDAY)
    assert told() == {("brief_approval", "Dana")}


def test_w3_without_a_seat_the_line_above_the_team_is_asked(walled_account, account, eli):
    account.seats.exclude(person=eli).delete()
    BriefFactory(account=account, author=eli, state=BriefState.IN_REVIEW, submitted_on=MONDAY)
    run(MONDAY)
    assert told() == {("brief_approval", "Sam")}


def test_w3_behind_a_wall_the_line_is_not_told(walled_account, eli):
    BriefFactory(account=walled_account, author=eli, state=BriefState.IN_REVIEW, submitted_on=MONDAY)
    run(MONDAY)
    assert told() == {("brief_approval", "Hana")}


def test_p6_the_planner_is_asked_first_and_then_the_rank(brief, account, pia):
    ApprovalRuleFactory(document_kind="brief", rank_required=30, needs_strategy_sign_off=True)
    SeatFactory(account=account, person=pia, role=SeatRole.PLANNER, starts_on=date(2026, 1, 1))
    run(MONDAY)
    assert told() == {("brief_strategy", "Pia")}
    run(THURSDAY)
    assert told() == {("brief_strategy", "Pia"), ("brief_strategy", "Sam")}
    sign_strategy(brief, by=pia)
    run(THURSDAY)
    assert told() == {("brief_approval", "Sam")}


def test_p6_without_a_planner_a_supervisor_is_asked_for_the_strategy(brief):
    ApprovalRuleFactory(document_kind="brief", rank_required=40, needs_strategy_sign_off=True)
    run(MONDAY)
    assert told() == {("brief_strategy", "Sam")}
