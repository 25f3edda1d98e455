"""What else a contact's page tells of them; an app above adds its part in a module `contact_parts.py` (C3):

    parts.register(trainings)

A function `(contact, person) -> Part | None`, one query; None where there is nothing to tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.registries import Registry

parts = Registry("contact_parts")


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    url: str
    sub: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    title: str
    lines: Sequence[Line]


def parts_of(contact, *, person) -> list[Part]:
    return [part for tell in parts if (part := tell(contact, person))]
