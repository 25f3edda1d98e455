"""Which column becomes which field: found by the headings, changed by a person, kept with the batch as plain JSON."""

import json
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.objects import BY_NAME, LABELS, OBJECTS, missing
from exchange.reading import Unreadable
from exchange.reading.text import fold
from exchange.sources import NOT_IMPORTED, SOURCES, Source
from exchange.sources.generic import ALIASES, SIGNS, TELLING, TOGETHER

GENERIC = "generic"
SIGN_WEIGHT, SIGNS_ENOUGH = 3, 2
CLOSE_ENOUGH = 0.9  # of a heading typed with a slip ("Web site", "Adress")
ROW_TYPE = "row_type"  # a column of a mixed file that tells organisations from persons
EXTRA_FIELDS = frozenset({ROW_TYPE, "decision_maker", "state"})
ANSWERS = {
    "date_order": ("DMY", "MDY"),
    "decimal_mark": (".", ","),
    "new_clients": ("active", "prospect"),
    "counterparty": ("supplier", "buyer"),
}


@dataclass
class Mapping:
    """`columns`: field → heading. `constants`: field → text for every row. `answers`: what the file cannot tell by itself.

    `notes`: heading → words; the cell becomes a line of the note. Headings in neither are not read at all.
    """

    source: str
    object: str
    columns: dict[str, str]
    constants: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    label: str = ""

    def as_json(self) -> dict:
        return {name: getattr(self, name) for name in ("source", "object", "columns", "constants", "notes", "answers", "label")}

    @classmethod
    def from_json(cls, kept: dict) -> "Mapping":
        return cls(**kept)

    def unmapped(self, headers: list[str]) -> list[str]:
        used = {*self.columns.values(), *self.notes}
        return [header for header in headers if header not in used]


def all_kinds() -> str:
    return ", ".join(str(label).lower() for label in LABELS.values())


@cache
def _aliases(kind: str) -> dict[str, tuple[str, ...]]:
    """Field → folded headings: our own label and name first, then what people write."""
    found = {name: (fold(name), fold(str(field.label))) for name, field in BY_NAME[kind].items()}
    for name, text in ALIASES[kind].items():
        found[name] = (*map(fold, text.split(" | ")), *found[name])
    return found


def _folded(headers: list[str]) -> dict[str, str]:
    folded: dict[str, str] = {}
    for header in headers:
        folded.setdefault(fold(header), header)
    return folded


def _take(table: dict[str, tuple[str, ...]], folded: dict[str, str], *, shared: frozenset[str] = frozenset()) -> dict[str, str]:
    """Field → heading: the best heading of each field; a heading serves one field, unless the table itself shares it."""
    columns, used = {}, set()
    for name, headings in table.items():
        for heading in headings:
            if heading and heading in folded and (heading not in used or heading in shared):
                columns[name] = folded[heading]
                used.add(heading)
                break
    return columns


def _source_columns(source: Source, folded: dict[str, str]) -> dict[str, str]:
    table = source.headings()
    shared = frozenset(heading for headings in table.values() for heading in headings)
    return _take(table, folded, shared=shared)


def _generic_columns(kind: str, folded: dict[str, str]) -> dict[str, str]:
    """By alias, best heading over all fields first, then by likeness for slips of the pen."""
    table = _aliases(kind)
    columns: dict[str, str] = {}
    used: set[str] = set()
    for depth in range(max(map(len, table.values()))):
        for name, headings in table.items():
            if name not in columns and depth < len(headings) and (heading := headings[depth]) in folded and heading not in used:
                columns[name] = folded[heading]
                used.add(heading)
    for name, headings in table.items():
        if name not in columns:
            for heading in folded.keys() - used:
                if len(heading) > 5 and get_close_matches(heading, [one for one in headings if len(one) > 5], n=1, cutoff=CLOSE_ENOUGH):
                    columns[name] = folded[heading]
                    used.add(heading)
                    break
    return columns


