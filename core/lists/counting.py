"""How many rows match: exactly up to `COUNT_UP_TO`, and no further."""

import time
from collections.abc import Callable

from django.db.models import QuerySet

from core.statements import counted

COUNT_UP_TO = 10_000  # rows counted exactly; above it the foot says "10,000+"
COUNT_FOUND_UP_TO = 1_000  # the same for rows that were searched for by a word: who finds more adds a word
ABOVE_SECONDS = 60  # how long "10,000+" is believed without counting again (ADR 0035)
MOST_KEPT = 2_000

_above: dict[tuple, float] = {}


def capped_count(queryset: QuerySet, *, most: int | None = None) -> int:
    """How many rows, counting no further than one above `most`, or else `COUNT_UP_TO`."""
    return keys_to_count(queryset, COUNT_UP_TO if most is None else most).count()


def keys_to_count(queryset: QuerySet, most: int) -> QuerySet:
    return queryset.order_by().values("pk")[: most + 1]


def capped_count_of(key: tuple, matching: Callable[[], QuerySet], *, most: int) -> int:
    """The same by a statement that is built once for this key. An exact figure is counted each time, "more than that" once a minute."""
    now = time.monotonic()
    if _above.get(key, 0) > now:
        return most + 1
    count = counted(("count", most, *key), lambda: keys_to_count(matching(), most))
    if count > most:
        if len(_above) >= MOST_KEPT:
            _above.clear()
        _above[key] = now + ABOVE_SECONDS
    return count
