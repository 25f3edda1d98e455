"""Every page in a real browser, as it is looked at: accessible, in light and dark, and without a complaint under our CSP (check 14)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.matrix import LINES
from tests.matrix.line import ACT
from tests.test_permission_matrix import address

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # what the dark can change
NOT_A_PAGE = {"bench_floor", "contract_index"}
PAGES = [name for name, line in LINES.items() if line.how != ACT and name not in NOT_A_PAGE]
SHARES = 2  # of the pages: two processes end together


# What a bar at the foot of the window covers comes into sight by scrolling; axe would call it obscured for ever.
UNSTICK = "document.querySelectorAll('.form-foot, .tabbar, .bulk-bar').forEach(bar => { bar.style.position = 'static' })"


def violations(page, rules: dict = RULES) -> list[str]:
    page.evaluate(UNSTICK)
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def is_a_page(page, url: str) -> bool:
    """Not a file that is downloaded, not a picture, not a piece of a page."""
    answer = page.request.get(url)
    return answer.headers.get("content-type", "").startswith("text/html") and "<html" in answer.text()


def reader_of(name: str) -> str:
    """A head sees most; what is of one person alone is read by that person."""
    may = LINES[name].may
    return "hana" if "hana" in may else sorted(may)[0]


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)], ids=["light", "dark", "phone"])
def test_every_page_is_accessible_and_keeps_to_our_policy(open_page, cast, rows, width, dark, share):  # noqa: F811
    """`open_page` fails at its end on whatever the browser complained about, a refused script or style among it."""
    opened, homes, found = {}, {}, {}
    for name in PAGES[share::SHARES]:
        who, url = reader_of(name), address(name, LINES[name], rows)
        if who not in opened:
            opened[who] = open_page(cast[who], "/settings/", width=width, dark=dark)
            homes[who] = opened[who].url.removesuffix("/settings/")
        page = opened[who]
        if not is_a_page(page, homes[who] + url):
            continue
        page.goto(homes[who] + url)
        if wrong := violations(page, OF_COLOURS if dark else RULES):
            found[name] = wrong
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.setdefault(name, []).append("scrolls sideways")
    assert found == {}
