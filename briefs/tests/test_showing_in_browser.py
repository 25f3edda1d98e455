"""The client's review in a real browser, on a phone, in the dark, with the keyboard, and without scripts (W5)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from briefs.actions import showing
from briefs.models import Comment, Verdict
from briefs.states import BriefState
from briefs.tests.work import job_with_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def work(account, eli, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REQUESTS_A_MINUTE = settings.REQUESTS_A_MINUTE | {"link": 10_000}
    return job_with_client(account, by=eli)


def violations(page) -> list[str]:
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def file_address(work, link) -> str:
    return reverse("review_file", args=[link.secret, work.files[0].pk])


def test_w5_on_a_phone_a_tap_puts_the_mark_and_the_remark_stands_there(open_page, work):
    page = open_page(None, file_address(work, work.other), width=390, height=844, dark=True)
    box = page.locator(".pinned-frame").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.2)
    assert page.locator("[name=where] option").first.inner_text() == "At the mark"
    page.get_by_label("Keep this").first.check()
    page.locator("#id_text").fill("Keep the roof.")
    page.get_by_role("button", name="Send the remark").click()
    page.locator(".comment").wait_for()
    said = Comment.objects.get()
    assert (said.text, said.wish, said.link) == ("Keep the roof.", "keep", work.other)
    assert abs(said.x - 300) < 30  # the picture is 60 pixels wide
    assert abs(said.y - 200) < 30
    assert page.locator(".pins .pin:not(.is-new)").count() == 1


def test_w5_the_mark_is_moved_with_the_arrow_keys(open_page, work):
    page = open_page(None, file_address(work, work.decider))
    page.locator(".pinned-frame").focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("Here")  # the focus is in the words
    page.get_by_role("button", name="Send the remark").click()
    page.locator(".comment").wait_for()
    assert list(Comment.objects.values_list("text", "x", "y")) == [("Here", 520, 505)]


def test_w5_without_scripts_the_place_is_said_in_words_and_the_verdict_given(open_page, work):
    page = open_page(None, file_address(work, work.decider), scripts=False)
    page.locator("[name=where]").select_option("bottom-left")
    page.locator("#id_text").fill("Larger")
    page.get_by_role("button", name="Send the remark").click()
    assert list(Comment.objects.values_list("x", "y")) == [(170, 830)]
    page.get_by_role("button", name="Ask for changes").click()
    assert list(Verdict.objects.values_list("verdict", flat=True)) == ["changes"]
    page.goto(page.url.partition("/for-you/")[0] + reverse("review_file", args=[work.decider.secret, work.files[1].pk]))
    page.get_by_role("button", name="Approve").click()
    work.brief.refresh_from_db()
    assert work.brief.state == BriefState.CHANGES_ASKED


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_w4_w5_the_pages_are_accessible_and_never_scroll_sideways(open_page, work, eli, width, dark):
    keep = showing.add_comment(work.files[0], by=work.decider, text="Keep", wish="keep", x=500, y=500)
    showing.add_comment(work.files[0], by=work.other, text="Change", wish="change", x=510, y=500)
    showing.add_comment(work.files[0], by=work.other, text="Why?", wish="question", parent=keep)
    pages = [
        (None, reverse("review_home", args=[work.decider.secret])),
        (None, file_address(work, work.decider)),
        (eli, reverse("brief_work", args=[work.brief.pk])),
        (eli, reverse("brief_review", args=[work.brief.pk])),
        (eli, work.files[0].get_absolute_url()),
    ]
    for person, address in pages:
        page = open_page(person, address, width=width, dark=dark)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert violations(page) == [], address
