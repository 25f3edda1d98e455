"""The boards of the portfolio, the agency and the people (S2): tiles, charts and tables, each figure with the address of its records."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import charts, marks
from core.kept import Found, kept
from dashboards import figures
from dashboards.clients_by_month import ClientsByMonth
from dashboards.person_lines import PersonLine, lines_of
from dashboards.records import url_of
from dashboards.renewals import PastNotice, RenewalsByMonth
from dashboards.scope import Scope
from dashboards.tiles import Tile, count_words

PAST_NOTICE_SHOWN = 8
FEE_BARS_SHOWN = 10


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
    def past_notice(self) -> tuple[PastNotice, ...]:
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
    def renewals(self) -> RenewalsByMonth:
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
    def clients(self) -> ClientsByMonth:
        return ClientsByMonth(self)

    # ── People ───────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def people(self) -> list[PersonLine]:
        """Everybody who leads something or owns a check-in or action, the largest fee first."""
        owners = ("led", *figures.CHECK_IN_SETS, "open-actions", "late-actions")
        keys = self.tally.people(*owners) | set(self.fees)
        return lines_of(self, {pk: (pk,) for pk in keys}, is_line=False)

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
        return lines_of(self, groups, is_line=True)
