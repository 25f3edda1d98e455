"""What the yearly fee was before and after an amendment, read from the words that it keeps (G8).

An amendment made here is given both figures by its action. Those of before, and those that an import brings, have only the words
of each field that changed: from the terms that stand now they are followed back, the newest first.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from clients.models.contract import yearly_minor
from clients.states import FeePeriod
from core.money import Money

FEE_FIELDS = ("fee_minor", "fee_period")


def tell_fees(amendments: Iterable, *, fee_minor: int, fee_period: str, currency: str) -> None:
    """Set `annual_fee_before_minor` and `annual_fee_after_minor` on the amendments of one contract; saves nothing.

    The fee and its period are those of the contract as it stands: what still waits is not in them.
    """
    for amendment in sorted(amendments, key=lambda one: (bool(one.waiting), one.number), reverse=True):
        changes = {name: amendment.changes[name] for name in FEE_FIELDS if name in amendment.changes}
        if not changes:
            continue
        before, after = (_with(changes, side, fee_minor, fee_period, currency) for side in (0, 1))
        if not amendment.waiting:
            after, (fee_minor, fee_period) = (fee_minor, fee_period), before
        else:
            before = (fee_minor, fee_period)
        amendment.annual_fee_before_minor, amendment.annual_fee_after_minor = yearly_minor(*before), yearly_minor(*after)


def _with(changes: dict, side: int, fee_minor: int, fee_period: str, currency: str) -> tuple[int, str]:
    """Fee and period as they stood on one side of the change; what cannot be read stays as it is."""
    for name, words in changes.items():
        said = str(words[side]).strip()
        if name == "fee_minor":
            try:
                fee_minor = Money.of(Decimal(said.split()[-1].replace(",", "")), currency).minor
            except (InvalidOperation, IndexError):
                continue
        else:
            fee_period = next((one.value for one in FeePeriod if said in (str(one.label), one.value)), fee_period)
    return fee_minor, fee_period
