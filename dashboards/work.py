"""The dashboard of the work: jobs by state and age, on time, approvals, rebriefs, rounds, scores (S2, W2–W6, P7)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Avg, BigIntegerField, Case, CharField, Count, DateField, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, TruncDate, TruncMonth
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.states import OVER, BriefState, RebriefCause
from core import charts, marks
from core.kept import Found, kept
from core.numbers import beginning, in_words
from core.statements import asked, state_of
from core.workdays import working_days_between
from dashboards import figures
from dashboards.records import SETS, url_of
from dashboards.scope import Scope
from dashboards.tiles import Tile, count_words, figure
from dashboards.work_records import AGES, RUNGS, of_age

AUTHORS_SHOWN = 12
STATES = tuple(state for state in BriefState if state not in OVER)
AGE_COLOURS = {"week": "c1", "month": "c2", "older": "c-watch"}


def counted(scope: Scope) -> dict:
    """Everything that the page says, as plain rows; five queries, and one for rates. Their statements are built once (ADR 0030)."""

    def rows(name: str, build: Callable[[Scope], QuerySet]) -> list[tuple]:
        return asked(("work", name, scope.facts, state_of(scope.person)), lambda: build(scope))

    lost = rows("lost", lambda scope: SETS["rebriefs"](scope).lost_by("cause"))
    return {
        "jobs": rows("jobs", jobs_by_state_and_age),
        "delivered": rows("delivered", delivered_by_month),
        "yes": rows("yes", yeses_by_rung_and_day),
        "lost": lost,
        "rounds_and_scores": rows("rounds and scores", rounds_and_scores),
        "rates": figures.rates_for((currency for _cause, currency, *_sums in lost), today=scope.today),
    }


def jobs_by_state_and_age(scope: Scope) -> QuerySet:
    """(state, age, how many, how many of these are late)"""
    ages = Case(*[When(of_age(age, today=scope.today), then=Value(age)) for age in AGES], output_field=CharField())
    late = Count("pk", filter=Q(wanted_on__lt=scope.today, delivered_on=None))
    return SETS["jobs"](scope).order_by().annotate(age=ages).values_list("state", "age").annotate(Count("pk"), late=late)


def delivered_by_month(scope: Scope) -> QuerySet:
    return SETS["delivered"](scope).annotate(month=TruncMonth("delivered_on", output_field=DateField())).on_time_by("month")


def yeses_by_rung_and_day(scope: Scope) -> QuerySet:
    """(step, rank, own work, day of the submission, day of the yes, how many)"""
    yes = SETS["approvals"](scope).order_by().annotate(asked=TruncDate("submission__submitted_at"), given=TruncDate("at"))
    return yes.values_list("step", "rank_required", "is_self_approval", "asked", "given").annotate(Count("pk"))


def rounds_and_scores(scope: Scope) -> QuerySet:
    """In one query: (None, all rounds, those over contract), and (author, briefs, average score) of each author."""
    over = Cast(Count("pk", filter=Q(is_over_contract=True)), FloatField())
    nobody = Cast(Value(None), BigIntegerField())
    rounds = SETS["rounds"](scope).order_by().annotate(who=nobody).values("who").annotate(n=Count("pk"), measure=over)
    scores = SETS["scored"](scope).order_by().annotate(who=Cast("author", BigIntegerField())).values("who")
    scores = scores.annotate(n=Count("pk"), measure=Cast(Avg("score"), FloatField()))
    return rounds.values_list("who", "n", "measure").union(scores.values_list("who", "n", "measure"), all=True)


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Yeses of one rung, and the working days from submission to yes, added up."""

    number: int
    days: int

    @property
    def average(self) -> float:
        return self.days / self.number if self.number else 0


