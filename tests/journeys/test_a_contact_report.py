"""A meeting in writing (R1): held, written up, issued; the client disputes a line on the phone; corrected; accepted by silence."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from care.actions.report_links import accept_silent
from care.models import ActionItem, ContactReport
from care.tests.factories import CheckInFactory
from clients.tests.factories import ContactFactory
from core.models import Event

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
NOTES = "The launch is on the 3rd.\nTwo routes are shown next time."


def newest_address() -> str:
    """What stands in the last mail to Ann; our own row forgot it when it was sent."""
    to_ann = [letter for letter in mail.outbox if letter.to == ["ann@acme.example"]]
    return re.search(r"/for-you/report/[^\s]+", to_ann[-1].body)[0]


def test_r1_from_a_held_check_in_to_silence(open_page, account, eli, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ContactFactory(client=account.client, name="Ann Ek", email="ann@acme.example")
    check_in = CheckInFactory(account=account, owner=eli, planned_on=eli.today)
    page = open_page(eli, f"/check-ins/{check_in.pk}/hold/")
    page.set_default_timeout(20_000)
    page.get_by_label("Ann Ek").check()
    page.locator("main [name=notes]").fill(NOTES)
    page.get_by_role("button", name="Mark held").click()
    page.wait_for_load_state("networkidle")

    # The draft is there; it saves itself as one writes.
    page.get_by_role("button", name="Write the report").click()
    page.wait_for_load_state("networkidle")
    texts = page.locator("[name=line-text]")
    assert texts.nth(0).input_value() == "The launch is on the 3rd."
    page.locator("[name=line-kind]").last.select_option("action")
    page.locator("[name=line-text]").last.fill("Send the logo")
    page.locator("[name=line-who]").last.select_option(label="Ann Ek")
    page.locator("[name=line-due_on]").last.fill((eli.today + timedelta(days=7)).isoformat())
    page.wait_for_selector("#report-state [data-kind=good]")
    report = ContactReport.objects.get()
    assert list(report.lines.values_list("text", flat=True)) == [*NOTES.split("\n"), "Send the logo"]
    page.get_by_role("button", name="Go on to issue it").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Issue the report").click()
    page.wait_for_load_state("networkidle")
    home = re.match(r"https?://[^/]+", page.url)[0]
    assert ActionItem.objects.get().contact.name == "Ann Ek"

    # On her phone Ann says which line is wrong.
    phone = open_page(None, newest_address(), **PHONE)
    phone.set_default_timeout(20_000)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.get_by_text("This is not right").first.click()
    phone.locator("details[open] [name=text]").fill("It is on the 4th.")
    phone.locator("details[open] button").click()
    phone.wait_for_load_state("networkidle")
    assert "It is on the 4th." in phone.locator("main").inner_text()

    # It stands in My day; the correction answers her and marks what changed.
    page.goto(f"{home}/", wait_until="networkidle")
    page.get_by_role("link", name="Correct it").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("[name=line-text]").first.fill("The launch is on the 4th.")
    page.get_by_role("button", name="Go on to issue it").click()
    page.wait_for_load_state("networkidle")
    page.locator("main textarea[name^=answer-]").fill("You are right, corrected.")
    page.get_by_role("button", name="Issue the report").click()
    page.wait_for_load_state("networkidle")
    phone.goto(f"{home}{newest_address()}", wait_until="networkidle")
    assert (phone.locator("del").first.inner_text(), phone.locator("ins").first.inner_text()) == ("3rd.", "4th.")
    assert "You are right, corrected." in phone.locator("main").inner_text()

    # Nobody says a word: two working days later it is accepted, and frozen.
    report.refresh_from_db()
    assert accept_silent(now=report.accept_at) == 1
    phone.reload(wait_until="networkidle")
    assert "It changes no more" in phone.locator("main").inner_text()
    assert phone.get_by_text("This is not right").count() == 0
    page.goto(f"{home}{report.get_absolute_url()}", wait_until="networkidle")
    assert "Accepted by silence" in page.locator("main").inner_text()
    assert page.get_by_role("link", name="Write", exact=True).count() == 0
    assert Event.objects.filter(verb="contactreport.lapse").count() == 1
