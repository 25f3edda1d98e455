"""What changed, word by word: nothing is lost and nothing invented (W2)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.comparing import changed_fields, changes
from briefs.states import BriefKind
from core.comparing import GONE, NEW, SAME, compare_words

words = st.lists(st.sampled_from(["oat", "ice", "cream", "by", "4%", "4.5%", "\n", "\n\n", "  ", " "]), max_size=30).map(" ".join)


@given(before=words | st.text(max_size=200), after=words | st.text(max_size=200))
def test_w2_the_comparison_holds_both_texts_whole(before, after):
    pieces = compare_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == after


@given(text=words)
def test_w2_the_same_text_has_no_change(text):
    assert {piece.kind for piece in compare_words(text, text)} <= {SAME}


def test_w2_a_word_that_changed_is_struck_and_its_neighbours_stay():
    pieces = [(piece.kind, piece.text) for piece in compare_words("from 2.6% to 4% by August", "from 3.1% to 4% by July")]
    assert pieces == [
        (SAME, "from "),
        (GONE, "2.6%"),
        (NEW, "3.1%"),
        (SAME, " to 4% by "),
        (GONE, "August"),
        (NEW, "July"),
    ]


def test_w2_a_long_text_is_compared_in_a_moment():
    before = "the same words again and again\n" * 4000
    began = time.perf_counter()
    pieces = compare_words(before, before.replace("again\n", "once\n", 10))
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before
    assert time.perf_counter() - began < 20


CONTENTS = {
    "facts": {
        "title": "Oats",
        "kind": BriefKind.FILM,
        "wanted_on": "2026-05-01",
        "budget_minor": 100_000,
        "currency": "EUR",
        "rounds_sold": 2,
    },
    "texts": {"ask": "A film.", "audience": "Parents."},
    "deliverables": [{"id": 1, "name": "Film", "kind": "film", "spec": "30 s", "quantity": 1, "due_on": None}],
}


def changed(**more):
    return {**CONTENTS, **more}


def test_w2_unchanged_fields_are_left_out_and_the_others_named_in_their_order():
    after = {
        "facts": {**CONTENTS["facts"], "wanted_on": "2026-06-01", "budget_minor": 200_000},
        "texts": {"ask": "A film.", "audience": "Parents of two.", "tone": "Warm."},
        "deliverables": [{**CONTENTS["deliverables"][0], "quantity": 2}, {"id": 2, "name": "Poster", "kind": "print"}],
    }
    assert changed_fields(CONTENTS, after, with_money=True) == [
        "Delivery day",
        "Budget",
        "Audience",
        "Tone and brand",
        "Deliverable: Film",
        "Deliverable: Poster",
    ]
    assert "Budget" not in changed_fields(CONTENTS, after, with_money=False)


@pytest.mark.parametrize("contents", [{}, {"facts": None, "texts": None, "deliverables": None}])
def test_w2_a_submission_without_contents_can_be_compared(contents):
    assert [change.label for change in changes(contents, changed(facts={}, deliverables=[]), with_money=True)] == ["The ask", "Audience"]
