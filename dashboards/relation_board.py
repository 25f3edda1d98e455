"""The page of the relationship: health, silence, concerns, satisfaction, discipline, coverage, each figure with its records (S2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.satisfaction import Quarter, how_many, moved_to, share_words, signed
from clients.states import MINIMUM_COVERAGE, DecisionRole, HealthColour, Tier
from core import charts, marks
from core.kept import Found, kept
from core.lists import Empty
from core.numbers import beginning, in_words
from dashboards import relation
from dashboards.records import url_of
from dashboards.relation import ROLES, Silent, Span, Standing
from dashboards.relation_records import COLOURS, CONCERN_AGES
from dashboards.scope import Scope
from dashboards.tiles import Tile, count_words, figure
from reminders.states import Rung

FIGURES_OF_CHECK_INS = {"first": "held-on-time", "second": "held-late", "third": "missed", "fourth": "overdue"}
FIGURES_OF_REPORTS = {"first": "reports-in-time", "second": "reports-late", "third": "reports-not-yet"}


def counted_mark(colour: str, number: int, url: str) -> str:
    """The shape of the colour with a number as the door; nought is no door."""
    if not number:
        return "–"
    colour = colour if colour in HealthColour.values else "none"
    mark = '<a class="plain" href="{}"><span class="health is-{}" title="{}">{}<span class="visually-hidden">{}, </span>{}</span></a>'
    words = marks.health_words(colour)
    return format_html(mark, url, colour, words, marks.health_mark(colour), words, count_words(number))


def moved(rose: int, fell: int, rose_url: str, fell_url: str) -> str:
    """An arrow up with how many rose, an arrow down with how many fell."""
    arrow = '<a class="plain {}" href="{}">{}{}<span class="visually-hidden"> {}</span></a>'
    parts = [
        format_html(arrow, css, url, marks.icon(icon), count_words(number), words)
        for css, number, url, icon, words in (
            ("up", rose, rose_url, "arrow-up", _("rose")),
            ("down", fell, fell_url, "arrow-down", _("fell")),
        )
        if number
    ]
    return format_html_join(" ", "{}", ((part,) for part in parts)) or "–"


@dataclass(frozen=True, slots=True)
class SilentLine:
    """A silent account as the page shows it."""

    row: Silent
    lead: object | None

    @property
    def url(self) -> str:
        return reverse("account_detail", args=[self.row.pk])

    @property
    def days_words(self) -> str:
        return ngettext("%(n)s day", "%(n)s days", self.row.days) % {"n": count_words(self.row.days)}

    @property
    def below(self) -> str:
        if self.row.last_held_on is None:
            return _("never spoken yet; every %(n)d agreed") % {"n": self.row.cadence}
        return _("every %(n)d agreed") % {"n": self.row.cadence}


@dataclass(frozen=True)
class RelationBoard:
    scope: Scope
    past_notice = ()  # of contracts; this page has none
    rates_note = ""

    @cached_property
    def found(self) -> Found:
        """On a very large agency it may be a minute old, and the page says so (ADR 0008)."""
        return kept("relationship", self.scope.person, *self.scope.facts, count=lambda: relation.counted(self.scope))

    @property
    def drawn_from(self) -> tuple:
        found = self.found
        return self.scope.facts, self.scope.staff.rows, found.digest, found.said_at

    def url(self, which: str, **narrowing) -> str:
        return url_of(which, self.scope, **narrowing)

    # ── Health ──

    @property
    def standings(self) -> list[Standing]:
        return self.found.figures["accounts"]

    def accounts(self, colour: str | None = None, tier: str = "") -> int:
        """Of this colour ("none": without enough evidence) and tier."""
        wanted = "" if colour == "none" else colour
        return sum(one.number for one in self.standings if wanted in (None, one.colour) and tier in ("", one.tier))

    def total(self, name: str, tier: str = "") -> int:
        return sum(getattr(one, name) for one in self.standings if tier in ("", one.tier))

    @property
    def tiers(self) -> list[str]:
        return [tier.value for tier in Tier if self.accounts(tier=tier)]

    @property
    def health_heads(self) -> list[str]:
        return [_("Tier"), *(str(label) for label in COLOURS.values()), _("In 7 days"), _("In 30 days"), _("All")]

    @property
    def health_rows(self) -> list[list]:
        return [self._health_row(str(Tier(tier).label), tier) for tier in self.tiers]

    @property
    def health_foot(self) -> list:
        return self._health_row(_("All"), "")

    def _health_row(self, label: str, tier: str) -> list:
        chosen = {"tier": tier} if tier else {}
        cells = [counted_mark(colour, self.accounts(colour, tier), self.url("health", part=colour, **chosen)) for colour in COLOURS]
        for days in ("7", "30"):
            urls = [self.url(which, age=days, **chosen) for which in ("health-rose", "health-fell")]
            cells.append(moved(self.total(f"rose_{days}", tier), self.total(f"fell_{days}", tier), *urls))
        return [label, *cells, figure(self.accounts(tier=tier), self.url("health", **chosen))]

    # ── Silence ──

    @property
    def silent(self) -> int:
        return self.total("silent")

    @property
    def silent_url(self) -> str:
        return self.url("silent")

    @property
    def silent_lines(self) -> list[SilentLine]:
        return [SilentLine(row, self.scope.staff.people.get(row.lead)) for row in self.found.figures["silent"]]

    # ── Concerns ──

    def concerns(self, age: str = "", rung: int | None = None) -> int:
        groups = self.found.figures["concerns"]
        return sum(one.number for one in groups if age in ("", one.age) and rung in (None, one.rung))

    def late_concerns(self, age: str = "", rung: int | None = None) -> int:
        groups = self.found.figures["concerns"]
        return sum(one.late for one in groups if age in ("", one.age) and rung in (None, one.rung))

    @property
    def concern_heads(self) -> list[str]:
        return [_("Raised"), *(str(rung.label) for rung in Rung), _("All")]

    @property
    def concern_rows(self) -> list[list]:
        return [self._concern_row(str(label), age) for age, label in CONCERN_AGES.items()]

    @property
    def concern_foot(self) -> list:
        return self._concern_row(_("All"), "")

    def _concern_row(self, label: str, age: str) -> list:
        return [label, *(self._concern_cell(age, rung) for rung in (*Rung, None))]

    def _concern_cell(self, age: str, rung: Rung | None) -> str:
        """How many, and how many of these are late; both doors."""
        number = figure(self.concerns(age, rung), self.url("concerns", **self._of_concerns(age, rung)))
        late = self.late_concerns(age, rung)
        if not late:
            return number
        words = _("%(n)s late") % {"n": count_words(late)}
        url = self.url("late-concerns", **self._of_concerns(age, rung))
        return format_html('{}<a class="sub" href="{}"><span class="down">{} {}</span></a>', number, url, marks.icon("clock-alert"), words)

    @staticmethod
    def _of_concerns(age: str, rung: Rung | None) -> dict:
        return {"age": age or None, "part": None if rung is None else str(rung.value)}

    # ── Satisfaction ──

    @property
    def trend(self) -> list[Quarter]:
        return self.found.figures["trend"]

    @property
    def has_answers(self) -> bool:
        return any(one.figures for one in self.trend) or bool(self.found.figures["asked"])

    @property
    def nps_chart(self) -> charts.Line | None:
        """None with fewer than two quarters that have one."""
        points = [
            charts.Point(
                one.name,
                one.figures.nps,
                _("%(nps)s, %(answers)s") % {"nps": one.figures.nps_words, "answers": how_many(one.figures.nps_answers)},
                self.url("answers", month=one.first, part="nps"),
            )
            for one in self.trend
            if one.figures and one.figures.nps is not None
        ]
        if len(points) < 2:
            return None
        points[-1].words = signed(points[-1].value)  # the only words that are drawn
        return charts.Line(_("NPS by quarter"), points, -100, 100, rules=((100, "+100"), (0, "0"), (-100, "−100")), height=180)

    @property
    def quarter_heads(self) -> list[str]:
        return [_("Quarter"), _("NPS"), _("CSAT, of five"), _("Answered")]

    @property
    def quarter_rows(self) -> list[list]:
        return [self._quarter_row(one) for one in self.trend]

    def _quarter_row(self, quarter: Quarter) -> list:
        first, found = quarter.first, quarter.figures
        number, answered = self.found.figures["asked"].get(first, (0, 0))
        nps, csat = ((found.nps_words, found.nps_answers), (found.csat_words, found.csat_answers)) if found else (("–", 0), ("–", 0))
        of_asked = "–"
        if number:
            doors = (
                figure(answered, self.url("asked", month=first, part="answered")),
                figure(number, self.url("asked", month=first)),
            )
            of_asked = format_html('{}<span class="sub">{}</span>', share_words(answered, number), _of(*doors))
        return [quarter.name, self._answered("nps", first, *nps), self._answered("csat", first, *csat), of_asked]

    def _answered(self, part: str, first: date, words: str, n: int) -> str:
        """The figure, and of how many answers; below five it says that these are few."""
        if not n:
            return "–"
        url = self.url("answers", month=first, part=part)
        return format_html('{}<a class="sub" href="{}">{}</a>', words, url, how_many(n))

    # ── Discipline ──

    def months(self, what: str) -> list[Span]:
        return [one for one in self.found.figures["months"] if one.what == what]

    def sum(self, what: str, name: str) -> int:
        return sum(getattr(one, name) for one in self.months(what))

    @property
    def due_check_ins(self) -> int:
        return sum(self.sum("check_ins", name) for name in FIGURES_OF_CHECK_INS)

    @property
    def month_chart(self) -> charts.Columns | None:
        """Check-ins that were due, by month: on time, late, and not held."""
        months = self.months("check_ins")
        if not months:
            return None
        found = []
        for one in months:
            parts = [
                charts.Part(one.first, "c-good", "good"),
                charts.Part(one.second, "c-watch", "watch"),
                charts.Part(one.third + one.fourth, "c-risk", "risk"),
            ]
            due = one.first + one.second + one.third + one.fourth
            sentence = _("%(month)s: %(n)s of %(due)s on time") % {
                "month": date_format(one.begins_on, "F Y"),
                "n": count_words(one.first),
                "due": count_words(due),
            }
            url = self.url("due-check-ins", month=one.begins_on)
            found.append(charts.Column(date_format(one.begins_on, "M"), parts, share_words(one.first, due), sentence, url))
        return charts.Columns(_("Check-ins by month"), found, height=180)

    @property
    def month_legend(self) -> list[tuple[str, str]]:
        return [("good", _("On time")), ("watch", _("Late")), ("risk", _("Missed or overdue"))]

    @property
    def month_heads(self) -> list[str]:
        return [_("Month"), _("On time"), _("Late"), _("Missed"), _("Overdue")]

    @property
    def month_rows(self) -> list[list]:
        return self._month_rows("check_ins", FIGURES_OF_CHECK_INS)

    @property
    def report_heads(self) -> list[str]:
        return [_("Month"), _("In time"), _("Late"), _("Still in time")]

    @property
    def report_rows(self) -> list[list]:
        return self._month_rows("reports", FIGURES_OF_REPORTS)

    def _month_rows(self, what: str, sets: dict[str, str]) -> list[list]:
        found = []
        for one in self.months(what):
            cells = [figure(getattr(one, name), self.url(which, month=one.begins_on)) for name, which in sets.items()]
            found.append([date_format(one.begins_on, "M Y"), *cells])
        return found

    # ── Coverage ──

    def missing(self, role: DecisionRole, tier: str = "") -> int:
        place = ROLES.index(role)
        return sum(one.missing[place] for one in self.standings if tier in ("", one.tier))

    @property
    def coverage_heads(self) -> list[str]:
        return [_("Nobody is"), *(str(Tier(tier).label) for tier in self.tiers), _("All")]

    @property
    def coverage_rows(self) -> list[list]:
        return [[str(role.label), *(self._missing(role, tier) for tier in (*self.tiers, ""))] for role in ROLES]

    @property
    def coverage_foot(self) -> list:
        cells = []
        for tier in (*self.tiers, ""):
            chosen = {"tier": tier} if tier else {}
            cells.append(figure(self.total("incomplete", tier), self.url("coverage-missing", **chosen)))
        return [_("Accounts with a hole"), *cells]

    def _missing(self, role: DecisionRole, tier: str) -> str:
        if tier and role not in MINIMUM_COVERAGE[Tier(tier)]:
            return format_html('<span class="ink-3">{}</span>', _("not asked"))
        chosen = {"tier": tier} if tier else {}
        return figure(self.missing(role, tier), self.url("coverage-missing", part=role.value, **chosen))

    # ── The page ──

    @property
    def empty(self) -> Empty | None:
        if self.standings:
            return None
        text = _("The health, silence and concerns of the accounts that you see stand here as soon as there is one in this line and tier.")
        return Empty("heart-pulse", _("No account here"), text)

    @property
    def tiles(self) -> list[Tile]:
        at_risk, late = self.accounts(HealthColour.RISK), self.late_concerns()
        known = self.accounts() - self.accounts("none")
        quarter = relation.last_quarter_with(self.trend, "nps")
        on_time, in_time = self.sum("check_ins", "first"), self.sum("reports", "first")
        due_reports = in_time + self.sum("reports", "second")
        return [
            Tile(_("At risk"), count_words(at_risk), _("of %s with enough evidence") % count_words(known), self.url("health", part="risk")),
            Tile(_("Silent"), count_words(self.silent), _("longer than agreed"), self.silent_url),
            Tile(
                _("Open concerns"),
                count_words(self.concerns()),
                _("%s late") % count_words(late) if late else _("none late"),
                self.url("late-concerns" if late else "concerns"),
                "down" if late else "",
            ),
            self._nps_tile(quarter),
            Tile(
                _("Check-ins on time"),
                share_words(on_time, self.due_check_ins),
                _("of %s due") % count_words(self.due_check_ins),
                self.url("due-check-ins"),
            ),
            Tile(
                _("Reports in time"),
                share_words(in_time, due_reports),
                _("of %s owed") % count_words(due_reports),
                self.url("reports-due"),
            ),
        ]

    def _nps_tile(self, quarter: Quarter | None) -> Tile:
        if quarter is None:
            return Tile(_("NPS"), "–", _("nobody answered yet"), "")
        url = self.url("answers", month=quarter.first, part="nps")
        note = moved_to(quarter, self.trend) or how_many(quarter.figures.nps_answers)
        return Tile(_("NPS, %s") % quarter.name, quarter.figures.nps_words, note, url)

    def sheet(self) -> tuple[list[str], Iterator[list]]:
        """Headers and rows: figure, two parts and the number (S4)."""
        return [_("Figure"), _("Part"), _("Of"), _("Number")], self._sheet_rows()

    def _sheet_rows(self) -> Iterator[list]:
        for tier in self.tiers:
            name = str(Tier(tier).label)
            for colour, label in COLOURS.items():
                yield [_("Accounts by health"), name, str(label), self.accounts(colour, tier)]
            for field, label in (
                ("rose_7", _("Rose in 7 days")),
                ("fell_7", _("Fell in 7 days")),
                ("rose_30", _("Rose in 30 days")),
                ("fell_30", _("Fell in 30 days")),
                ("silent", _("Silent")),
                ("incomplete", _("Without all stakeholders")),
            ):
                yield [label, name, "", self.total(field, tier)]
            for role in MINIMUM_COVERAGE[Tier(tier)]:
                yield [_("Nobody is"), name, str(role.label), self.missing(role, tier)]
        for one in self.found.figures["concerns"]:
            age, rung = str(CONCERN_AGES[one.age]), str(Rung(one.rung).label)
            yield [_("Open concerns"), age, rung, one.number]
            yield [_("Late concerns"), age, rung, one.late]
        yield from self._sheet_of_quarters()
        for what, heads, sets in (
            ("check_ins", self.month_heads, FIGURES_OF_CHECK_INS),
            ("reports", self.report_heads, FIGURES_OF_REPORTS),
        ):
            label = _("Check-ins") if what == "check_ins" else _("Contact reports")
            for one in self.months(what):
                for name, head in zip(sets, heads[1:], strict=True):
                    yield [label, f"{one.begins_on:%Y-%m}", head, getattr(one, name)]

    def _sheet_of_quarters(self) -> Iterator[list]:
        for one in self.trend:
            asked, answered = self.found.figures["asked"].get(one.first, (0, 0))
            if one.figures:
                yield [_("NPS"), one.name, how_many(one.figures.nps_answers), one.figures.nps]
                yield [_("CSAT"), one.name, how_many(one.figures.csat_answers), one.figures.csat]
            yield [_("Asked"), one.name, "", asked]
            yield [_("Answered"), one.name, "", answered]


def _of(part: str, whole: str) -> SafeString:
    return format_html(_("{} of {}"), part, whole)


def relation_lead(board: RelationBoard) -> str:
    """ "Three of 41 accounts are at risk, Sunday 29 November. Four have been silent for longer than agreed." """
    at_risk, everything = board.accounts(HealthColour.RISK), board.accounts()
    if not everything:
        return _("No account is in this line and tier.")
    first = ngettext("%(n)s of %(all)s accounts is at risk, %(day)s.", "%(n)s of %(all)s accounts are at risk, %(day)s.", at_risk)
    day = date_format(board.scope.today, "l j F")
    first = first % {"n": beginning(in_words(at_risk) if at_risk else _("none")), "all": in_words(everything), "day": day}
    if not board.silent:
        return _("%s None is silent for longer than agreed.") % first
    silent = ngettext("%(n)s is silent for longer than agreed.", "%(n)s are silent for longer than agreed.", board.silent)
    return f"{first} {silent % {'n': beginning(in_words(board.silent))}}"
