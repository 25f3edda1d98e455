"""How many creative rounds a job may have for its price, and where it stands (W4, ADR 0043)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from briefs.models import Brief
from clients.models import Contract


@dataclass(frozen=True, slots=True)
class RoundCount:
    """`sold` is None where neither the job nor a contract in force says a number: then no round is over."""

    number: int
    sold: int | None

    @property
    def left(self) -> int | None:
        """Rounds still to come for the price, after the one in work."""
        return None if self.sold is None else max(self.sold - self.number, 0)

    @property
    def is_over(self) -> bool:
        return self.sold is not None and self.number > self.sold

    @property
    def is_last(self) -> bool:
        return self.sold is not None and self.number == self.sold

    @property
    def is_warned(self) -> bool:
        """One more is sold after this: the moment to tell the client."""
        return self.sold is not None and self.number == self.sold - 1 and self.number > 0

    @property
    def next(self) -> "RoundCount":
        return RoundCount(self.number + 1, self.sold)


def rounds_sold(brief: Brief) -> int | None:
    """The job's own number, else the most generous of the account's contracts in force that name one, else None."""
    if brief.rounds_sold is not None:
        return brief.rounds_sold
    contracts = Contract.objects.filter(account=brief.account_id, rounds_per_job__isnull=False).in_force()
    return contracts.order_by("-rounds_per_job").values_list("rounds_per_job", flat=True).first()


def count_of(brief: Brief) -> RoundCount:
    return RoundCount(brief.round_number, rounds_sold(brief))


def coming_words(count: RoundCount, *, asks_order: bool) -> str:
    """What is told to whoever begins this round."""
    if count.is_over:
        words = _("%(sold)d rounds are sold: this one is beyond them.") % {"sold": count.sold}
        return words if asks_order else f"{words} {_('Its change order stands.')}"
    if count.is_last:
        return _("It is the last of %(sold)d rounds that are sold. Tell the client.") % {"sold": count.sold}
    return "" if count.sold is None else _("%(left)d more are sold after it.") % {"left": count.left}
