"""What the columns say about themselves, gathered in one pass at constant memory: orders of days, decimal marks, open questions."""

from dataclasses import dataclass, field

from exchange.mapping import Mapping
from exchange.objects import BY_NAME, Kind
from exchange.reading import Table
from exchange.reading.text import fold
from exchange.values.dates import DateEvidence
from exchange.values.numbers import NumberEvidence

NAMED_ORDERS = {"ddmmyyyy": "DMY", "ddmmyy": "DMY", "mmddyyyy": "MDY", "mmddyy": "MDY"}


@dataclass
class Evidence:
    """`orders` and `marks`: heading → "DMY" or "MDY", "." or ","; `questions`: what stays open, each with an example."""

    rows: int = 0
    orders: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    questions: list[dict] = field(default_factory=list)

    def as_json(self) -> dict:
        return {"rows": self.rows, "orders": self.orders, "marks": self.marks, "questions": self.questions}

    @classmethod
    def from_json(cls, kept: dict) -> "Evidence":
        return cls(**kept) if kept else cls()


def gather(table: Table, mapping: Mapping) -> Evidence:
    """Read every row once. Columns that are not mapped have a say in the order of days too: a file has one habit."""
    fields = BY_NAME[mapping.object]
    dated = {heading for name, heading in mapping.columns.items() if name in fields and fields[name].kind in (Kind.DATE, Kind.MOMENT)}
    counted = {heading for name, heading in mapping.columns.items() if name in fields and fields[name].kind in (Kind.NUMBER, Kind.COUNT)}
    dates = [DateEvidence() for _header in table.headers]
    numbers = [NumberEvidence() if header in counted else None for header in table.headers]
    evidence = Evidence()
    for row in table.rows():
        evidence.rows += 1
        if row.problem:
            continue
        for place, cell in enumerate(row.cells):
            if cell and len(cell) < 40:
                if cell[0].isdigit():
                    dates[place].feed(cell)
                if numbers[place] is not None:
                    numbers[place].feed(cell)
    _decide_days(evidence, table.headers, dates, dated)
    _decide_marks(evidence, table.headers, numbers)
    return evidence


def _decide_days(evidence: Evidence, headers: list[str], dates: list[DateEvidence], dated: set[str]) -> None:
    whole_file = DateEvidence()
    for one in dates:
        whole_file += one
    for header, one in zip(headers, dates, strict=True):
        if header not in dated:
            continue
        named = next((order for words, order in NAMED_ORDERS.items() if words in fold(header)), None)
        order = one.order or named or (whole_file.order if not (one.day_first and one.month_first) else None)
        if order:
            evidence.orders[header] = str(order)
        elif one.either:
            question = next((asked for asked in evidence.questions if asked["name"] == "date_order"), None)
            if question is None:
                evidence.questions.append({"name": "date_order", "columns": [header], "example": one.example})
            else:
                question["columns"].append(header)


def _decide_marks(evidence: Evidence, headers: list[str], numbers: list[NumberEvidence | None]) -> None:
    whole_file = NumberEvidence()
    for one in filter(None, numbers):
        whole_file.comma += one.comma
        whole_file.point += one.point
    for header, one in zip(headers, numbers, strict=True):
        if one is None:
            continue
        mark = one.decimal_mark or (whole_file.decimal_mark if not (one.comma and one.point) else None)
        if mark:
            evidence.marks[header] = mark
        elif one.either:
            evidence.questions.append({"name": "decimal_mark", "columns": [header], "example": one.example})
