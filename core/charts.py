"""Charts as the look draws them: SVG made by us, places in percent, heights and text in pixels, every bar a link.

Here is only the geometry; the drawing is in `templates/components/`. All numbers leave as strings with a point, so that
a locale with decimal commas cannot break a drawing. Bars begin at nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

WIDEST_BAR = 70.0  # per cent of the row; the rest is for the value that stands at its end
MOST_COLUMNS_WITH_NAMES = 14  # more, and every second name is left out
MOST_COLUMNS_ON_A_PHONE = 7
TERM_ENDS_AT = 80.0  # per cent of a runway; beyond lies the next term
SPARK_WIDTH, SPARK_HEIGHT = 72.0, 20.0


def percent(value: float) -> str:
    return f"{value:.2f}%"


def pixels(value: float) -> str:
    return f"{value:.1f}"


def share(value, whole) -> float:
    """`value` of `whole` between 0 and 1; nought when there is no whole."""
    return min(max(float(value) / float(whole), 0.0), 1.0) if whole else 0.0


# ── Horizontal bars: their own table ─────────────────────────────────────────────────────────────


@dataclass
class Bar:
    """`words` stand at the end of the bar ("€380k · 12"); `css` is c1 … c4, c-good, c-watch or c-risk."""

    label: str
    value: float
    words: str = ""
    url: str = ""
    css: str = "c1"
    width: str = "0%"
    edge: float = 0.0


def bars(items: Sequence[Bar], *, whole: float | None = None) -> list[Bar]:
    """The bars with their widths, the largest (or `whole`) at full length."""
    most = whole or max((bar.value for bar in items), default=0)
    for bar in items:
        bar.edge = share(bar.value, most) * WIDEST_BAR
        bar.width = percent(max(bar.edge, 0.4) if bar.value else 0)
    return list(items)


# ── Columns: one value, or parts one above the other ─────────────────────────────────────────────


@dataclass
class Part:
    """A part of a column. `health` (good, watch, risk) puts its shape into it, so that colour is never alone."""

    value: float
    css: str = "c1"
    health: str = ""
    y: str = ""
    height: str = ""
    middle: str = ""
    has_room: bool = False


@dataclass
class Column:
    """One month, one person. `words` stand above it; `sentence` is what a screen reader says of it."""

    label: str
    parts: Sequence[Part]
    words: str = ""
    sentence: str = ""
    url: str = ""
    hit_x: str = ""
    hit_width: str = ""
    x: str = ""
    width: str = ""
    middle: str = ""
    words_y: str = ""
    is_named: bool = True

    @property
    def total(self) -> float:
        return sum(float(part.value) for part in self.parts)


@dataclass
class Columns:
    """A whole chart: `label` says what it shows; `height` in pixels."""

    label: str
    columns: Sequence[Column]
    height: int = 210
    top: int = 34
    foot: int = 26
    gap: float = 1.5
    base: str = field(init=False)
    names_y: str = field(init=False)

    def __post_init__(self):
        base = self.height - self.foot
        self.base, self.names_y = pixels(base), pixels(self.height - 8)
        most = max((column.total for column in self.columns), default=0)
        slot = 100 / max(len(self.columns), 1)
        every = 2 if len(self.columns) > MOST_COLUMNS_WITH_NAMES else 1
        for place, column in enumerate(self.columns):
            self._place(column, place, slot, base, most)
            column.is_named = place % every == 0

    @property
    def is_long(self) -> bool:
        """Too many columns for a phone: there the chart scrolls sideways instead of crowding its words."""
        return len(self.columns) > MOST_COLUMNS_ON_A_PHONE

    def _place(self, column: Column, place: int, slot: float, base: float, most: float) -> None:
        left = place * slot
        column.hit_x, column.hit_width = percent(left), percent(slot)
        column.x, column.width, column.middle = percent(left + slot * 0.2), percent(slot * 0.6), percent(left + slot / 2)
        y = base - 1.0
        for part in column.parts:
            height = share(part.value, most) * (base - self.top)
            drawn = max(height - self.gap, 0.8) if part.value else 0.0
            y -= max(height, drawn)
            part.y, part.height, part.middle = pixels(y), pixels(drawn), pixels(y + drawn / 2)
            part.has_room = drawn >= 16
        column.words_y = pixels(y - 7)


# ── A line over time ─────────────────────────────────────────────────────────────────────────────


@dataclass
class Point:
    label: str
    value: float
    words: str = ""
    url: str = ""
    x: str = ""
    y: str = ""
    hit_x: str = ""
    hit_width: str = ""
    is_named: bool = True


@dataclass
class Line:
    """A line of one series between `low` and `high`; `rules` are (value, words) drawn across."""

    label: str
    points: Sequence[Point]
    low: float
    high: float
    rules: Sequence[tuple[float, str]] = ()
    height: int = 220
    path: str = field(init=False)
    drawn_rules: list[tuple[str, str, str]] = field(init=False)

    def __post_init__(self):
        bottom, top = self.height - 24, 16

        def y_of(value: float) -> float:
            return bottom - share(float(value) - self.low, self.high - self.low) * (bottom - top)

        step = 84 / max(len(self.points) - 1, 1)
        steps = []
        for place, point in enumerate(self.points):
            x, y = 8 + place * step, y_of(point.value)
            point.x, point.y = percent(x), pixels(y)
            point.hit_x, point.hit_width = percent(x - step / 2), percent(step)
            point.is_named = (len(self.points) - 1 - place) % (2 if len(self.points) > 8 else 1) == 0
            steps.append(f"{x:.2f} {y:.2f}")
        self.path = f"M{' '.join(steps)}" if steps else ""
        self.drawn_rules = [(pixels(y_of(value)), pixels(y_of(value) + 4), words) for value, words in self.rules]

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None


@dataclass(frozen=True)
class Spark:
    """A small line without numbers, beside a figure that has one."""

    path: str
    x: str
    y: str


def spark(values: Sequence[float]) -> Spark | None:
    """None when there are fewer than two values: one point is no line."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    step = (SPARK_WIDTH - 2) / (len(values) - 1)
    places = [
        (1 + place * step, SPARK_HEIGHT - 2 - (share(value - low, high - low) if high > low else 0.5) * (SPARK_HEIGHT - 4))
        for place, value in enumerate(values)
    ]
    x, y = places[-1]
    return Spark("M" + " ".join(f"{one:.1f} {two:.1f}" for one, two in places), f"{x:.1f}", f"{y:.1f}")


