"""What is made of rows is made anew only when a row has changed; the rows are asked for at every visit."""

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from clients.models import Client, Preference, Seat
from clients.tests.factories import AccountFactory, LeadFactory
from core import readings, statements
from core.columns import HouseTable
from core.drawn import TOKEN
from core.pages import render_record
from core.readings import unchanged
from core.statements import asked
from people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    statements.forget()
    readings.forget()
    yield
    statements.forget()
    readings.forget()


def people(name="people"):
    return asked((name,), lambda: Person.objects.filter(is_active=True).order_by("name"))


class Made:
    """Counts how often something was made, and says the names that were found."""

    def __init__(self, ask=people):
        self.ask, self.times = ask, 0

    def __call__(self):
        self.times += 1
        return [person.name for person in self.ask()]


def test_made_once_and_asked_each_time(eli, sam):
    make = Made()
    with CaptureQueriesContext(connection) as captured:
        found = [unchanged(("names",), make) for _visit in range(3)]
    assert (make.times, len(captured)) == (1, 3)
    assert found == [[person.name for person in people()]] * 3


def test_made_anew_of_the_answer_at_hand_when_a_row_has_changed(eli, sam):
    make = Made()
    unchanged(("names",), make)
    Person.objects.filter(pk=eli.pk).update(name="Aaron First")
    with CaptureQueriesContext(connection) as captured:
        assert unchanged(("names",), make)[0] == "Aaron First"
    assert (make.times, len(captured)) == (2, 1)


def test_a_second_question_that_brings_something_else_is_a_change(eli, sam):
    def bosses():
        return people() and asked(("bosses",), lambda: Person.objects.filter(reports__isnull=False).distinct().order_by("name"))

    make = Made(bosses)
    unchanged(("bosses",), make)
    Person.objects.filter(pk=sam.pk).update(name="Aaron First")
    Person.objects.filter(pk=eli.pk).update(reports_to=None)
    assert unchanged(("bosses",), make) == [person.name for person in bosses()]
    assert make.times == 2


def test_the_same_question_for_another_row_is_another_question(eli, sam):
    def of(person):
        return lambda: [one.name for one in asked(("one",), lambda pk: Person.objects.filter(pk=pk), pk=person.pk)]

    for _visit in range(2):
        assert [unchanged(("one", person.pk), of(person)) for person in (eli, sam)] == [[eli.name], [sam.name]]


def lazily():
    return [person.reports_to or person for person in people()]


def beside():
    rows = asked(("beside",), lambda: Person.objects.filter(is_active=True).order_by("name").prefetch_related("reports"))
    return [boss for person in rows for boss in [person, *person.reports.all()]]


def unasked():
    return Person.objects.order_by("name")


@pytest.mark.parametrize("ask", [lazily, beside, unasked, list])
def test_what_asks_in_a_way_that_cannot_be_asked_again_is_never_kept(ask, eli, sam):
    make = Made(ask)
    for _visit in range(3):
        unchanged(("names",), make)
    assert make.times == 3


def test_what_was_being_made_when_it_failed_is_not_kept(eli):
    def fail():
        people()
        raise LookupError

    with pytest.raises(LookupError):
        unchanged(("names",), fail)
    assert unchanged(("names",), Made()) == [person.name for person in people()]


def test_within_another_its_questions_are_the_others(eli, sam):
    inner = Made()
    outer = Made(lambda: [Person(name=name) for name in unchanged(("inner",), inner)])
    unchanged(("outer",), outer)
    Person.objects.filter(pk=eli.pk).update(name="Aaron First")
    assert unchanged(("outer",), outer)[0] == "Aaron First"


def test_each_language_has_its_own(eli):
    make = Made()
    for language in ("en-gb", "fi", "en-gb"):
        with translation.override(language):
            unchanged(("names",), make)
    assert make.times == 2


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def drawings(monkeypatch):
    """How often the rows of a list were drawn."""
    times, draw = [], HouseTable.drawn_rows
    monkeypatch.setattr(HouseTable, "drawn_rows", lambda table: times.append(1) or draw(table))
    return times


