"""The page of retention: what was kept, lost, grown and won between two days, each figure with the address of its clients (G8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.satisfaction import quarter_name
from clients.states import Tier
from core import charts, marks
from core.kept import Found, kept
from core.money import Money
from core.numbers import beginning, in_words
from dashboards import retention
from dashboards.records import url_of
from dashboards.retention import Moved, Rates
from dashboards.retention_records import NOT_SAID, cause_words
from dashboards.scope import ONE_DAY, Scope, Span
from dashboards.tiles import Tile, count_words, figure
from dashboards.work import with_room

COLOURS = {"lost": "c-risk", "shrunk": "c-watch", "same": "c4", "grown": "c1", "new": "c2"}


def house_money(minor: int) -> Money:
    return Money(minor, settings.AGENCY_CURRENCY)


def percent_words(percent: float | None) -> str:
    """To a tenth, with a real minus (LOOK)."""
    if percent is None:
        return "–"
    return number_format(round(percent, 1), 1).replace("-", "−") + "%"


@dataclass(frozen=True, slots=True)
class WorstLine:
    """A client that we lost or that pays less."""

    pk: int
    name: str
    at_start: Money
    at_end: Money
    difference: Money
    cause: str
    words: str

    @property
    def url(self) -> str:
        return reverse("client_detail", args=[self.pk])


@dataclass(frozen=True)
class RetentionBoard:
    scope: Scope
    sees_fees: bool
    past_notice = ()  # of contracts; this page has none

    @cached_property
    def found(self) -> Found:
        """On a very large agency it may be a minute old, and the page says so (ADR 0008)."""
        return kept("retention", self.scope.person, *self.scope.facts, count=lambda: retention.counted(self.scope))

    @property
    def drawn_from(self) -> tuple:
        found = self.found
        return self.scope.facts, self.scope.staff.rows, found.digest, found.said_at, self.sees_fees

    def url(self, which: str, **narrowing) -> str:
        return url_of(which, self.scope, **narrowing)

    @property
    def moved(self) -> dict[str, Moved]:
        return self.found.figures["moved"]

    @property
    def all(self) -> Rates:
        return self.found.figures["all"]

    @property
    def days(self) -> tuple[date, date]:
        return self.scope.span.days(self.scope.today)

    def worth(self, minor: int, style: str = "short") -> str:
        return marks.money_words(house_money(minor), style)

    @staticmethod
    def clients_words(number: int) -> str:
        return ngettext("%(n)s client", "%(n)s clients", number) % {"n": count_words(number)}

    # ── The page ──

    @property
    def tiles(self) -> list[Tile]:
        first, _last = self.days
        everything, moved = self.all, self.moved
        day = date_format(first, "j M Y")
        if not self.sees_fees:
            share = 100 * everything.kept / everything.clients if everything.clients else None
            return [
                Tile(_("Clients on %s") % day, count_words(everything.clients), "", self.url("clients-at-start")),
                Tile(_("Kept"), percent_words(share), _("%s still with us") % count_words(everything.kept), self.url("clients-kept")),
                *(
                    Tile(str(retention.WORDS[name]), count_words(moved[name].number), "", self.url(f"clients-{name}"))
                    for name in ("lost", "shrunk", "grown", "new")
                ),
            ]
        grown = moved["grown"]
        return [
            Tile(
                _("Fee on %s") % day, self.worth(everything.at_start), self.clients_words(everything.clients), self.url("clients-at-start")
            ),
            Tile(_("Gross retention"), percent_words(everything.gross), _("what was kept of it"), self.url("clients-kept")),
            Tile(_("Net retention"), percent_words(everything.net), _("with what grew"), self.url("clients-kept")),
            self._fee_tile(_("Lost"), moved["lost"], "lost", "down" if moved["lost"].number else ""),
            Tile(_("Grown"), self.worth(grown.difference), self.clients_words(grown.number), self.url("clients-grown")),
            self._fee_tile(_("New business"), moved["new"], "new", ""),
        ]

    def _fee_tile(self, label: str, moved: Moved, name: str, direction: str) -> Tile:
        return Tile(label, self.worth(abs(moved.difference)), self.clients_words(moved.number), self.url(f"clients-{name}"), direction)

    @property
    def bars(self) -> list[charts.Bar]:
        """What became of the clients: by the fee that moved, or by their number for whoever may not see fees."""
        found = []
        for name, label in retention.WORDS.items():
            moved = self.moved[name]
            size = moved.at_start if name == "same" else abs(moved.difference)
            words = count_words(moved.number)
            if self.sees_fees:
                words = f"{self.worth(size, 'whole')} · {words}"
            found.append(
                charts.Bar(str(label), size if self.sees_fees else moved.number, words, self.url(f"clients-{name}"), COLOURS[name])
            )
        return with_room(found)

    @property
    def bridge_heads(self) -> list[str]:
        heads = [_("From start to end"), _("Clients")]
        return [*heads, _("Fee a year"), _("Of the start")] if self.sees_fees else heads

    @property
    def bridge_rows(self) -> list[list]:
        """From the fee at the start, by what was lost, shrunk, grown and won, to the fee at the end."""
        first, last = self.days
        moved, everything = self.moved, self.all
        rows = [self._bridge(_("On %s") % date_format(first, "j M Y"), everything.clients, everything.at_start, "at-start")]
        for name in ("lost", "shrunk", "grown", "new"):
            rows.append(self._bridge(str(retention.WORDS[name]), moved[name].number, moved[name].difference, name))
        end = everything.at_end + moved["new"].at_end
        rows.append(self._bridge(_("On %s") % date_format(last, "j M Y"), everything.kept + moved["new"].number, end, "at-end"))
        return rows

    def _bridge(self, label: str, number: int, minor: int, which: str) -> list:
        row = [label, figure(number, self.url(f"clients-{which}"))]
        if not self.sees_fees:
            return row
        start = self.all.at_start
        return [*row, self.worth(minor, "whole") if minor else "–", percent_words(100 * minor / start if start and minor else None)]

    @property
    def cause_bars(self) -> list[charts.Bar]:
        found = []
        for cause, number, fee in self.found.figures["causes"]:
            words = f"{self.worth(fee, 'whole')} · {count_words(number)}" if self.sees_fees else count_words(number)
            url = self.url("clients-losses", why=cause or NOT_SAID)
            found.append(charts.Bar(cause_words(cause), fee if self.sees_fees else number, words, url, "c1" if cause else "c4"))
        return with_room(found)

    @property
    def tier_heads(self) -> list[str]:
        heads = [_("Tier"), _("Clients"), _("Kept")]
        return [*heads, _("Fee at the start"), _("Gross"), _("Net")] if self.sees_fees else heads

    @property
    def tier_rows(self) -> list[list]:
        return [self._tier_row(str(Tier(tier).label), found, tier) for tier, found in self.found.figures["tiers"].items() if found.clients]

    @property
    def tier_foot(self) -> list:
        return self._tier_row(_("All"), self.all, self.scope.tier)

    def _tier_row(self, label: str, rates: Rates, tier: str) -> list:
        row = [
            label,
            figure(rates.clients, self.url("clients-at-start", tier=tier)),
            figure(rates.kept, self.url("clients-kept", tier=tier)),
        ]
        if not self.sees_fees:
            return row
        return [*row, self.worth(rates.at_start, "whole"), percent_words(rates.gross), percent_words(rates.net)]

    # ── Quarter by quarter ──

    @property
    def trend(self) -> list[tuple[str, str, Rates, float | None]]:
        """(span, name, rates, what was kept in per cent) of each quarter: of the fee, or of the clients for whoever may not see fees."""
        found = []
        for span, rates in self.found.figures["trend"].items():
            first, _last = Span(span).days(self.scope.today)
            share = 100 * rates.kept / rates.clients if rates.clients else None
            found.append((span, quarter_name(first + ONE_DAY), rates, rates.gross if self.sees_fees else share))
        return found

    @property
    def trend_chart(self) -> charts.Columns | None:
        """Each column opens the clients that were kept; None where no quarter had a client."""
        columns = []
        for span, name, _rates, percent in self.trend:
            words = percent_words(percent)
            url = self.url("clients-kept", span=span) if percent is not None else ""
            sentence = _("%(quarter)s: %(percent)s kept") % {"quarter": name, "percent": words}
            columns.append(charts.Column(name, [charts.Part(percent or 0)], words, sentence, url))
        return charts.Columns(self.trend_label, columns) if any(column.url for column in columns) else None

    @property
    def trend_label(self) -> str:
        return _("Gross retention by quarter") if self.sees_fees else _("Clients kept by quarter")

    @property
    def trend_heads(self) -> list[str]:
        heads = [_("Quarter"), _("Clients"), _("Kept")]
        return [*heads, _("Fee at the start"), _("Gross"), _("Net")] if self.sees_fees else heads

    @property
    def trend_rows(self) -> list[list]:
        found = []
        for span, name, rates, _percent in self.trend:
            row = [
                name,
                figure(rates.clients, self.url("clients-at-start", span=span)),
                figure(rates.kept, self.url("clients-kept", span=span)),
            ]
            money = [self.worth(rates.at_start, "whole"), percent_words(rates.gross), percent_words(rates.net)] if self.sees_fees else []
            found.append([*row, *money])
        return found

    @property
    def worst(self) -> list[WorstLine]:
        found = []
        for pk, name, start, end, difference, cause, words in self.found.figures["worst"]:
            found.append(WorstLine(pk, name, house_money(start), house_money(end), house_money(difference), cause_words(cause), words))
        return found

    @property
    def losses(self) -> int:
        return self.moved["lost"].number + self.moved["shrunk"].number

    @property
    def rates_note(self) -> str:
        """In which currency the sums are, at the rates of which day, and what had none."""
        if not self.sees_fees:
            return ""
        found, currency = self.found.figures, settings.AGENCY_CURRENCY
        words = []
        if found["rates_on"]:
            day = date_format(found["rates_on"], "j M Y")
            words.append(_("In %(currency)s; both days at the rates of %(day)s.") % {"currency": currency, "day": day})
        if found["without_rate"]:
            missing = ", ".join(marks.money_words(money, "whole") for money in found["without_rate"])
            words.append(_("Without a rate, and not counted: %s.") % missing)
        return " ".join(words)

    def sheet(self) -> tuple[list[str], Iterator[list]]:
        """Headers and rows: figure, part, number, and the fee on both days for those who see fees (S4)."""
        first, last = self.days
        headers = [_("Figure"), _("Part"), _("Number")]
        if self.sees_fees:
            headers += [_("Fee on %s") % first.isoformat(), _("Fee on %s") % last.isoformat(), _("Currency")]
        return headers, (row[: len(headers)] for row in self._sheet_rows())

    def _sheet_rows(self) -> Iterator[list]:
        currency = settings.AGENCY_CURRENCY
        for name, moved in self.moved.items():
            start, end = house_money(moved.at_start).amount, house_money(moved.at_end).amount
            yield [str(retention.WORDS[name]), "", moved.number, start, end, currency]
        for tier, rates in (("", self.all), *self.found.figures["tiers"].items()):
            part = str(Tier(tier).label) if tier else _("All")
            start = house_money(rates.at_start).amount
            if self.sees_fees:
                yield [_("Gross retention"), part, rates.clients, start, house_money(rates.capped).amount, currency]
                yield [_("Net retention"), part, rates.clients, start, house_money(rates.at_end).amount, currency]
            else:
                yield [_("Kept"), part, rates.kept]
        for _span, name, rates, _percent in self.trend:
            if self.sees_fees:
                start, capped = house_money(rates.at_start).amount, house_money(rates.capped).amount
                yield [self.trend_label, name, rates.clients, start, capped, currency]
            else:
                yield [self.trend_label, name, rates.kept]
        for cause, number, fee in self.found.figures["causes"]:
            yield [_("Lost or shrunk because"), cause_words(cause), number, house_money(fee).amount, None, currency]


def retention_lead(board: RetentionBoard) -> str:
    """ "Of 34 clients with a yearly fee on 31 December 2025, 31 are still with us on 28 November 2026." """
    first, last = (date_format(day, "j F Y") for day in board.days)
    everything = board.all
    if not everything.clients:
        return _("No client had a yearly fee on %(day)s.") % {"day": first}
    had = ngettext("Of %(n)s client with a yearly fee on %(day)s", "Of %(n)s clients with a yearly fee on %(day)s", everything.clients)
    still = ngettext("%(n)s is still with us on %(day)s.", "%(n)s are still with us on %(day)s.", everything.kept)
    had = had % {"n": in_words(everything.clients), "day": first}
    still = still % {"n": in_words(everything.kept), "day": last}
    new = board.moved["new"].number
    if not new:
        return f"{had}, {still}"
    came = ngettext("%(n)s is new.", "%(n)s are new.", new) % {"n": beginning(in_words(new))}
    return f"{had}, {still} {came}"