# ── The runway of a contract ─────────────────────────────────────────────────────────────────────


@dataclass
class Runway:
    """One line for every contract: the term, today, the last safe notice day, the end, and what comes after.

    Without an end the line runs on. `after` is what follows ("then 12 more months, +3%"), empty when nothing does.
    """

    starts_on: date
    today: date
    ends_on: date | None = None
    notice_on: date | None = None
    after: str = ""

    def at(self, day: date) -> float:
        """Where a day stands, in per cent of the width. A term that is still to come stands behind today."""
        first = min(self.starts_on, self.today)
        last = self.ends_on or max(filter(None, (self.notice_on, self.today, self.starts_on)))
        place = (day - first).days / max((last - first).days, 1) * TERM_ENDS_AT
        return min(max(place, 0.0), 99.5)

    @property
    def is_to_come(self) -> bool:
        return self.starts_on > self.today

    @property
    def begin(self) -> str:
        return percent(self.at(self.starts_on))

    @property
    def length(self) -> str:
        """Of the term's line; without an end it runs to the edge."""
        return percent((TERM_ENDS_AT if self.ends_on else 100) - self.at(self.starts_on))

    @property
    def past(self) -> str:
        return percent(self.at(min(self.today, self.ends_on) if self.ends_on else self.today))

    @property
    def now(self) -> str:
        return percent(self.at(self.today))

    @property
    def notice(self) -> str:
        return percent(self.at(self.notice_on)) if self.notice_on else ""

    @property
    def end(self) -> str:
        return percent(TERM_ENDS_AT)

    @property
    def is_missed(self) -> bool:
        """The last safe notice day has gone by."""
        return bool(self.notice_on) and self.notice_on < self.today

    @property
    def stretch(self) -> tuple[str, str, str] | None:
        """(x, width, class) of the days that are left for notice, or gone since; not before the term has begun."""
        if not self.notice_on or self.is_to_come:
            return None
        start, end = sorted((self.at(self.today), self.at(self.notice_on)))
        return percent(start), percent(end - start), "c-risk" if self.is_missed else "c-watch"

    @property
    def notice_anchor(self) -> str:
        return "end" if self.at(self.notice_on) > 45 else "start"

    @property
    def now_anchor(self) -> str:
        return "end" if self.at(self.today) > 20 else "start"

    @property
    def now_y(self) -> str:
        """Today's words go one line lower where they would run into those of the end."""
        return "102" if self.ends_on and self.at(self.today) > TERM_ENDS_AT - 14 else "86"

    @property
    def shows_start(self) -> bool:
        return self.at(self.today) > 34


# ── The stakeholder map ──────────────────────────────────────────────────────────────────────────


