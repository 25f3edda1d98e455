"""Figures that took long to count are kept for a minute, and the page says when they were counted (ADR 0008).

Small agencies never meet this: what is counted within `SLOW_SECONDS` is counted anew for every page.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from dashboards.scope import Scope

SLOW_SECONDS = 0.1
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Found:
    """What was counted, and when; `is_kept` when it was not counted for this page."""

    figures: object
    counted_at: datetime
    is_kept: bool = field(default=False)


def key_of(*words) -> str:
    return f"dashboard:{hashlib.sha256(repr(words).encode()).hexdigest()}"


def whose(person) -> object:
    """The same for those who see the same: two heads share, a director's own depends on where they stand today."""
    standing = person.standing
    return "all" if standing.sees_all else (person.pk, sorted(standing.seats_of), sorted(standing.line_of))


def kept(key: str, count: Callable[[], object]) -> Found:
    """What is kept under this key, or counted now and kept if that took long."""
    if (before := cache.get(key)) is not None:
        figures, counted_at = before
        return Found(figures, counted_at, is_kept=True)
    start = time.perf_counter()
    fresh = Found(count(), timezone.now())
    if time.perf_counter() - start > SLOW_SECONDS:
        cache.set(key, (fresh.figures, fresh.counted_at), KEPT_SECONDS)
    return fresh


def found(scope: Scope, name: str, count: Callable[[], dict]) -> Found:
    """The figures of that name for this scope."""
    return kept(key_of(name, scope.today, whose(scope.person), scope.line, sorted(scope.line_ids), scope.tier, str(scope.period)), count)
