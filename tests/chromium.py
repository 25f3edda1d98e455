"""Debian's Chromium for the journeys: fixtures of every test, one browser for each process.

`open_page(person, "/address/", width=390, dark=True)` logs in by session and returns a Playwright page on the live server.
Whatever the browser complains about (a refused script, an exception) fails the test at its end.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, transactional_db):
    contexts, complaints = [], []

    def open_one(person, address: str = "/", *, width: int = 1440, height: int = 900, dark: bool = False, scripts: bool = True):
        colours = "dark" if dark else "light"
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=colours,
            locale="en-GB",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person, backend=BACKEND)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" and "status of 4" not in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}{address}", wait_until="networkidle")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []
