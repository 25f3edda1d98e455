"""The report of an import: each row with its outcome and what was wrong, as a list, a file or a stream."""

from collections.abc import Iterator
from pathlib import Path

from core.spreadsheets import csv_chunks
from exchange.models import ImportBatch, ImportRow
from exchange.querysets import is_open_to

HEADERS = ("Row", "Outcome", "Record", "Column", "Why", "Owner not found")


def report_rows(batch: ImportBatch, *, only_problems: bool = False, seen_by=None) -> Iterator[ImportRow]:
    """`seen_by`: only rows that this person may see."""
    rows = batch.rows.visible_to(seen_by) if seen_by else batch.rows.all()
    rows = rows.order_by("number")
    return (rows.exclude(problems=[]) if only_problems else rows).iterator(chunk_size=2_000)


def report_lines(batch: ImportBatch, *, seen_by=None) -> Iterator[tuple]:
    """One line per row; a row with several problems has several. Lines that were set aside stand first, with their text."""
    if seen_by is None or is_open_to(batch, seen_by):
        for number, text in batch.set_aside:
            yield (number, "set aside", "", "", text, "")
    for row in report_rows(batch, seen_by=seen_by):
        for problem in row.problems or [{"column": "", "why": ""}]:
            yield (row.number, row.outcome, row.name, problem["column"], problem["why"], row.owner)


def write_report(batch: ImportBatch, path: str | Path) -> None:
    with Path(path).open("wb") as file:
        for chunk in csv_chunks(HEADERS, report_lines(batch)):
            file.write(chunk)