def test_a_list_that_nobody_has_touched_is_drawn_once_for_a_reader(client, dana, eli, drawings):
    LeadFactory(account__name="Oat & Linen", person=eli)
    client.force_login(dana)
    pages = [client.get(reverse("account_list")).content.decode() for _visit in range(3)]
    assert len(drawings) == 1
    assert all("Oat &amp; Linen" in page for page in pages)


def test_a_list_shows_at_once_what_has_changed_in_a_row_or_beside_it(client, dana, eli, sam, drawings):
    account = LeadFactory(account__name="Oat & Linen", person=eli).account
    client.force_login(dana)

    def page():
        return client.get(reverse("account_list")).content.decode()

    page()
    Client.objects.filter(pk=account.client_id).update(name="Renamed Mill")
    assert "Renamed Mill" in page()
    Seat.objects.filter(account=account, is_lead=True).update(person=sam)
    assert sam.name in page()
    LeadFactory(account=AccountFactory(name="Another one"), person=eli)
    assert "Another one" in page()
    Person.objects.filter(pk=dana.pk).update(language="fi")
    page()
    assert len(drawings) == 5


def test_what_one_reader_was_shown_is_not_shown_to_another(client, dana, eli, otto):
    LeadFactory(account__name="Oat & Linen", person=eli)
    client.force_login(dana)
    assert "Oat &amp; Linen" in client.get(reverse("account_list")).content.decode()
    client.force_login(otto)
    assert "Oat &amp; Linen" not in client.get(reverse("account_list")).content.decode()


# ── Pages of one row ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def contents(monkeypatch):
    """How often the content of a page was drawn."""
    times = []

    def draw(*args, **words):
        times.append(1)
        return render_to_string(*args, **words)

    monkeypatch.setattr("core.pages.render_to_string", draw)
    return times


def test_c3_an_account_that_nobody_has_touched_is_drawn_once_and_asked_for_each_time(client, dana, eli, contents):
    account = LeadFactory(account__name="Oat & Linen", person=eli).account
    client.force_login(dana)
    client.get(account.get_absolute_url())  # a process that has met no content type yet asks for them beside
    contents.clear()
    readings.forget()
    asked_for = []
    for _visit in range(3):
        with CaptureQueriesContext(connection) as captured:
            assert "<h1>Oat &amp; Linen</h1>" in client.get(account.get_absolute_url()).content.decode()
        asked_for.append(len(captured))
    assert len(contents) == 1
    assert asked_for[1] == asked_for[2] > 8


def test_c3_an_account_shows_at_once_what_has_changed(client, dana, eli, sam, contents):
    seat = LeadFactory(account__name="Oat & Linen", person=eli)
    client.force_login(dana)

    def page():
        return client.get(seat.account.get_absolute_url()).content.decode()

    page()
    Seat.objects.filter(pk=seat.pk).update(person=sam)
    assert sam.name in page()
    Preference.objects.create(account=seat.account, text="Never on a Monday", heard_on=dana.today, noted_by=eli)
    assert "Never on a Monday" in page()
    assert len(contents) == 3


def test_c3_an_account_is_gone_at_once_for_whoever_may_not_see_it_any_more(client, eli, sam):
    seat = LeadFactory(account__name="Oat & Linen", person=eli)
    client.force_login(eli)
    assert client.get(seat.account.get_absolute_url()).status_code == 200
    Seat.objects.filter(pk=seat.pk).update(person=sam)
    assert client.get(seat.account.get_absolute_url()).status_code == 404


def test_what_is_drawn_once_carries_each_visits_own_token(rf, dana, tmp_path, settings):
    """Two visits, two tokens; what is kept has none."""
    (tmp_path / "with_form.html").write_text("{% extends page_base %}{% block content %}<i>{{ csrf_token }}</i>{% endblock %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]

    def page():
        request = rf.get("/with-form/")
        request.user, request.htmx = dana, None
        request.session = request._messages = []
        text = render_record(request, "with_form.html", lambda: {"page_title": people()[0].name}).content.decode()
        return re.search(r"<i>(.*)</i>", text)[1]

    first, second = page(), page()
    assert len(readings._kept) == 1
    assert first != second
    assert len(first) == len(second) == 64
    assert TOKEN not in first + second
