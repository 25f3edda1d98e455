"""Which letters the bytes stand for, decided by evidence over the whole file and never by replacing what does not fit.

Order: byte-order mark, then zero bytes at every other place (UTF-16), then strict UTF-8, then Windows-1252. A file that is UTF-8
but for a few damaged bytes stays UTF-8: only the rows that hold them are refused.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.problems import Unreadable

BLOCK_BYTES = 1 << 20
MARKS = (  # the longer first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
NOT_IN_CP1252 = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
GOOD_PER_DAMAGED = 3  # so many well-formed letters beyond ASCII for each damaged byte: the file means UTF-8


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codec` is Python's name; `errors` how it treats bytes that do not fit; `evidence` is for the page."""

    codec: str
    evidence: str
    errors: str = "strict"


def detect_encoding(path: Path) -> Encoding:
    """The encoding of this file. Raises Unreadable where the bytes fit nothing that we can name."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, codec, name in MARKS:
        if head.startswith(mark):
            return Encoding(codec, _("%(name)s, said by its byte-order mark") % {"name": name})
    if wide := _wide(head):
        return Encoding(wide, _("UTF-16 without a byte-order mark"))
    return _narrow(path)


def _wide(head: bytes) -> str:
    """UTF-16 of mostly Latin text has a zero in every second byte."""
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    even, odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else ""


def _narrow(path: Path) -> Encoding:
    """UTF-8 or Windows-1252, by a count of what fits over the whole file at constant memory."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    good = damaged = 0
    undefined = False
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK_BYTES)
            text = decoder.decode(block, final=not block)
            if not text.isascii():
                bad = sum(0xDC80 <= ord(letter) <= 0xDCFF for letter in text)
                damaged += bad
                good += sum(ord(letter) > 0x7F for letter in text) - bad
            undefined = undefined or not NOT_IN_CP1252.isdisjoint(block)
            if not block:
                break
    if not damaged:
        return Encoding("utf-8", _("UTF-8"))
    if good >= GOOD_PER_DAMAGED * damaged:
        return Encoding("utf-8", _("UTF-8 with damaged letters in some rows"), errors="surrogateescape")
    if not undefined:
        return Encoding("cp1252", _("Windows-1252 (Western European)"))
    raise Unreadable(
        _("The letters are in an encoding that cannot be told with certainty."),
        _("Open the file in the program that made it and save it as “CSV UTF-8”."),
    )