@dataclass
class Node:
    """A contact on the map. `attitude` −1 against us … 1 for us; `power` 0 has a say … 1 decides; `boss` is a key."""

    key: int
    name: str
    role: str
    attitude: float
    power: float
    health: str = "none"
    url: str = ""
    boss: int | None = None
    x: float = 0.0
    y: float = 0.0

    @property
    def short_name(self) -> str:
        """First name and initial: the map has no room for more; the whole name is in its title and in the list beside."""
        words = self.name.split()
        return f"{words[0]} {words[-1][0]}." if len(words) > 1 else self.name

    @property
    def left(self) -> str:
        return percent(self.x)

    def below(self, by: float) -> str:
        return pixels(self.y + by)

    @property
    def mark_y(self) -> str:
        return self.below(0)

    @property
    def is_high(self) -> bool:
        """Those who decide have their words above the mark, where no tie runs."""
        return self.power > 0.75

    @property
    def name_y(self) -> str:
        return self.below(-30 if self.is_high else 24)

    @property
    def role_y(self) -> str:
        return self.below(-15 if self.is_high else 38)


class StakeholderMap:
    """Contacts by attitude and decision power, who reports to whom as ties. Nobody stands upon another: rows grow instead."""

    COLUMNS, ROWS = 5, 3
    NODE_HEIGHT = 58.0
    FEWEST_HEIGHT, EMPTY_HEIGHT = 84.0, 44.0
    TOP = 62.0

    def __init__(self, nodes: Sequence[Node]):
        self.nodes = list(nodes)
        cells: dict[tuple[int, int], list[Node]] = {}
        for node in self.nodes:
            column = round((node.attitude + 1) / 2 * (self.COLUMNS - 1))
            row = self.ROWS - 1 - round(node.power * (self.ROWS - 1))
            cells.setdefault((row, column), []).append(node)
        top = self.TOP
        for row in range(self.ROWS):
            most = max((len(found) for (at, _), found in cells.items() if at == row), default=0)
            height = max(self.FEWEST_HEIGHT, most * self.NODE_HEIGHT + self.NODE_HEIGHT / 2) if most else self.EMPTY_HEIGHT
            for column in range(self.COLUMNS):
                for place, node in enumerate(cells.get((row, column), ())):
                    node.x = 12 + column * 76 / (self.COLUMNS - 1)
                    node.y = top + place * self.NODE_HEIGHT + (column % 2) * self.NODE_HEIGHT / 2
            top += height
        self.ground = pixels(top)
        self.middle = pixels(top / 2)
        self.low_words = pixels(top - 10)
        self.words_y = pixels(top + 20)
        self.height = pixels(top + 28)
        self.axis_end = pixels(top - 12)

    @property
    def ties(self) -> list[tuple[str, str, str, str]]:
        by_key = {node.key: node for node in self.nodes}
        pairs = ((node, by_key[node.boss]) for node in self.nodes if node.boss in by_key)
        return [(one.left, one.mark_y, other.left, other.mark_y) for one, other in pairs]


# ── A waterfall: how a score came from one day to the other ──────────────────────────────────────


@dataclass
class Step:
    """One thing that moved the score by so many whole points; a link to its evidence."""

    label: str
    by: int
    url: str = ""
    x: str = ""
    width: str = ""
    before: str = ""
    words_x: str = ""

    @property
    def css(self) -> str:
        return "risk" if self.by < 0 else "good"

    @property
    def words(self) -> str:
        return f"{self.by:+d}".replace("-", "−")

    @property
    def sentence(self) -> str:
        return f"{self.label}: {self.words}"


@dataclass
class Waterfall:
    """Ticks for the two ends, not bars: the scale begins near the lowest level, so that a step of one point is seen."""

    label: str
    first_label: str
    first: int
    steps: Sequence[Step]
    last_label: str
    last: int
    first_x: str = field(init=False)
    last_x: str = field(init=False)

    LEFT, RIGHT, ROOM = 6.0, 84.0, 4

    def __post_init__(self):
        levels = [self.first]
        for step in self.steps:
            levels.append(levels[-1] + step.by)
        low, high = min(levels) - self.ROOM, max(levels)

        def place(level: int) -> float:
            return self.LEFT + share(level - low, high - low) * (self.RIGHT - self.LEFT)

        for step, before, after in zip(self.steps, levels, levels[1:], strict=False):
            left, right = sorted((place(before), place(after)))
            step.x, step.width, step.words_x = percent(left), percent(right - left), percent(right)
            step.before = percent(place(before))
        self.first_x, self.last_x = percent(place(self.first)), percent(place(levels[-1]))
