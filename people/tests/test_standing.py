"""Who stands for whom (P8), and which people one may see. What it opens of accounts: `test_visibility.py`."""

from datetime import timedelta

import pytest

from people.models import Person
from people.tests.factories import AbsenceFactory


def test_p8_the_line_of_a_person_is_everyone_below(cora, eli, sam, dana, hana, otto):
    assert set(dana.standing.line_of) == {sam.pk, eli.pk, cora.pk}
    assert set(eli.standing.line_of) == {cora.pk}
    assert cora.standing.line_of == frozenset()


def test_p5_a_head_sees_all(hana, dana):
    assert hana.standing.sees_all
    assert not dana.standing.sees_all


def test_p8_a_cover_acts_for_the_absent_and_for_those_below(cora, eli, sam, otto):
    AbsenceFactory(person=sam, cover=otto)
    assert otto.standing.covers_for == {sam.pk}
    assert otto.standing.seats_of == {otto.pk, sam.pk}
    assert otto.standing.line_of == {eli.pk, cora.pk}


@pytest.mark.parametrize("days", [-8, 1])
def test_p8_a_cover_of_other_days_opens_nothing(sam, otto, days):
    AbsenceFactory(person=sam, cover=otto, starts_on=otto.today + timedelta(days=days), ends_on=otto.today + timedelta(days=days + 6))
    assert otto.standing.covers_for == frozenset()


def test_p8_whoever_covers_for_the_head_sees_all_that_week(hana, dana):
    AbsenceFactory(person=hana, cover=dana)
    assert dana.standing.sees_all


def test_p8_whoever_left_stands_for_nobody(sam, eli):
    sam.is_active = False
    assert sam.standing.seats_of == frozenset()
    assert sam.standing.line_of == frozenset()


def test_p8_a_circle_in_the_reporting_line_ends(sam, eli):
    Person.objects.filter(pk=sam.pk).update(reports_to=eli)
    assert Person.objects.ids_below([eli.pk]) == {sam.pk}


def test_p8_those_who_left_are_seen_by_supervisors_and_above(cora, eli, sam, otto):
    Person.objects.filter(pk=otto.pk).update(is_active=False)
    assert otto not in Person.objects.visible_to(eli)
    assert set(Person.objects.visible_to(eli)) < set(Person.objects.visible_to(sam))
    assert otto in Person.objects.visible_to(sam)


def test_s6_a_superuser_is_bound_by_our_rules(ada, eli):
    assert ada.has_perm("people.add_person")
    assert not ada.has_perm("people.hand_over", eli)
