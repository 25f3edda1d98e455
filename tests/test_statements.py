"""S2: a page asks the database twelve times at most (DESIGN §11). A walk over the resolver, so that a new page joins by existing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests.made_once import *  # noqa: F403  (fixtures)
from tests.matrix import LINES
from tests.matrix.line import ACT
from tests.test_permission_matrix import OURS, address, expected, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST = 12
APPS = ("care", "reports")
RANKS = ("cora", "eli", "sam", "dana", "hana")  # from coordinator to head


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
        if asked_by(client, url) > MOST and (again := asked_by(client, url)) > MOST:
            found[name] = again
    assert found == {}
