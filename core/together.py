"""Rows of several kinds are asked for with one statement, whatever they are rows of.

    found = asked_together(("of a brief",), lambda brief: {"sections": …, "remarks": …}, brief=brief.pk)
    found["sections"], found["remarks"]

A statement has a price of its own: a way to the database and back, a cursor, a place in the twelve of a page (DESIGN §11). The
key and the builder are as in `core/statements.py`; so is what comes back.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db import connections
from django.db.models import Model, QuerySet

from core.planned import Question
from core.statements import Rows, bring, now_read

ALL_OF_THEM = 2**31 - 1  # a limit that bounds nothing: without one the database need not heed the order of a part
FEW_OF_EACH = 16  # where keys of several kinds are asked for at once

# How the text that PostgreSQL makes of a value is read again, by the column's type; other types are not asked together.
READ = {
    **dict.fromkeys(("smallint", "integer", "bigint"), int),
    **dict.fromkeys(("varchar", "text", "jsonb"), None),
    "boolean": "true".__eq__,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timestamp with time zone": datetime.fromisoformat,
    "numeric": Decimal,
    "double precision": float,
    "uuid": UUID,
}


class Together:
    """Query sets of any kind that are asked with one statement, each by its name.

    Every row says of which it is and which place it has there; its values stand in columns that all share, on PostgreSQL as text.
    """

    def __init__(self, parts: dict[str, QuerySet | None], places: Sequence[int] = ()):
        self.parts = {name: Rows(_in_order(rows), with_col_aliases=True) for name, rows in parts.items()}
        self.asked = [part for part in self.parts.values() if part.sql]
        self.question = None
        if not self.asked:
            return
        using = self.asked[0].using
        is_text = connections[using].vendor == "postgresql"
        self.read = [[reader_of(column, using) for column in part.columns] if is_text else [] for part in self.asked]
        width = max(len(part.columns) for part in self.asked)
        arms = [_arm(number, part, width, is_text=is_text) for number, part in enumerate(self.asked)]
        parameters = [value for part in self.asked for value in part.parameters]
        self.question = Question(" UNION ALL ".join([_no_arm(width, is_text=is_text), *arms]), parameters, using=using, places=places)

    def ask(self, keys: dict[int, int]) -> dict[str, list]:
        """The rows as they are now, by the names of the parts."""
        if self.question is None:
            return {name: [] for name in self.parts}
        reading = now_read.get()
        return self.made_of(reading.answer(self, keys) if reading else self.answer(keys))

    def answer(self, keys: dict[int, int]) -> list[tuple]:
        return sorted(self.question.rows(keys), key=lambda row: row[:2])

    def made_of(self, answer: list[tuple]) -> dict[str, list]:
        values = defaultdict(list)
        for number, _place, *row in answer:
            values[number].append(self._as_asked_alone(number, row))
        numbers = {id(part): number for number, part in enumerate(self.asked)}
        return {name: part.made_of(values[numbers[id(part)]]) if part.sql else [] for name, part in self.parts.items()}

    def _as_asked_alone(self, number: int, row: list) -> tuple:
        if not self.read[number]:
            return tuple(row[: len(self.asked[number].columns)])
        return tuple([read(value) if read and value is not None else value for read, value in zip(self.read[number], row, strict=False)])


def _in_order(rows: QuerySet | None) -> QuerySet | None:
    return rows[:ALL_OF_THEM] if rows is not None and rows.ordered and not rows.query.is_sliced else rows


def reader_of(column, using: str) -> Callable[[str], object] | None:
    return READ[column.output_field.db_type(connections[using]).split("(")[0]]


def _arm(number: int, part: Rows, width: int, *, is_text: bool) -> str:
    """`SELECT` the rows of a part: its number, their places, their values, and nothing in the columns that it has no use for."""
    quoted = connections[part.using].ops.quote_name
    names = [f"part.{quoted(alias)}" for _expression, _sql, alias in part.compiler.select[: part.compiler.col_count]]
    values = [f"CAST({name} AS text)" if is_text else name for name in names] + ["NULL"] * (width - len(names))
    return f"SELECT {number}, ROW_NUMBER() OVER (), {', '.join(values)} FROM ({part.sql}) AS part"  # noqa: S608  (the ORM's own words)


def _no_arm(width: int, *, is_text: bool) -> str:
    """A first arm without rows: what a column is called and holds is taken from it."""
    nothing = "CAST(NULL AS text)" if is_text else "NULL"
    return f"SELECT 0, 0, {', '.join([nothing] * width)} WHERE 1 = 0"  # noqa: S608


def asked_together(key: tuple, build: Callable[..., dict[str, QuerySet | None]], **keys: int) -> dict[str, list]:
    """The rows of each of the query sets that `build` makes, by name: one statement, whatever they are rows of."""
    return bring(Together, ("together", *key), build, keys) or defaultdict(list)


def lay_on(row: Model, name: str, found: list) -> None:
    """Lays rows that were asked for elsewhere on `row.name.all()`, as a prefetch does."""
    rows = getattr(row, name).all()
    rows._result_cache, rows._prefetch_done = found, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def is_laid_on(row: Model, name: str) -> bool:
    return name in row.__dict__.get("_prefetched_objects_cache", {})


def asked_of_each(key: tuple, builds: dict[str, Callable[[list[int]], QuerySet]], keys: dict[str, Sequence[int]]) -> dict[str, list]:
    """As `asked_of`, for keys of several kinds at once: each kind has its own builder, and at least one key."""
    room = {name: max(FEW_OF_EACH, 1 << (len(some) - 1).bit_length()) for name, some in keys.items()}
    filled = [key for name, some in keys.items() for key in (*some, *[some[-1]] * (room[name] - len(some)))]

    def build(**places: int) -> dict[str, QuerySet]:
        held = iter(places.values())
        return {name: builds[name](list(islice(held, many))) for name, many in room.items()}

    return asked_together((*key, tuple(room.items())), build, **{f"key_{number}": one for number, one in enumerate(filled)}) if keys else {}