@dataclass(frozen=True)
class WorkBoard:
    scope: Scope
    sees_fees: bool
    past_notice = ()  # of contracts; this page has none

    @cached_property
    def found(self) -> Found:
        """On a very large agency it may be a minute old, and the page says so (ADR 0008)."""
        return kept("work", self.scope.person, *self.scope.facts, count=lambda: counted(self.scope))

    @property
    def drawn_from(self) -> tuple:
        found = self.found
        return self.scope.facts, self.scope.staff.rows, found.digest, found.said_at, self.sees_fees

    def url(self, which: str, **narrowing) -> str:
        return url_of(which, self.scope, **narrowing)

    @cached_property
    def house(self) -> figures.House:
        return figures.House(self.scope.today, self.found.figures["rates"])

    # ── Jobs by state and age ──

    @cached_property
    def jobs(self) -> dict[tuple[str, str], int]:
        return {(state, age): number for state, age, number, _late in self.found.figures["jobs"]}

    @property
    def live(self) -> int:
        return sum(self.jobs.values())

    @property
    def late(self) -> int:
        return sum(row[3] for row in self.found.figures["jobs"])

    def in_state(self, state: str, age: str = "") -> int:
        return sum(number for (one, old), number in self.jobs.items() if (not state or one == state) and age in ("", old))

    @property
    def state_bars(self) -> list[charts.Bar]:
        numbers = [(state, self.in_state(state)) for state in STATES]
        return charts.bars([charts.Bar(str(state.label), n, count_words(n), self.url("jobs", part=state)) for state, n in numbers])

    @property
    def age_bars(self) -> list[charts.Bar]:
        numbers = [(age, label, self.in_state("", age)) for age, label in AGES.items()]
        bars = [charts.Bar(str(label), n, count_words(n), self.url("jobs", age=age), AGE_COLOURS[age]) for age, label, n in numbers]
        return charts.bars(bars)

    @property
    def state_heads(self) -> list[str]:
        return [_("State"), *(str(label) for label in AGES.values()), _("All")]

    @property
    def state_rows(self) -> list[list]:
        return [self._state_row(str(state.label), state.value) for state in STATES]

    @property
    def state_foot(self) -> list:
        return self._state_row(_("All"), "")

    def _state_row(self, label: str, state: str) -> list:
        cells = [figure(self.in_state(state, age), self.url("jobs", part=state, age=age)) for age in AGES]
        return [label, *cells, figure(self.in_state(state), self.url("jobs", part=state))]

    # ── On time ──

    @cached_property
    def on_time(self) -> tuple[int, int]:
        """(on time, promised and delivered) in the period."""
        rows = self.found.figures["delivered"]
        return sum(row[2] for row in rows), sum(row[1] for row in rows)

    @property
    def on_time_bars(self) -> list[charts.Bar]:
        on_time, all_of_them = self.on_time
        parts = [(_("On time"), on_time, "delivered-on-time", "c1"), (_("Late"), all_of_them - on_time, "delivered-late", "c-risk")]
        return charts.bars([charts.Bar(label, n, count_words(n), self.url(which), css) for label, n, which, css in parts])

    @property
    def on_time_rows(self) -> list[list]:
        rows = []
        for month, number, on_time in self.found.figures["delivered"]:
            cells = [(on_time, "delivered-on-time"), (number - on_time, "delivered-late")]
            rows.append([date_format(month, "F Y"), *(figure(n, self.url(which, month=month)) for n, which in cells)])
        return rows

    @property
    def on_time_heads(self) -> list[str]:
        return [_("Month"), _("On time"), _("Late")]

    # ── Approvals ──

    @cached_property
    def turnarounds(self) -> dict[str, Turnaround]:
        """By rung, in working days; the same day counts as none."""
        numbers, days = defaultdict(int), defaultdict(int)
        for step, rank, _own, submitted, given, number in self.found.figures["yes"]:
            rung = step if step == "strategy" else str(rank or "")
            numbers[rung] += number
            days[rung] += number * max(0, working_days_between(submitted, given))
        return {rung: Turnaround(numbers[rung], days[rung]) for rung in RUNGS if rung in numbers}

    @property
    def own_yeses(self) -> int:
        return sum(row[5] for row in self.found.figures["yes"] if row[2])

    @property
    def average_days(self) -> float | None:
        number = sum(one.number for one in self.turnarounds.values())
        return sum(one.days for one in self.turnarounds.values()) / number if number else None

    @property
    def rung_bars(self) -> list[charts.Bar]:
        bars = []
        for rung, one in self.turnarounds.items():
            words = f"{days_words(one.average)} · {count_words(one.number)}"
            bars.append(charts.Bar(str(RUNGS[rung]), one.average, words, self.url("approvals", part=rung)))
        return with_room(bars)

    # ── Rebriefs ──

    @cached_property
    def lost(self) -> dict[str, tuple[int, object, list]]:
        """Cause → (how many, hours, (currency, minor units) pairs)."""
        found = {cause.value: [0, 0, []] for cause in RebriefCause}
        for cause, currency, number, hours, minor in self.found.figures["lost"]:
            found[cause][0] += number
            found[cause][1] += hours or 0
            found[cause][2].append((currency, minor or 0))
        return {cause: tuple(row) for cause, row in found.items()}

    @property
    def hours_lost(self):
        return sum(hours for _n, hours, _pairs in self.lost.values())

    @property
    def cause_bars(self) -> list[charts.Bar]:
        bars = []
        for cause, (number, hours, pairs) in self.lost.items():
            words = [hours_words(hours)]
            if self.sees_fees and number:
                words.append(marks.money_words(self.house.sum(pairs).total, "whole"))
            words.append(count_words(number))
            label = str(RebriefCause(cause).label)
            bars.append(charts.Bar(label, float(hours), " · ".join(words), self.url("rebriefs", part=cause), "c4"))
        return with_room(bars)

    # ── Rounds and scores ──

    @cached_property
    def rounds(self) -> tuple[int, int]:
        """(all of the period, those over contract)."""
        return next(((number, int(over)) for who, number, over in self.found.figures["rounds_and_scores"] if who is None), (0, 0))

    @cached_property
    def scores(self) -> list[tuple[int, int, float]]:
        """(author, briefs, average score of 100)."""
        return [row for row in self.found.figures["rounds_and_scores"] if row[0] is not None]

    @property
    def round_bars(self) -> list[charts.Bar]:
        rounds, over = self.rounds
        parts = [(_("All rounds"), rounds, "rounds", "c1"), (_("Over contract"), over, "rounds-over", "c-watch")]
        return charts.bars([charts.Bar(label, n, count_words(n), self.url(which), css) for label, n, which, css in parts])

    @property
    def score_bars(self) -> list[charts.Bar]:
        """Authors with the most briefs, the best on top; of 100."""
        most = sorted(self.scores, key=lambda row: -row[1])[:AUTHORS_SHOWN]
        bars = []
        for author, number, average in sorted(most, key=lambda row: -row[2]):
            person = self.scope.staff.people.get(author)
            words = f"{average:.0f} · {count_words(number)}"
            bars.append(charts.Bar(person.name if person else "–", float(average), words, self.url("scored", who=author)))
        return charts.bars(bars, whole=140)  # room for the words behind a score of 100

    # ── The page ──

    @property
    def tiles(self) -> list[Tile]:
        on_time, all_of_them = self.on_time
        share = f"{round(100 * on_time / all_of_them)}%" if all_of_them else "–"
        of_all = (
            _("%(n)s of %(all)s") % {"n": count_words(on_time), "all": count_words(all_of_them)} if all_of_them else _("none delivered")
        )
        rebriefs = sum(number for number, *_rest in self.lost.values())
        over, average = self.rounds[1], self.average_days
        return [
            Tile(_("Live jobs"), count_words(self.live), "", self.url("jobs")),
            Tile(_("Late"), count_words(self.late), _("past their delivery day"), self.url("late-jobs"), "down" if self.late else ""),
            Tile(_("Delivered on time"), share, of_all, self.url("delivered")),
            Tile(
                _("From submission to yes"),
                "–" if average is None else number_format(round(average, 1), 1),
                _("working days, on average"),
                self.url("approvals"),
            ),
            Tile(
                _("Lost by rebriefs"),
                hours_words(self.hours_lost),
                ngettext("%(n)s rebrief", "%(n)s rebriefs", rebriefs) % {"n": count_words(rebriefs)},
                self.url("rebriefs"),
            ),
            Tile(_("Rounds over contract"), count_words(over), _("of %s rounds") % count_words(self.rounds[0]), self.url("rounds-over")),
        ]

    @property
    def self_approved_bars(self) -> list[charts.Bar]:
        url = self.url("self-approved-briefs")
        return charts.bars([charts.Bar(_("Self-approved"), self.own_yeses, count_words(self.own_yeses), url, "c-watch")])

    @property
    def rates_note(self) -> str:
        if not self.sees_fees:
            return ""
        total = self.house.sum([pair for _n, _h, pairs in self.lost.values() for pair in pairs])
        if not (total.rates_of or total.without_rate):
            return ""
        words = [_("Money in %s.") % total.total.currency]
        if total.rates_of:
            words.append(_("At the rates of %s.") % date_format(total.rates_of, "j M Y"))
        if total.without_rate:
            words.append(
                _("Without a rate, and not counted: %s.") % ", ".join(marks.money_words(one, "whole") for one in total.without_rate)
            )
        return " ".join(words)

    def sheet(self):
        """Headers and rows: figure, part, number, and hours or working days where that is what is counted (S4)."""
        rows = [[_("Jobs"), str(BriefState(state).label), str(AGES[age]), n, None] for (state, age), n in self.jobs.items()]
        for month, number, on_time in self.found.figures["delivered"]:
            rows.append([_("Delivered on time"), f"{month:%Y-%m}", "", on_time, None])
            rows.append([_("Delivered late"), f"{month:%Y-%m}", "", number - on_time, None])
        rows += [
            [_("Working days to yes"), str(RUNGS[rung]), "", one.number, round(one.average, 1)] for rung, one in self.turnarounds.items()
        ]
        rows += [[_("Rebriefs, hours"), str(RebriefCause(cause).label), "", n, hours] for cause, (n, hours, _p) in self.lost.items()]
        rows += [[bar.label, "", "", int(bar.value), None] for bar in (*self.round_bars, *self.self_approved_bars)]
        rows += [[_("Score"), self.name_of(author), "", n, round(score, 1)] for author, n, score in self.scores]
        return [_("Figure"), _("Part"), _("Age"), _("Number"), _("Measure")], iter(rows)

    def name_of(self, key: int) -> str:
        person = self.scope.staff.people.get(key)
        return person.name if person else ""


def with_room(bars: list[charts.Bar]) -> list[charts.Bar]:
    """Bars whose words are long: the longest leaves them half of the line."""
    return charts.bars(bars, whole=1.9 * max((bar.value for bar in bars), default=0))


def days_words(days: float) -> str:
    return _("%s days") % number_format(round(days, 1), 1)


def hours_words(hours) -> str:
    return _("%s h") % number_format(round(float(hours), 1), 1)


def work_lead(board: WorkBoard) -> str:
    """How much there is to do, and what is late."""
    jobs = beginning(ngettext("%(n)s live job", "%(n)s live jobs", board.live) % {"n": in_words(board.live)})
    first = _("%(jobs)s, %(day)s.") % {"jobs": jobs, "day": date_format(board.scope.today, "l j F")}
    if not board.late:
        return _("%s None is late.") % first
    late = ngettext("%(n)s is past its delivery day.", "%(n)s are past their delivery day.", board.late) % {"n": in_words(board.late)}
    return f"{first} {beginning(late)}"
