"""From the cells of a row to values with names, or to the reason why not. Columns that are not mapped are never looked at."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.spreadsheets import unguard
from exchange.evidence import Evidence
from exchange.mapping import EXTRA_FIELDS, Mapping
from exchange.objects import BY_NAME, Field, Kind
from exchange.reading import Row
from exchange.reading.text import clean, is_nothing, one_line
from exchange.values import NotUnderstood
from exchange.values.countries import read_country
from exchange.values.dates import DateOrder, read_date, read_moment, read_time
from exchange.values.numbers import currency_in, read_count, read_currency, read_number
from exchange.values.words import PERPETUAL, read_bool, read_email, read_notice, read_parties, read_renewal, read_website

LINES = frozenset(
    {
        "about",
        "end_goals",
        "note",
        "client_about",
        "street",
        "agenda",
        "ask",
        "why_now",
        "notes",
        "contacts",
        "people",
        "outcome",
        "words",
        "amendments",
        "attendees",
        "text",
        "text_otherwise",
        "text_third",
    }
)  # fields in which line breaks mean something
NOTE_LETTERS = 5_000
DRAW_LETTERS = frozenset({"name", "client", "first_name", "last_name", "what", "service", "contract", "reason"})


@dataclass
class Prepared:
    """A row ready to land. `values` has only what the row says: an empty cell never empties anything of ours."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    is_refused: bool = False

    def refuse(self, why: str, column: str = "") -> None:
        """The refusal comes first among the problems."""
        self.is_refused = True
        self.problems.insert(0, {"column": column, "why": str(why)})

    def note(self, why: str, column: str) -> None:
        self.problems.append({"column": column, "why": str(why)})

    def get(self, name: str, otherwise: Any = "") -> Any:
        return self.values.get(name, otherwise)


class Preparer:
    """Reads rows by one mapping and the evidence of the whole file."""

    def __init__(self, mapping: Mapping, headers: list[str], evidence: Evidence):
        self.mapping, self.evidence = mapping, evidence
        self.fields = BY_NAME[mapping.object]
        places = {header: place for place, header in enumerate(headers)}
        self.columns = [(name, header, places[header]) for name, header in mapping.columns.items() if header in places]
        self.note_columns = [(words, places[header]) for header, words in mapping.notes.items() if header in places]
        self.headings = mapping.columns

    def prepare(self, row: Row) -> Prepared:
        prepared = Prepared(row.number)
        if row.problem:
            prepared.refuse(row.problem)
            return prepared
        for name, text in self.mapping.constants.items():
            if name in self.fields:
                self._read(prepared, self.fields[name], "", text)
        for name, header, place in self.columns:
            text = unguard(row.cells[place])
            if not text:
                continue
            if name in self.fields:
                self._read(prepared, self.fields[name], header, text)
            elif name in EXTRA_FIELDS:
                prepared.values[name] = one_line(text)
        if self.note_columns:
            self._add_note(prepared, row)
        return prepared

    def _read(self, prepared: Prepared, wanted: Field, header: str, text: str) -> None:
        try:
            value = self._value(prepared, wanted, header, text)
        except NotUnderstood as error:
            if wanted.strict:
                prepared.refuse(str(error), header)
            else:
                prepared.note(_("Left empty: %(why)s") % {"why": error}, header)
            return
        if value is None or value == "":
            return
        if isinstance(value, str) and wanted.most and len(value) > wanted.most:
            prepared.note(_("Cut to %(most)d letters.") % {"most": wanted.most}, header)
            value = value[: wanted.most].rstrip()
        prepared.values[wanted.name] = value

    def _value(self, prepared: Prepared, wanted: Field, header: str, text: str):
        match wanted.kind:
            case Kind.DATE:
                return self._date(prepared, wanted, header, text)
            case Kind.MOMENT:
                return read_moment(text, self._order(header))
            case Kind.NUMBER:
                if wanted.name.startswith("fee") and (code := currency_in(text)):
                    prepared.values.setdefault("currency", code)
                return read_number(text, self.evidence.marks.get(header) or self.mapping.answers.get("decimal_mark"))
            case Kind.COUNT:
                return self._count(header, text)
            case Kind.PARTY:
                names = read_parties(text)
                prepared.values[f"{wanted.name}_others"] = names[1:]
                return names[0] if names else ""
            case Kind.TIER | Kind.WORD:
                return one_line(text)
            case Kind.TEXT:
                if is_nothing(text) and wanted.name not in DRAW_LETTERS:
                    return ""
                return clean(text) if wanted.name in LINES else one_line(text)
            case _:
                return READERS[wanted.kind](text)

    def _count(self, header: str, text: str) -> int | None:
        count = read_count(text, self.evidence.marks.get(header) or self.mapping.answers.get("decimal_mark"))
        if count is not None and not 0 <= count <= 2_000_000_000:
            raise NotUnderstood(_("“%(text)s” is out of reach.") % {"text": text[:40]})
        return count

    def _date(self, prepared: Prepared, wanted: Field, header: str, text: str):
        if wanted.name == "ends_on" and PERPETUAL.search(text):
            prepared.values["is_evergreen"] = True
            return None
        return read_date(text, self._order(header))

    def _order(self, header: str) -> DateOrder | None:
        order = self.evidence.orders.get(header) or self.mapping.answers.get("date_order")
        return DateOrder(order) if order else None

    def _add_note(self, prepared: Prepared, row: Row) -> None:
        lines = [f"{words}: {clean(row.cells[place])}" for words, place in self.note_columns if not is_nothing(row.cells[place])]
        note = "\n".join([*filter(None, [prepared.get("note")]), *lines])
        if len(note) > NOTE_LETTERS:
            prepared.note(_("Cut to %(most)d letters.") % {"most": NOTE_LETTERS}, next(iter(self.mapping.notes)))
        if note:
            prepared.values["note"] = note[:NOTE_LETTERS]


READERS = {
    Kind.BOOL: read_bool,
    Kind.E_MAIL: read_email,
    Kind.WEBSITE: read_website,
    Kind.COUNTRY: read_country,
    Kind.CURRENCY: read_currency,
    Kind.NOTICE: read_notice,
    Kind.RENEWAL: read_renewal,
    Kind.TIME: read_time,
}
