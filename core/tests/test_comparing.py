"""What changed, word by word: nothing is lost and nothing invented (W2, R1)."""

import time

from hypothesis import given
from hypothesis import strategies as st

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
