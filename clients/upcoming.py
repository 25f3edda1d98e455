"""What comes next with an account; an app above declares its rows in a module `account_next.py`:

sources.register(Source("next_check_in_on", _("Next check-in"), nearest=…, of_account=…))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.registries import Registry

sources = Registry("account_next")


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
    """`nearest()` is an expression on Account (a Subquery) for lists; `of_account(account, today)` the lines, in one query."""

    nearest: Callable[[], object]
    of_account: Callable[[object, date], list[Upcoming]]


def with_next_day(accounts):
    """Annotates `next_up_on`: the nearest day of the first source; empty where no app declares one."""
    from django.db.models import DateField, Value

    for source in sources:
        return accounts.annotate(next_up_on=source.nearest())
    return accounts.annotate(next_up_on=Value(None, output_field=DateField()))


def upcoming_of(account, *, today: date) -> list[Upcoming]:
    return sorted((line for source in sources for line in source.of_account(account, today)), key=lambda line: line.on)
