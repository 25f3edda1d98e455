"""Writing a brief in two browsers at once (W2): saved as one writes, the second is told, a lost connection loses nothing."""

import re

import pytest
from django.conf import settings

from briefs.actions.writing import open_brief

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def brief(account, eli):
    return open_brief(account, by=eli, today=eli.today, title="Oats in May", kind="film", texts={"ask": "A film."})


SAVED = re.compile(r"^Saved \d")


def says(page, words) -> None:
    page.locator("[data-save-state]", has_text=words).wait_for(timeout=15_000)


def text_of(brief, key: str) -> str:
    return brief.sections.get(key=key).text


def test_w2_two_browsers_one_section_nothing_lost(brief, eli, cora, open_page):
    address = f"/jobs/{brief.pk}/write/"
    first, second = open_page(eli, address), open_page(cora, address)
    first.locator("#text-support").fill("Three of four prefer it.")
    says(first, SAVED)
    second.locator("#text-tone").fill("Dry.")
    says(second, SAVED)
    assert (text_of(brief, "support"), text_of(brief, "tone")) == ("Three of four prefer it.", "Dry.")

    second.locator("#text-support").fill("Certified in 2026.")
    says(second, "Somebody was faster")
    assert text_of(brief, "support") == "Three of four prefer it."
    second.locator("#section-support [data-settle=merge]").click()
    says(second, SAVED)
    assert text_of(brief, "support") == "Three of four prefer it.\n\nCertified in 2026."

    first.locator("#text-support").fill("Mine once more.")
    says(first, "Somebody was faster")
    first.locator("#section-support [data-settle=theirs]").click()
    says(first, SAVED)
    assert first.locator("#text-support").input_value() == "Three of four prefer it.\n\nCertified in 2026."


def test_w2_a_lost_session_sweeps_nothing_away(brief, eli, open_page):
    page = open_page(eli, f"/jobs/{brief.pk}/write/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#text-tone").fill("Typed after the session had ended.")
    says(page, "copy your text")
    assert page.locator("#text-tone").input_value() == "Typed after the session had ended."
    assert text_of(brief, "tone") == ""


def test_w2_without_scripts_one_press_saves_all(brief, eli, open_page):
    page = open_page(eli, f"/jobs/{brief.pk}/write/", scripts=False)
    page.locator("#text-ask").fill("Two films.")
    page.locator("#text-tone").fill("Dry.")
    page.locator("form[data-writing] button[type=submit]").click()
    page.wait_for_load_state()
    assert (text_of(brief, "ask"), text_of(brief, "tone")) == ("Two films.", "Dry.")
