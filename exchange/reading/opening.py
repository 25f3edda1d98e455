"""What kind of file it is, by its first bytes and not by its name, and the reader for it."""

import gzip
import re
import tempfile
import zipfile
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.calendars import read_calendars
from exchange.reading.cards import read_cards
from exchange.reading.delimited import read_delimited
from exchange.reading.documents import read_document
from exchange.reading.problems import Unreadable
from exchange.reading.table import Limits, Table
from exchange.reading.workbook import read_workbook, refuse_bombs

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"{\\rtf", "RTF"),
)
MARKUP = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|table|meta|head|style|[a-z]+[:\s>])", re.I)


def open_table(path: str | Path, *, limits: Limits | None = None) -> Table:
    """The table in this file. Raises Unreadable, with why and what to do."""
    path, limits = Path(path), limits or Limits()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(2048)
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(why)s.") % {"why": error.strerror}, _("Check the path.")) from error
    if size == 0:
        raise Unreadable(_("The file is empty."), _("Check that the export finished, then choose the file again."))
    if size > limits.bytes:
        raise Unreadable(
            _("The file has %(found)d MB; at most %(most)d MB can be read.")
            % {"found": size // 1_000_000, "most": limits.bytes // 1_000_000},
            _("Split it, or leave out the columns that you do not need."),
        )
    if head.startswith(b"\x1f\x8b"):
        return _unpacked(path, limits)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _from_zip(path, limits)
    _refuse_other_kinds(head)
    if (kind := _words_of(head)) is not None:
        return kind([(path.name, path)], limits)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_document(path, limits)
    return read_delimited(path, limits)


def _words_of(head: bytes):
    """The reader of an address book or a calendar, by its first line, in whatever encoding; None for all else."""
    begun = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:40].upper().replace(b" ", b"")
    if begun.startswith(b"BEGIN:VCARD"):
        return read_cards
    return read_calendars if begun.startswith((b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"BEGIN:VTODO")) else None


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(OLD_EXCEL):
        raise Unreadable(
            _("This is an old Excel file (.xls), or one that is locked with a password."),
            _("Open it in Excel and save it as “Excel workbook (.xlsx)”, without a password, or as CSV."),
        )
    if MARKUP.match(head):
        advice = _("Open it in Excel and save it as “Excel workbook (.xlsx)” or as CSV.")
        if b"<table" in head.lower() or b"<html" in head.lower() or b"excel" in head.lower():
            raise Unreadable(_("This is a web page or XML sheet that calls itself an Excel file."), advice)
        raise Unreadable(_("This is an XML or HTML file, not a table."), _("Export the list as CSV or XLSX."))
    for mark, kind in OTHER_KINDS:
        if head.startswith(mark):
            raise Unreadable(_("This is a %(kind)s file, not a table.") % {"kind": kind}, _("Export the list as CSV or XLSX."))


def _from_zip(path: Path, limits: Limits) -> Table:
    names = refuse_bombs(path, limits)
    if "xl/workbook.xml" in names:
        return read_workbook(path, limits)
    if "xl/workbook.bin" in names or "content.xml" in names or "word/document.xml" in names:
        raise Unreadable(_("This is an office file of another kind."), _("Save it as “Excel workbook (.xlsx)” or as CSV."))
    for ending, read in ((".vcf", read_cards), (".ics", read_calendars)):
        if names and all(name.lower().endswith(ending) for name in names if not name.endswith("/")):
            return _unzipped(path, [name for name in names if not name.endswith("/")], read, limits)
    inside = ", ".join(names[:8]) or _("nothing")
    raise Unreadable(
        _("This is a ZIP archive; it holds %(names)s.") % {"names": inside},
        _("Unpack it and import the files one by one: people first, then companies, then contacts."),
    )


def _unzipped(path: Path, names: list[str], read, limits: Limits) -> Table:
    """Cards or calendars, one file or many in an archive: read in the order of their names, as one table."""
    folder = tempfile.TemporaryDirectory(prefix="import-")  # closed with the table
    found = []
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > limits.json_bytes:
            raise Unreadable(_("Unpacked, the files would be far too large."), _("Pack fewer of them."))
        for number, name in enumerate(sorted(names)):
            copy = Path(folder.name, f"{number}")
            copy.write_bytes(archive.read(name))
            found.append((name, copy))
    table = read(found, limits)
    table.keep = folder
    return table


def _unpacked(path: Path, limits: Limits) -> Table:
    """A gzip file, unpacked beside into a file that lives as long as its table, and no further than the limit."""
    room = min(limits.unpacked_bytes, 20 * limits.bytes)
    copy = tempfile.NamedTemporaryFile(prefix="import-", suffix=".unpacked")  # noqa: SIM115 closed with the table
    try:
        with gzip.open(path) as packed:
            while block := packed.read(1 << 20):
                room -= len(block)
                if room < 0:
                    raise Unreadable(_("Unpacked, the file would be far too large."), _("Split it before you pack it."))
                copy.write(block)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(_("The file is damaged: it cannot be unpacked."), _("Export or pack it again.")) from error
    copy.flush()
    copy.seek(0)
    if copy.read(2) in (b"\x1f\x8b", b"PK"):
        raise Unreadable(_("The archive holds another archive."), _("Unpack it and choose the file inside."))
    unpacked_limits = Limits(limits.unpacked_bytes, limits.unpacked_bytes, limits.json_bytes, limits.columns, limits.cell_letters)
    table = open_table(copy.name, limits=unpacked_limits)
    table.keep = copy
    return table
