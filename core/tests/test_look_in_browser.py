"""What the keyboard and the pointer gain, in a real browser under the real content security policy (DESIGN §9, LOOK)."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model

pytestmark = [pytest.mark.browser, pytest.mark.urls("core.tests.list_pages"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(sam):
    people = get_user_model().objects
    people.bulk_create(
        people.model(email=f"p{n}@example.com", name=f"Person {n:02}", department="traffic", reports_to=sam) for n in range(60)
    )


def violations(page) -> list[str]:
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1000, 390])
def test_the_gallery_is_accessible_and_never_scrolls_sideways(open_page, ada, width, dark):  # noqa: F811
    page = open_page(ada, "/gallery/", width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_list_and_the_entrance_are_accessible(open_page, crowd, sam, width):  # noqa: F811
    assert violations(open_page(sam, "/people/", width=width)) == []
    assert violations(open_page(None, "/door/login/", width=width)) == []


def test_what_was_done_stands_in_line_with_its_hour_and_is_printed_too(open_page, ada):
    page = open_page(ada, "/gallery/", width=390)
    entry = page.locator(".timeline > li").first
    said, at = entry.locator("> .say"), entry.locator("> time")
    assert said.bounding_box()["x"] == at.bounding_box()["x"]
    page.emulate_media(media="print")
    assert said.is_visible()


def test_typing_into_the_search_box_narrows_the_list_and_the_address(open_page, crowd, sam):  # noqa: F811
    page = open_page(sam, "/people/")
    rows = page.locator("tbody tr")
    page.locator("#list-q").press_sequentially("Person 07", delay=15)
    page.wait_for_url(re.compile(r"\?q=Person(\+|%20)07$"))
    rows.nth(1).wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "list-q"
    assert page.locator("#list-q").input_value() == "Person 07"
    page.go_back()
    rows.nth(24).wait_for()


def test_a_filter_becomes_a_chip_and_its_cross_takes_it_away(open_page, crowd, sam):  # noqa: F811
    page = open_page(sam, "/people/")
    page.locator(".filter-more > summary").click()
    page.locator(".filter-more").get_by_label("Traffic").check()
    page.locator(".filter-more button[type=submit]").click()
    chip = page.locator("a.filter.is-on")
    chip.wait_for()
    assert "Traffic" in chip.inner_text()
    assert page.url.endswith("?department=traffic")
    chip.click()
    chip.wait_for(state="detached")
    assert page.url.endswith("/people/")


def test_picking_rows_brings_the_bulk_bar_and_all_that_match_go_along(open_page, crowd, sam):  # noqa: F811
    page = open_page(sam, "/people/?q=Person")
    bar = page.locator("[data-bulk]")
    assert not bar.is_visible()
    page.locator("tbody input[name=pick]").nth(1).check()
    page.locator("tbody input[name=pick]").nth(4).click(modifiers=["Shift"])
    assert bar.locator("strong").inner_text() == "4 picked"
    assert page.locator("[data-bulk-export]").get_attribute("href").count("pick=") == 4
    page.locator("[data-pick-every]").click()
    assert bar.locator("strong").inner_text() == "All 60 that match"
    bar.get_by_role("button", name="Greet").click()
    page.wait_for_url("**/greet/")
    assert page.content().count("Person ") == 60


def test_the_keyboard_walks_the_rows_picks_and_opens(open_page, crowd, sam):  # noqa: F811
    page = open_page(sam, "/people/?q=Person")
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    assert page.locator("tr.is-selected").count() == 1
    assert page.evaluate("document.activeElement.textContent") == "Person 01"


def test_slash_opens_the_search_question_mark_the_keys_and_escape_closes(open_page, sam):  # noqa: F811
    page = open_page(sam, "/people/")
    page.keyboard.press("/")
    assert page.locator("#palette").is_visible()
    page.keyboard.type("zz")
    page.locator("#palette-hits .none").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_single_keys_can_be_switched_off(open_page, sam):  # noqa: F811
    get_user_model().objects.filter(pk=sam.pk).update(has_single_keys=False)
    page = open_page(sam, "/people/")
    page.keyboard.press("/")
    assert not page.locator("#palette").is_visible()


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(open_page, sam):  # noqa: F811
    page = open_page(sam, "/people/")
    summary = page.get_by_text("Export", exact=True).first
    summary.click()
    assert page.get_by_role("link", name="CSV").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="CSV").is_visible()
    summary.click()
    page.locator("h1").click()
    assert not page.get_by_role("link", name="CSV").is_visible()


def test_everything_of_a_list_works_without_scripts(open_page, crowd, sam):  # noqa: F811
    page = open_page(sam, "/people/", scripts=False)
    page.locator("#list-q").fill("Person 07")
    page.locator("#list-q").press("Enter")
    assert page.locator("tbody tr").count() == 1
    page.goto(page.url.split("?")[0])
    page.get_by_role("link", name="Next").click()
    assert "page=2" in page.url
    page.locator("tbody input[name=pick]").first.check()
    page.get_by_role("button", name="Greet").click()
    assert "/greet/" in page.url


@pytest.mark.parametrize(("theme", "scheme"), [("dark", "dark"), ("light", "light"), ("", "light")])
def test_a_person_may_choose_light_or_dark(open_page, sam, theme, scheme):  # noqa: F811
    get_user_model().objects.filter(pk=sam.pk).update(theme=theme)
    page = open_page(sam, "/people/")
    assert page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor") == (
        "rgb(29, 24, 29)" if scheme == "dark" else "rgb(255, 255, 255)"
    )