def _score(source: Source, folded: dict[str, str]) -> int:
    """How many of the file's headings are this table's; its signs count more. Nought when it is not of this shape."""
    needs = [fold(heading) for heading in source.needs.split(" | ") if heading]
    if needs and not any(heading in folded for heading in needs):
        return 0
    if source.exact and not set(source.signs.split(" | ")) & set(folded.values()):
        return 0
    signs = {fold(heading) for heading in source.signs.split(" | ") if heading} & folded.keys()
    if len(signs) < SIGNS_ENOUGH:
        return 0
    columns = _source_columns(source, folded)
    if missing(source.object, set(columns)):
        return 0
    return len(set(columns.values())) + SIGN_WEIGHT * len(signs)


def detect(headers: list[str], *, source: str = "auto", kind: str = "auto") -> Mapping:
    """The mapping that the headings ask for. Raises Unreadable when they are known to hold something else, or nothing known."""
    folded = _folded(headers)
    candidates = [one for one in SOURCES if source in ("auto", one.system) and kind in ("auto", one.object)]
    scored = sorted(((_score(one, folded), -place, one) for place, one in enumerate(candidates)), key=lambda item: item[:2], reverse=True)
    best = scored[0] if scored else (0, 0, None)
    if best[0] and (source != "auto" or kind != "auto" or not _not_imported(folded, best[0])):
        return _of_source(best[2], folded)
    if kind == "auto" and (label := _not_imported(folded, best[0])):
        raise Unreadable(
            _("This file holds %(what)s.") % {"what": label},
            _("These can be imported: %(all)s; choose one of them if the file holds it.") % {"all": all_kinds()},
        )
    return _generic(headers, folded, source=source, kind=kind, candidates=candidates)


def _not_imported(folded: dict[str, str], best: int) -> str:
    for other in NOT_IMPORTED:
        signs = [fold(heading) for heading in other.signs.split(" | ")]
        if all(sign in folded for sign in signs):
            return other.label
    return ""


def _of_source(source: Source, folded: dict[str, str]) -> Mapping:
    notes = {folded[fold(heading)]: words for heading, words in source.note_columns.items() if fold(heading) in folded}
    return Mapping(
        source.system, source.object, _source_columns(source, folded), dict(source.constants), notes, dict(source.answers), source.label
    )


def _generic(headers: list[str], folded: dict[str, str], *, source: str, kind: str, candidates: list[Source]) -> Mapping:
    """Our aliases, with the chosen system's own headings before them where a system was named."""
    kinds = OBJECTS if kind == "auto" else (kind,)
    best: tuple[int, Mapping | None] = (0, None)
    for one in kinds:
        columns = _generic_columns(one, folded)
        for table in candidates:
            if source not in ("auto", GENERIC) and table.object == one:
                columns = columns | _source_columns(table, folded)
        if missing(one, set(columns)) or (kind == "auto" and one in SIGNS and len(SIGNS[one] & columns.keys()) < SIGNS_ENOUGH):
            continue
        score = sum(TELLING[one].get(name, 0) for name in columns)
        pair, weight = TOGETHER.get(one, ((), 0))
        score += weight if pair and columns.keys() >= set(pair) else 0
        if kind != "auto" or score > best[0]:
            best = (score, Mapping(GENERIC if source == "auto" else source, one, columns, label=str(LABELS[one])))
    if best[1] is None:
        known = ", ".join(headers[:6])
        what = str(LABELS[kind]).lower() if kind != "auto" else all_kinds()
        raise Unreadable(
            _("None of the columns can be told to be of %(what)s; the headings are: %(known)s.") % {"what": what, "known": known},
            _("Rename the headings, or say with a mapping which column is which."),
        )
    return best[1]


