"""Pages that were once wider than a phone (LOOK): a long choice, the filters of a list, bars with long words."""

import pytest

from clients.tests.factories import ContractFactory, ServiceFactory
from tests.journeys.test_pages import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
LAST_CELLS_AWAY_FROM_THE_EDGE = """[...document.querySelectorAll('.table.stacks > tbody > tr')].filter(row => {
    const cells = [...row.children].filter(cell => cell.offsetParent && !cell.classList.contains('wide-cell'))
    const edge = row.getBoundingClientRect().right - parseFloat(getComputedStyle(row).paddingRight)
    return cells.length > 1 && Math.abs(cells.at(-1).getBoundingClientRect().right - edge) > 1
}).map(row => row.textContent)"""
WORDS_THAT_ARE_CUT = """[...document.querySelectorAll('.bar-row .lab')].filter(
    words => words.getBoundingClientRect().right > innerWidth).map(words => words.textContent)"""


def test_a_long_choice_the_filters_of_a_list_and_bars_fit_a_phone(open_page, account, hana):
    page = open_page(hana, "/settings/", **PHONE)
    home, wide = page.url.removesuffix("/settings/"), {}
    for address in (
        f"/accounts/{account.pk}/",
        f"/accounts/{account.pk}/history/",
        "/knowledge/?panel=1",
        "/concerns/?panel=1",
        "/dashboards/people/",
    ):
        page.goto(home + address, wait_until="networkidle")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wide[address] = width
        if cut := page.evaluate(WORDS_THAT_ARE_CUT):
            wide[f"{address} bars"] = cut
    assert wide == {}


def test_what_a_row_ends_with_stands_at_the_right_edge_of_a_phone(open_page, account, dana):
    """Below its name a row has two, three or four cells: none hangs in the middle, and a bare figure has its word."""
    page = open_page(dana, "/accounts/", **PHONE)
    assert page.locator(".table.stacks tbody tr td:visible:not(.wide-cell)").count() == 3
    assert page.evaluate(LAST_CELLS_AWAY_FROM_THE_EDGE) == []
    page.goto(page.url.replace("/accounts/", "/dashboards/people/"), wait_until="networkidle")
    assert page.evaluate(LAST_CELLS_AWAY_FROM_THE_EDGE) == []
    assert page.locator("tbody td:visible:not(.wide-cell)").evaluate_all("cells => cells.every(cell => cell.dataset.word)")


def test_two_links_below_each_other_are_far_enough_apart_for_a_finger(open_page, account, dana):
    account.client.industry = "Food"
    account.client.save()
    assert violations(open_page(dana, "/knowledge/industries/", **PHONE)) == []


def test_the_menu_of_a_page_opens_within_the_window(open_page, account, dana):
    """Alone at the left, as "…" of a contract, beside others, or as wide as the page."""
    ServiceFactory()
    contract = ContractFactory(account=account)
    page = open_page(dana, "/settings/", **PHONE)
    home, outside = page.url.removesuffix("/settings/"), {}
    for address in (f"/contracts/{contract.pk}/", f"/accounts/{account.pk}/", "/team/", "/services/", "/dashboards/portfolio/"):
        page.goto(home + address, wait_until="networkidle")
        page.locator(".page-acts summary").first.click()
        box = page.locator(".page-acts .menu:visible").bounding_box()
        if box["x"] < 0 or box["x"] + box["width"] > PHONE["width"]:
            outside[address] = box
    assert outside == {}
