"""Who has how much to do in which week (W6): assigned hours against the hours one is there. Docs: ADR 0045.

Hours are spread evenly over the working days of an assignment; what is late stands on today. A week holds a fifth of the weekly
hours for every working day on which the person is not away.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from briefs.models import Assignment, Brief
from briefs.plans import spread
from core.workdays import is_working_day
from people.models import Absence, Person

WEEKS_AHEAD = 8
WORKING_DAYS_A_WEEK = 5
ONE_WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks_from(day: date, count: int = WEEKS_AHEAD) -> list[date]:
    """The Mondays of so many weeks, that of this day first."""
    first = monday_of(day)
    return [first + number * ONE_WEEK for number in range(count)]


def days_away(people: Iterable[int], first: date, last: date) -> dict[int, set[date]]:
    """Days on which each of them is away; one query."""
    away: dict[int, set[date]] = defaultdict(set)
    rows = Absence.objects.filter(person__in=people, starts_on__lte=last, ends_on__gte=first)
    for person, starts_on, ends_on in rows.values_list("person", "starts_on", "ends_on"):
        begin, end = max(starts_on, first), min(ends_on, last)
        away[person].update(begin + timedelta(days=number) for number in range((end - begin).days + 1))
    return away


def hours_there(weekly_hours, monday: date, away: set[date]) -> float:
    """A fifth of the weekly hours for each working day on which one is there."""
    days = [monday + timedelta(days=number) for number in range(7)]
    return float(weekly_hours) / WORKING_DAYS_A_WEEK * sum(is_working_day(day) and day not in away for day in days)


def hours_by_week(
    assignment, *, today: date, away: set[date], starts_on: date | None = None, due_on: date | None = None
) -> dict[date, float]:
    """The hours of an assignment by the Monday of each week; what is late is due now, all of it."""
    starts_on, due_on = starts_on or assignment.starts_on, due_on or assignment.due_on
    days = {today: float(assignment.hours)} if due_on < today else spread(assignment.hours, starts_on, due_on, away=away)
    weeks: dict[date, float] = defaultdict(float)
    for day, hours in days.items():
        weeks[monday_of(day)] += hours
    return weeks


@dataclass
class Cell:
    """One person in one week. `other` are hours on jobs that the reader may not see: counted, never named."""

    monday: date
    there: float
    seen: float = 0.0
    other: float = 0.0
    parts: list[tuple[Assignment, float]] = field(default_factory=list)

    @property
    def hours(self) -> float:
        return self.seen + self.other

    @property
    def over(self) -> float:
        """Hours beyond what fits; less than a quarter of an hour is no overload but a rounding."""
        excess = self.hours - self.there
        return excess if excess >= 0.25 else 0.0

    @property
    def is_full(self) -> bool:
        return not self.over and bool(self.there) and self.hours >= 0.9 * self.there

    @property
    def is_away(self) -> bool:
        return not self.there

    @property
    def kind(self) -> str:
        return "risk" if self.over else "watch" if self.is_full else "good" if self.hours else "none"


class Capacity:
    """The weeks of some people, as far as `viewer` may know what they do. Three queries whatever their number."""

    def __init__(self, people: Sequence[Person], weeks: Sequence[date], *, viewer: Person, today: date):
        self.people, self.weeks, self.viewer, self.today = list(people), list(weeks), viewer, today

    @cached_property
    def away(self) -> dict[int, set[date]]:
        first = min((self.weeks[0], *(one.starts_on for one in self.assignments)))
        last = max((self.weeks[-1] + ONE_WEEK, *(one.due_on for one in self.assignments)))
        return days_away([person.pk for person in self.people], first, last)

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Open work with hours that touches these weeks."""
        open_work = Assignment.objects.to_be_worked().filter(person__in=[person.pk for person in self.people], hours__gt=0)
        rows = open_work.filter(starts_on__lt=self.weeks[-1] + ONE_WEEK)
        if self.weeks[0] > self.today:
            rows = rows.filter(due_on__gte=self.weeks[0])
        return list(rows.select_related("brief__account", "deliverable").order_by("due_on", "pk"))

    @cached_property
    def seen_jobs(self) -> set[int]:
        jobs = {one.brief_id for one in self.assignments}
        return set(Brief.objects.visible_to(self.viewer).filter(pk__in=jobs).order_by().values_list("pk", flat=True)) if jobs else set()

    @cached_property
    def rows(self) -> list[tuple[Person, list[Cell]]]:
        cells = {
            person.pk: {monday: Cell(monday, hours_there(person.weekly_hours, monday, self.away[person.pk])) for monday in self.weeks}
            for person in self.people
        }
        for one in self.assignments:
            for monday, hours in hours_by_week(one, today=self.today, away=self.away[one.person_id]).items():
                cell = cells[one.person_id].get(monday)
                if cell is None or not hours:
                    continue
                if one.brief_id in self.seen_jobs:
                    cell.seen += hours
                    cell.parts.append((one, hours))
                else:
                    cell.other += hours
        return [(person, list(cells[person.pk].values())) for person in self.people]


@dataclass(frozen=True, slots=True)
class Overload:
    """Somebody whose week a move makes fuller than it can be."""

    person: Person
    monday: date
    before: float
    after: float
    there: float


def overloads_by(moved: Sequence, *, today: date) -> list[Overload]:
    """Whom these moves of assignments (`plans.WorkHit`) give more to do in a week than fits. Three queries at most, by person and week."""
    if not moved:
        return []
    people = {hit.assignment.person_id: hit.assignment.person for hit in moved}
    first = monday_of(min(today, *(hit.assignment.starts_on for hit in moved)))
    last = max(hit.due_on for hit in moved)
    away = days_away(people, first, last)
    before: dict[tuple[int, date], float] = defaultdict(float)
    after: dict[tuple[int, date], float] = defaultdict(float)
    moves = {hit.assignment.pk: hit for hit in moved}
    rows = Assignment.objects.to_be_worked().filter(person__in=people, hours__gt=0, starts_on__lte=last + ONE_WEEK)
    for one in rows:
        hit = moves.get(one.pk)
        for monday, hours in hours_by_week(one, today=today, away=away[one.person_id]).items():
            before[one.person_id, monday] += hours
        days = {"starts_on": hit.starts_on, "due_on": hit.due_on} if hit else {}
        for monday, hours in hours_by_week(one, today=today, away=away[one.person_id], **days).items():
            after[one.person_id, monday] += hours
    found = []
    for (pk, monday), hours in sorted(after.items(), key=lambda item: (item[0][1], str(people[item[0][0]]))):
        there = hours_there(people[pk].weekly_hours, monday, away[pk])
        if monday >= monday_of(today) and hours > before[pk, monday] + 0.01 and hours - there >= 0.25:
            found.append(Overload(people[pk], monday, before[pk, monday], hours, there))
    return found
