"""Texts with a delimiter (CSV and its relatives): the delimiter, the way of quoting, and the records in one stream."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.encoding import Encoding, detect_encoding
from exchange.reading.problems import Unreadable
from exchange.reading.table import Limits, Table, table_of
from exchange.reading.text import is_blank

DELIMITERS = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}
SAMPLE_LINES, SAMPLE_LETTERS = 300, 400_000
SEPARATOR_LINE = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.I)
BACKSLASH_QUOTE = re.compile(r"(?<!\\)((?:\\\\)*)\\\"")
CLOSED = "\x00end\x00"  # read as a row of its own unless a quotation is still open


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    backslash_quotes: bool = False  # \" inside a cell, instead of ""
    is_declared: bool = False  # by a first line "sep=;"


def read_delimited(path: Path, limits: Limits) -> Table:
    encoding = detect_encoding(path)
    try:
        dialect = detect_dialect(path, encoding)
    except UnicodeError as error:
        raise Unreadable(_("The file is damaged: its letters cannot be read."), _("Export it again, as “CSV UTF-8”.")) from error
    how = {"encoding": encoding.evidence, "delimiter": str(DELIMITERS.get(dialect.delimiter, dialect.delimiter))}
    return table_of(lambda: read_records(path, encoding, dialect, limits), how, limits=limits)


def _lines(path: Path, encoding: Encoding) -> Iterator[str]:
    """Lines at LF, CRLF or CR, whichever or all, with their ends kept: a cell may hold some of them."""
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
        yield from file


def _reader(lines, dialect: Dialect):
    if dialect.backslash_quotes:
        lines = (BACKSLASH_QUOTE.sub(r'\1""', line) if '\\"' in line else line for line in lines)
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar='"', doublequote=True, skipinitialspace=True)


def detect_dialect(path: Path, encoding: Encoding) -> Dialect:
    """The delimiter under which the rows agree best on their number of cells; the wider wins among equals."""
    sample, letters = [], 0
    for line in _lines(path, encoding):
        sample.append(line)
        letters += len(line)
        if len(sample) >= SAMPLE_LINES or letters >= SAMPLE_LETTERS:
            break
    _refuse_binary("".join(sample[:20]))
    if sample and (declared := SEPARATOR_LINE.match(sample[0])):
        return Dialect(declared[1], _escapes("".join(sample), declared[1]), is_declared=True)
    text = "".join(sample)
    best, best_score = Dialect(","), (0.0, 1)
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        for backslash in (False, True) if '\\"' in text else (False,):
            dialect = Dialect(delimiter, backslash)
            score = _agreement(sample, dialect)
            if score > best_score or (backslash and score == best_score and best.delimiter == delimiter and _escapes(text, delimiter)):
                best, best_score = dialect, score
    return best


def _escapes(text: str, delimiter: str) -> bool:
    """A backslash and a quotation mark in the middle of a cell, where a cell that ends in a backslash could not have them."""
    return bool(re.search(r"\\\"(?!\s*(?:" + re.escape(delimiter) + r"|\"|$))", text, re.M))


def _agreement(sample: list[str], dialect: Dialect) -> tuple[float, int]:
    """(share of the records that have the commonest width, that width); nothing for a single column."""
    widths: Counter[int] = Counter()
    try:
        for cells in _reader(sample, dialect):
            if not is_blank(cells):
                widths[len(cells)] += 1
    except csv.Error:
        return (0.0, 1)
    wide = Counter({width: count for width, count in widths.items() if width > 1})
    if not wide:
        return (0.0, 1)
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return (round(count / widths.total(), 1), width)


def _refuse_binary(text: str) -> None:
    strange = sum(letter < " " and letter not in "\t\r\n\x0b\x0c\x1c" for letter in text)
    if text and strange > max(8, len(text) // 4):
        raise Unreadable(_("The file is not a table of texts."), _("Save it as CSV or XLSX and choose that file."))


def read_records(path: Path, encoding: Encoding, dialect: Dialect, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """(number of the record, cells). Raises Unreadable for a quotation that never ends and for cells without end."""
    csv.field_size_limit(limits.cell_letters)
    reader = _reader(chain(_lines(path, encoding), ["\n", CLOSED + "\n"]), dialect)
    number = 0
    held: tuple[int, list[str]] | None = None
    try:
        for number, cells in enumerate(reader, start=1):
            if cells == [CLOSED]:
                return  # what is held is the empty line that we put before the mark
            if held is not None:
                yield held
            held = None if number == 1 and dialect.is_declared else (number, cells)
    except csv.Error as error:
        raise _never_closed(number + 1) from error
    except UnicodeError as error:
        raise Unreadable(_("The letters of row %(row)d cannot be read.") % {"row": number + 1}, _("Export it as “CSV UTF-8”.")) from error
    raise _never_closed(number)


def _never_closed(number: int) -> Unreadable:
    return Unreadable(
        _("A quotation mark in row %(row)d is opened and never closed.") % {"row": number},
        _("Close it or double it in the file, or export the file again."),
    )
