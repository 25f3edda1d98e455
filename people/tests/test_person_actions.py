"""People come, change and go (S6)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core.errors import LostRace, Refused
from core.models import Event
from people import actions
from people.models import Person
from people.states import Rank


def test_s6_an_admin_adds_a_person(ada, sam):
    person = actions.add_person(by=ada, email=" New@Example.com", name="New One", rank=Rank.EXECUTIVE, reports_to=sam)
    assert (person.email, person.has_usable_password()) == ("new@example.com", False)
    assert Event.objects.get().actor == ada


@pytest.mark.parametrize("who", ["cora", "dana", "hana"])
def test_s6_the_ladder_does_not_manage_log_ins(who, eli, request):
    with pytest.raises(PermissionDenied):
        actions.change_person(eli, by=request.getfixturevalue(who), rank=Rank.HEAD)


def test_s6_a_change_says_what_it_was_and_became(ada, eli, dana):
    actions.change_person(eli, by=ada, version=1, job_title="Senior executive", reports_to=dana)
    changes = Event.objects.get().words["changes"]
    assert changes == {"job title": ["–", "Senior executive"], "reports to": ["Sam Supervisor", "Dana Director"]}
    with pytest.raises(LostRace):
        actions.change_person(eli, by=ada, version=1, job_title="Other")


def test_p8_nobody_stands_above_themselves(ada, eli, sam):
    with pytest.raises(Refused, match="already reports"):
        actions.change_person(sam, by=ada, reports_to=eli)
    sam.refresh_from_db()
    assert sam.reports_to.name == "Dana Director"


def test_s6_whoever_is_switched_off_is_out_at_once(client, ada, eli):
    client.force_login(eli)
    assert client.get("/team/").status_code == 200
    actions.change_person(eli, by=ada, is_active=False)
    assert client.get("/team/").status_code == 302


def test_p1_only_account_services_has_ranks(tara):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=tara.pk).update(rank=Rank.EXECUTIVE)


def test_s6_an_address_is_one_person_in_any_case(eli):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.bulk_create([Person(email="ELI@example.com", name="Twin")])


def test_s6_an_unknown_time_zone_is_refused_where_it_is_written(ada, eli):
    for write in (
        lambda: actions.add_person(by=ada, email="x@example.com", name="X", time_zone="Europe/Atlantis"),
        lambda: actions.change_person(eli, by=ada, time_zone="Europe/Atlantis"),
        lambda: actions.change_settings(eli, by=eli, time_zone="Europe/Atlantis"),
    ):
        with pytest.raises(Refused, match="no time zone"):
            write()
