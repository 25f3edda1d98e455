"""Rows of several kinds come with one statement, and are what each would be if it were asked alone."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.test.utils import CaptureQueriesContext

from care.models import CheckIn
from care.tests.factories import CheckInFactory
from clients.models import Contract
from clients.tests.factories import ContractFactory
from core import readings, statements
from core.models import Event, ExchangeRate
from core.moves import record
from core.readings import unchanged
from core.together import asked_of_each, asked_together
from people.models import Absence, Person
from people.tests.factories import AbsenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    statements.forget()
    readings.forget()
    yield
    statements.forget()
    readings.forget()


def values(row) -> dict:
    """All that a row holds, and what was loaded beside it."""
    loaded = {name: values(one) for name, one in row._state.fields_cache.items() if one is not None}
    return {name: value for name, value in vars(row).items() if name != "_state"} | loaded


@pytest.fixture
def of_every_kind(account, eli, sam):
    """Days, moments, hours, sums, claims, JSON, and what is empty."""
    CheckInFactory(account=account, owner=eli, planned_on=eli.today, planned_at=time(9, 30), agenda="100% “%s” $1 'quoted'\n{a,b}")
    CheckInFactory(account=account, owner=eli, planned_on=eli.today + timedelta(days=1), planned_at=None)
    ContractFactory(account=account, starts_on=eli.today - timedelta(days=300), ends_on=eli.today + timedelta(days=20))
    ExchangeRate.objects.create(currency="GBP", on=eli.today, house_per_unit="1.170300")
    record(eli, "person.received", by=sam, briefing=1, giver="Sam", found={"a": [1, None, True]})
    AbsenceFactory(person=eli, cover=sam, starts_on=eli.today, ends_on=eli.today)

    def parts(*keys) -> dict:
        covered = Exists(Absence.objects.filter(person=OuterRef("pk")))
        return {
            "check_ins": CheckIn.objects.select_related("account__client", "owner").order_by("-planned_on", "pk")[:5],
            "contracts": Contract.objects.for_pages().order_by("pk")[:5],
            "rates": ExchangeRate.objects.order_by("pk")[:5],
            "events": Event.objects.order_by("-at", "-pk")[:5],
            "people": Person.objects.annotate(is_covered=covered, boss=F("reports_to__name")).order_by("-name"),
            "told": Person.objects.order_by("-name").values_list("name", "is_active")[:3],
            "nobody": Person.objects.filter(pk__in=[]),
            "not asked": None,
        }

    return parts


def test_each_kind_is_what_it_would_be_alone(of_every_kind):
    alone = {name: list(rows) if rows is not None else [] for name, rows in of_every_kind().items()}
    for _time in range(3):  # on PostgreSQL it is prepared at the second
        with CaptureQueriesContext(connection) as captured:
            found = asked_together(("each",), of_every_kind)
        assert len(captured) == 1
        assert found.keys() == alone.keys()
        for name, rows in alone.items():
            assert [one if isinstance(one, tuple) else values(one) for one in found[name]] == [
                one if isinstance(one, tuple) else values(one) for one in rows
            ], name
    assert all(alone[name] for name in alone if name not in ("nobody", "not asked"))


def test_rows_are_those_of_now_and_keys_those_that_are_handed_over(eli, sam, account):
    def build(person):
        return {"people": Person.objects.filter(pk=person), "check_ins": CheckIn.objects.filter(owner=person)}

    CheckInFactory(account=account, owner=eli)
    for person, name in ((eli, "Eli First"), (sam, "Sam First"), (eli, "Eli Last")):
        Person.objects.filter(pk=person.pk).update(name=name)
        found = asked_together(("keys",), build, person=person.pk)
        assert [one.name for one in found["people"]] == [name]
        assert [one.owner_id for one in found["check_ins"]] == [eli.pk] * (person == eli)
    assert asked_together(("keys",), build, person=10**30)["people"] == []


@pytest.mark.parametrize("many", [1, 40])
def test_keys_of_several_kinds_are_asked_for_at_once(many, account, eli, cora, sam):
    check_ins = [CheckInFactory(account=account, owner=eli).pk for _number in range(many)]
    builds = {
        "people": lambda keys: Person.objects.filter(pk__in=keys),
        "check_ins": lambda keys: CheckIn.objects.filter(pk__in=keys, owner=eli),
    }
    with CaptureQueriesContext(connection) as captured:
        found = asked_of_each(("some",), builds, {"people": [eli.pk, sam.pk], "check_ins": check_ins})
    assert len(captured) == 1
    assert {name: {one.pk for one in rows} for name, rows in found.items()} == {"people": {eli.pk, sam.pk}, "check_ins": {*check_ins}}
    assert asked_of_each(("some",), builds, {}) == {}


def test_what_is_made_of_them_is_made_anew_when_one_row_of_any_kind_has_changed(eli, account):
    made = []

    def make():
        found = asked_together(("made",), lambda: {"people": Person.objects.filter(pk=eli.pk), "check_ins": CheckIn.objects.all()})
        made.append(1)
        return [one.name for one in found["people"]], len(found["check_ins"])

    assert [unchanged(("made",), make) for _time in range(2)] == [([eli.name], 0)] * 2
    assert len(made) == 1
    CheckInFactory(account=account, owner=eli)
    assert unchanged(("made",), make) == ([eli.name], 1)
    Person.objects.filter(pk=eli.pk).update(name="Eli Else")
    assert unchanged(("made",), make) == (["Eli Else"], 1)
