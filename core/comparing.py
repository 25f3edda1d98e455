"""Two texts as one, word by word: what stayed, what went, what came (W2, R1, R7)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
MOST_PAIRS = 4_000_000  # of pieces compared with each other; longer texts are compared line by line, which takes a second at most
WORDS, LINES = re.compile(r"\s+|[^\s]+"), re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that says something else: its name and its text in pieces."""

    label: str
    pieces: list[Piece]


def compare_words(before: str, after: str) -> list[Piece]:
    """The two texts as one. Without what is new it is `before`, without what is gone it is `after`, to the last blank."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        old, new = LINES.findall(before), LINES.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        old, new = [before], [after]
    return [piece for piece in _pieces(old, new) if piece.text]


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(SAME, "".join(old[a:b]))
        else:
            yield Piece(GONE, "".join(old[a:b]))
            yield Piece(NEW, "".join(new[c:d]))
