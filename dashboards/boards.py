"""What the dashboards draw: tiles, charts and tables made of the figures, each figure with the address of its records."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.states import OPEN_STAGES, RenewalStage
from core import charts, marks
from core.kept import Found, kept
from core.money import Converted, Money
from dashboards import figures
from dashboards.records import url_of
from dashboards.scope import Scope
from people.models import Person
from people.states import Rank

PAST_NOTICE_SHOWN = 8
REASONS_SHOWN = 6
FEE_BARS_SHOWN = 10
STAGE_COLOURS = dict(zip(OPEN_STAGES, ("c4", "c3", "c2", "c1"), strict=True))


def count_words(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def figure(number: int, url: str) -> str:
    """A number as the door to its records; nought is no door."""
    return format_html('<a class="plain" href="{}">{}</a>', url, count_words(number)) if number else "–"


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: str
    note: str = ""
    url: str = ""
    direction: str = ""


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


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What one person carries: the accounts they lead and their check-ins and actions. `None` is for what nobody owns."""

    person: Person | None
    is_line: bool  # counts everybody below as well
    accounts: int
    fee: Converted | None
    contracts: int
    discipline: figures.Discipline
    open_actions: int
    late_actions: int
    scope: Scope

    def url(self, which: str) -> str:
        if self.person is None:
            return url_of(which, self.scope, who=0)
        return url_of(which, self.scope, **{"below" if self.is_line else "who": self.person.pk})

    @property
    def accounts_url(self) -> str:
        return self.url("accounts")

    @property
    def contracts_url(self) -> str:
        return self.url("in-force")

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        """(label, number, address) of what is counted after the fee, in the order of the heads."""
        found = self.discipline
        return [
            (_("Held on time"), found.on_time, self.url("held-on-time")),
            (_("Held late"), found.late, self.url("held-late")),
            (_("Missed"), found.missed, self.url("missed")),
            (_("Overdue"), found.overdue, self.url("overdue")),
            (_("Open actions"), self.open_actions, self.url("open-actions")),
            (_("Late actions"), self.late_actions, self.url("late-actions")),
        ]


