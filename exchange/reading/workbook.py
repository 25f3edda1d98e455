"""Excel workbooks (XLSX, XLSM): the first visible sheet that has a table, as texts."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
from django.utils.translation import gettext as _

from exchange.reading.problems import Unreadable
from exchange.reading.table import Limits, Table, table_of
from exchange.reading.text import is_blank

MEMBERS_MAX = 2_000
WORDS_BYTES_MAX = 200_000_000  # of the table of texts, which is held in memory
PACKED_RATIO_MAX = 200  # real workbooks pack about tenfold; a bomb a thousandfold


def refuse_bombs(path: Path, limits: Limits) -> list[str]:
    """The names inside a ZIP, read without unpacking. Raises Unreadable for one that would grow out of bounds."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(_("The file is damaged: it cannot be unpacked."), _("Export or save it again.")) from error
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if any(member.filename.endswith("sharedStrings.xml") and member.file_size > WORDS_BYTES_MAX for member in members):
        raise Unreadable(_("The workbook holds too much text to be read."), _("Save the sheet as CSV."))
    if len(members) > MEMBERS_MAX or unpacked > limits.unpacked_bytes or (unpacked > 20_000_000 and unpacked / packed > PACKED_RATIO_MAX):
        raise Unreadable(_("Unpacked, the file would be far too large."), _("Split it, or save the sheet alone as CSV."))
    return [member.filename for member in members]


def read_workbook(path: Path, limits: Limits) -> Table:
    sheets = _sheets(path)
    for name in sheets:
        if not any(not is_blank(cells) for _n, cells in _first(path, name, limits)):
            continue
        how = {"sheet": name}
        if len(sheets) > 1:
            how["other sheets, not read"] = ", ".join(other for other in sheets if other != name)
        return table_of(lambda name=name: _records(path, name, limits), how, limits=limits, keeps_short_rows=True)
    raise Unreadable(_("The workbook is empty."), _("Check that the export finished, then choose the file again."))


@contextmanager
def _opened(path: Path):
    """The workbook, closed behind us. By its bytes: the library refuses names without its extensions."""
    with path.open("rb") as file:
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except MemoryError:
            raise
        except Exception as error:  # whatever a damaged or hostile workbook makes the library raise
            raise Unreadable(
                _("The workbook cannot be opened."), _("Open it in Excel, save it as XLSX, or save the sheet as CSV.")
            ) from error
        try:
            yield book
        finally:
            book.close()


def _sheets(path: Path) -> list[str]:
    with _opened(path) as book:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _first(path: Path, name: str, limits: Limits, count: int = 50) -> list[tuple[int, list[str]]]:
    found = []
    for record in _records(path, name, limits):
        found.append(record)
        if len(found) == count:
            break
    return found


def _records(path: Path, name: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    with _opened(path) as book:
        try:
            sheet = book[name]
            sheet.reset_dimensions()  # some programs write wrong ones
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                if len(cells) > limits.columns:
                    cells = cells[: limits.columns] + tuple(cell for cell in cells[limits.columns :] if cell is not None)
                texts = [as_text(cell) for cell in cells]
                while texts and not texts[-1]:
                    texts.pop()
                yield number, texts or [""]
        except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
            raise Unreadable(_("The workbook is damaged."), _("Open it in Excel, save it as XLSX, or save the sheet as CSV.")) from error


def as_text(value) -> str:
    """The value as it would stand in a text file: ISO days, plain numbers, TRUE and FALSE."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
