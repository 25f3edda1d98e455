"""How the health of an account is shown (R4): figures with their trend, factors with their evidence, the waterfall between two days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from care.models import HealthAlert, HealthSnapshot
from clients.health import WEIGHED_ANEW, Fall, Figure, Line, cap_of, factor_of, falls_between
from clients.states import HealthColour, HealthGroup, HealthNumber
from core import charts
from core.statements import asked

TREND_DAYS = 90
YEAR_DAYS, YEAR_POINTS, APART_DAYS = 365, 13, 28
MARGIN = 5  # points of room above and below a line


@dataclass(frozen=True, slots=True)
class Row:
    """One factor as the page shows it."""

    label: str
    group: str
    words: str
    url: str
    value: int
    percent: str
    points: int
    is_cap: bool = False

    @property
    def tone(self) -> str:
        """How its own value looks, so that one sees where the trouble is: not the colour of the account."""
        return "good" if self.value >= 75 else "watch" if self.value >= 60 else "risk"


def of_line(key: str):
    """The factor or the cap that a stored line is of; None where an app took it back."""
    return cap_of(key.removeprefix("cap:")) if key.startswith("cap:") else factor_of(key)


def address(declared, account: int, args: dict) -> str:
    """The page of the evidence; empty where the app that shows it is not there."""
    try:
        return declared.url(account, args) if declared else ""
    except NoReverseMatch:
        return ""


def label_of(key: str) -> str:
    declared = of_line(key)
    return str(declared.label) if declared else key.replace("_", " ")


def words_of(key: str, args: dict) -> str:
    """The evidence in the reader's words; nothing where it was stored in another form than today's."""
    declared = of_line(key)
    try:
        return declared.say(args) if declared else ""
    except (KeyError, TypeError):
        return ""


def row_of(line: Line, account: int) -> Row:
    declared = of_line(line.key)
    group = getattr(declared, "group", "")
    return Row(
        label=label_of(line.key),
        group=str(HealthGroup(group).label) if group in HealthGroup else "",
        words=words_of(line.key, line.args),
        url=address(declared, account, line.args),
        value=line.value,
        percent=f"{line.weight / 100:.0f}%",
        points=line.points,
        is_cap=line.key.startswith("cap:"),
    )


def rows_of(figure: Figure, account: int) -> list[Row]:
    """Its factors, those that cost most first; the cap at the end, as it was applied."""

    def lost(line: Line) -> tuple:
        return line.key.startswith("cap:"), line.points - line.weight / 100, line.key

    return [row_of(line, account) for line in sorted(figure.lines, key=lost)]


def missing_of(figure: Figure, number: str) -> list[str]:
    """Labels of what could be known and is not: left out, never nought."""
    from clients.health import factors

    present = {line.key for line in figure.lines}
    return [str(factor.label) for factor in factors if factor.number == number and factor.key not in present]


def alert_words(alert: HealthAlert) -> str:
    """What happened, in one sentence."""
    if alert.kind == "drop":
        return _("Observed health fell from %(was)s to %(now)s within days") % {"was": alert.was, "now": alert.now}
    if alert.kind == "gap":
        return _("What is seen says %(now)s, what is said says %(was)s") % {"was": alert.was, "now": alert.now}
    colours = {"was": HealthColour(alert.colour_was).label.lower(), "now": HealthColour(alert.colour_now).label.lower()}
    return _("Health turned from %(was)s to %(now)s") % colours


# ── The waterfall ────────────────────────────────────────────────────────────────────────────────


def day_words(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def step_words(fall: Fall) -> str:
    """What the evidence says; of evidence that fell away, that it did."""
    if fall.key == WEIGHED_ANEW:
        return _("Weighed anew: other evidence came in or fell away") if fall.args["in"] or fall.args["out"] else _("Weighed anew")
    words = words_of(fall.key, fall.args) or label_of(fall.key)
    return _("No longer counted: %(words)s") % {"words": words} if fall.is_gone else words


def waterfall(before: HealthSnapshot, after: HealthSnapshot, number: str, *, today: date) -> charts.Waterfall | None:
    """From one day to the other; None where one of them has no score of this number."""
    first, last = before.figure(number), after.figure(number)
    if first.score is None or last.score is None:
        return None
    steps = []
    for fall in falls_between(first, last):
        steps.append(charts.Step(step_words(fall), fall.points, address(of_line(fall.key), after.account_id, fall.args)))
    one, other = day_words(before.on, today), day_words(after.on, today)
    label = _("%(number)s from %(first)d on %(one)s to %(last)d on %(other)s") % {
        "number": HealthNumber(number).label,
        "first": first.score,
        "one": one,
        "last": last.score,
        "other": other,
    }
    return charts.Waterfall(label, one, first.score, steps, other, last.score)


def sentence_of(chart: charts.Waterfall) -> str:
    """ "74 → 66: invoice 41 days late −5, no senior contact for 60 days −3": the largest three."""
    moved = ", ".join(f"{step.label[:1].lower()}{step.label[1:]} {step.words}" for step in chart.steps[:3])
    return f"{chart.first} → {chart.last}" + (f": {moved}" if moved else "")


# ── Over time ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Day:
    """The three scores of a day, as the trend reads them, and the key of its snapshot."""

    key: int
    on: date
    observed: int | None
    sentiment: int | None
    hygiene: int | None


def days_of(account: int, *, today: date) -> list[Day]:
    """The scores of a year, oldest first; of an account lost longer ago, of every day that is kept. One query, or two."""

    def of_a_year(account):
        return ever(account).filter(on__gt=today - timedelta(days=YEAR_DAYS))

    def ever(account):
        rows = HealthSnapshot.objects.filter(account=account, on__lte=today)
        return rows.order_by("on").values_list("pk", "on", "observed", "sentiment", "hygiene")

    rows = asked(("health of a year", today), of_a_year, account=account) or asked(("health ever", today), ever, account=account)
    return [Day(*row) for row in rows]


def trend(days: Sequence[Day], number: str, *, today: date) -> charts.Spark | None:
    since = today - timedelta(days=TREND_DAYS)
    scores = [getattr(day, number) for day in days if day.on > since and getattr(day, number) is not None]
    return charts.spark(scores)


def line_of_year(days: Sequence[Day], number: str, account: int, terms, *, today: date) -> charts.Line | None:
    """A point for every four weeks of a year, each a link to the waterfall since that day; None with fewer than two."""
    known = [day for day in days if getattr(day, number) is not None]
    wanted = [today - timedelta(days=APART_DAYS * place) for place in range(YEAR_POINTS)]
    chosen = [
        found[-1] for day in reversed(wanted) if (found := [one for one in known if day - timedelta(days=APART_DAYS) < one.on <= day])
    ]
    if len(chosen) < 2:
        return None
    scores = [getattr(day, number) for day in chosen]
    low, high = max(0, min(scores) - MARGIN), min(100, max(scores) + MARGIN)
    url = reverse("account_health", args=[account])
    points = [
        charts.Point(
            date_format(day.on, "j M"), score, str(score), f"{url}?since={day.on.isoformat()}&number={number}#why" if day.on < today else ""
        )
        for day, score in zip(chosen, scores, strict=True)
    ]
    rules = [(value, str(value)) for value in (terms.watch_from, terms.good_from) if low < value < high and number == HealthNumber.OBSERVED]
    return charts.Line(_("%(number)s over the year") % {"number": HealthNumber(number).label}, points, low, high, rules)
