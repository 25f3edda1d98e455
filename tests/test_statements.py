"""S2: a page asks the database twelve times at most (DESIGN §11). A walk over the resolver, so that a new page joins by existing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests.matrix import ACT, LINES
from tests.test_permission_matrix import OURS, address, expected, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST = 12
APPS = ("care", "reports")
RANKS = ("cora", "eli", "sam", "dana", "hana")  # from coordinator to head
# A page that asks more often, how often, and why it may.
MORE: dict[str, tuple[int, str]] = {
    "account_satisfaction": (17, "each figure counts on its own"),
    "concern_detail": (14, "notes, climbs, actions and the events are asked apart"),
    "check_in_hold": (13, "its form draws who was there on its own"),
    "survey_round_detail": (13, "each figure counts on its own"),
    "survey_send": (13, "its form draws the contacts on its own"),
}


def app_of(url: str) -> str:
    return resolve(url.partition("?")[0]).func.__module__.partition(".")[0]


def asked_by(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.mark.parametrize("who", RANKS)
def test_s2_no_page_asks_more_often_than_it_may(who, cast, rows):
    """What is more at a first visit (a statement is prepared, a kind of row looked up) is not what a page costs."""
    client, found = visitor(cast[who]), {}
    for name in OURS:
        line, url = LINES[name], address(name, LINES[name], rows)
        if line.how == ACT or app_of(url) not in APPS or expected(line, who, posting=False) != 200:
            continue
        most, _why = MORE.get(name, (MOST, ""))
        number = asked_by(client, url)
        if number > most and (again := asked_by(client, url)) > most:
            found[name] = again
    assert found == {}


def test_s2_every_exception_is_a_page_of_these_apps_and_has_its_reason():
    assert set(MORE) <= set(OURS)
    assert all(most > MOST and why for most, why in MORE.values())
