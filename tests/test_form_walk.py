"""Every form of the app, found by walking its addresses (research §5, checks 16, 20, 21).

A form that makes a row carries a key: sent twice it makes one. A form that changes a row carries its version: sent from an
old page it changes nothing. Whatever is typed comes back as text.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.made_once import *  # noqa: F403  (fixtures)
from tests.matrix import LINES
from tests.matrix.line import ACT, READ, WRITE
from tests.survey_things import SURVEY_FORMS
from tests.test_permission_matrix import address
from tests.things import row_counts
from tests.typist import refused_fields, send, write

pytestmark = pytest.mark.django_db

FORMS = sorted(name for name, line in LINES.items() if line.how == WRITE)
# Bad luck for whoever puts this unescaped on a page, into a template, a header or a statement.
EVIL = "<script>alert(1)</script>{{7*191}}{% now 'Y' %}' OR 1=1 --\r\nX-Evil: yes"


def somebody_who_may(line, cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast["hana" if "hana" in line.may else sorted(line.may)[0]], backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


# Forms without key and version: what they do twice is what they do once.
SAME_TWICE = {
    "account_lead": "whoever leads already stays the lead",
    "reminder_snooze": "snoozed until the same day",
    "import_owner": "the same person stands for the name",
    "import_throw_away": "what is gone is gone",
    "request_link_revoke": "what is revoked stays revoked",
    "review_link_replace": "an address that gave way to a new one gives way no more",
    "review_link_revoke": "what is revoked stays revoked",
    "contact_report_revoke": "what is revoked stays revoked",
    "concern_link_revoke": "what is revoked stays revoked",
    "calendar_feed": "a new secret takes the place of the old one",
    "account_status_issue": "what is issued leads to itself",
    "line_report_issue": "what is issued leads to itself",
}
# Its secret stands on the page that answers, and nowhere else.
SHOWS_ONCE = {
    "review_link_add",
    "review_link_replace",
    "request_link_make",
    "request_link_renew",
    "concern_link_make",
    "concern_link_renew",
    "contact_report_link",
    "calendar_feed",
}
# Who gets a report is ticked, not typed.
SCHEDULE_FORMS = {"account_status_schedule", "line_report_schedule", "report_schedule_change"}
TAKES_A_FILE = {"attachment_add", "contract_attach", "import_add", "job_request_attach", "work_file_add"}


def known(name: str, rows: dict) -> dict[str, str]:
    """What the form of this name needs to be told: what stands in its way is among the rows, or is chosen and not typed."""
    if name in SURVEY_FORMS:
        return SURVEY_FORMS[name](rows)
    if name in SCHEDULE_FORMS:
        return {"people": str(rows["supervisor"].pk)}
    if name != "absence_add":
        return {}
    day = timezone.localdate() + timedelta(days=60)
    return {"starts_on": day.isoformat(), "ends_on": day.isoformat()}


@pytest.fixture
def form(request, cast, rows):
    """(client, address, what was typed) of the form that the test is about."""
    line = LINES[request.param]
    client, url = somebody_who_may(line, cast), address(request.param, line, rows)
    told = known(request.param, rows)
    data = write(client, url, **told)
    return client, url, data if data is None else data | {field: [value] for field, value in told.items()}


def kind_of(data: dict | None) -> str:
    if data is None:
        return "none"
    if data.get("version", [""]) != [""]:
        return "edits"
    return "makes" if "form_key" in data else "neither"


@pytest.mark.parametrize("form", FORMS, indirect=True)
def test_a_form_sent_twice_does_it_once(form, request):
    """Check 21: the second, identical post makes nothing more, and of a form that makes a row it is sent on like the first."""
    client, url, data = form
    name, kind = request.node.callspec.id, kind_of(data)
    assert kind != "neither" or name in SAME_TWICE, f"{name} has neither key nor version"
    if kind == "none":
        assert LINES[name].sends_on, f"{name} has no form"
        return
    if name in TAKES_A_FILE:
        return
    first = send(client, url, data)
    assert first.answer.status_code == (200 if name in SHOWS_ONCE else 302), (first.answer.status_code, refused_fields(first.answer), data)
    after = row_counts()
    second = client.post(url, first.data)
    assert second.status_code == 302 if kind == "makes" else second.status_code < 500
    again = row_counts()
    if name in SAME_TWICE:
        after["core.Event"] = again["core.Event"]  # that somebody said it twice is told twice
    assert again == after


@pytest.mark.parametrize("form", FORMS, indirect=True)
def test_a_form_from_an_old_page_changes_nothing(form, request):
    """Check 20: with another version than the row has, the answer is the conflict and no row is touched."""
    client, url, data = form
    if kind_of(data) != "edits" or request.node.callspec.id in TAKES_A_FILE:
        return
    right = send_dry(client, url, data)
    before = row_counts()
    answer = client.post(url, right | {"version": [str(int(data["version"][0]) + 7)]})
    assert answer.status_code == 409, refused_fields(answer)
    assert row_counts() == before


def send_dry(client, url: str, data: dict) -> dict:
    """The data as the form accepts it, found out in a transaction that is rolled back."""
    mark = transaction.savepoint()
    sent = send(client, url, dict(data))
    transaction.savepoint_rollback(mark)
    assert sent.answer.status_code == 302, (sent.answer.status_code, refused_fields(sent.answer), data)
    return sent.data


def test_whatever_is_typed_comes_back_as_text(cast, rows):
    """Check 16: into every field of every form, then every page and every export of it."""
    for name in FORMS:
        line = LINES[name]
        client, url = somebody_who_may(line, cast), address(name, line, rows)
        data = write(client, url, text=EVIL, **known(name, rows))
        if data is None:
            continue
        sent = send(client, url, data)
        assert sent.answer.status_code < 500, name
        assert "X-Evil" not in sent.answer
        assert_harmless(name, sent.answer)
    client = somebody_who_may(LINES["agency_dashboard"], cast)
    for name, line in LINES.items():
        if line.how != ACT:
            assert_harmless(name, client.get(address(name, line, rows)))
        if line.how == READ and not line.of:
            assert_harmless(f"export of {name}", client.get(address(name, line, rows), {"export": "csv"}))


def assert_harmless(name: str, answer) -> None:
    assert answer.status_code < 500, name
    if answer["Content-Type"].startswith("text/html"):
        assert "<script>alert(1)" not in answer.text, name
        assert "1337" not in answer.text, name
