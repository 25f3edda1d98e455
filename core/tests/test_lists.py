"""Lists (DESIGN §9, S4): everything in the address, pages that never overlap, an export of all that match."""

import csv
import io
import re

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.lists import capped_count, counting, ordered
from core.tests.list_pages import PersonFilter

pytestmark = [pytest.mark.django_db, pytest.mark.urls("core.tests.list_pages")]
Person = get_user_model()


@pytest.fixture
def crowd(sam):
    """Sixty people of traffic, all of one name in pairs so that sorting meets ties, under Sam."""
    Person.objects.bulk_create(
        Person(email=f"p{n}@example.com", name=f"Person {n // 2:02}", department="traffic", reports_to=sam, phone="+44 20")
        for n in range(60)
    )


@pytest.fixture
def see(client, sam):
    client.force_login(sam)
    return lambda address, **headers: client.get(address, headers=headers)


def names(response) -> list[str]:
    return re.findall(r'class="row-title" href="[^"]*">([^<]*)<', response.content.decode())


def keys(response) -> list[str]:
    return re.findall(r'name="pick" value="(\d+)"', response.content.decode())


def test_s4_pages_never_overlap_and_leave_nobody_out(crowd, see):
    seen = [key for page in (1, 2, 3) for key in keys(see(f"/people/?sort=name&page={page}"))]
    assert len(seen) == len(set(seen)) == Person.objects.count()


def test_s4_the_foot_says_where_one_is(crowd, see):
    page = see("/people/?page=2").content.decode()
    assert f"26–50 of {Person.objects.count()} people" in re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize(
    ("sort", "first"), [("name", "Dana Director"), ("-name", "Sam Supervisor"), ("nonsense", "Dana Director"), ("cost", "Dana Director")]
)
def test_s4_sorting_takes_only_columns_that_can_be_sorted(see, sort, first):
    assert names(see(f"/people/?sort={sort}"))[0] == first


def test_s4_a_sorted_column_says_so(see):
    page = see("/people/?sort=-name").content.decode()
    assert page.count("aria-sort") == 1
    assert 'aria-sort="descending"' in page


def test_s4_missing_values_come_last_in_both_directions(see, hana):
    assert names(see("/people/?sort=reports_to"))[-1] == names(see("/people/?sort=-reports_to"))[-1] == hana.name


def test_s4_search_and_filters_stand_in_the_address_as_chips(crowd, see):
    page = see("/people/?q=Person+0&department=traffic&joined_early=2999-01-31").content.decode()
    assert len(re.findall(r'class="row-title"', page)) == 20
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "Department: Traffic" in text
    assert "Joined before: 31 Jan 2999" in text
    assert 'href="/people/?q=Person+0&amp;joined_early=2999-01-31"' in page  # the chip of the department takes itself away


def test_s4_a_filter_that_cannot_be_read_is_named_and_left_out(see):
    page = see("/people/?joined_early=soon").content.decode()
    assert "could not be read" in page
    assert "Sam Supervisor" in page


def test_s4_nothing_found_names_what_was_asked(see):
    page = see("/people/?q=zzz").content.decode()
    assert "Nothing matches “zzz”" in page
    assert "Nobody yet" not in page


def test_s4_columns_are_chosen_in_the_address(see):
    heads = re.findall(r"<th scope.*?</th>", see("/people/?show=joined_on").content.decode(), re.S)
    assert [re.sub(r"<[^>]+>", "", head).strip() for head in heads] == ["Name", "Joined"]


def test_s4_htmx_gets_the_list_alone(see):
    page = see("/people/", **{"HX-Request": "true"})
    assert page.content.strip().startswith(b'<div id="list"')
    assert "HX-Request" in page["Vary"]


def test_s4_what_somebody_typed_is_never_markup(see):
    Person.objects.create(email="x@example.com", name='<b>"bold"</b>', department="traffic")
    page = see("/people/?q=%3Cb%3E").content.decode()
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_s4_the_csv_holds_all_that_match_in_this_order(crowd, see):
    response = see("/people/?q=Person&sort=-name&page=2&export=csv")
    header, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert header == ["Full name", "Department", "Rank", "Reports to", "Boss e-mail", "Cost", "Currency", "Joined", "Phone"]
    assert len(rows) == 60
    assert rows[0][0] == "Person 29"
    assert rows[0][3:5] == ["Sam Supervisor", "sam@example.com"]
    assert rows[0][8] == "'+44 20"


def test_s4_the_workbook_holds_the_same(crowd, see):
    body = b"".join(see("/people/?q=Person&export=xlsx").streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(body), read_only=True).active.iter_rows(values_only=True))
    assert len(rows) == 61
    assert {type(row[5]) for row in rows[1:]} <= {float, int}


def test_s4_an_export_of_picked_rows_holds_only_these(crowd, see):
    pk = Person.objects.get(email="p7@example.com").pk
    response = see(f"/people/?export=csv&pick={pk}&pick=nonsense")
    _header, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert [row[0] for row in rows] == ["Person 03"]


def test_s4_an_unknown_kind_of_export_is_not_found(see):
    assert see("/people/?export=exe").status_code == 404