def read_mapping(path: str | Path, headers: list[str], *, source: str, kind: str) -> Mapping:
    """A mapping that somebody wrote: {"object", "source", "columns": {heading: field}, "constants", "answers"}, or just heading: field.

    Columns that it leaves out are not read. Raises Unreadable for headings that the file lacks and fields that do not exist.
    """
    try:
        given = json.loads(Path(path).read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise Unreadable(_("The mapping cannot be read: %(why)s.") % {"why": error}, _("It must be a JSON file.")) from error
    if not isinstance(given, dict):
        raise Unreadable(_("The mapping must be a JSON object."), _("See docs/importing.md."))
    return mapping_of(given, headers, source=source, kind=kind)


def mapping_of(given: dict, headers: list[str], *, source: str = "auto", kind: str = "auto") -> Mapping:
    if not {"columns", "object", "source", "constants", "answers", "notes"} & given.keys():
        given = {"columns": given}
    kind = given.get("object", "auto") if kind == "auto" else kind
    source = given.get("source", "auto") if source == "auto" else source
    columns = given.get("columns")
    if columns is None or kind == "auto":
        base = detect(headers, source=source, kind=kind) if columns is None else _kind_of(columns, headers, source)
    else:
        base = Mapping(GENERIC if source == "auto" else source, kind, {}, label=str(LABELS.get(kind, kind)))
    if base.object not in OBJECTS:
        raise Unreadable(
            _("“%(kind)s” cannot be imported.") % {"kind": base.object}, _("Choose one of: %(all)s.") % {"all": ", ".join(OBJECTS)}
        )
    if columns is not None:
        base.columns = _checked(columns, headers, base.object)
    base.constants |= {str(key): str(value) for key, value in (given.get("constants") or {}).items()}
    base.notes |= {str(key): str(value) for key, value in (given.get("notes") or {}).items()}
    base.answers |= _checked_answers(given.get("answers") or {})
    if groups := missing(base.object, {*base.columns, *base.constants}):
        names = " / ".join(str(BY_NAME[base.object][name].label) for name in groups[0])
        raise Unreadable(_("The mapping lacks %(names)s.") % {"names": names}, _("Say which column holds it."))
    return base


def _kind_of(columns: dict, headers: list[str], source: str) -> Mapping:
    """The kind of row whose fields the mapping names."""
    named = {*map(str, columns), *map(str, columns.values())}
    kind = max(OBJECTS, key=lambda one: (not missing(one, named & BY_NAME[one].keys()), len(named & BY_NAME[one].keys())))
    return Mapping(GENERIC if source == "auto" else source, kind, {}, label=str(LABELS[kind]))


def _checked(columns: dict, headers: list[str], kind: str) -> dict[str, str]:
    """Field → heading, whichever way round it was written; an empty field leaves the column out."""
    folded = _folded(headers)
    checked = {}
    for left, right in columns.items():
        left, right = str(left), str(right or "")
        if not right or right in ("-", "ignore", "skip"):
            continue
        if right in BY_NAME[kind] or right in EXTRA_FIELDS:
            heading, name = left, right
        else:
            heading, name = right, left
        if name not in BY_NAME[kind] and name not in EXTRA_FIELDS:
            raise Unreadable(
                _("The mapping names “%(name)s”, which is no field of %(kind)s.") % {"name": right, "kind": LABELS[kind]},
                _("Fields are: %(names)s.") % {"names": ", ".join(BY_NAME[kind])},
            )
        if fold(heading) not in folded:
            raise Unreadable(_("The mapping names the column “%(name)s”, which the file does not have.") % {"name": heading}, "")
        checked[name] = folded[fold(heading)]
    return checked


def _checked_answers(answers: dict) -> dict[str, str]:
    for name, value in answers.items():
        if name not in ANSWERS or str(value) not in ANSWERS[name]:
            allowed = "; ".join(f"{key}: {' | '.join(values)}" for key, values in ANSWERS.items())
            raise Unreadable(_("The mapping's answer “%(name)s” is not one that is asked.") % {"name": name}, allowed)
    return {str(name): str(value) for name, value in answers.items()}
