"""Small questions about the text of a cell."""

import re
import unicodedata
from collections.abc import Iterable

# Not seen, not meant: byte-order mark, zero-width space and joiners at the edges of a cell.
UNSEEN = "\ufeff\u200b\u200c\u200d\u2060"
NOTHING = frozenset(
    {"", "-", "--", "–", "—", ".", "n/a", "#n/a", "na", "none", "null", "nil", "(null)", "nan", "not applicable", "undefined"}
)


def clean(cell: str) -> str:
    """The cell without spaces and unseen letters at its edges, in any script (U+3000 and U+00A0 are spaces too)."""
    if cell.isascii():
        return cell.strip()
    previous = None
    while previous != cell:
        previous, cell = cell, cell.strip().strip(UNSEEN)
    return cell


def one_line(cell: str) -> str:
    """The cell on one line, its runs of blanks folded."""
    return " ".join(clean(cell).split())


def is_blank(cells: Iterable[str]) -> bool:
    return not any(clean(cell) for cell in cells)


def is_damaged(cells: Iterable[str]) -> bool:
    """Zero characters, or bytes that were kept apart because they fit no letter."""
    return any("\x00" in cell or (not cell.isascii() and any(0xD800 <= ord(letter) <= 0xDFFF for letter in cell)) for cell in cells)


def is_nothing(cell: str) -> bool:
    """A word that people and programs write where there is no value."""
    return clean(cell).casefold() in NOTHING


def fold(text: str) -> str:
    """For comparing headings and names of columns: case, accents, blanks and punctuation do not count."""
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(letter for letter in text if letter.isalnum())
    return text.replace("organisation", "organization")


WORD = re.compile(r"[^\W\d_]", re.UNICODE)


def has_letter(text: str) -> bool:
    return bool(WORD.search(text))
