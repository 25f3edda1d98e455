"""By when a contact report is due, which are late, and that one may be waived (R1; ADR 0050)."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from care.actions import contact_report as actions
from care.actions.check_in import hold_check_in
from care.models import CheckIn, ContactReport
from care.report_clock import due_and_late, ended_at
from care.tests.factories import CheckInFactory, HeldCheckInFactory
from care.tests.reports import MET_ON, NOW, a_report, held
from core.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("held_on", "held_at", "due", "late"),
    [
        (date(2026, 3, 10), time(15, 0), "2026-03-11 15:00", "2026-03-12 15:00"),  # Tuesday
        (date(2026, 3, 13), time(17, 0), "2026-03-16 17:00", "2026-03-17 17:00"),  # Friday: the weekend does not count
        (date(2026, 3, 14), time(11, 0), "2026-03-17 00:00", "2026-03-18 00:00"),  # Saturday: begins on Monday at nought
        (date(2026, 3, 12), None, "2026-03-14 00:00", "2026-03-17 00:00"),  # Thursday, some time
        (date(2026, 3, 27), time(12, 0), "2026-03-30 12:00", "2026-03-31 12:00"),  # the clocks change on the Sunday between
    ],
)
def test_r1_a_report_is_due_after_24_and_late_after_48_working_hours(held_on, held_at, due, late, settings):
    settings.TIME_ZONE = "Europe/London"
    found = [
        f"{timezone.localtime(moment, timezone=ended_at(held_on, held_at).tzinfo):%Y-%m-%d %H:%M}"
        for moment in due_and_late(held_on, held_at)
    ]
    assert found == [due, late]


def test_r1_a_check_in_with_somebody_of_the_client_owes_a_report(account, eli, minna):
    planned = [CheckInFactory(account=account, owner=eli, planned_on=MET_ON) for _number in range(3)]
    owed = hold_check_in(planned[0], by=eli, held_on=MET_ON, today=MET_ON, contacts=[minna], held_at=time(15))
    alone = hold_check_in(planned[1], by=eli, held_on=MET_ON, today=MET_ON)
    spared = hold_check_in(planned[2], by=eli, held_on=MET_ON, today=MET_ON, contacts=[minna], owes_report=False)
    assert (owed.report_due_at, owed.report_late_at) == due_and_late(MET_ON, time(15))
    assert [(one.report_due_at, one.report_late_at) for one in (alone, spared)] == [(None, None)] * 2
    assert list(CheckIn.objects.owing_report()) == [owed]


def test_r1_late_are_those_never_issued_whose_last_hour_is_over(account, eli, draft, minna):
    a_report(account, by=eli, contacts=[minna], held_on=MET_ON, state="issued", now=NOW)
    HeldCheckInFactory(account=account, owner=eli, held_on=MET_ON, planned_on=MET_ON)  # owes none
    unwritten = held(account, by=eli, contacts=[minna], held_on=MET_ON)
    late_at = draft.check_in.report_late_at
    assert set(CheckIn.objects.report_late(now=late_at)) == set()
    assert set(CheckIn.objects.report_late(now=late_at + timedelta(seconds=1))) == {draft.check_in, unwritten}
    for moment in (late_at, late_at + timedelta(seconds=1)):
        every = ContactReport.objects.select_related("check_in")
        assert set(ContactReport.objects.late(now=moment)) == {one for one in every if one.is_late(now=moment)}


def test_r1_a_report_that_nobody_needs_is_owed_no_more(account, eli, minna):
    check_in = held(account, by=eli, contacts=[minna], held_on=MET_ON)
    actions.waive_report(check_in, by=eli, reason="A word on the phone")
    assert not CheckIn.objects.owing_report().exists()
    assert Event.objects.get(verb="check_in.report_waived").note == "A word on the phone"
