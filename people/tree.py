"""The agency as a tree by reporting line, for the team page (P8, P9)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from people.models import Absence, Person
from people.states import Department
from people.workload import Load, loads_of

DEEPEST = 12  # levels that the page indents


@dataclass
class Branch:
    """One line of the team page. `depth` 0 is the top; `absence` is the one they are on today, `uncovered` those to come without cover."""

    person: Person
    depth: int
    load: Load
    absence: Absence | None = None
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
    rows = in_line_order(list(people))
    keys = [person.pk for person, _depth in rows]
    loads = loads_of(keys, viewer=viewer, today=today)
    branches = {person.pk: Branch(person, depth, loads[person.pk]) for person, depth in rows}
    for absence in Absence.objects.not_over(today=today).today_or_uncovered(today=today).filter(person__in=keys).select_related("cover"):
        branch = branches[absence.person_id]
        branch.uncovered += absence.cover_id is None
        if absence.starts_on <= today:
            branch.absence = absence
    return list(branches.values())
