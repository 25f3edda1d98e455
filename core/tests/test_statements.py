"""A statement is built once; what it finds is asked for every time."""

import pytest
from django.db import connection
from django.db.models import Q
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from core.statements import asked, forget, state_of
from people.models import Absence, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    forget()
    yield
    forget()


def test_rows_are_those_of_now(eli, sam):
    def names():
        return asked(("names",), lambda: Person.objects.filter(is_active=True).order_by("name").values_list("name", flat=True))

    before = names()
    Person.objects.filter(pk=eli.pk).update(name="Aaron First")
    assert names() != before
    assert names()[0] == "Aaron First"


def test_the_statement_is_built_once_and_asked_each_time(eli):
    built = []

    def build():
        built.append(1)
        return Person.objects.filter(pk=eli.pk).select_related("reports_to")

    with CaptureQueriesContext(connection) as captured:
        found = [asked(("one",), build) for _time in range(3)]
    assert len(built) == 1
    assert len(captured) == 3
    assert [row.pk for rows in found for row in rows] == [eli.pk] * 3
    assert found[0][0] is not found[1][0]


def test_unions_values_and_what_is_loaded_beside(eli, sam):
    def union():
        people = Person.objects.order_by().values("pk", "name")
        return people.filter(pk=eli.pk).union(people.filter(pk=sam.pk))

    def loaded():
        return Person.objects.filter(pk=sam.pk).prefetch_related("reports")

    for _time in range(2):
        assert {row["pk"] for row in asked(("union",), union)} == {eli.pk, sam.pk}
        with CaptureQueriesContext(connection) as captured:
            [boss] = asked(("loaded",), loaded)
            list(boss.reports.all())
        assert len(captured) == 2


def test_nothing_to_ask_finds_nothing(eli):
    for _time in range(2):
        assert asked(("none",), lambda: None) == []
        assert asked(("empty",), lambda: Person.objects.filter(Q(pk__in=[]))) == []


def test_whoever_changes_is_asked_about_anew(eli, hana):
    before = state_of(Person.objects.get(pk=eli.pk))
    assert state_of(Person.objects.get(pk=eli.pk)) == before
    Absence.objects.create(person=hana, cover=eli, starts_on=eli.today, ends_on=eli.today)
    assert state_of(Person.objects.get(pk=eli.pk)) != before


def test_other_settings_are_other_statements(eli):
    built = []

    def build():
        built.append(1)
        return Person.objects.filter(pk=eli.pk)

    asked(("settings",), build)
    with override_settings(AGENCY_CURRENCY="GBP"):
        asked(("settings",), build)
    assert len(built) == 2


def test_one_statement_serves_every_key(eli, sam):
    built = []

    def of(pk):
        built.append(pk)
        return Person.objects.filter(pk=pk)

    found = [asked(("key",), of, pk=pk) for pk in (eli.pk, sam.pk, 10**9, 10**30)]
    assert [[one.pk for one in rows] for rows in found] == [[eli.pk], [sam.pk], [], []]
    assert len(built) == 1
