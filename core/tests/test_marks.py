"""The marks of the look: words for days, money in the reader's locale, nothing by colour alone."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation
from django.utils.html import conditional_escape

from core import marks
from core.money import Money
from core.templatetags.house import marked

TODAY = date(2026, 3, 10)


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("\xa0", " ").replace("&nbsp;", " ").strip()


@pytest.mark.parametrize(
    ("days", "words", "css"),
    [
        (0, "Today", "due is-soon"),
        (1, "Tomorrow", "due is-soon"),
        (3, "in 3 days", "due is-soon"),
        (8, "in 8 days", "due"),
        (-1, "1 day late", "due is-late"),
        (-41, "41 days late", "due is-late"),
    ],
)
def test_a_due_day_says_how_far_it_is(days, words, css):
    drawn = marks.due(TODAY + timedelta(days=days), TODAY)
    assert text(drawn).startswith(words)
    assert f'class="{css}"' in drawn


def test_a_late_day_has_a_clock_beside_its_colour():
    assert "<svg" in marks.due(TODAY - timedelta(days=1), TODAY)
    assert "<svg" not in marks.due(TODAY + timedelta(days=1), TODAY)


def test_what_is_done_has_only_its_date():
    assert text(marks.due(TODAY - timedelta(days=9), TODAY, is_open=False)) == "Sun 1 Mar"


def test_no_day_is_a_dash():
    assert text(marks.due(None, TODAY)) == "–"


def test_the_year_stands_only_when_it_is_another():
    assert marks.day_words(date(2026, 3, 27), TODAY) == "Fri 27 Mar"
    assert marks.day_words(date(2027, 3, 27), TODAY) == "Sat 27 Mar 2027"


@pytest.mark.parametrize(
    ("money", "style", "words"),
    [
        (Money(4_820_000, "EUR"), "", "€48,200"),
        (Money(4_820_050, "EUR"), "", "€48,200.50"),
        (Money(4_820_000, "EUR"), "cents", "€48,200.00"),
        (Money(4_820_050, "EUR"), "whole", "€48,201"),
        (Money(482_000_000, "EUR"), "short", "€4.82m"),
        (Money(18_700_000, "EUR"), "short", "€187k"),
        (Money(6_240_000_000, "VND"), "short", "₫6.24bn"),
        (Money(6_240_000_000, "VND"), "cents", "₫6,240,000,000"),
        (Money(-41_500_000, "THB"), "cents", "−฿415,000.00"),
        (Money(164_000_000, "SEK"), "", "SEK 1,640,000"),
        (Money(0, "EUR"), "", "€0"),
        (None, "", "–"),
    ],
)
def test_money_is_written_as_people_here_write_it(money, style, words):
    assert text(marks.money(money, style)) == words
    assert marks.money_words(money, style).replace("\xa0", " ") == words


def test_money_is_written_in_the_locale_of_the_reader():
    with translation.override("fi"):
        assert text(marks.money(Money(4_820_050, "EUR"))).replace("\u202f", " ") == "48 200,50 €"


@pytest.mark.parametrize(
    ("name", "letters"), [("Maren Okafor-Lindqvist", "MO"), ("Ruth", "RU"), ("ณัฐวดี ศรีสุวรรณกาญจนา", "ณศ"), ("", "?"), ("J. P. Morgan", "JM")]
)
def test_initials_are_of_the_first_and_the_last_word(name, letters):
    assert marks.initials(name) == letters


def test_a_face_has_one_of_eight_tints_and_never_speaks():
    somebody = SimpleNamespace(pk=17)
    assert 'class="face hue-2 "' in marks.face(somebody)
    assert 'aria-hidden="true"' in marks.face(somebody)


def test_health_is_a_shape_a_word_and_a_number():
    drawn = marks.health("watch", 66)
    assert text(drawn) == "Watch, 66"
    assert "mark-watch" in drawn
    assert text(marks.health("none", 0)) == "Not enough evidence, –"


def test_names_are_never_markup():
    somebody = SimpleNamespace(pk=1)
    hostile = type("Hostile", (), {"pk": 1, "__str__": lambda self: "<script>x</script>"})()
    assert "<script" not in marks.person(hostile)
    assert "<script" not in marks.tag("<script>", "key")
    assert "<script" not in marks.state("<script>", 0.5)
    assert "<script" not in marks.faces([hostile, somebody])


@pytest.mark.parametrize(
    ("title", "words", "shown"),
    [
        ("Kaurajuomat Suomi", "kau", "<mark>Kau</mark>rajuomat Suomi"),
        ("Pohjolan Kaura", "KAURA", "Pohjolan <mark>Kaura</mark>"),
        ("Mossgrove", "zz", "Mossgrove"),
        ("<b>Moss</b>", "moss", "&lt;b&gt;<mark>Moss</mark>&lt;/b&gt;"),
    ],
)
def test_what_was_looked_for_stands_out_and_stays_text(title, words, shown):
    assert conditional_escape(marked(title, words)) == shown


@pytest.mark.parametrize(("fill", "inner"), [(0, ""), (0.25, "<path"), (0.75, "<path"), (1, "full")])
def test_a_ring_is_filled_by_how_far_it_is(fill, inner):
    assert inner in marks.state_ring(fill).split("</circle>")[-1]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on macOS"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Unknown browser"),
    ],
)
def test_p9_a_session_is_named_as_its_owner_would_name_it(said, words):
    assert marks.browser_words(said) == words
