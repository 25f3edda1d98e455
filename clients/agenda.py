"""What the next talk with a client should be about; each app says its part in a module `agenda_items.py` (R1):

    agenda.register(Source("late_jobs", _("Late work"), order=30, items=late_jobs))

`items(account, person, today)` is asked when somebody prepares a check-in; one query, at most `MOST` items.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.registries import Registry

agenda = Registry("agenda_items")
MOST = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One line to talk about; `text` is what is taken over into the agenda, `on` its day."""

    text: str
    url: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """`is_internal`: for our own preparation; it is never ticked by itself, because the agenda may go to the client."""

    key: str
    label: str
    order: int
    items: Callable[[object, object, date], list[Item]]
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    source: Source
    items: list[Item]


def agenda_of(account, *, person, today: date) -> list[Part]:
    """What each app proposes, in order; those with nothing to say are left out."""
    parts = (Part(source, source.items(account, person, today)[:MOST]) for source in sorted(agenda, key=lambda one: one.order))
    return [part for part in parts if part.items]
