"""What comes next with an account; an app above declares its rows in a module `account_next.py`:

sources.register(Source(nearest=…, rows=…, line=…))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core.registries import Registry
from core.statements import asked

sources = Registry("account_next")
COLUMNS = ("noun", "day", "row", "called", "sub")  # no field of a model has these names


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One line under "Next": a day that may be over already, what, and who; `kind` tells the app whose line it is."""

    on: date
    title: str
    url: str
    sub: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """`nearest()` is an expression on Account (a Subquery) for lists.

    `rows(account, today)` are query sets of `COLUMNS`, each limited inside; those of all sources are read in one statement, and
    `line(*row)` makes a line of each row whose noun is among `kinds`.
    """

    kinds: Sequence[str]
    nearest: Callable[[], object]
    rows: Callable[[object, date], list[QuerySet]]
    line: Callable[..., Upcoming]


def with_next_day(accounts):
    """Annotates `next_up_on`: the nearest day of the first source; empty where no app declares one."""
    from django.db.models import DateField, Value

    for source in sources:
        return accounts.annotate(next_up_on=source.nearest())
    return accounts.annotate(next_up_on=Value(None, output_field=DateField()))


def upcoming_of(account, *, today: date) -> list[Upcoming]:
    """By day, what is late first; one query."""
    lines = {kind: source.line for source in sources for kind in source.kinds}

    def of(account):
        arms = [arm for source in sources for arm in source.rows(account, today)]
        return arms[0].union(*arms[1:], all=True).order_by("day", "noun", "row") if arms else None

    return [lines[row[0]](*row) for row in asked(("upcoming", today), of, account=account.pk)]
