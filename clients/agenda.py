"""What the next talk with a client should be about; each app says its part in a module `agenda_items.py` (R1):

    agenda.register(Source("late_jobs", _("Late work"), order=30, rows=late_jobs, item=late_job))

`rows(account, person, today)` is a query set of at most `MOST` rows, for the key of an account; those of all sources are asked
together when somebody prepares a check-in (ADR 0030). `item(row)` says a row in words, None where there is nothing to say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core.registries import Registry
from core.statements import state_of
from core.together import asked_together

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
    rows: Callable[[int, object, date], QuerySet]
    item: Callable[[object], Item | None]
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    source: Source
    items: list[Item]


def agenda_of(account, *, person, today: date) -> list[Part]:
    """What each app proposes, in order; those with nothing to say are left out. One query."""
    sources = sorted(agenda, key=lambda one: one.order)

    def build(account):
        return {source.key: source.rows(account, person, today) for source in sources}

    found = asked_together(("agenda", state_of(person), today), build, account=account.pk)
    parts = (Part(source, [item for row in found[source.key] if (item := source.item(row))]) for source in sources)
    return [part for part in parts if part.items]
