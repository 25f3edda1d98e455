"""Where days stand on a line (W6): the geometry of milestones on the tab of a job and on the timeline of all jobs.

As in `core.charts`, places are per cent of the width as strings with a point, heights are pixels, and every mark is a link.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from briefs.models import Brief, Milestone
from briefs.states import MilestoneKind
from core.charts import percent

NARROWEST = 6.0  # per cent between two marks of one lane: two fingers' width on a phone would be more, two marks never touch
LANE_HEIGHT = 26
EDGE = 3.0  # per cent left free on both sides, so that no mark is cut


@dataclass(frozen=True, slots=True)
class Scale:
    """Days from the first to the last over the whole width."""

    first: date
    last: date
    edge: float = 0.0

    def place(self, day: date) -> float:
        whole = max((self.last - self.first).days, 1)
        share = min(max((day - self.first).days / whole, 0.0), 1.0)
        return self.edge + share * (100 - 2 * self.edge)

    def x(self, day: date) -> str:
        return percent(self.place(day))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass
class Mark:
    """A milestone on a line. `shape`: done, late, fixed, delivery or open, so that colour never speaks alone."""

    milestone: Milestone
    number: int
    x: str
    shape: str
    lane: int = 0
    day: date | None = None

    @property
    def y(self) -> int:
        return 20 + self.lane * LANE_HEIGHT


def shape_of(milestone: Milestone, *, today: date) -> str:
    if milestone.done_on:
        return "done"
    if milestone.is_late(today=today):
        return "late"
    if milestone.is_fixed:
        return "fixed"
    return "delivery" if milestone.kind == MilestoneKind.DELIVERY else "open"


@dataclass
class JobLine:
    """The milestones of one job with today: no two marks lie upon each other, rows grow instead."""

    milestones: Sequence[Milestone]
    today: date
    marks: list[Mark] = field(init=False)
    scale: Scale = field(init=False)

    def __post_init__(self):
        days = [self.today, *(one.done_on or one.due_on for one in self.milestones)]
        self.scale = Scale(min(days), max(days), EDGE)
        self.marks = []
        free_from: list[float] = []
        order = sorted(enumerate(self.milestones, 1), key=lambda pair: (pair[1].done_on or pair[1].due_on, pair[0]))
        for number, one in order:
            day = one.done_on or one.due_on
            place = self.scale.place(day)
            lane = next((lane for lane, free in enumerate(free_from) if free <= place), len(free_from))
            if lane == len(free_from):
                free_from.append(0.0)
            free_from[lane] = place + NARROWEST
            self.marks.append(Mark(one, number, percent(place), shape_of(one, today=self.today), lane, day))

    @property
    def lanes(self) -> int:
        return max((mark.lane for mark in self.marks), default=0) + 1

    @property
    def base(self) -> int:
        return 20 + self.lanes * LANE_HEIGHT

    @property
    def height(self) -> int:
        return self.base + 24

    @property
    def words_y(self) -> int:
        return self.base + 18

    @property
    def now(self) -> str:
        return self.scale.x(self.today)

    @property
    def now_anchor(self) -> str:
        place = self.scale.place(self.today)
        return "" if place < 12 else "end" if place > 88 else "mid"


@dataclass
class Span:
    """One job on the timeline of all: from its first day to its delivery, with what must be reached between."""

    brief: Brief
    marks: list[Mark]
    bar_x: str
    bar_width: str
    is_late: bool
    begins_before: bool
    ends_after: bool
    sentence: str = ""


def span_of(brief: Brief, milestones: Sequence[Milestone], scale: Scale, *, today: date) -> Span:
    """Where it begins is its first milestone or the day it was opened; where it ends the delivery day, else its last milestone."""
    days = [one.done_on or one.due_on for one in milestones]
    begin = min([*days, brief.opened_on])
    end = max([*days, brief.delivered_on or brief.wanted_on or brief.opened_on])
    left, right = scale.place(begin), scale.place(end)
    shown = [one for one in milestones if scale.holds(one.done_on or one.due_on)]
    marks = [
        Mark(one, number, scale.x(one.done_on or one.due_on), shape_of(one, today=today), 0, one.done_on or one.due_on)
        for number, one in enumerate(shown, 1)
    ]
    is_out = end < scale.first or begin > scale.last
    return Span(
        brief,
        marks,
        percent(left),
        percent(0 if is_out else max(right - left, 0.6)),
        brief.is_late(today=today),
        begin < scale.first,
        end > scale.last,
    )


@dataclass(frozen=True, slots=True)
class WeekLine:
    monday: date
    x: str
    middle: str
    is_named: bool


def week_lines(scale: Scale, *, every: int = 1) -> list[WeekLine]:
    lines, monday, number = [], scale.first, 0
    while monday < scale.last:
        left, right = scale.place(monday), scale.place(monday + timedelta(days=7))
        lines.append(WeekLine(monday, percent(left), percent((left + right) / 2), number % every == 0))
        monday, number = monday + timedelta(days=7), number + 1
    return lines
