"""Every address × everybody (research §5, checks 1, 2, 5 and 15). A route without a line in `tests/matrix/` fails.

Whoever knows of the row but may not gets 403, whoever must not know of it 404, nobody the log-in. Reading changes nothing,
a post needs the page's token, and a move refuses to be read.
"""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from clients.models import Account, Seat
from people.models import Person
from tests.made_once import *  # noqa: F403  (fixtures)
from tests.matrix import LINES, OPEN, OWN_RULES, TABLES
from tests.matrix.line import ACT, EVERYBODY, READ, Line
from tests.routes import every_route
from tests.things import row_counts

pytestmark = pytest.mark.django_db

ROUTES = {str(route): route for route in every_route()}
OURS = {name: route for name, route in ROUTES.items() if name in LINES}
LOGIN = 302


def address(name: str, line: Line, rows: dict) -> str:
    """The address of a line, about the row that it names."""
    captures = dict(line.captures)
    if line.of:
        captures.setdefault("pk", rows[line.of].pk)
    return ROUTES[name].url(**captures) + line.query.format(**{key: row.pk for key, row in rows.items()})


def expected(line: Line, who: str, *, posting: bool) -> int:
    if line.how == ACT and not posting:
        return 405
    if who not in line.known_by():
        return 404
    if who not in (line.may if posting else line.may | line.read_by):
        return 403
    return 200


def answers(client: Client, names, rows, who: str) -> dict[str, int]:
    """What each address answers to being read. A page that sends on to another one counts as a page."""
    found = {}
    for name in names:
        status = client.get(address(name, LINES[name], rows)).status_code
        found[name] = 200 if status == 302 and LINES[name].sends_on else status
    return found


def visitor(person, **more) -> Client:
    client = Client(**more)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


# ── The table speaks of every route (check 1) ────────────────────────────────────────────────────


def test_every_route_has_a_line_and_every_line_a_route():
    """A new page joins the matrix by existing: without its line this fails."""
    named = {name for name, route in ROUTES.items() if not route.pattern.startswith(OWN_RULES)}
    assert named == set(LINES) | {name for name in OPEN if name in named}


def test_no_page_has_a_line_in_two_tables():
    assert len(LINES) == sum(len(table) for table in TABLES)


def test_the_routes_that_need_no_log_in_are_exactly_these(rows):
    """Check 1: deny by default, reading and posting."""
    client, found = Client(), set()
    for name, route in ROUTES.items():
        line = LINES.get(name)
        url = address(name, line, rows) if line else route.url()
        for answer in (client.get(url), client.post(url)):
            if not (answer.status_code == LOGIN and answer["Location"].startswith((reverse("account_login"), reverse("admin:login")))):
                found.add(name)
    assert found == set(OPEN)


# ── Who gets which answer (check 2) ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_everybody_gets_what_the_table_says_and_reading_changes_nothing(who, cast, rows):
    before, client = row_counts(), visitor(cast[who])
    found = answers(client, OURS, rows, who)
    assert found == {name: expected(LINES[name], who, posting=False) for name in OURS}
    assert row_counts() == before


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_who_may_not_read_may_not_post_either(who, cast, rows):
    """The same refusal, 404 or 403, for a post, and for a piece of the page that htmx asks for."""
    before, client = row_counts(), visitor(cast[who])
    refused = [name for name, line in LINES.items() if expected(line, who, posting=True) != 200]
    found, meant = {}, {}
    for name in refused:
        line, url = LINES[name], address(name, LINES[name], rows)
        wanted = expected(line, who, posting=True)
        if line.how != READ:
            found[name, "post"], meant[name, "post"] = client.post(url).status_code, wanted
            found[name, "htmx post"], meant[name, "htmx post"] = client.post(url, headers={"hx-request": "true"}).status_code, wanted
        if line.how != ACT and who not in line.read_by:
            found[name, "htmx"], meant[name, "htmx"] = client.get(url, headers={"hx-request": "true"}).status_code, wanted
    assert found == meant
    assert row_counts() == before


