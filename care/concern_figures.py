"""What concerns tell in numbers (R3): by cause, severity and client, how many, how fast, how often in time, how often reopened.

Every figure is a door: `records` are the filters under which the list shows exactly its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Q, QuerySet

from care.models import Concern
from care.states import LIVE

MOST_CLIENTS = 20
FIGURES = {
    "raised": Count("pk"),
    "open": Count("pk", filter=Q(state__in=LIVE)),
    "answer_minutes": Avg("answer_minutes"),
    "resolve_minutes": Avg("resolve_minutes"),
    "answered": Count("pk", filter=Q(answered_at__isnull=False) | Q(was_answered_late=True)),
    "answered_late": Count("pk", filter=Q(was_answered_late=True)),
    "resolved": Count("pk", filter=Q(resolved_at__isnull=False) | Q(was_resolved_late=True)),
    "resolved_late": Count("pk", filter=Q(was_resolved_late=True)),
    "reopened": Count("pk", filter=Q(reopened_count__gt=0)),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """One line: `records` narrows the list of concerns to what it counts, less the period."""

    label: str
    records: str
    raised: int = 0
    open: int = 0
    answer_minutes: float | None = None
    resolve_minutes: float | None = None
    answered: int = 0
    answered_late: int = 0
    resolved: int = 0
    resolved_late: int = 0
    reopened: int = 0

    @property
    def answer_hours(self) -> float | None:
        return None if self.answer_minutes is None else self.answer_minutes / 60

    @property
    def resolve_hours(self) -> float | None:
        return None if self.resolve_minutes is None else self.resolve_minutes / 60

    @property
    def on_time_percent(self) -> int | None:
        """Words of ours that were kept, of those that were given or are late: answers and outcomes alike."""
        given = self.answered + self.resolved
        return None if not given else round(100 * (given - self.answered_late - self.resolved_late) / given)

    @property
    def reopened_percent(self) -> int | None:
        return None if not self.raised else round(100 * self.reopened / self.raised)


def raised_between(person, first: date, last: date) -> QuerySet:
    return Concern.objects.visible_to(person).filter(raised_at__date__range=(first, last)).order_by()


def total(concerns: QuerySet, *, label: str) -> Figures:
    return Figures(label, "", **concerns.aggregate(**FIGURES))


def by(concerns: QuerySet, *paths: str) -> list[dict]:
    """One row of figures for each value at these paths; one query."""
    return list(concerns.values(*paths).annotate(**FIGURES).order_by("-raised", *paths))


def lines(rows: Sequence[dict], *, name, key: str, label) -> list[Figures]:
    """`name` is the filter of the list; `label(row)` the words of a line."""
    return [
        Figures(str(label(row)), f"{name}={row[key]}" if row[key] is not None else "", **{figure: row[figure] for figure in FIGURES})
        for row in rows
    ]
