"""What a list is made of beside its rows: acts, chips, heads of columns."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """A button at the right of the page's head. At most one is `primary`."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class BulkAct:
    """A button of the bulk bar: posts the picked keys to `url`, where `picked()` turns them into rows."""

    label: str
    url: str
    icon: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """What will be here, and the first act."""

    icon: str
    title: str
    text: str
    acts: Sequence[Act] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, with the address without it."""

    label: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Header:
    label: str
    css: str
    url: str = ""
    direction: str = ""  # ascending, descending or nothing


def as_they_are(rows: list) -> None:
    """`dress` of a list whose page shows nothing of what its export loads beside the rows."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the address says of search and filters. `hidden`: the filters that are on, as (parameter, value)."""

    search: str
    chips: tuple[Chip, ...]
    has_search: bool
    has_fields: bool
    has_errors: bool
    hidden: tuple[tuple[str, str], ...]
