"""What follows a term (C5): how long the next one is, and what it costs. Pure calculation."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from clients.states import UpliftKind
from core.money import Money

ONE_DAY = timedelta(days=1)


def whole_months(starts_on: date, ends_on: date) -> int | None:
    """How many whole months the term covers; None when it is not a number of whole months.

    A term that begins on a day which its last month lacks may end with that month: 29 February 2024 to 28 February 2025 is a year.
    """
    after = ends_on + ONE_DAY
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    if months > 0 and starts_on + relativedelta(months=months) == after:
        return months
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    is_cut_short = ends_on.day < starts_on.day and starts_on + relativedelta(months=months) == ends_on
    return months if months > 0 and is_cut_short else None


def next_term(starts_on: date, ends_on: date, *, months: int | None = None) -> tuple[date, date]:
    """First and last day of the term after this one: of so many months, else as long as this one was."""
    begins = ends_on + ONE_DAY
    months = months or whole_months(starts_on, ends_on)
    if months:
        return begins, begins + relativedelta(months=months) - ONE_DAY
    return begins, begins + (ends_on - starts_on)


@dataclass(frozen=True, slots=True)
class Uplift:
    """The percentage that the clause gives, and whether the cap held it down."""

    percent: Decimal
    is_capped: bool = False


def uplift_of(kind: str, percent: Decimal | None, *, index_percent: Decimal | None = None) -> Uplift | None:
    """What the clause says; None when it follows an index that nobody has stated.

    An index below nought leaves the fee as it is: the clauses that we know raise fees, they do not lower them.
    """
    if kind == UpliftKind.FIXED:
        return Uplift(Decimal(percent or 0))
    if kind == UpliftKind.INDEX:
        if index_percent is None:
            return None
        stated, cap = max(Decimal(index_percent), Decimal(0)), Decimal(percent or 0)
        return Uplift(min(stated, cap), is_capped=stated > cap)
    return Uplift(Decimal(0))


def uplifted(fee: Money, uplift: Uplift) -> Money:
    """The fee raised by the uplift, rounded half to even to the minor unit once, on the fee of one period."""
    return fee.times(1 + uplift.percent / 100)


def change_in_percent(before: Money, after: Money) -> Decimal | None:
    """How much the fee rose (or fell), to a tenth of a percent; None from nothing."""
    if not before.minor:
        return None
    return (Decimal(after.minor - before.minor) * 100 / before.minor).quantize(Decimal("0.1"))
