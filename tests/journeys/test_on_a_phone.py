"""Pages that were once wider than a phone (LOOK): a long choice, the filters of a list, bars with long words."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
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
