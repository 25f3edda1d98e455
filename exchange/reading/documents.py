"""JSON: a list of records, one record per line, or an Open Contracting (OCDS) package, as a table."""

import json
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.encoding import detect_encoding
from exchange.reading.header import name_columns
from exchange.reading.ocds import COLUMNS, contract_rows, releases_in
from exchange.reading.problems import Unreadable
from exchange.reading.table import Limits, Table

LISTED_MAX = 3  # of a list of records inside a record, so many become columns ("contacts.1.name")


def read_document(path: Path, limits: Limits) -> Table:
    if path.stat().st_size > limits.json_bytes:
        raise Unreadable(
            _("A JSON file can have at most %(most)d MB.") % {"most": limits.json_bytes // 1_000_000}, _("Split it, or convert it to CSV.")
        )
    found = _load(path)
    if releases := releases_in(found):
        return _table(COLUMNS, contract_rows(releases), {"format": "Open Contracting (OCDS)"})
    records = [_flat(record) for record in _records_in(found)]
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
    if len(names) > limits.columns:
        raise Unreadable(_("The records have too many different fields."), _("Convert the part that you need to CSV."))
    return _table(tuple(names), records, {"format": "JSON"})


def _table(names: tuple[str, ...], records: list[dict[str, str]], how: dict[str, str]) -> Table:
    rows = [(number, [record.get(name, "") for name in names]) for number, record in enumerate(records, start=1)]
    return Table(name_columns(list(names)), 0, how, lambda: iter(rows))


def _load(path: Path):
    encoding = detect_encoding(path)
    text = path.read_text(encoding=encoding.codec, errors="strict" if encoding.errors == "strict" else "replace")
    if "\ufffd" in text and encoding.errors != "strict":
        raise Unreadable(_("The JSON file holds damaged letters."), _("Export it again."))
    try:
        return json.loads(text)
    except RecursionError as error:
        raise Unreadable(_("The JSON file is nested too deeply."), _("Convert the part that you need to CSV.")) from error
    except ValueError as error:
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            raise Unreadable(_("The file begins like JSON but is not: %(why)s.") % {"why": error}, _("Export it again.")) from error


def _records_in(found) -> list[dict]:
    """The records: the list itself, or the longest list of records that the object holds."""
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)]
        found = max(lists, key=len) if lists else [found]
    if not isinstance(found, list) or not found or not all(isinstance(record, dict) for record in found):
        raise Unreadable(_("The JSON file holds no list of records."), _("Each record must be an object with named fields."))
    return found


def _flat(record: dict, prefix: str = "", depth: int = 0) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < 5:
            flat |= _flat(value, f"{name}.", depth + 1)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for place, item in enumerate(value[:LISTED_MAX], start=1):
                if isinstance(item, dict) and depth < 5:
                    flat |= _flat(item, f"{name}.{place}.", depth + 1)
        else:
            flat[name] = _text(value)
    return flat


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
