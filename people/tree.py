"""The agency as a tree by reporting line, for the team page (P8, P9)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from core.kept import Found, kept
from core.statements import asked
from people.models import Absence, Person
from people.states import Department
from people.workload import Load, loads_of

DEEPEST = 12  # levels that the page indents
MEMBER_FIELDS = ("id", "name", "email", "rank", "grade", "department", "job_title", "reports_to_id")


class Away(NamedTuple):
    """An absence that is not over: begun, or without cover."""

    person_id: int
    starts_on: date
    ends_on: date
    cover_id: int | None
    cover: str | None


@dataclass
class Branch:
    """One line of the team page. `depth` 0 is the top; `absence` is the one they are on today, `uncovered` those to come without cover."""

    person: Person
    depth: int
    load: Load
    absence: Away | None = None
    uncovered: int = 0


def in_line_order(people: list[Person]) -> list[tuple[Person, int]]:
    """Bosses before their reports, higher ranks and then names first; who reports to nobody shown stands at the top."""
    shown = {person.pk for person in people}
    reports, tops = defaultdict(list), []
    for person in people:
        (reports[person.reports_to_id] if person.reports_to_id in shown else tops).append(person)
    ordered, seen = [], set()

    def rank_and_name(person: Person):
        return (-(person.rank or 0), person.department != Department.ACCOUNTS, person.department, person.name.casefold(), person.pk)

    to_visit = [(person, 0) for person in sorted(tops, key=rank_and_name, reverse=True)]
    while to_visit:
        person, depth = to_visit.pop()
        if person.pk in seen:
            continue
        seen.add(person.pk)
        ordered.append((person, min(depth, DEEPEST)))
        to_visit += [(report, depth + 1) for report in sorted(reports[person.pk], key=rank_and_name, reverse=True)]
    return ordered + [(person, 0) for person in people if person.pk not in seen]


def team_tree(people, *, viewer: Person, today: date) -> list[Branch]:
    """Each person with their load and whether they are away today; a constant number of queries."""
    people = list(people)
    keys = [person.pk for person in people]
    return branches_of(people, loads_of(keys, viewer=viewer, today=today), away_of(today=today), today=today)


def branches_of(people, loads: dict[int, Load], away, *, today: date) -> list[Branch]:
    branches = {person.pk: Branch(person, depth, loads[person.pk]) for person, depth in in_line_order(people)}
    for absence in away:
        if branch := branches.get(absence.person_id):
            branch.uncovered += absence.cover_id is None
            if absence.starts_on <= today:
                branch.absence = absence
    return list(branches.values())


def away_of(*, today: date) -> tuple[Away, ...]:
    """Everybody's absences that the team page tells of; one query."""

    def rows():
        absences = Absence.objects.not_over(today=today).today_or_uncovered(today=today).order_by("starts_on", "pk")
        return absences.values_list("person_id", "starts_on", "ends_on", "cover_id", "cover__name")

    return tuple(Away(*row) for row in asked(("team_away", today), rows))


class Team:
    """The team page: who is shown and who is away as it is now, what each carries kept for a minute where it took long (ADR 0008)."""

    def __init__(self, rows: list[tuple], *, viewer: Person):
        self.rows, self.viewer, self.today = tuple(rows), viewer, viewer.today
        self.sees_fees = viewer.has_perm("clients.see_fees")
        self.away = away_of(today=self.today)

    @cached_property
    def found(self) -> Found:
        keys = [row[0] for row in self.rows]

        def count():
            return loads_of(keys, viewer=self.viewer, today=self.today)

        return kept("team", self.viewer, self.today, self.sees_fees, keys, count=count)

    @cached_property
    def branches(self) -> list[Branch]:
        people = [Person(**dict(zip(MEMBER_FIELDS, row, strict=True))) for row in self.rows]
        return branches_of(people, self.found.figures, self.away, today=self.today)

    @property
    def drawn_from(self) -> tuple:
        """All that the page shows: from the same facts it is drawn once."""
        return self.today, self.rows, self.away, self.sees_fees, self.found.digest, self.found.said_at

    @property
    def most_actions(self) -> int:
        return max((branch.load.open_actions for branch in self.branches), default=0)

    @property
    def uncovered(self) -> int:
        return sum(branch.uncovered for branch in self.branches)

    @property
    def absent(self) -> list[Branch]:
        return [branch for branch in self.branches if branch.absence]
