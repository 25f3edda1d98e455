"""Markdown that colleagues wrote becomes markup, and nothing that was typed runs (R7)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.markdown import LONGEST_RENDERED, as_markup, as_words, leads_somewhere_safe

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "[a](//evil.example/)",
    "[a](/\\evil.example)",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    '[a](https://x.example "x" onmouseover=alert(1))',
    "![a](https://evil.example/pixel.png)",
    "![a](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- --><style>*{}</style>",
    '```"><script>alert(1)</script>\nx\n```',
]
HREF = re.compile(r'href="([^"]*)"')
TAG = re.compile(r"<\s*([a-zA-Z0-9]+)([^>]*)>")
TAGS = set("p h2 h3 h4 h5 h6 ul ol li a em strong s code pre blockquote hr br table thead tbody tr th td".split())


def is_tame(markup: str) -> bool:
    tags = TAG.findall(markup)
    attributes = [re.sub(r'"[^"]*"', '""', rest) for _name, rest in tags]
    return {name for name, _rest in tags} <= TAGS and not any(re.search(r"\son\w+\s*=|\ssrc\s*=", one) for one in attributes)


@pytest.mark.parametrize("text", EVIL)
def test_r7_nothing_that_was_typed_runs(text):
    markup = as_markup(text)
    assert is_tame(markup)
    assert [href for href in HREF.findall(markup) if not href.startswith(("https://", "http://", "/%5C"))] == []


SCRAPS = [*"abj:/<>[]()!\"'&;#*_`~ \n\\=", "javascript:", "<script>", "](", " onerror="]


@given(st.lists(st.sampled_from(SCRAPS), max_size=60).map("".join))
def test_r7_whatever_is_typed_only_tame_markup_comes_out(text):
    assert is_tame(as_markup(text))


def test_r7_what_is_meant_is_drawn():
    markup = as_markup("# First\n\n- **one**\n- [two](https://example.com)\n- [three](/clients/)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert "<h2>First</h2>" in markup
    assert "<strong>one</strong>" in markup
    assert '<a href="https://example.com" rel="noopener noreferrer nofollow">two</a>' in markup
    assert '<a href="/clients/">three</a>' in markup
    assert "<td>1</td>" in markup


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://a.example/x?y=1:2", True),
        ("mailto:a@b.example", True),
        ("tel:+358401", True),
        ("/clients/3/", True),
        ("#part", True),
        ("page/2:1", True),
        ("javascript:alert(1)", False),
        (" java\tscript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("//evil.example", False),
        ("http://[", False),
    ],
)
def test_r7_a_link_leads_to_the_web_a_mail_or_within_the_house(url, is_safe):
    assert leads_somewhere_safe(url) is is_safe


def test_r7_an_endless_text_is_read_as_it_was_typed():
    assert as_markup("<b>" * LONGEST_RENDERED).startswith("<pre>&lt;b&gt;")


def test_r7_below_a_title_stand_words_without_the_signs_that_draw():
    assert as_words("# Before\n\n- Book **two**\n\n| a | b |\n|---|---|\n| [c](/x/) | `d` |\n") == "Before Book two a b c d"
