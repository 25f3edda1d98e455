"""Authority on an account: a live seat, standing above a seated person, a live cover; and nothing else (DESIGN §2, P8)."""

from datetime import timedelta

import pytest

from clients.models import Account, Client, Contract, Seat
from clients.tests.factories import ClientFactory, ContractFactory, SeatFactory
from people.models import Person
from people.states import Department
from people.tests.factories import AbsenceFactory, PersonFactory

CAST = ("cora", "eli", "sam", "dana", "hana", "otto", "pia", "tara", "fin", "cree", "ada")


@pytest.fixture
def cast(request):
    return {name: request.getfixturevalue(name) for name in CAST}


def afresh(person: Person) -> Person:
    """Standing is kept for one request; the next one reads it anew."""
    return Person.objects.get(pk=person.pk)


def who_sees(account, cast) -> set[str]:
    return {name for name, person in cast.items() if account in Account.objects.visible_to(afresh(person))}


def test_p8_seats_and_the_line_above_them_open_an_account(account, cast):
    assert who_sees(account, cast) == {"cora", "eli", "sam", "dana", "hana"}


def test_p8_only_seats_and_a_head_open_a_walled_account(walled_account, cast):
    assert who_sees(walled_account, cast) == {"eli", "hana"}


@pytest.mark.parametrize("department", [d for d in Department if d != Department.ACCOUNTS])
def test_p10_other_departments_need_a_seat(account, department):
    person = PersonFactory(rank=None, department=department)
    assert account not in Account.objects.visible_to(person)
    SeatFactory(account=account, person=person, role="liaison")
    assert account in Account.objects.visible_to(afresh(person))


def test_p10_whoever_a_liaison_reports_to_sees_it_too(account, cast):
    boss = PersonFactory(rank=None, department=Department.CREATIVE)
    SeatFactory(account=account, person=PersonFactory(rank=None, department=Department.CREATIVE, reports_to=boss), role="liaison")
    assert account in Account.objects.visible_to(boss)


@pytest.mark.parametrize(("starts", "ends", "sees"), [(-9, None, True), (-9, 0, True), (0, None, True), (-9, -1, False), (1, None, False)])
def test_p8_a_seat_opens_on_its_days_only(walled_account, otto, starts, ends, sees):
    day = {"starts_on": otto.today + timedelta(days=starts), "ends_on": None if ends is None else otto.today + timedelta(days=ends)}
    SeatFactory(account=walled_account, person=otto, **day)
    assert (walled_account in Account.objects.visible_to(otto)) == sees


def test_p8_a_cover_sees_what_the_absent_sees_while_it_lasts(account, walled_account, cast):
    absence = AbsenceFactory(person=cast["eli"], cover=cast["otto"])
    assert who_sees(account, cast) == {"cora", "eli", "sam", "dana", "hana", "otto"}
    assert who_sees(walled_account, cast) == {"eli", "hana", "otto"}
    absence.ends_on = absence.starts_on = cast["otto"].today - timedelta(days=1)
    absence.save()
    assert "otto" not in who_sees(account, cast) | who_sees(walled_account, cast)


def test_p8_a_cover_of_a_supervisor_inherits_the_line_but_no_wall(account, walled_account, cast):
    AbsenceFactory(person=cast["sam"], cover=cast["otto"])
    assert "otto" in who_sees(account, cast)
    assert "otto" not in who_sees(walled_account, cast)


def test_p5_whoever_covers_for_the_head_sees_all(account, walled_account, cast):
    AbsenceFactory(person=cast["hana"], cover=cast["otto"])
    assert {"otto"} <= who_sees(account, cast) & who_sees(walled_account, cast)


@pytest.mark.parametrize("who", ["cora", "eli", "sam", "dana", "hana"])
def test_p8_whoever_left_sees_nothing(account, walled_account, who, cast):
    Person.objects.filter(pk=cast[who].pk).update(is_active=False)
    assert who not in who_sees(account, cast) | who_sees(walled_account, cast)


def test_p8_a_line_runs_through_somebody_who_left(account, eli, sam, dana):
    """Sam is switched off before anybody moved his reports: Dana still stands above Eli."""
    Seat.objects.filter(person=dana).delete()
    Person.objects.filter(pk=sam.pk).update(is_active=False)
    assert account in Account.objects.visible_to(afresh(dana))


def test_s6_an_admin_without_a_rank_sees_no_account(account, ada):
    assert not Account.objects.visible_to(ada).exists()
    assert not Client.objects.visible_to(ada).exists()


def test_c7_a_prospect_is_seen_by_its_owner_and_those_above(cast):
    prospect = ClientFactory(owner=cast["eli"])
    seen = {name for name, person in cast.items() if prospect in Client.objects.visible_to(person)}
    assert seen == {"eli", "sam", "dana", "hana"}


def test_c5_what_hangs_on_an_account_is_seen_with_it(account, walled_account, cast):
    open_one, walled = ContractFactory(account=account), ContractFactory(account=walled_account)
    for name, person in cast.items():
        seen = set(Contract.objects.visible_to(person))
        assert (open_one in seen) == (name in {"cora", "eli", "sam", "dana", "hana"})
        assert (walled in seen) == (name in {"eli", "hana"})
