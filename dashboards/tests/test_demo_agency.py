"""What stands in the demo agency (issue 2, part 1). It is loaded once for all of these, which only look, or take back what they changed."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from briefs.models import Approval, Brief, JobRating, JobRequest, Milestone, Rebrief, RequestForm, WorkFile
from briefs.plans import spread
from briefs.states import BriefState, RatingSide, RebriefCause, RequestState
from care.models import CheckIn
from clients.models import Account, Client, Contract, Renewal
from clients.states import ClientState, ContractState, RenewalStage
from core.models import Event
from people.demo import DEMO_PEOPLE
from people.models import Person
from reminders.models import Reminder

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _the_agency(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", password="correct-horse-battery", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_s1_the_agency_is_alive_on_the_first_morning():
    today = timezone.localdate()
    assert Person.objects.get(email="sam@example.com").check_password("correct-horse-battery")
    assert set(Client.objects.values_list("state", flat=True)) == set(ClientState)
    assert Account.objects.without_lead(today=today).filter(code="MOSS").exists()
    assert Account.objects.filter(is_walled=True).exists()
    assert Contract.objects.past_notice_day(today=today).exists()
    assert {RenewalStage.UPCOMING, RenewalStage.NEGOTIATION, RenewalStage.RENEWED} <= set(Renewal.objects.values_list("stage", flat=True))
    assert set(Contract.objects.values_list("state", flat=True)) >= {ContractState.ACTIVE, ContractState.ENDED, ContractState.COMING}
    assert CheckIn.objects.overdue(today=today).exists()
    assert Reminder.objects.values("rule").distinct().count() >= 4
    assert not Event.objects.filter(at__gt=timezone.now()).exists()


def test_p1_the_whole_cast_can_log_in():
    assert {email for email, _name, _rank in DEMO_PEOPLE} <= set(Person.objects.active().values_list("email", flat=True))
    assert not Person.objects.get(email="ruth@example.com").is_active


def test_s6_a_second_run_keeps_what_was_changed():
    Client.objects.filter(name="Velodroom").update(name="Velodroom Cities")
    call_command("load_demo", verbosity=0, password="another-password-here")
    assert Client.objects.filter(name="Velodroom Cities").exists()
    assert Person.objects.get(email="sam@example.com").check_password("correct-horse-battery")


def test_w2_the_demo_has_jobs_in_every_state_approved_by_others_with_a_ledger_and_a_designer_who_has_too_much():
    today, now = timezone.localdate(), timezone.now()
    assert set(Brief.objects.values_list("state", flat=True)) == set(BriefState)
    assert set(JobRequest.objects.values_list("state", flat=True)) == set(RequestState) - {RequestState.WITHDRAWN}
    assert Brief.objects.filter(score__lt=40).count() == 1
    assert Rebrief.objects.count() == 5
    assert set(Rebrief.objects.values_list("cause", flat=True)) == set(RebriefCause)
    assert set(JobRating.objects.values_list("side", flat=True)) == set(RatingSide)
    assert RequestForm.objects.get().questions.count() == 3
    assert Milestone.objects.late(today=today).exists()
    assert Brief.objects.late(today=today).count() == 1
    assert Approval.objects.given().count() > 15
    assert not Approval.objects.given_to_own_work().exists()
    assert not Approval.objects.filter(at__gt=now).exists()
    assert not WorkFile.objects.filter(uploaded_at__gt=now).exists()
    assert Brief.objects.get(title="The autumn menu").closed_on < today
    cree = Person.objects.get(email="cree@example.com")
    rows = cree.assignments.filter(done_on=None).values_list("hours", "starts_on", "due_on")
    week = {today + timedelta(days=days) for days in range(7)}
    assert sum(hours for row in rows for day, hours in spread(*row).items() if day in week) > cree.weekly_hours
