"""Spreadsheets out: CSV and XLSX, written row by row, that never begin a formula and read back without loss (S4).

The formula guard is that of research §5, check 17; `unguard` is its inverse, used when we read a file of our own.
"""

import csv
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.text import slugify

FORMULA_STARTS = frozenset("=+-@|%")
RAW_STARTS = ("\t", "\r", "\n")
PLAIN_NUMBER = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
BOM = "\ufeff"
LINES_PER_CHUNK = 200
CELL_LIMIT = 32_767  # characters in a cell: XLSX specification
CUT = " […cut: a cell holds 32,767 characters; the CSV has all]"
ROWS_PER_SHEET = 1_048_575  # below the header
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What XML 1.0 cannot hold; a cell without them is the same text to a reader.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Cell = str | int | float | Decimal | bool | date | datetime | None


def begins_a_formula(text: str) -> bool:
    """True when a spreadsheet program may take this text for a formula: its first visible character after NFKC decides."""
    if not text or (text[0].isascii() and text[0].isalnum()) or PLAIN_NUMBER.fullmatch(text):
        return False
    if text.startswith(RAW_STARTS):
        return True
    for character in unicodedata.normalize("NFKC", text):
        if unicodedata.category(character)[0] not in "ZC":
            return character in FORMULA_STARTS
    return False


def guard(text: str) -> str:
    """The text with an apostrophe before it if it could begin a formula.

    A text that already has apostrophes before a formula gets one more, so that `unguard(guard(text)) == text` always.
    """
    return f"'{text}" if begins_a_formula(text.lstrip("'")) else text


def unguard(text: str) -> str:
    """What `guard` was given: takes one apostrophe away where it stands before a formula."""
    return text[1:] if text.startswith("'") and begins_a_formula(text.lstrip("'")) else text


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


def as_text(value: Cell) -> str:
    """A cell of a CSV: ISO days, a point in numbers, yes and no, guarded text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _local(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return guard(str(value))


class _Echo:
    """A file that hands back what was written, so that csv.writer writes into a stream."""

    def write(self, line: str) -> str:
        return line


def csv_chunks(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark (Excel asks for it), RFC 4180 lines, a few hundred at a time."""
    write = csv.writer(_Echo()).writerow
    lines = [BOM, write([guard(str(header)) for header in headers])]
    for row in rows:
        lines.append(write([as_text(value) for value in row]))
        if len(lines) >= LINES_PER_CHUNK:
            yield "".join(lines).encode("utf-8", "replace")
            lines = []
    yield "".join(lines).encode("utf-8", "replace")


class _Sheets:
    """A workbook written to disk row by row; a new sheet begins where one is full."""

    def __init__(self, file, headers: Sequence[str], title: str):
        self.book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.bold = self.book.add_format({"bold": True})
        self.headers, self.title, self.count = headers, title, 0
        self._begin()

    def _begin(self) -> None:
        self.count += 1
        name = re.sub(r"[\[\]:*?/\\']", " ", self.title)[:24].strip() or "Sheet"
        self.sheet = self.book.add_worksheet(name if self.count == 1 else f"{name} {self.count}")
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, max(len(self.headers) - 1, 0), 18)
        for column, header in enumerate(self.headers):
            self.sheet.write_string(0, column, guard(str(header)), self.bold)
        self.row = 0

    def add(self, row: Sequence[Cell]) -> None:
        if self.row >= ROWS_PER_SHEET:
            self._begin()
        self.row += 1
        for column, value in enumerate(row):
            self._write(column, value)

    def _write(self, column: int, value: Cell) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_string(self.row, column, as_text(value))
        elif isinstance(value, datetime):
            self.sheet.write_datetime(self.row, column, _local(value), self.moment)
        elif isinstance(value, date) and value.year >= 1900:
            self.sheet.write_datetime(self.row, column, datetime.combine(value, time()), self.day)
        elif isinstance(value, int | float | Decimal):
            self.sheet.write_number(self.row, column, value)
        else:
            text = guard(
                NOT_IN_XML.sub("", as_text(value) if isinstance(value, date) else str(value)).replace("\r\n", "\n").replace("\r", "\n")
            )
            self.sheet.write_string(self.row, column, text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - len(CUT)] + CUT)

    def close(self) -> None:
        self.book.close()


def write_xlsx(file, headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Sheet") -> None:
    """Write a workbook at constant memory; numbers stay numbers and days stay days."""
    sheets = _Sheets(file, headers, title)
    for row in rows:
        sheets.add(row)
    sheets.close()


def in_the_readers_ways(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream is made when the page is over, and with it the reader's language and time zone: each chunk is made in them."""
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def made() -> Iterator[bytes]:
        while True:
            with translation.override(language), timezone.override(zone):
                chunk = next(chunks, None)
            if chunk is None:
                return
            yield chunk

    return made()


def csv_response(name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(in_the_readers_ways(csv_chunks(headers, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "list"}.csv"'
    return response


def xlsx_response(name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> FileResponse:
    """A workbook cannot be streamed while it is written (its directory comes last), so it goes through a file on disk."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it when it has gone out)
    write_xlsx(file, headers, rows, title=name)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{slugify(name) or 'list'}.xlsx", content_type=XLSX_TYPE)


def spreadsheet_response(kind: str, name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]):
    """`kind` is csv or xlsx."""
    return csv_response(name, headers, rows) if kind == "csv" else xlsx_response(name, headers, rows)
