"""Files and imports for the tests."""

from datetime import date
from pathlib import Path

from core.moves import make_move
from exchange import actions, running
from exchange.mapping import detect, mapping_of
from exchange.models import ImportBatch

TODAY = date(2026, 3, 2)


def csv_file(tmp_path: Path, text: str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def given_in(path: Path, *, by, source: str = "auto", kind: str = "auto", mapping: dict | None = None, today: date = TODAY) -> ImportBatch:
    table = running.open_file(path)
    chosen = mapping_of(mapping, table.headers, source=source, kind=kind) if mapping else detect(table.headers, source=source, kind=kind)
    return actions.give_in(path, path.name, chosen, by=by, today=today, table=table)


def imported(path: Path, *, by, chunk_rows: int = 500, **more) -> ImportBatch:
    """Given in and run to its end."""
    batch = make_move(given_in(path, by=by, **more), "run", by=by)
    running.run(batch, chunk_rows=chunk_rows)
    return batch


def counts(batch: ImportBatch) -> tuple[int, int, int, int, int]:
    """read, created, updated, unchanged, refused"""
    return batch.rows_read, batch.created, batch.updated, batch.unchanged, batch.refused
