"""Renewals on a board: what is at stake by month, and the contracts past their last safe notice day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from clients.states import OPEN_STAGES, RenewalStage
from core import charts
from core.money import Converted, Money
from dashboards import figures

STAGE_COLOURS = dict(zip(OPEN_STAGES, ("c4", "c3", "c2", "c1"), strict=True))


class PastNotice(NamedTuple):
    """A contract past its last safe notice day."""

    pk: int
    name: str
    notice_on: date
    ends_on: date
    currency: str
    yearly: int
    account_id: int
    account: str

    @property
    def url(self) -> str:
        return reverse("contract_detail", args=[self.pk])

    @property
    def account_url(self) -> str:
        return reverse("account_detail", args=[self.account_id])

    @property
    def fee(self) -> Money:
        return Money(self.yearly, self.currency)


class RenewalsByMonth:
    """Value at stake by the month of the last safe notice day, stacked by stage, and the same as a table."""

    def __init__(self, board):
        self.board = board
        self.by_month = board.contracts.by_month
        self.total = board.contracts.to_decide()

    def amount_of(self, amounts: Iterable[figures.Amount]) -> figures.Amount:
        """Amounts already in the agency's currency, added."""
        chosen = list(amounts)
        currency = self.total.yearly.total.currency
        total = Money(sum(amount.yearly.total.minor for amount in chosen), currency)
        return figures.Amount(sum(amount.number for amount in chosen), Converted(total, None, ()))

    def size(self, amount: figures.Amount) -> float:
        return float(amount.yearly.total.minor if self.board.sees_fees else amount.number)

    @property
    def chart(self) -> charts.Columns:
        columns = []
        for month, stages in self.by_month.items():
            amount = self.amount_of(stages.values())
            parts = [charts.Part(self.size(stages[stage]), STAGE_COLOURS[stage]) for stage in reversed(OPEN_STAGES) if stage in stages]
            name = date_format(month, "F Y")
            sentence = _("%(month)s: %(contracts)s to decide") % {"month": name, "contracts": self.board.contracts_words(amount.number)}
            if self.board.sees_fees and amount.number:
                sentence = _("%(sentence)s, %(worth)s a year") % {"sentence": sentence, "worth": self.board.worth(amount, "whole")}
            url = self.board.url("to-decide", month=month)
            columns.append(charts.Column(date_format(month, "M"), parts, self.board.worth(amount) if amount.number else "", sentence, url))
        return charts.Columns(_("Contracts to decide by the month of their last safe notice day"), columns)

    @property
    def legend(self) -> list[tuple[str, str, str, str]]:
        """(colour, stage, worth, address) of each stage that has something."""
        found = []
        for stage in OPEN_STAGES:
            amount = self.amount_of(stages[stage] for stages in self.by_month.values() if stage in stages)
            if amount.number:
                found.append(
                    (
                        STAGE_COLOURS[stage],
                        str(RenewalStage(stage).label),
                        self.board.worth(amount),
                        self.board.url("to-decide", stage=stage),
                    )
                )
        return found

    @property
    def heads(self) -> list[str]:
        return [_("Stage"), *(date_format(month, "M y") for month in self.by_month), _("All")]

    @property
    def rows(self) -> list[list]:
        return [self._row(str(RenewalStage(stage).label), stage) for stage in OPEN_STAGES]

    @property
    def foot(self) -> list:
        return self._row(_("All"), "")

    def _row(self, label: str, stage: str) -> list:
        cells = [self._cell([month], stage) for month in self.by_month]
        return [label, *cells, self._cell(list(self.by_month), stage)]

    def _cell(self, months: list[date], stage: str):
        amount = self.amount_of(amount for month in months for name, amount in self.by_month[month].items() if not stage or name == stage)
        if not amount.number:
            return "–"
        url = self.board.url("to-decide", stage=stage, month=months[0] if len(months) == 1 else None)
        return format_html(
            '<a class="plain" href="{}" title="{}">{}</a>', url, self.board.contracts_words(amount.number), self.board.worth(amount)
        )
