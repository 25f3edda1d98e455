"""What both sides have rated besides surveys: each job, when it is over. An app that knows of such pairs says so in a module `ratings.py`:

ratings.register(pairs_of_account)   # (account, most) -> list[RatedBySides], newest first; one query
"""

from dataclasses import dataclass
from datetime import date

from core.registries import Registry

ratings = Registry("ratings")


@dataclass(frozen=True, slots=True)
class RatedBySides:
    """One thing that was rated 1 to 5; a side that has not said anything is None."""

    title: str
    url: str
    code: str
    on: date
    theirs: int | None
    ours: int | None
    words: str = ""

    @property
    def gap(self) -> int | None:
        """Theirs less ours: below nought, we think better of it than they do."""
        return None if self.theirs is None or self.ours is None else self.theirs - self.ours


def rated_by_sides(account, *, most: int) -> list[RatedBySides]:
    """The newest of all kinds."""
    found = [pair for pairs in ratings for pair in pairs(account, most)]
    return sorted(found, key=lambda pair: pair.on, reverse=True)[:most]
