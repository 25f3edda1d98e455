"""A long question is planned once by each connection to PostgreSQL; what it answers is always of now (ADR 0048)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import planned
from core.statements import asked, counted, forget
from people.models import Person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans in no time, and keeps no plans"),
]


@pytest.fixture(autouse=True)
def every_question_is_long(monkeypatch):
    monkeypatch.setattr(planned, "LONG_LETTERS", 1)
    forget()
    yield
    forget()


def names_of(pk, part="nothing of the kind"):
    def build(person):
        return Person.objects.filter(pk=person).exclude(name__contains=part).values_list("name")

    return asked(("planned", part), build, person=pk)


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'planned%' ORDER BY prepare_time, name")
        return [name for (name,) in cursor.fetchall()]


def test_it_is_prepared_at_its_second_asking_and_called_by_name_from_then_on(eli, sam):
    before = prepared()
    with CaptureQueriesContext(connection) as captured:
        found = [names_of(pk) for pk in (eli.pk, sam.pk, eli.pk, 10**9)]
    assert found == [[(eli.name,)], [(sam.name,)], [(eli.name,)], []]
    assert [one["sql"].split()[0] for one in captured] == ["SELECT", "PREPARE", "EXECUTE", "EXECUTE"]
    assert len(prepared()) == len(before) + 1


def test_its_rows_are_those_of_now(eli):
    for name in ("Eli First", "Eli Second", "100% $1 Eli", "Eli's last"):
        Person.objects.filter(pk=eli.pk).update(name=name)
        assert names_of(eli.pk) == [(name,)]
        assert counted(("planned",), lambda: Person.objects.filter(name="100% $1 Eli")) == (name == "100% $1 Eli")


def test_what_was_typed_is_no_place_for_a_key_and_no_pattern(eli):
    for typed in ("%s", "$1", "100%", "' OR 1=1 --", str(2**62)):
        for _time in range(3):
            assert names_of(eli.pk, typed) == [(eli.name,)]


def test_a_connection_keeps_only_so_much_and_forgets_the_longest_unused(eli, monkeypatch):
    planned._planned.pop(connection.connection, None)
    names_of(eli.pk, "a first one")
    names_of(eli.pk, "a first one")
    [question] = planned._planned[connection.connection]
    monkeypatch.setattr(planned, "MOST_LETTERS", int(2.5 * len(question.sql)))
    for part in ("a1", "b2", "c3", "a1", "d4"):
        for _time in range(3):
            assert names_of(eli.pk, part) == [(eli.name,)]
    assert len(planned._planned[connection.connection]) == 2
    assert set(planned._planned[connection.connection].values()) <= set(prepared())


def test_nothing_is_prepared_where_a_pooler_hands_connections_on(eli, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with CaptureQueriesContext(connection) as captured:
        assert [names_of(eli.pk) for _time in range(3)] == [[(eli.name,)]] * 3
    assert {one["sql"].split()[0] for one in captured} == {"SELECT"}
