"""Figures that took long to count are kept for a minute, and the page says when they were counted (ADR 0008).

Small agencies do not meet this: what is counted within `SLOW_SECONDS` is counted anew for every page, and the time that a first counting
needs for its statements is not held against it.

Two things end the minute early. Whoever does something meets figures that were counted after it (`acted`): every act writes
an event. And when a wall or a seat changes, whatever was kept is counted anew for everybody (`sight_changed`), so that no
figure goes on holding accounts that its reader may not see any more. Both are said to the cache when the change is committed.
"""

import hashlib
import pickle
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from core.models import Event

SLOW_SECONDS = 0.005  # about as long as a page of an empty list takes
SURELY_SLOW = 20  # times as long is long for a first counting too
FIRST_COUNTINGS = 2  # build and plan their statements, which has nothing to do with how many rows there are
MOST_KNOWN = 5_000
KEPT_SECONDS = 60
SAID_SECONDS = 2 * KEPT_SECONDS  # longer than anything lives that was counted before it was said
SIGHT = "kept:sight"
_countings: Counter = Counter()  # how often this process has counted what, by key
LOOKED_BACK = 8  # calls that wait for the commit


@dataclass(frozen=True)
class Found:
    """What was counted, and when; `is_kept` when it was not counted for this page. Opened only when a page looks at it."""

    packed: bytes
    counted_at: datetime
    is_kept: bool = False

    @cached_property
    def figures(self) -> object:
        return pickle.loads(self.packed)  # noqa: S301  (packed by us, a minute ago at most)

    @cached_property
    def digest(self) -> bytes:
        """The same for the same figures: what is drawn from them is drawn once (`core.drawn`)."""
        return hashlib.sha256(self.packed).digest()

    @property
    def said_at(self) -> datetime | None:
        """The moment that the page has to name: none for what was counted for this page."""
        return self.counted_at if self.is_kept else None


@dataclass(frozen=True, slots=True)
class Kept:
    """As it lies in the cache: which change of sight and which acts it was counted after, by the marks they left."""

    packed: bytes
    counted_at: datetime
    sight: str | None
    acts: frozenset[str]


def whose(person) -> object:
    """The same for those who see the same: two heads share, a director's own depends on where they stand today."""
    standing = person.standing
    return "all" if standing.sees_all else (person.pk, sorted(standing.seats_of), sorted(standing.line_of))


def kept(name: str, person, *facts, count: Callable[[], object]) -> Found:
    """The figures of that name as this person may see them, counted now or within the last minute; one look into the cache.

    `facts` are all else that decides what is counted, each with a `repr` of its own: the day, the filters, the right to see fees.
    """
    words = hashlib.sha256(repr((name, whose(person), *facts)).encode()).hexdigest()
    key, own = f"kept:{words}", own_key(person.pk)
    found = cache.get_many([key, own, SIGHT])
    before, act, sight = found.get(key), found.get(own), found.get(SIGHT)
    if before is not None and before.sight == sight and (act is None or act in before.acts):
        return Found(before.packed, before.counted_at, is_kept=True)
    start, counted_at = time.perf_counter(), timezone.now()
    packed = pickle.dumps(count())
    if takes_long(key, time.perf_counter() - start):
        acts = (before.acts if before else frozenset()) | ({act} if act else frozenset())
        cache.set(key, Kept(packed, counted_at, sight, acts), KEPT_SECONDS)
    return Found(packed, counted_at)


def takes_long(key: str, seconds: float) -> bool:
    """Whether the counting itself took so long, and not what comes before a first one in each process."""
    if len(_countings) >= MOST_KNOWN:
        _countings.clear()
    _countings[key] += 1
    return seconds > (SLOW_SECONDS if _countings[key] > FIRST_COUNTINGS else SLOW_SECONDS * SURELY_SLOW)


# ── What ends the minute early ───────────────────────────────────────────────────────────────────


def own_key(person_id: int) -> str:
    return f"kept:acts:{person_id}"


def acted(person_id: int) -> None:
    """This person has done something: they do not meet figures that were counted before it."""
    _say(own_key(person_id))


def sight_changed() -> None:
    """Somebody may see more or less than a moment ago: nobody meets figures that were counted before it."""
    _say(SIGHT)


def _say(key: str) -> None:
    """A fresh mark under this key once the change is committed; many changes of one transaction are said once."""
    waiting = transaction.get_connection().run_on_commit[-LOOKED_BACK:]
    if any(getattr(call[1], "says", "") == key for call in waiting):
        return

    def say():
        cache.set(key, secrets.token_hex(8), SAID_SECONDS)

    say.says = key
    transaction.on_commit(say, robust=True)  # what was done is done, whether or not the cache is there


@receiver(post_save, sender=Event)
def say_who_acted(instance: Event, **_signal) -> None:
    if instance.actor_id:
        acted(instance.actor_id)
