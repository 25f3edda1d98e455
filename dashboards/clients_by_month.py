"""Clients on a board: those won and lost, by month, and why they went."""

from collections import Counter
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import charts
from dashboards.tiles import count_words, figure

REASONS_SHOWN = 6


class ClientsByMonth:
    """Clients won and lost in the period, by month, and the reasons of those lost."""

    def __init__(self, board):
        self.board = board
        self.won = Counter({})
        self.lost = Counter({})
        self.reasons = Counter({})
        for row in board.tally.of("won"):
            self.won[row.month] += row.number
        for row in board.tally.of("lost"):
            self.lost[row.month] += row.number
            self.reasons[row.why] += row.number

    @property
    def months(self) -> list[date]:
        month, last = self.board.scope.starts_on.replace(day=1), self.board.scope.today
        found = []
        while month <= last:
            found.append(month)
            month += relativedelta(months=1)
        return found

    @property
    def is_empty(self) -> bool:
        return not self.won and not self.lost

    @property
    def bars(self) -> list[charts.Bar]:
        parts = [(_("Won"), self.won.total(), "won", "c1"), (_("Lost"), self.lost.total(), "lost", "c4")]
        return charts.bars(
            [charts.Bar(label, number, count_words(number), self.board.url(which), css) for label, number, which, css in parts]
        )

    @property
    def heads(self) -> list[str]:
        return [_("Month"), _("Won"), _("Lost")]

    @property
    def rows(self) -> list[list]:
        return [
            [
                date_format(month, "F Y"),
                figure(self.won[month], self.board.url("won", month=month)),
                figure(self.lost[month], self.board.url("lost", month=month)),
            ]
            for month in self.months
        ]

    @property
    def foot(self) -> list:
        won, lost = self.won.total(), self.lost.total()
        return [_("All"), figure(won, self.board.url("won")), figure(lost, self.board.url("lost"))]

    @property
    def reason_bars(self) -> list[charts.Bar]:
        found = self.reasons.most_common(REASONS_SHOWN)
        return charts.bars([charts.Bar(why, number, count_words(number), self.board.url("lost", why=why), "c4") for why, number in found])
