"""The demo agency: once, deterministic, alive (issue 2, part 1)."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

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
