"""vCard as a table: one row a card, its first address, telephone and so on in columns of their own, the rest in one that is kept (S5).

Pictures, sounds and keys are bytes and no words: the row says that they were there, and how large.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.content_lines import ContentLine, content_lines
from exchange.reading.encoding import detect_encoding
from exchange.reading.problems import Unreadable
from exchange.reading.table import Limits, Table
from exchange.reading.text import one_line

REST = "Everything else"
COLUMNS = (
    "vCard UID",
    "Type of card",
    "Formatted name",
    "Given name",
    "Additional names",
    "Family name",
    "Organisation",
    "Job title",
    "E-mail",
    "Telephone",
    "Cell",
    "Website",
    "City",
    "Country",
    "Language",
    "Note",
    REST,
)
SILENT = frozenset({"VERSION", "PRODID", "REV", "BEGIN", "END", "MAILER", "SORT-STRING", "CLASS", "X-ABSHOWAS", "KIND", "X-ABUID"})
BYTES = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
NAMES = {
    "TEL": "Phone",
    "EMAIL": "E-mail",
    "ADR": "Address",
    "LABEL": "Address",
    "URL": "Website",
    "BDAY": "Birthday",
    "ANNIVERSARY": "Anniversary",
    "NICKNAME": "Nickname",
    "CATEGORIES": "Categories",
    "ROLE": "Role",
    "ORG": "Organisation",
    "TITLE": "Job title",
    "LANG": "Language",
    "TZ": "Time zone",
    "GEO": "Position",
    "NOTE": "Note",
    "N": "Name",
    "FN": "Formatted name",
    "RELATED": "Related",
    "AGENT": "Agent",
}
LABEL_OF_APPLE = "X-ABLABEL"
PREFERRED = "PREF"


def read_cards(paths: Iterable[tuple[str, Path]], limits: Limits) -> Table:
    """All cards of these files, in their order. Raises Unreadable where none holds a card."""
    cards = [(row, problem) for _name, path in paths for row, problem in _cards_in(path)]
    if not cards:
        raise Unreadable(_("The file holds no vCard."), _("Export the address book again."))
    rows = [[row.get(column, "")[: limits.cell_letters] for column in COLUMNS] for row, _problem in cards]
    problems = {number: problem for number, (_row, problem) in enumerate(cards, start=1) if problem}
    return Table(list(COLUMNS), 0, {"format": "vCard"}, lambda: enumerate(rows, start=1), problems=problems)


def _cards_in(path: Path) -> Iterator[tuple[dict[str, str], str]]:
    encoding = detect_encoding(path)
    lines = path.read_text(encoding=encoding.codec, errors="replace").splitlines()
    card: list[ContentLine] | None = None
    depth, odd = 0, ""
    for number, line, text in content_lines(lines):
        name = line.name if line else ""
        if name == "BEGIN" and line.text.upper() == "VCARD":
            if card is None:
                card, odd = [], ""
            else:
                depth += 1  # a card within a card: whoever assists
        elif card is None:
            continue
        elif name == "END" and line.text.upper() == "VCARD":
            if depth:
                depth -= 1
                continue
            yield _row_of(card), odd
            card = None
        elif depth:
            continue
        elif line is None:
            odd = odd or _("Line %(n)d cannot be read: “%(text)s”.") % {"n": number, "text": text[:60]}
        else:
            card.append(line)
    if card is not None:
        yield _row_of(card), _("The card does not end: the file is cut off.")


def _row_of(card: list[ContentLine]) -> dict[str, str]:
    labels = {line.group: line.text for line in card if line.name == LABEL_OF_APPLE and line.group}
    used: set[int] = set()
    row: dict[str, str] = {}

    def first(name: str, *wanted: str, column: str, avoid: frozenset[str] = frozenset()) -> None:
        """The preferred one of these types, else the first."""
        found = [line for line in card if line.name == name and id(line) not in used and line.text and not line.is_binary]
        fitting = [line for line in found if (not wanted or line.types & set(wanted)) and not line.types & avoid]
        best = min(fitting, key=lambda line: (not _is_preferred(line), card.index(line)), default=None)
        if best is not None:
            used.add(id(best))
            row[column] = one_line(_plain(best))

    _names(card, row, used)
    first("UID", column="vCard UID")
    _organisation(card, row, used)
    first("TITLE", column="Job title")
    first("EMAIL", column="E-mail")
    first("TEL", "CELL", column="Cell", avoid=frozenset({"FAX"}))
    first("TEL", "WORK", column="Telephone", avoid=frozenset({"FAX", "PAGER"}))
    if "Telephone" not in row:
        first("TEL", column="Telephone", avoid=frozenset({"FAX", "PAGER", "HOMEFAX", "WORKFAX"}))
    first("URL", "WORK", column="Website")
    first("LANG", column="Language")
    notes = [line for line in card if line.name == "NOTE" and line.text]
    row["Note"] = "\n".join(dict.fromkeys(line.text for line in notes))
    used |= {id(line) for line in notes}
    for line in (one for one in card if one.name == "ADR"):
        parts = [*line.parts, *[""] * 7]
        row.setdefault("City", parts[3])
        row.setdefault("Country", parts[6])
    whole = " ".join(filter(None, (row.get(name, "") for name in ("Given name", "Additional names", "Family name"))))
    called = row.get("Formatted name", "") if whole and whole != row.get("Formatted name") else ""
    further = [f"Formatted name: {called}" if called else "", *(_rest(line, labels) for line in card if id(line) not in used)]
    row[REST] = "; ".join(filter(None, further))
    return row


def _is_preferred(line: ContentLine) -> bool:
    return PREFERRED in line.types or (line.parameters.get(PREFERRED) or [""])[0] == "1"


def _plain(line: ContentLine) -> str:
    """A telephone may be an address of its own: tel:+1-418;ext=102."""
    text = line.text
    return text.removeprefix("tel:").replace(";ext=", " ext. ") if line.name == "TEL" else text.removeprefix("mailto:")


def _names(card: list[ContentLine], row: dict[str, str], used: set[int]) -> None:
    formatted = next((line for line in card if line.name == "FN" and line.text), None)
    structured = next((line for line in card if line.name == "N" and "".join(line.parts)), None)
    if formatted:
        used.add(id(formatted))
        row["Formatted name"] = one_line(formatted.text)
    used |= {id(line) for line in card if line.name == "N" and not "".join(line.parts)}
    if structured:
        used.add(id(structured))
        parts = [one_line(part.replace(",", " ")) for part in [*structured.parts, *[""] * 5]]
        row["Family name"], row["Given name"], row["Additional names"] = parts[:3]
        row.setdefault("Formatted name", one_line(" ".join(filter(None, (parts[3], parts[1], parts[2], parts[0], parts[4])))))


def _organisation(card: list[ContentLine], row: dict[str, str], used: set[int]) -> None:
    line = next((line for line in card if line.name == "ORG" and line.parts[0]), None)
    if line is not None:
        row["Organisation"] = one_line(line.parts[0])
        if len([part for part in line.parts if part]) == 1:
            used.add(id(line))  # departments are told with the rest
    kinds = {one.text.casefold() for one in card if one.name in ("KIND", "X-ABSHOWAS")}
    is_nameless = not (row.get("Family name") or row.get("Given name"))
    is_its_own = bool(row.get("Organisation")) and row.get("Organisation") == row.get("Formatted name")
    row["Type of card"] = "organisation" if kinds & {"org", "company"} or (is_nameless and is_its_own) else "person"


def _rest(line: ContentLine, labels: dict[str, str]) -> str:
    """What has no column of its own, in words: "Phone (home): 234567"."""
    if line.name in SILENT or line.name == LABEL_OF_APPLE:
        return ""
    name = NAMES.get(line.name) or line.name.removeprefix("X-").replace("-", " ").capitalize()
    if line.name in BYTES and (line.is_binary or len(line.raw) > 500):
        return _("%(name)s: %(n)d bytes, not kept") % {"name": NAMES.get(line.name, line.name.capitalize()), "n": len(line.raw) * 3 // 4}
    if line.is_binary:
        return f"{name}: {len(line.raw) * 3 // 4} bytes"
    label = labels.get(line.group, "").removeprefix("_$!<").removesuffix(">!$_")
    kinds = ", ".join(filter(None, [label.lower(), *sorted(one.lower() for one in line.types - {PREFERRED, "INTERNET", "VOICE"})]))
    text = ", ".join(filter(None, line.parts)) if line.name in ("ADR", "ORG", "N") else line.text
    return f"{name} ({kinds}): {one_line(text)}" if text and kinds else f"{name}: {one_line(text)}" if text else ""
