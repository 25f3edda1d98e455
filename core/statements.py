"""Statements that are the same all day for one person are built once by a process. Their rows are asked for every time.

Building the SQL of a large question takes the ORM longer than PostgreSQL takes to answer it: half of My day went there.

    rows = asked(("inbox", state_of(person)), lambda: Reminder.objects.inbox(person).values_list("pk")[:100])

The key must name everything that the builder looks at; what it reads from the database while it builds must not matter.
Keys of rows are handed over apart, so that one statement serves every row:

    asked(("seats", today), lambda account: Seat.objects.live(today=today).filter(account=account), account=account.pk)

Rows of several kinds are one question in `core/together.py`.
"""

from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from copy import copy
from itertools import zip_longest

from django.core.exceptions import EmptyResultSet
from django.core.signals import setting_changed
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.signals import post_migrate

from core.planned import Question

LARGEST_KEY = 2**63 - 1
HELD_PLACE = 2**62  # stands for the first of the keys while the statement is built; no sequence gets that far
MOST_KEPT = 2_000  # statements; a person meets about ten a day
MOST_OF_ONE = 64  # keys that one statement has room for; more make a larger one

_kept: dict[Hashable, object] = {}
now_read: ContextVar = ContextVar("now_read", default=None)  # the reading that notes what is asked (core.readings)


class Rows:
    """A query set whose SQL and parameters are worked out; `sql` is empty where it can have no rows."""

    def __init__(self, rows: QuerySet | None, **how):
        self.rows, self.sql, self.parameters = rows, "", ()
        if rows is None:
            return
        self.using = rows.db
        self.compiler = rows.query.get_compiler(using=self.using)
        try:
            self.sql, self.parameters = self.compiler.as_sql(**how)
        except EmptyResultSet:
            return
        self.columns = [expression for expression, _sql, _alias in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(self.columns)

    def made_of(self, answer: list[tuple]) -> list:
        """The rows of the query set out of what the database said. Works on copies: two threads may ask at once."""
        compiler, query, rows = copy(self.compiler), copy(self.rows.query), self.rows._chain()
        compiler.connection = connections[self.using]
        compiler.execute_sql = lambda *args, **words: [answer]
        compiler.get_converters = lambda selected: self.converters
        query.get_compiler = lambda *args, **words: compiler
        rows._query = query
        return list(rows)


class Statement(Rows):
    """A query set that is asked alone."""

    def __init__(self, rows: QuerySet | None, places: Sequence[int] = ()):
        super().__init__(rows)
        self.question = Question(self.sql, self.parameters, using=self.using, places=places) if self.sql else None

    def ask(self, keys: dict[int, int]) -> list:
        """The rows as they are now, for these keys by the places that were held for them."""
        if self.question is None:
            return []
        reading = now_read.get()
        return self.made_of(reading.answer(self, keys) if reading else self.answer(keys))

    def answer(self, keys: dict[int, int]) -> list[tuple]:
        """What the database says now, as it says it."""
        answer = self.question.rows(keys)
        return [row[: self.compiler.col_count] for row in answer] if self.compiler.has_extra_select else answer


def asked(key: tuple, build: Callable[..., QuerySet | None], **keys: int) -> list:
    """The rows of the query set that `build` makes; a builder that returns None has no rows, a key beyond 64 bits finds none."""
    return bring(Statement, key, build, keys) or []


def bring(made: type, key: tuple, build: Callable, keys: dict[str, int]):
    """What a statement of that kind brings for these keys; None where one of them is beyond 64 bits."""
    if any(abs(value) > LARGEST_KEY for value in keys.values()):
        return None
    places = {name: HELD_PLACE + number for number, name in enumerate(keys)}
    statement = kept(key, lambda: made(build(**places), tuple(places.values())))
    return statement.ask({places[name]: value for name, value in keys.items()})


def asked_of(key: tuple, build: Callable[[list[int]], QuerySet], keys: Sequence[int]) -> list:
    """The rows of the query set that `build` makes for these keys: one statement for any number of them up to a power of two."""
    if not keys:
        return []
    places = [f"key_{number}" for number in range(max(MOST_OF_ONE, 1 << (len(keys) - 1).bit_length()))]
    filled = dict(zip_longest(places, keys, fillvalue=keys[-1]))
    return asked((*key, len(places)), lambda **held: build(list(held.values())), **filled)


def counted(key: tuple, build: Callable[[], QuerySet]) -> int:
    """How many rows the query set has that `build` makes."""
    return kept(("counted one", *key), lambda: Counts({"": build()})).ask().get("", 0)


class Counts:
    """The numbers of rows of several query sets, by their names: one statement, whose SQL is worked out."""

    def __init__(self, parts: dict[str, QuerySet]):
        pieces, parameters, using = [], [], DEFAULT_DB_ALIAS
        for name, rows in parts.items():
            try:
                sql, given = rows.query.get_compiler(using=rows.db).as_sql()
            except EmptyResultSet:
                continue
            using = rows.db
            pieces.append(f"SELECT %s AS name, COUNT(*) AS number FROM ({sql}) AS part")  # noqa: S608  (the ORM's own words)
            parameters += [name, *given]
        self.question = Question(" UNION ALL ".join(pieces), parameters, using=using) if pieces else None

    def answer(self, _keys: dict[int, int]) -> list[tuple]:
        return self.question.rows({}) if self.question else []

    def ask(self) -> dict[str, int]:
        reading = now_read.get()
        return dict(reading.answer(self, {}) if reading else self.answer({}))


def counted_each(key: tuple, build: Callable[[], dict[str, QuerySet]]) -> dict[str, int]:
    """How many rows each of the query sets has that `build` makes, by name; what can have none is left out."""
    return kept(("counted each", *key), lambda: Counts(build())).ask()


def kept(key: tuple, make: Callable):
    """What `make` works out from nothing but the key, once by each process."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[key] = make()
    return found


def state_of(person) -> tuple:
    """All that a question may know of its asker: their columns, for whom they stand, their day."""
    return (*(getattr(person, field.attname) for field in person._meta.concrete_fields), person.standing, person.today)


def forget(**_signal) -> None:
    """Settings and the keys of content types stand inside statements."""
    _kept.clear()


setting_changed.connect(forget)
post_migrate.connect(forget)
