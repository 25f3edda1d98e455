"""How many rows match: exactly up to `COUNT_UP_TO`, and no further."""

import time
from collections.abc import Callable

from django.db.models import QuerySet

from core.statements import counted

COUNT_UP_TO = 10_000  # rows counted exactly; above it the foot says "10,000+"
ABOVE_SECONDS = 60  # how long "10,000+" is believed without counting again (ADR 0031)
MOST_KEPT = 2_000

_above: dict[tuple, float] = {}


def capped_count(queryset: QuerySet) -> int:
    """How many rows, counting no further than one above `COUNT_UP_TO`."""
    return keys_to_count(queryset).count()


def keys_to_count(queryset: QuerySet) -> QuerySet:
    return queryset.order_by().values("pk")[: COUNT_UP_TO + 1]


def capped_count_of(key: tuple, matching: Callable[[], QuerySet]) -> int:
    """The same by a statement that is built once for this key. An exact figure is counted each time, "more than that" once a minute."""
    now = time.monotonic()
    if _above.get(key, 0) > now:
        return COUNT_UP_TO + 1
    count = counted(("count", COUNT_UP_TO, *key), lambda: keys_to_count(matching()))
    if count > COUNT_UP_TO:
        if len(_above) >= MOST_KEPT:
            _above.clear()
        _above[key] = now + ABOVE_SECONDS
    return count
