"""What answers come to (R5, S2): NPS, CSAT, means by theme, response rate, the gap between the two sides; by quarter.

All from sums that the database has made (`SurveyAnswerQuerySet.sums`), so a page asks a fixed number of times whatever it shows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Avg
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.models import AnswerLine
from care.querysets.surveys import quarter_of
from care.states.surveys import FEWEST_FOR_A_FIGURE, AnswerSide

QUARTERS_SHOWN = 6


def nps_of(promoters: int, detractors: int, answers: int) -> int | None:
    """Per cent of promoters less per cent of detractors, −100 to 100, halves away from nought; None without an answer."""
    if not answers:
        return None
    points = 200 * abs(promoters - detractors) + answers
    rounded = points // (2 * answers)
    return rounded if promoters >= detractors else -rounded


def signed(value: int | None) -> str:
    """“+32”, “−8”, “0”: with a real minus."""
    if value is None:
        return "–"
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


def of_five(mean) -> str:
    return "–" if mean is None else number_format(mean, 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """What some answers come to. A figure of fewer than five answers says so (`nps_note`)."""

    nps: int | None
    nps_answers: int
    promoters: int
    detractors: int
    csat: float | None
    csat_answers: int
    rating: float | None
    rating_answers: int
    answers: int

    @property
    def nps_words(self) -> str:
        return signed(self.nps)

    @property
    def csat_words(self) -> str:
        return of_five(self.csat)

    @property
    def rating_words(self) -> str:
        return of_five(self.rating)

    @property
    def passives(self) -> int:
        return self.nps_answers - self.promoters - self.detractors


def figures_of(sums: dict) -> Figures:
    csat, rating = sums["csat_mean"], sums["rating_mean"]
    return Figures(
        nps=nps_of(sums["promoters"], sums["detractors"], sums["nps_answers"]),
        nps_answers=sums["nps_answers"],
        promoters=sums["promoters"],
        detractors=sums["detractors"],
        csat=None if csat is None else float(csat),
        csat_answers=sums["csat_answers"],
        rating=None if rating is None else float(rating),
        rating_answers=sums["rating_answers"],
        answers=sums["answers"],
    )


def how_many(n: int) -> str:
    """“12 answers”; of a handful that it is one."""
    words = ngettext("%(n)d answer", "%(n)d answers", n) % {"n": n}
    return _("%(words)s, too few to lean on") % {"words": words} if 0 < n < FEWEST_FOR_A_FIGURE else words


def share_words(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "–"


def first_of_quarter(day: date) -> date:
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def quarters(today: date, number: int = QUARTERS_SHOWN) -> list[date]:
    """First days of the quarters up to the present one, earliest first."""
    this = first_of_quarter(today)
    return [this - relativedelta(months=3 * back) for back in range(number - 1, -1, -1)]


def end_of_quarter(first: date) -> date:
    return first + relativedelta(months=3) - timedelta(days=1)


def quarter_name(first: date) -> str:
    return f"Q{(first.month + 2) // 3} {first:%y}"


@dataclass(frozen=True, slots=True)
class Quarter:
    first: date
    figures: Figures | None

    @property
    def last(self) -> date:
        return end_of_quarter(self.first)

    @property
    def name(self) -> str:
        return quarter_name(self.first)


def trend_of(answers, today: date) -> list[Quarter]:
    """The last quarters, those without an answer too; one query."""
    return trend_from(sums_of_trend(answers, today), today)


def sums_of_trend(answers, today: date):
    """The rows that a trend is made of, for whoever asks for them in their own way."""
    return answers.filter(answered_on__gte=quarters(today)[0]).sums_by_quarter()


def trend_from(rows, today: date) -> list[Quarter]:
    found = {row["quarter"]: figures_of(row) for row in rows}
    return [Quarter(first, found.get(first)) for first in quarters(today)]


@dataclass(frozen=True, slots=True)
class Gap:
    """One question or theme, as both sides rate it; `gap` is theirs less ours: below nought, we think better of it than they do."""

    name: str
    theirs: float | None
    ours: float | None
    n_theirs: int
    n_ours: int

    @property
    def gap(self) -> float | None:
        return None if self.theirs is None or self.ours is None else round(self.theirs - self.ours, 1)

    @property
    def gap_words(self) -> str:
        if self.gap is None:
            return "–"
        size = number_format(abs(self.gap), 1)
        return f"+{size}" if self.gap > 0 else f"−{size}" if self.gap < 0 else size

    @property
    def theirs_words(self) -> str:
        return of_five(self.theirs)

    @property
    def ours_words(self) -> str:
        return of_five(self.ours)

    @property
    def is_wide(self) -> bool:
        """A whole step apart: they and we do not live in the same relationship."""
        return self.gap is not None and abs(self.gap) >= 1


def gaps_of(answers, *, by: str = "theme") -> list[Gap]:
    """For each theme (or question) what both sides gave, widest gap first. Of our side only what was given blind counts. One query."""
    return gaps_from(means_of(answers, by=by), by=by)


def means_of(answers, *, by: str = "theme"):
    """The rows that gaps are made of."""
    lines = AnswerLine.objects.filter(answer__in=answers.order_by().values("pk"))
    return lines.means_by(by, "answer__side", "answer__was_blind")


def gaps_from(rows, *, by: str = "theme") -> list[Gap]:
    found: dict[str, dict[str, tuple]] = defaultdict(dict)
    for row in rows:
        if row["answer__side"] == AnswerSide.TEAM and not row["answer__was_blind"]:
            continue
        side = row["answer__side"]
        before = found[row[by]].get(side, (0.0, 0))
        found[row[by]][side] = (before[0] + row["mean"] * row["n"], before[1] + row["n"])
    gaps = [_gap(name or _("No theme"), sides) for name, sides in found.items()]
    return sorted(gaps, key=lambda one: (one.gap is None, -abs(one.gap or 0), one.name))


def _gap(name: str, sides: dict[str, tuple]) -> Gap:
    def mean(side: str) -> tuple[float | None, int]:
        total, n = sides.get(side, (0.0, 0))
        return (total / n if n else None), n

    theirs, ours = mean(AnswerSide.CLIENT), mean(AnswerSide.TEAM)
    return Gap(name, theirs[0], ours[0], theirs[1], ours[1])


def ratings_by_quarter(answers, today: date):
    """The rows that the gap of each quarter is made of."""
    rows = answers.filter(answered_on__gte=quarters(today)[0], rating__isnull=False, was_blind=True)
    by = rows.order_by().annotate(quarter=quarter_of("answered_on")).values("quarter", "side")
    return by.annotate(rating_mean=Avg("rating"))


def gap_by_quarter_from(rows, today: date) -> list[tuple[date, float | None]]:
    """The mean of theirs less that of ours, by quarter; None where one side is silent."""
    shown = quarters(today)
    sums = {(row["quarter"], row["side"]): row["rating_mean"] for row in rows}
    found = []
    for first in shown:
        theirs, ours = sums.get((first, AnswerSide.CLIENT)), sums.get((first, AnswerSide.TEAM))
        found.append((first, None if theirs is None or ours is None else round(float(theirs) - float(ours), 1)))
    return found


def moved_to(quarter: Quarter, trend: Sequence[Quarter]) -> str:
    """“+12 since Q1 26”: NPS of this quarter against the one before it; empty unless both have enough answers to lean on."""
    known = [one for one in trend if one.first <= quarter.first and one.figures and one.figures.nps_answers >= FEWEST_FOR_A_FIGURE]
    if len(known) < 2 or known[-1].first != quarter.first:
        return ""
    change = known[-1].figures.nps - known[-2].figures.nps
    return _("%(change)s since %(quarter)s") % {"change": signed(change), "quarter": known[-2].name}


def last_move(trend: Sequence[Quarter]) -> str:
    """“Q2 26: +12 since Q1 26”, of the latest quarter of which that can be said."""
    for quarter in reversed(trend):
        if moved := moved_to(quarter, trend):
            return f"{quarter.name}: {moved}"
    return ""