@dataclass(frozen=True)
class Board:
    """One dashboard of one scope. `sees_fees` decides whether money or numbers of contracts are shown."""

    scope: Scope
    sees_fees: bool
    by_person: bool = False
    with_clients: bool = True

    # ── The figures, each asked once ─────────────────────────────────────────────────────────────

    @cached_property
    def house(self) -> figures.House:
        return figures.House(self.scope.today, self.found.figures["rates"])

    @cached_property
    def found(self) -> Found:
        """What is counted; on a very large agency it may be a minute old, and the page says so."""
        return kept("dashboard", self.scope.person, *self.scope.facts, self.by_person, self.with_clients, count=self.count)

    @property
    def drawn_from(self) -> tuple:
        """All that the page shows: from the same facts it is drawn once."""
        found = self.found
        return self.scope.facts, self.scope.staff.rows, found.digest, found.said_at, self.past_notice, self.sees_fees, self.by_person

    def count(self) -> dict:
        """Everything that is counted in SQL for this page; the sums are converted when they are shown."""
        sets = ["accounts", "without-lead", *figures.CHECK_IN_SETS]
        if self.with_clients:
            sets += ["won", "lost", "renewed", "not-renewed", "self-approved"]
        if self.by_person:
            sets += ["led", "open-actions", "late-actions"]
        groups = figures.contract_groups(self.scope)
        return {
            "groups": groups,
            "counts": figures.counts(self.scope, *sets, by_person=self.by_person),
            "fees": figures.fees_by_lead(self.scope) if self.by_person else {},
            "rates": figures.rates_for((group.currency for group in groups), today=self.scope.today),
        }

    @cached_property
    def contracts(self) -> figures.Contracts:
        return figures.Contracts(self.scope, self.house, self.found.figures["groups"])

    @cached_property
    def tally(self) -> figures.Tally:
        return figures.Tally(self.found.figures["counts"])

    @property
    def fees(self) -> dict[int, list[tuple[str, int, int]]]:
        return self.found.figures["fees"]

    @cached_property
    def past_notice(self) -> tuple["PastNotice", ...]:
        """The contracts longest past their last safe notice day, as they are now; for the pages that list them."""
        if self.by_person:
            return ()
        return tuple(PastNotice(*row) for row in figures.past_notice_first(self.scope, most=PAST_NOTICE_SHOWN))

    # ── Words and addresses ──────────────────────────────────────────────────────────────────────

    def url(self, which: str, **narrowing) -> str:
        return url_of(which, self.scope, **narrowing)

    def worth(self, amount: figures.Amount, style: str = "short") -> str:
        """The yearly fee, or the number of contracts for whoever may not see fees."""
        return marks.money_words(amount.yearly.total, style) if self.sees_fees else count_words(amount.number)

    @staticmethod
    def contracts_words(number: int) -> str:
        return ngettext("%(n)s contract", "%(n)s contracts", number) % {"n": count_words(number)}

    @cached_property
    def accounts(self) -> int:
        return self.tally.number("accounts")

    @cached_property
    def discipline(self) -> figures.Discipline:
        return figures.discipline(self.tally)

    @property
    def rates_note(self) -> str:
        """The day of the rates and what had none, to stand below every sum over currencies."""
        total = self.contracts.in_force.yearly
        if not self.sees_fees or not (total.rates_of or total.without_rate):
            return ""
        words = [_("In %s.") % total.total.currency]
        if total.rates_of:
            words = [
                _("In %(currency)s at the rates of %(day)s.")
                % {"currency": total.total.currency, "day": date_format(total.rates_of, "j M Y")}
            ]
        if total.without_rate:
            missing = ", ".join(marks.money_words(money, "whole") for money in total.without_rate)
            words.append(_("Without a rate, and not counted: %s.") % missing)
        return " ".join(words)

    @property
    def tiles(self) -> list[Tile]:
        all_of_it, soon, past = self.contracts.in_force, self.contracts.up_for_decision, self.contracts.past_notice
        without_lead, held = self.tally.number("without-lead"), self.discipline
        found = [
            Tile(_("Fee under contract"), self.worth(all_of_it), self.contracts_words(all_of_it.number), self.url("in-force"))
            if self.sees_fees
            else Tile(_("Contracts in force"), count_words(all_of_it.number), "", self.url("in-force")),
            Tile(_("To decide in 90 days"), self.worth(soon), self.contracts_words(soon.number), self.url("up-for-decision")),
            Tile(
                _("Past notice day"),
                count_words(past.number),
                _("%s a year") % self.worth(past) if self.sees_fees and past.number else _("and not decided"),
                self.url("past-notice"),
                "down" if past.number else "",
            ),
            Tile(
                _("Without a lead"),
                count_words(without_lead),
                _("of %s accounts") % count_words(self.accounts),
                self.url("without-lead"),
                "down" if without_lead else "",
            ),
            Tile(
                _("Check-ins on time"),
                f"{held.percent}%" if held.percent is not None else "–",
                _("%(held)s of %(due)s") % {"held": count_words(held.on_time), "due": count_words(held.due)}
                if held.due
                else _("none was due"),
                self.url("held-on-time"),
            ),
        ]
        if self.with_clients:
            found.append(self._clients_tile())
        return found

    def _clients_tile(self) -> Tile:
        won, lost = self.tally.number("won"), self.tally.number("lost")
        return Tile(_("Clients lost"), count_words(lost), _("%s won") % count_words(won), self.url("lost"))

    # ── Renewals by month ────────────────────────────────────────────────────────────────────────

    @cached_property
    def renewals(self) -> "RenewalsByMonth":
        return RenewalsByMonth(self)

    # ── Check-ins ────────────────────────────────────────────────────────────────────────────────

    @property
    def discipline_bars(self) -> list[charts.Bar]:
        held = self.discipline
        parts = [
            (_("Held on time"), held.on_time, "held-on-time", "c1"),
            (_("Held late"), held.late, "held-late", "c-watch"),
            (_("Missed"), held.missed, "missed", "c-risk"),
            (_("Overdue now"), held.overdue, "overdue", "c-risk"),
        ]
        return charts.bars([charts.Bar(label, number, count_words(number), self.url(which), css) for label, number, which, css in parts])

    # ── Decisions and clients ────────────────────────────────────────────────────────────────────

    @property
    def decision_bars(self) -> list[charts.Bar]:
        parts = [
            (_("Renewed"), "renewed", "c1"),
            (_("Lapsed or terminated"), "not-renewed", "c4"),
            (_("Self-approved"), "self-approved", "c-watch"),
        ]
        numbers = [(label, self.tally.number(which), which, css) for label, which, css in parts]
        return charts.bars([charts.Bar(label, number, count_words(number), self.url(which), css) for label, number, which, css in numbers])

    @cached_property
    def clients(self) -> "ClientsByMonth":
        return ClientsByMonth(self)

    # ── People ───────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def people(self) -> list[PersonLine]:
        """Everybody who leads something or owns a check-in or action, the largest fee first."""
        owners = ("led", *figures.CHECK_IN_SETS, "open-actions", "late-actions")
        keys = self.tally.people(*owners) | set(self.fees)
        return self._lines({pk: (pk,) for pk in keys}, is_line=False)

    @property
    def fee_bars(self) -> list[charts.Bar]:
        """The ten who lead the most, by fee or, for whoever may not see fees, by contracts."""
        found = []
        for line in [line for line in self.people if line.contracts][:FEE_BARS_SHOWN]:
            value = line.fee.total.minor if line.fee else line.contracts
            words = marks.money_words(line.fee.total, "short") if line.fee else count_words(line.contracts)
            accounts = ngettext("%(n)s account", "%(n)s accounts", line.accounts) % {"n": count_words(line.accounts)}
            found.append(charts.Bar(line.person.name, value, f"{words} · {accounts}", line.contracts_url))
        return charts.bars(found)

    @cached_property
    def directors(self) -> list[PersonLine]:
        """The same, added up under the highest director above each; who has none stands alone."""
        groups: dict[int, list[int]] = defaultdict(list)
        for pk in self.tally.people("led", *figures.CHECK_IN_SETS, "open-actions", "late-actions") | set(self.fees):
            groups[self.scope.staff.top_of(pk)].append(pk)
        return self._lines(groups, is_line=True)

    def _lines(self, groups: dict[int, Iterable[int]], *, is_line: bool) -> list[PersonLine]:
        found = []
        for pk, members in groups.items():
            person = self.scope.staff.people.get(pk)
            if person:
                found.append(self._line(person, members, is_line=is_line and person.rank == Rank.DIRECTOR))
        found.sort(key=lambda line: (-(line.fee.total.minor if line.fee else 0), -line.accounts, line.person.name, line.person.pk))
        nobody = self._line(None, (None,), is_line=False)
        return [*found, nobody] if nobody.discipline.overdue or nobody.discipline.due else found

    def _line(self, person: Person | None, members: Iterable[int | None], *, is_line: bool) -> PersonLine:
        wanted = set(members)
        rows = figures.Tally([row for row in self.tally.rows if row.who in wanted and row.what not in ("accounts", "without-lead")])
        fees = [fee for pk in wanted for fee in self.fees.get(pk, ())]
        return PersonLine(
            person=person,
            is_line=is_line,
            accounts=rows.number("led"),
            fee=self.house.sum((currency, yearly) for currency, yearly, _n in fees) if self.sees_fees else None,
            contracts=sum(number for _currency, _yearly, number in fees),
            discipline=figures.discipline(rows),
            open_actions=rows.number("open-actions"),
            late_actions=rows.number("late-actions"),
            scope=self.scope,
        )


class RenewalsByMonth:
    """Value at stake by the month of the last safe notice day, stacked by stage, and the same as a table."""

    def __init__(self, board: Board):
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
            sentence = _("%(month)s: %(contracts)s to decide") % {"month": name, "contracts": Board.contracts_words(amount.number)}
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
            '<a class="plain" href="{}" title="{}">{}</a>', url, Board.contracts_words(amount.number), self.board.worth(amount)
        )


class ClientsByMonth:
    """Clients won and lost in the period, by month, and the reasons of those lost."""

    def __init__(self, board: Board):
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
