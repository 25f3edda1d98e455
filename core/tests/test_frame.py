"""The frame: places that exist and that this person may see, the search, the gallery, one own's refusals."""

import pytest
from django.test import RequestFactory

from core import navigation
from core.navigation import Frame, Making, Place, SideAccount
from core.search import Hit, Searchable

pytestmark = [pytest.mark.django_db, pytest.mark.urls("core.tests.list_pages")]


@pytest.fixture
def frame(sam, monkeypatch):
    """Sam's frame with places of our own."""

    def make(*, places=(), makings=(), accounts=()):
        monkeypatch.setattr(navigation, "places", list(places))
        monkeypatch.setattr(navigation, "makings", list(makings))
        monkeypatch.setattr(navigation, "my_accounts", list(accounts))
        request = RequestFactory().get("/")
        request.user = sam
        return Frame(request)

    return make


def test_a_place_without_a_page_or_a_right_is_left_out(frame):
    made = frame(
        places=[Place("search", "Search", "search"), Place("not_built", "Later", "x"), Place("mfa_index", "Keys", "key", may="people.fly")]
    )
    assert [line.place.label for line in made.lines] == ["Search"]


def test_a_place_covers_the_pages_below_it(frame):
    place = Place("client_list", "Clients", "building-2", covers=("client_", "account_"))
    assert place.is_here("account_detail")
    assert not place.is_here("contract_list")


def test_what_one_may_not_begin_is_not_offered(frame):
    made = frame(makings=[Making("search", "Search", "search"), Making("search", "Fly", "plane", may="people.fly")])
    assert [one["label"] for one in made.makings] == ["Search"]


def test_at_the_side_stand_at_most_eight_accounts(frame):
    made = frame(accounts=[lambda person: [SideAccount(str(n), "/") for n in range(20)]])
    assert len(made.accounts) == 8


def test_the_frame_is_drawn_anew_when_something_in_it_changes(client, sam, eli):
    client.force_login(sam)
    assert sam.name in client.get("/settings/").content.decode()
    type(sam).objects.filter(pk=sam.pk).update(name="Samuel Renamed")
    assert "Samuel Renamed" in side_of(client.get("/settings/"))
    client.force_login(eli)
    assert "Samuel Renamed" not in side_of(client.get("/settings/"))
    assert eli.name in side_of(client.get("/settings/"))


def side_of(response) -> str:
    return response.content.decode().partition('<nav class="side"')[2].partition("</nav>")[0]


@pytest.mark.parametrize(
    ("came_from", "is_ours"), [("https://elsewhere.example/x", False), ("http://testserver/people/?page=2", True), ("", False)]
)
def test_back_leads_only_to_ourselves(frame, came_from, is_ours):
    made = frame()
    made.request.META["HTTP_REFERER"] = came_from
    assert made.back_url == (came_from if is_ours else made.home_url)


@pytest.fixture
def kinds(monkeypatch, sam):
    """One searchable kind that finds people by name."""
    people = type(sam).objects
    kind = Searchable(
        "People",
        "user",
        lambda person, words: [people.filter(name__icontains=words).order_by("name")],
        best_first=lambda words: ("name",),
        says=("name", "email"),
        hit=lambda row: Hit(row.name, "/x/", row.email),
    )
    monkeypatch.setattr("core.search.search", [kind])
    return kind


def test_search_finds_by_kind_and_shows_the_few_of_the_palette(client, sam, kinds):
    client.force_login(sam)
    assert "<mark>Sam</mark> Supervisor" in client.get("/search/?q=Sam").content.decode()
    palette = client.get("/search/?q=Sam", headers={"HX-Request": "true"}).content.decode()
    assert 'role="option"' in palette
    assert "dict_keys" not in client.get("/search/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in palette


def test_search_asks_for_two_letters_and_says_when_there_is_nothing(client, sam, kinds):
    client.force_login(sam)
    assert "Sam Supervisor" not in client.get("/search/?q=S").content.decode().split("<main")[1].split("</main>")[0]
    assert "Nothing found" in client.get("/search/?q=zzzz").content.decode()


def test_the_gallery_is_there_for_staff_alone(client, sam, ada):
    client.force_login(sam)
    assert client.get("/gallery/").status_code == 404
    assert 'href="/gallery/"' not in client.get("/settings/").content.decode()
    client.force_login(ada)
    page = client.get("/gallery/").content.decode()
    assert page.count("<section") > 15


def test_a_page_without_login_leads_to_the_door(client):
    assert client.get("/gallery/").headers["Location"].startswith("/door/login/")


@pytest.mark.parametrize("address", ["/door/login/", "/door/password/reset/", "/door/signup/"])
def test_the_entrance_needs_no_script_of_others(client, db, address):
    page = client.get(address).content.decode()
    assert 'class="entrance"' in page
    assert "http://" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_a_log_in_with_a_wrong_password_says_so_and_keeps_the_e_mail(client, sam):
    page = client.post("/door/login/", {"login": sam.email, "password": "not it at all"}).content.decode()
    assert "is-invalid" in page or "alert" in page
    assert sam.email in page


@pytest.mark.parametrize("address", ["/door/2fa/", "/door/sessions/", "/door/password/change/", "/door/logout/"])
def test_ones_own_log_in_has_our_look(client, sam, address):
    client.force_login(sam)
    page = client.get(address, follow=True).content.decode()
    assert "theme.css" in page
    assert "Menu:" not in page