def test_what_only_reads_refuses_a_post_and_a_move_refuses_to_be_read(cast, rows):
    """Check 15: methods."""
    client = visitor(cast["hana"])
    found = {}
    for name, line in LINES.items():
        if "hana" not in line.may or (line.of and "hana" not in line.known_by()):
            continue
        url = address(name, line, rows)
        if line.how == READ and client.post(url).status_code != 405:
            found[name] = "takes a post"
        if line.how == ACT and client.get(url).status_code != 405:
            found[name] = "can be read"
    assert found == {}


def test_a_post_without_the_token_of_the_page_is_refused(cast, rows):
    """Check 15: CSRF, on everything that takes a post."""
    client, before = visitor(cast["hana"], enforce_csrf_checks=True), row_counts()
    found = {name: client.post(address(name, line, rows)).status_code for name, line in LINES.items() if line.how != READ}
    assert set(found.values()) == {403}
    assert row_counts() == before


# ── Rights change at once (check 5) ──────────────────────────────────────────────────────────────


def open_pages(client: Client, rows: dict) -> set[str]:
    """Addresses about a row that this live session may read now."""
    about = [name for name, line in OURS_ABOUT.items() if line.how != ACT]
    return {name for name in about if client.get(address(name, LINES[name], rows)).status_code == 200}


OURS_ABOUT = {
    name: line for name, line in LINES.items() if line.of and line.of in ("account", "contract", "renewal", "check_in", "contact")
}


def test_a_lost_seat_closes_every_page_of_the_account_at_the_next_request(cast, rows, account):
    client = visitor(cast["eli"])
    assert open_pages(client, rows)
    Seat.objects.filter(person=cast["eli"]).delete()
    Person.objects.filter(pk=cast["cora"].pk).update(reports_to=None)  # who sits there too, and below Eli
    assert open_pages(client, rows) == set()


def test_a_lost_report_closes_what_the_line_opened(cast, rows, account):
    client = visitor(cast["dana"])
    assert open_pages(client, rows)
    Seat.objects.filter(person=cast["dana"]).delete()
    assert open_pages(client, rows)  # Sam, Eli and Cora are below
    Person.objects.filter(reports_to=cast["dana"]).update(reports_to=None)
    assert open_pages(client, rows) == set()


def test_a_wall_closes_the_account_for_those_above(cast, rows, account):
    client = visitor(cast["dana"])
    Seat.objects.filter(person=cast["dana"]).delete()
    assert open_pages(client, rows)
    Account.objects.filter(pk=account.pk).update(is_walled=True)
    assert "account_detail" not in open_pages(client, rows)
    assert open_pages(visitor(cast["hana"]), rows)


def test_a_lost_rank_takes_the_dashboards_and_the_moves_away(cast, rows):
    client = visitor(cast["sam"])
    assert client.get(reverse("portfolio_dashboard")).status_code == 200
    Person.objects.filter(pk=cast["sam"].pk).update(rank=10)
    assert client.get(reverse("portfolio_dashboard")).status_code == 403
    assert client.get(reverse("contract_change", args=[rows["contract"].pk])).status_code == 403


def test_whoever_is_switched_off_is_out_at_the_next_request(cast, rows):
    client = visitor(cast["hana"])
    assert client.get(reverse("my_day")).status_code == 200
    Person.objects.filter(pk=cast["hana"].pk).update(is_active=False)
    found = {client.get(address(name, line, rows)).status_code for name, line in LINES.items() if line.how != ACT}
    assert found == {LOGIN}


# ── The admin has its own door (S6) ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_s6_the_admin_opens_to_admins_alone(who, cast):
    client, found = visitor(cast[who]), {}
    for name in [name for name in ROUTES if name.startswith("admin:") and not ROUTES[name].captures]:
        try:
            status = client.get(reverse(name)).status_code
        except NoReverseMatch:
            continue
        found[name] = status
    staff_only = {name: status for name, status in found.items() if name not in ("admin:login", "admin:logout", "admin:jsi18n")}
    if who == "ada":
        assert {status for status in staff_only.values() if status != 200} <= {302, 403, 404, 405}
        assert staff_only["admin:index"] == 200
    else:
        assert 200 not in staff_only.values()
