"""Timelines tell every event in words; nothing that a person typed becomes markup (C7)."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from clients import actions
from clients.telling import GROUPS, fill, lines, sentences, timeline_of, verbs_of
from clients.tests.factories import AccountFactory
from core.changes import value_in_words
from core.models import Event
from core.moves import record


def test_c7_words_are_escaped_and_missing_ones_are_a_dash():
    assert fill("made {person} the lead of {account}", {"person": "<b>Eli</b>"}) == "made &lt;b&gt;Eli&lt;/b&gt; the lead of –"


def test_c7_a_line_says_who_what_and_links_to_the_row(sam, eli, account):
    actions.make_lead(account, sam, by=sam, on=sam.today)
    actions.change_account(account, by=sam, name="Kaura & Sons")
    change, lead = lines(Event.objects.order_by("-pk"))
    assert str(change.text) == f'changed <a href="{account.get_absolute_url()}">Kaura &amp; Sons</a>'
    assert change.changes_in_words == "name: Kaura → Kaura & Sons"
    assert (lead.who, str(lead.text)) == ("Sam Supervisor", "made Sam Supervisor the lead")


def test_c7_days_stand_in_words_and_nothing_is_not_told_as_a_dash(account, sam):
    account.opened_on = date(2026, 11, 26)
    line = lines([record(account, "account.changed", by=sam, changes={"since": ["–", value_in_words(account, "opened_on")]})])[0]
    assert line.changes_in_words == "since: 26 November 2026"


def test_c7_a_name_inside_a_sentence_begins_small(account, sam):
    line = lines([record(account, "account.changed", by=sam, name="Call with Kaura")])[0]
    assert str(line.the_name).endswith(">call with Kaura</a>")


def test_c7_an_event_without_a_sentence_is_told_by_its_verb(account):
    event = record(account, "account.painted_green", by=None)
    assert lines([event])[0].entry["text"].startswith("<strong>The clock</strong> painted green: account")


def test_c7_a_timeline_goes_on_where_it_stopped(account, sam):
    for n in range(7):
        record(account, "account.changed", by=sam, n=n)
    seen, before = [], None
    for _page in range(3):
        page, before = timeline_of(account, most=3, before=before)
        seen += [line.event.words["n"] for line in page]
    assert (seen, before) == ([6, 5, 4, 3, 2, 1, 0], None)


def test_c7_a_timeline_shows_one_account_and_one_kind(account, sam):
    record(account, "account.changed", by=sam)
    record(AccountFactory(), "account.changed", by=sam)
    assert len(timeline_of(account, group="client")[0]) == 1
    assert timeline_of(account, group="contract")[0] == []


def recorded_verbs() -> set[str]:
    """Verbs that the actions of clients write, read from their source."""
    found = set()
    for path in (Path(settings.BASE_DIR) / "clients/actions").glob("*.py"):
        found |= set(re.findall(r'record\(\s*\w+,\s*"([a-z_.]+)"', path.read_text()))
    return found


def test_c7_every_verb_that_is_recorded_has_a_sentence():
    on_a_list_only = {"service.added", "service.changed"}  # of no account: they stand on no timeline
    assert recorded_verbs() - {sentence.verb for sentence in sentences} - on_a_list_only == set()


@pytest.mark.parametrize("group", GROUPS)
def test_c7_each_filter_of_the_timeline_has_something_to_show(group):
    assert verbs_of(group)
