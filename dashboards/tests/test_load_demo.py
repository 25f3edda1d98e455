"""The demo agency: once, deterministic, alive (issue 2, part 1)."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from briefs.models import Approval, Brief, JobRating, JobRequest, Milestone, Rebrief, RequestForm, WorkFile
from briefs.plans import spread
from briefs.remarks import oppositions_on
from briefs.states import BriefState, RatingSide, RebriefCause, RequestState
from briefs.work_files import standings_of
from care.models import CheckIn
from clients.models import Account, Client, Contract, Renewal
from clients.states import ClientState, ContractState, RenewalStage
from core.models import Event
from dashboards.demo import agency
from people.demo import DEMO_PEOPLE
from people.models import Person
from reminders.models import Reminder

pytestmark = pytest.mark.django_db


def load(**options):
    call_command("load_demo", **{"password": "correct-horse-battery", "verbosity": 0, **options})


def test_s1_the_agency_is_alive_on_the_first_morning():
    load()
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
    load()
    assert {email for email, _name, _rank in DEMO_PEOPLE} <= set(Person.objects.active().values_list("email", flat=True))
    assert not Person.objects.get(email="ruth@example.com").is_active


def test_s6_a_second_run_keeps_what_was_changed():
    load()
    Client.objects.filter(name="Velodroom").update(name="Velodroom Cities")
    load(password="another-password-here")
    assert Client.objects.filter(name="Velodroom Cities").exists()
    assert Person.objects.get(email="sam@example.com").check_password("correct-horse-battery")


def test_s6_the_demo_never_mixes_with_real_people(eli):
    with pytest.raises(CommandError, match="lives in this database"):
        load()
    with override_settings(MODE="serve"), pytest.raises(CommandError, match="serve"):
        load()
    assert Person.objects.filter(pk=eli.pk).exists()


def test_s6_it_needs_a_password(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="password"):
        load(password="")


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 11, 30), date(2026, 1, 5), date(2026, 10, 31)])
def test_s1_it_loads_on_any_weekday(day):
    agency.load(password="correct-horse-battery", today=day)
    assert Contract.objects.past_notice_day(today=day).exists()


def test_w2_the_demo_has_jobs_in_every_state_approved_by_others_with_a_ledger_and_a_designer_who_has_too_much():
    load()
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


def test_w5_the_work_of_the_demo_is_drawn_remarked_on_and_opens_for_a_guest(client, capsys):
    load(verbosity=1)
    assert set(WorkFile.objects.values_list("mime", flat=True)) == {"image/png", "application/pdf"}
    assert not WorkFile.objects.filter(thumbnail="").exists()
    assert WorkFile.objects.get(name="menu 2.pdf").pages == 2
    (opposition,) = oppositions_on(WorkFile.objects.all())
    assert {str(comment.link.contact) for comment in opposition.comments} == {"Mirkka Salo", "Kauko Vihervaara-Rantanen"}
    waits = [one.deliverable.name for one in standings_of(Brief.objects.get(state=BriefState.WITH_CLIENT)) if one.verdict is None]
    assert waits == ["City poster", "Tram film, 10 seconds"]
    kept = settings.VAR_DIR / "demo-guest-pages"
    paths = [line.partition("\t")[0] for line in kept.read_text().splitlines()]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    said = capsys.readouterr().out
    assert [path in said for path in paths] == [True, True]
    assert kept.stat().st_mode & 0o077 == 0
