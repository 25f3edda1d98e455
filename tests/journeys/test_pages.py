"""Every page in a real browser, as it is looked at: accessible, in light and dark, and without a complaint under our CSP (check 14)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.matrix import ACT, LINES
from tests.test_permission_matrix import address

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
NOT_A_PAGE = {"bench_floor", "contract_document", "import_report", "contract_index"}
PAGES = [name for name, line in LINES.items() if line.how != ACT and name not in NOT_A_PAGE]


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def reader_of(name: str) -> str:
    """A head sees most; what is of one person alone is read by that person."""
    may = LINES[name].may
    return "hana" if "hana" in may else sorted(may)[0]


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)], ids=["light", "dark", "phone"])
def test_every_page_is_accessible_and_keeps_to_our_policy(open_page, cast, rows, width, dark):  # noqa: F811
    """`open_page` fails at its end on whatever the browser complained about, a refused script or style among it."""
    opened, found = {}, {}
    for name in PAGES:
        who, url = reader_of(name), address(name, LINES[name], rows)
        if who not in opened:
            opened[who] = open_page(cast[who], url, width=width, dark=dark)
        page = opened[who]
        page.goto(f"{page.url.partition('//')[0]}//{page.url.split('/')[2]}{url}")
        if wrong := violations(page):
            found[name] = wrong
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.setdefault(name, []).append("scrolls sideways")
    assert found == {}