def test_s4_a_bulk_act_gets_the_picked_rows_or_all_that_match(crowd, client, sam):
    client.force_login(sam)
    pk = Person.objects.get(email="p7@example.com").pk
    assert client.post("/greet/", {"pick": [pk, "x"]}).json() == {"names": ["Person 03"]}
    assert len(client.post("/greet/", {"all": "1", "state": "q=Person"}).json()["names"]) == 60


def test_s4_the_queries_of_a_list_do_not_grow_with_its_rows(crowd, see):
    see("/people/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        see("/people/?q=Dana")
    with CaptureQueriesContext(connection) as many:
        see("/people/")
    assert len(many) <= len(few) + 1  # the count, which one page alone does not need
    assert len(many) <= 12


def test_s4_counting_stops_at_the_cap(crowd, see, monkeypatch):
    monkeypatch.setattr(counting, "COUNT_UP_TO", 30)
    assert capped_count(Person.objects.all()) == 31
    assert "30+" in see("/people/").content.decode()


def test_s4_hits_of_a_word_are_counted_less_far(crowd, see, monkeypatch):
    monkeypatch.setattr(counting, "COUNT_FOUND_UP_TO", 30)
    assert "30+" in see("/kept/?q=Person").content.decode()
    assert "30+" not in see("/kept/").content.decode()


def test_s4_more_than_the_cap_is_counted_once_a_minute_and_less_each_time(crowd, see, monkeypatch):
    monkeypatch.setattr(counting, "COUNT_UP_TO", 50)
    monkeypatch.setattr(counting, "_above", {})

    def counts(address):
        with CaptureQueriesContext(connection) as asked:
            see(address)
        return sum("COUNT(" in query["sql"] for query in asked)

    assert [counts("/kept/"), counts("/kept/")] == [1, 0]
    assert [counts("/kept/?joined_early=2999-01-31&size=50"), counts("/kept/?joined_early=2999-01-31&size=50")] == [1, 0]
    Person.objects.filter(name__gte="Person 20", department="traffic").delete()
    assert [counts("/kept/?is_active=true"), counts("/kept/?is_active=true")] == [1, 1]


def test_s4_a_kept_list_shows_the_rows_as_they_are_now_and_to_each_their_own(crowd, see, client, sam, eli):
    assert names(see("/kept/?sort=-name"))[0] == "Person 29"
    Person.objects.filter(email="p59@example.com").update(name="Zoe Renamed")
    assert names(see("/kept/?sort=-name"))[0] == "Zoe Renamed"
    assert sam.name not in names(see("/kept/?q=Sam"))
    client.force_login(eli)
    assert names(see("/kept/?q=Sam")) == [sam.name]
    assert eli.name not in names(see("/kept/?q=Eli"))


def test_s4_the_panel_of_filters_comes_when_it_is_opened(see):
    page = see("/kept/?joined_after=2020-01-01").content.decode()
    assert 'hx-get="/kept/?joined_after=2020-01-01&amp;panel=1"' in page
    assert re.findall(r'<input type="hidden" name="joined_after" value="2020-01-01">', page)  # a search keeps the filter
    assert 'name="department"' not in page
    panel = see("/kept/?joined_after=2020-01-01&panel=1", **{"HX-Request": "true"}).content.decode()
    assert 'name="department"' in panel
    assert re.findall(r'name="joined_after"[^>]*value="2020-01-01"|value="2020-01-01"[^>]*name="joined_after"', panel)
    assert "<html" not in panel
    assert 'id="list"' not in panel


def test_s4_the_panel_opens_without_scripts_too(see):
    page = see("/kept/?panel=1").content.decode()
    assert '<details class="menu-box is-left filter-more" open>' in page
    assert 'name="department"' in page
    assert "panel=1" not in page  # no link of the page carries it on


def test_s4_order_by_a_column_that_cannot_be_null_may_use_an_index(db):
    assert "NULLS" not in str(ordered(Person.objects.all(), ["name"]).query)
    assert "NULLS LAST" in str(ordered(Person.objects.all(), ["-reports_to__name"]).query)


@pytest.mark.parametrize(("field", "widget"), [("department", "checkbox"), ("is_active", "<select"), ("joined", 'type="date"')])
def test_s4_each_filter_has_the_widget_that_fits(field, widget):
    form = PersonFilter({}, queryset=Person.objects.all()).form
    assert widget in str(form[field])
    assert "---" not in str(form[field])
    assert "Unknown" not in str(form[field])


def test_s4_the_chip_of_a_range_takes_both_ends_away_and_nothing_else(see):
    page = see("/people/?joined_after=2020-01-01&joined_before=2999-01-31&q=a").content.decode()
    assert "1 Jan 2020 – 31 Jan 2999" in re.sub(r"\s+", " ", page)
    assert 'href="/people/?q=a"' in page


def test_s4_a_list_may_begin_with_a_filter_that_can_be_taken_away(crowd, see):
    first = see("/traffic/")
    page = first.content.decode()
    assert len(names(first)) == 25
    assert all(name.startswith("Person") for name in names(first))
    assert 'href="/traffic/?f=all"' in page
    assert names(see("/traffic/?f=all&q=Sam")) == ["Sam Supervisor"]
    assert 'href="/traffic/?department=traffic&amp;page=2"' in page
