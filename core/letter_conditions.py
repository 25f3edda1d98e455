"""What must still hold when a letter leaves: it was written yesterday, and its reader may have lost their seat since (R1, P8).

Each app declares its conditions in a module `letter_conditions.py`:

    conditions.register(Condition("contact_report", why_not=…))

A letter names one and the keys of the rows that it is about: `condition=named("weekly_report", report, reader)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from core.registries import Registry

conditions = Registry("letter_conditions")


@dataclass(frozen=True, slots=True)
class Condition:
    """`why_not(*keys)` says in words why a letter about these rows may not leave, "" when it may.

    It is asked within the transaction that keeps the letter back, so it may also write down with the row that it did not go.
    """

    name: str
    why_not: Callable[..., str]


def named(name: str, *rows: models.Model) -> str:
    """How a letter keeps it."""
    return f"{name}:{'-'.join(str(row.pk) for row in rows)}"


def why_kept_back(letter) -> str:
    """Empty where the letter has no condition, or it holds. A condition that nobody declares any more holds nothing back."""
    name, _colon, keys = letter.condition.partition(":")
    return next((condition.why_not(*map(int, keys.split("-"))) for condition in conditions if condition.name == name), "")
