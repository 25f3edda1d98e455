"""What is worked out of rows is worked out anew only when a row has changed; the rows are asked for at every visit.

    unchanged(("rows", *key), lambda: table.drawn_rows())

While `make` works, the statements that it asks (`core.statements`) are noted with a digest of what the database answered. At the
next visit with the same key the same statements are asked again, in their order. Answers all the same: so is what was made of
them, and making models of the rows and drawing them is left out. One answer differs: it is made anew, out of the answers at hand.

The key names all else that `make` looks at (the reader's state and day, the address, the language), as in ADR 0030. A `make` that asks the
database in any other way (a lazy relation, a prefetch, a permission that stands in a row) is noticed and never kept.
"""

from collections.abc import Callable, Hashable
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import blake2b

from django.core.signals import setting_changed
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils import timezone, translation

from core.statements import Statement, now_read

MOST_KEPT = 400  # pieces; a page of a list is some 60 kB


def digest_of(answer: list[tuple]) -> bytes:
    return blake2b(repr(answer).encode(errors="surrogatepass"), digest_size=16).digest()


@dataclass(slots=True)
class Reading:
    """What was asked for one piece, in its order, and a digest of each answer; `known` are answers of this visit."""

    known: dict[tuple, list[tuple]]
    asked: list[tuple[Statement, dict[int, int], bytes]] = field(default_factory=list)
    is_asking: bool = False
    is_whole: bool = True
    made: object = None

    def answer(self, statement: Statement, keys: dict[int, int]) -> list[tuple]:
        """What this statement brings, noted."""
        answer = self.known.get((id(statement), *keys.items()))
        if answer is None:
            self.is_asking = True
            try:
                answer = statement.answer(keys)
            finally:
                self.is_asking = False
        self.asked.append((statement, keys, digest_of(answer)))
        return answer

    def notice(self, execute, sql, parameters, many, context):
        """Called by Django around every execution: what is no statement of ours cannot be asked again."""
        self.is_whole = self.is_whole and self.is_asking
        return execute(sql, parameters, many, context)


_kept: dict[Hashable, Reading] = {}


def unchanged(key: tuple, make: Callable[[], object]):
    """What `make` returns: of an earlier visit, where the database answers each of its questions as it did then. Do not change it.

    Within another reading nothing is kept apart: its questions are the other's.
    """
    if now_read.get() is not None:
        return make()
    key = (translation.get_language(), timezone.get_current_timezone_name(), key)
    before, known = _kept.get(key), {}
    if before is not None and holds(before, known):
        return before.made
    reading = Reading(known)
    token = now_read.set(reading)
    try:
        with ExitStack() as stack:
            for connection in connections.all(initialized_only=True):
                stack.enter_context(connection.execute_wrapper(reading.notice))
            reading.made = make()
    finally:
        now_read.reset(token)
    reading.known = {}
    if reading.is_whole and reading.asked:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = reading
    return reading.made


def holds(reading: Reading, known: dict) -> bool:
    """Asks again, until one answer is another; what was answered stands in `known`, so that nothing is asked twice at a visit."""
    for statement, keys, digest in reading.asked:
        answer = known[(id(statement), *keys.items())] = statement.answer(keys)
        if digest_of(answer) != digest:
            return False
    return True


def forget(**_signal) -> None:
    """Statements are built anew then, too."""
    _kept.clear()


setting_changed.connect(forget)
post_migrate.connect(forget)
