"""What the global search (`/`) asks of an app: register one `Searchable` per kind of row in the app's `search.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from core.registries import search


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the results."""

    title: str
    url: str
    sub: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Searchable:
    """`find(person, words)` returns a queryset narrowed with visible_to and ordered best first; `hit` makes a line of a row."""

    label: str
    icon: str
    find: Callable[[object, str], models.QuerySet]
    hit: Callable[[models.Model], Hit]


def results(person, words: str, *, most: int = 6) -> list[tuple[Searchable, list[Hit]]]:
    """Up to `most` hits of each kind, kinds without a hit left out."""
    found = [(kind, [kind.hit(row) for row in kind.find(person, words)[:most]]) for kind in search]
    return [(kind, hits) for kind, hits in found if hits]
