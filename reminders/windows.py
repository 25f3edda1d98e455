"""The arithmetic of steps in Python: what the sweep does in SQL, said once more so that it can be read and checked.

A step of `d` days before the anchor A begins on the calendar day A − d and lives until the next shorter step begins; the
shortest lives through A itself. So on each day at most one step lives, whenever and however often the sweep runs: after a week
of downtime the latest step is said, not all that were missed.
"""

from collections.abc import Iterable
from datetime import date, timedelta


def live_step(anchor_on: date, today: date, steps: Iterable[int], *, reach: int | None = None) -> int | None:
    """The step (days before) that lives on this day; None before the first and after the anchor. Twin: Rule.due()."""
    days_left = (anchor_on - today).days
    if days_left < 0 or (reach is not None and days_left > reach):
        return None
    return min((step for step in steps if days_left <= step), default=None)


def first_day(anchor_on: date, step: int) -> date:
    """The day on which a step begins."""
    return anchor_on - timedelta(days=step)
