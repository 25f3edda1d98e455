"""What is wrong with an account, each thing said twice: as SQL for lists and counts, in words for its page.

The two are twins by construction: one `Finder` holds both, and `clients/tests/test_troubles.py` holds them together. An app
above adds its own in a module `account_troubles.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from core.registries import Registry

finders = Registry("account_troubles")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One sentence and the page where it is put right. `tone` is risk or watch."""

    text: str
    url: str
    act: str
    tone: str = "watch"


@dataclass(frozen=True, slots=True)
class Finder:
    """`which(today)` is a condition on Account; `tell(account, today)` the troubles of one whose page facts are loaded."""

    key: str
    label: str
    which: Callable[[date], Q]
    tell: Callable[[object, date], list[Trouble]]


def troubles_of(account, *, today: date) -> list[Trouble]:
    """Worst first. Twin: AccountQuerySet.in_trouble()."""
    if account.closed_on:
        return []
    found = [trouble for finder in finders for trouble in finder.tell(account, today)]
    return sorted(found, key=lambda trouble: trouble.tone != "risk")


def finder_of(key: str) -> Finder | None:
    return next((finder for finder in finders if finder.key == key), None)
