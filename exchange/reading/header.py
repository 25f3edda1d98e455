"""Where the headings are, what the columns are called, and whether the row below explains them."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from exchange.reading.problems import Unreadable
from exchange.reading.text import clean, has_letter, is_blank, is_nothing, one_line

SAMPLE_RECORDS = 200
HEADER_WITHIN = 40  # records: nobody writes a longer title than that
NUMBER_OR_DAY = re.compile(r"^[\s$€£¥(+-]*\d[\d\s.,:/'’-]*(?:[%)]|[TZ][\d:.Z+-]*|\s?[AP]M)?$", re.I)
ADDRESS = re.compile(r"^(https?://|www\.)\S+$|^\S+@\S+\.\S+$", re.I)


def is_measure(cell: str) -> bool:
    """A number, an amount or a day in figures."""
    return bool(NUMBER_OR_DAY.match(clean(cell)))


def find_header(sample: list[tuple[int, list[str]]]) -> int:
    """The index of the record that names the columns. Raises Unreadable when no record can be it."""
    filled = [(index, [clean(cell) for cell in cells if clean(cell)], cells) for index, (_number, cells) in enumerate(sample)]
    filled = [(index, texts, cells) for index, texts, cells in filled if texts and not _is_remark(cells)]
    if not filled:
        raise Unreadable(_("The file is empty."), _("Check that the export finished, then choose the file again."))
    typical = Counter(len(texts) for _i, texts, _c in filled).most_common(1)[0][0]
    widest = max(len(texts) for _i, texts, _c in filled)
    enough = min(widest, max(2, (typical + 1) // 2)) if widest > 1 else 1
    for index, texts, _cells in filled:
        if index >= HEADER_WITHIN:
            break
        if len(texts) >= enough:
            if not any(has_letter(text) and not is_nothing(text) and not ADDRESS.match(text) and not is_measure(text) for text in texts):
                break
            return index
    raise Unreadable(
        _("The file has no row of headings that name its columns."),
        _("Write a heading above each column in the first row, for example “Company” and “Website”."),
    )


def _is_remark(cells: list[str]) -> bool:
    return clean(cells[0]).startswith("#") and is_blank(cells[1:])


def name_columns(cells: list[str]) -> list[str]:
    """The headings, each once: “Column 2” where there is none, “Country (2)” for the second of a name."""
    names, seen = [], set()
    for place, cell in enumerate(cells, start=1):
        wanted = one_line(cell.replace("\x00", ""))[:200] or _("Column %(place)d") % {"place": place}
        name, times = wanted, 1
        while name.casefold() in seen:
            times += 1
            name = f"{wanted} ({times})"
        seen.add(name.casefold())
        names.append(name)
    return names


def instruction_row(following: list[tuple[int, list[str]]], width: int) -> int | None:
    """The number of the first row when it holds words where the rows below it hold figures, in two columns or more."""
    if len(following) < 4:
        return None
    (number, first), below = following[0], following[1:]
    words = 0
    for column in range(width):
        if column >= len(first) or is_nothing(first[column]) or is_measure(first[column]) or not has_letter(first[column]):
            continue
        values = [row[column] for _n, row in below if column < len(row) and clean(row[column])]
        if len(values) >= 3 and sum(map(is_measure, values)) >= 0.8 * len(values):
            words += 1
    return number if words >= 2 else None
