"""The main journey (issue: log in, import, assign a lead, be reminded, act, renewed), in the browser; on a phone and by keyboard too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.models import Account, Contract
from reminders.engine import sweep

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long walk by the harbour"


def register(tmp_path, today):
    """A contract register of another system: one contract whose notice day is near."""
    ends_on = today + timedelta(days=80)
    path = tmp_path / "register.csv"
    path.write_text(
        "Client,Contract,Starts on,Ends on,Fee,Currency,Notice\n"
        f"Halden Ferries,Retainer Halden,{today - timedelta(days=285)},{ends_on},12000.00,EUR,60 days\n",
        encoding="utf-8",
    )
    return path


def test_from_log_in_to_renewed(open_page, dana, sam, eli, tmp_path):  # noqa: F811
    today = timezone.localdate()
    sam.set_password(PASSWORD)
    sam.save()

    # Log in
    page = open_page(None, "/")
    page.set_default_timeout(10_000)
    page.locator("input[name=login]").fill(sam.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="My day").wait_for()

    # Import the register
    page.goto(f"{page.url}imports/new/")
    page.locator("input[type=file]").set_input_files(register(tmp_path, today))
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import").first.click()
    page.get_by_text("Imported").first.wait_for()
    contract = Contract.objects.get(name="Retainer Halden")
    account = Account.objects.get(pk=contract.account_id)

    # Assign a lead
    page.goto(f"{page.url.split('/imports')[0]}/accounts/{account.pk}/lead/")
    page.get_by_label("New lead").select_option(str(eli.pk))
    page.locator("main form button[type=submit]").click()
    page.get_by_text(eli.name).first.wait_for()

    # The clock reminds the lead
    sweep(today, now=timezone.now())
    mine = open_page(eli, "/")
    mine.get_by_text("Retainer Halden").first.wait_for()

    # Act: propose, and the supervisor decides
    renewal = Contract.objects.get(pk=contract.pk).renewal
    mine.goto(f"{mine.url.rstrip('/')}/renewals/{renewal.pk}/propose/")
    mine.locator("main form button[type=submit]").click()
    mine.wait_for_url(f"**/renewals/{renewal.pk}/")
    page.goto(f"{page.url.split('/accounts')[0]}/renewals/{renewal.pk}/renew/")
    page.locator("main form button[type=submit]").click()
    page.get_by_text("Renewed").first.wait_for()
    renewal.refresh_from_db()
    assert (renewal.stage, Contract.objects.get(previous=contract).starts_on) == ("renewed", contract.ends_on + timedelta(days=1))

    # Nothing is asked any more
    sweep(today, now=timezone.now())
    mine.goto(mine.url.split("/renewals")[0])
    assert mine.get_by_text("Retainer Halden").count() == 0


def test_my_day_works_on_a_phone_and_without_a_mouse(open_page, rows, cast):  # noqa: F811
    page = open_page(cast["eli"], "/", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Mark held").first.click()
    page.get_by_role("heading").first.wait_for()
    desk = open_page(cast["eli"], "/")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.className") == "skip"
    desk.keyboard.press("Escape")
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("j")
    desk.locator("[data-row].is-focus").wait_for()
    desk.keyboard.press("g")
    desk.keyboard.press("c")
    desk.wait_for_url("**/clients/")


def test_my_day_works_without_scripts(open_page, rows, cast):  # noqa: F811
    page = open_page(cast["eli"], "/", scripts=False)
    need = page.locator(".need").filter(has_text=rows["action_item"].what).first
    with page.expect_navigation():
        need.get_by_role("button", name="Done").click()
    rows["action_item"].refresh_from_db()
    assert rows["action_item"].done_on is not None
