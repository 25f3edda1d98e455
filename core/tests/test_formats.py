"""A clock time is written in one way over the whole app: 24 hours, two figures."""

import re
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, time_format

SAID = re.compile(r"""\|(?:date|time):["']([^"']*)["']""")
OTHER_WAYS = set("aAfgGhP")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_clock_time_has_24_hours_and_two_figures_in_every_language(language):
    with translation.override(language):
        assert [time_format(time(9, 0)), time_format(time(14, 5))] == ["09:00", "14:05"]
        assert Template("{{ at }}|{{ at|time }}").render(Context({"at": time(9, 0)})) == "09:00|09:00"


def test_a_moment_in_english_says_its_time_so_too():
    moment = datetime(2026, 3, 13, 9, 5, tzinfo=UTC)
    assert date_format(moment, "DATETIME_FORMAT") == "13 March 2026, 09:05"
    assert date_format(moment, "SHORT_DATETIME_FORMAT") == "13/03/2026 09:05"


def test_no_template_writes_it_in_another_way():
    found = {}
    for path in Path(settings.BASE_DIR, "templates").rglob("*.*"):
        for form in SAID.findall(path.read_text(encoding="utf-8")):
            if not form.endswith("_FORMAT") and OTHER_WAYS & set(re.sub(r"\\.", "", form)):
                found[path.name] = form
    assert found == {}
