"""A dashboard as a spreadsheet: one table of figures, long rather than wide, so that a pivot table can take it from there (S4)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from clients.states import RenewalStage
from dashboards.boards import Board
from dashboards.figures import Amount
from dashboards.person_lines import PersonLine


def board_sheet(board: Board, name: str) -> tuple[list[str], Iterator[list]]:
    """Headers and rows: what, of whom or when, how many, worth a year (only for those who see fees), currency."""
    headers = [_("Figure"), _("Part"), _("Stage"), _("Number")]
    if board.sees_fees:
        headers += [_("Fee a year"), _("Currency")]
    rows = people_rows(board) if name == "people" else portfolio_rows(board, by_director=name == "agency")
    width = len(headers)
    return headers, (row[:width] for row in rows)


def _money(amount: Amount) -> list:
    total = amount.yearly.total
    return [total.amount, total.currency]


def portfolio_rows(board: Board, *, by_director: bool) -> Iterator[list]:
    contracts, tally = board.contracts, board.tally
    yield [_("Accounts"), "", "", board.accounts, None, None]
    yield [_("Accounts without a lead"), "", "", tally.number("without-lead"), None, None]
    for label, amount in (
        (_("Contracts in force"), contracts.in_force),
        (_("Up for decision within 90 days"), contracts.up_for_decision),
        (_("Past the last safe notice day"), contracts.past_notice),
    ):
        yield [label, "", "", amount.number, *_money(amount)]
    for month, stages in contracts.by_month.items():
        for stage, amount in stages.items():
            yield [_("To decide"), f"{month:%Y-%m}", str(RenewalStage(stage).label), amount.number, *_money(amount)]
    for bar in (*board.discipline_bars, *board.decision_bars):
        yield [bar.label, "", "", int(bar.value), None, None]
    for label, counter in ((_("Clients won"), board.clients.won), (_("Clients lost"), board.clients.lost)):
        for month, number in sorted(counter.items()):
            yield [label, f"{month:%Y-%m}", "", number, None, None]
    for why, number in board.clients.reasons.most_common():
        yield [_("Clients lost because"), why, "", number, None, None]
    if by_director:
        yield from _lines(board.directors)


def people_rows(board: Board) -> Iterator[list]:
    yield from _lines(board.people)


def _lines(lines: list[PersonLine]) -> Iterator[list]:
    for line in lines:
        who = line.person.name if line.person else _("Nobody")
        yield [_("Accounts led"), who, "", line.accounts, None, None]
        fee = [line.fee.total.amount, line.fee.total.currency] if line.fee else [None, None]
        yield [_("Contracts in force"), who, "", line.contracts, *fee]
        for label, number, _url in line.cells:
            yield [label, who, "", number, None, None]
