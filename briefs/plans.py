"""When a job must be where (W6): milestones worked back from the delivery day in working days, and what a slip of one does to the rest."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from briefs.models import Assignment, Milestone, MilestonePlan
from briefs.states import BriefKind, MilestoneKind
from core.workdays import add_working_days, is_working_day, on_or_after, on_or_before, working_days_between
from people.states import Department


@dataclass(frozen=True, slots=True)
class Step:
    """So many working days before the delivery, by this department."""

    name: str
    kind: str
    department: str
    working_days_before: int

    def get_department_display(self) -> str:
        return str(Department(self.department).label)


def house_steps() -> list[Step]:
    """How a job of an agency without plans of its own is timed: four weeks from briefing to delivery."""
    return [
        Step(_("Briefing of the creative team"), MilestoneKind.BRIEFING, Department.ACCOUNTS, 18),
        Step(_("Concept"), MilestoneKind.CONCEPT, Department.CREATIVE, 13),
        Step(_("Internal review"), MilestoneKind.INTERNAL_REVIEW, Department.ACCOUNTS, 11),
        Step(_("Presentation to the client"), MilestoneKind.PRESENTATION, Department.ACCOUNTS, 10),
        Step(_("Client approval"), MilestoneKind.CLIENT_APPROVAL, Department.ACCOUNTS, 6),
        Step(_("Final artwork"), MilestoneKind.PRODUCTION, Department.CREATIVE, 3),
        Step(_("Quality check"), MilestoneKind.QUALITY_CHECK, Department.ACCOUNTS, 1),
        Step(_("Delivery"), MilestoneKind.DELIVERY, Department.ACCOUNTS, 0),
    ]


def steps_for(kind: str) -> list[Step]:
    """The live plan of this kind, else that for any kind, else the house's."""
    plans = list(MilestonePlan.objects.live().filter(kind__in=[kind, ""]).prefetch_related("steps"))
    chosen = next((plan for plan in plans if plan.kind == kind), None) or next(iter(plans), None)
    if chosen is None:
        return house_steps()
    return _steps_of(chosen)


def steps_by_kind() -> list[tuple[list[str], list[Step]]]:
    """Every kind of job with its steps, kinds of the same plan together. Twin: steps_for(). Two queries."""
    plans = {plan.kind: plan for plan in MilestonePlan.objects.live().prefetch_related("steps")}
    own = [kind for kind in BriefKind.values if kind in plans]
    others = [kind for kind in BriefKind.values if kind not in plans]
    found = [([kind], _steps_of(plans[kind])) for kind in own]
    return [*found, (others, _steps_of(plans[""]) if "" in plans else house_steps())]


def _steps_of(plan: MilestonePlan) -> list[Step]:
    return [Step(step.name, step.kind, step.department, step.working_days_before) for step in plan.steps.all()]


def worked_back(delivery: date, steps: Iterable[Step]) -> list[tuple[Step, date]]:
    """The day of each step, counted back in working days from the last one on which the delivery can be made."""
    last = on_or_before(delivery)
    return [(step, add_working_days(last, -step.working_days_before)) for step in steps]


def first_possible(today: date, steps: Iterable[Step]) -> date:
    """The first day on which all could be delivered, were the earliest step reached today: what to say when time is too short."""
    return add_working_days(on_or_after(today), max((step.working_days_before for step in steps), default=0))


@dataclass(frozen=True, slots=True)
class Hit:
    """What a slip does to one milestone: its new day. `wall` is the fixed day that it runs into; then nothing may move."""

    milestone: Milestone
    to: date
    wall: Milestone | None = None

    @property
    def is_blocked(self) -> bool:
        return self.wall is not None

    @property
    def moves(self) -> bool:
        return self.to != self.milestone.due_on

    @property
    def working_days(self) -> int:
        return working_days_between(self.milestone.due_on, self.to)


def slip(milestone: Milestone, to: date, *, others: Iterable[Milestone]) -> list[Hit]:
    """Who is hit when this milestone moves to that day: itself, then every open one due on its day or after it, which keeps its distance.

    Each moves by as many working days as this one slips. A fixed day never moves: whatever would come after it is blocked by it, and so
    is a fixed day that is itself to be moved. Moving to an earlier day moves nothing else. `others` are the job's open milestones.
    """
    days = working_days_between(milestone.due_on, to)
    behind = sorted(
        (one for one in others if one.pk != milestone.pk and one.done_on is None and one.due_on >= milestone.due_on), key=_order
    )
    walls = [one for one in behind if one.is_fixed]
    hits = [Hit(milestone, to, milestone if milestone.is_fixed else _wall_before(milestone.due_on, to, walls))]
    if days <= 0:
        return hits
    for one in behind:
        day = one.due_on if one.is_fixed else add_working_days(one.due_on, days)
        hits.append(Hit(one, day, None if one.is_fixed else _wall_before(one.due_on, day, walls)))
    return hits


def _wall_before(due_on: date, day: date, walls: Iterable[Milestone]) -> Milestone | None:
    """The first fixed day that lies between: from the day that was to the day that would be."""
    return next((wall for wall in walls if due_on <= wall.due_on < day), None)


def overtaken(milestone: Milestone, to: date, *, others: Iterable[Milestone]) -> list[Milestone]:
    """Moved to an earlier day, it would be due before these, which were due before it."""
    before = (one for one in others if one.pk != milestone.pk and one.done_on is None and to < one.due_on <= milestone.due_on)
    return sorted(before, key=_order)


def _order(milestone: Milestone):
    return (milestone.due_on, milestone.pk)


# ── The work that hangs on milestones ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class WorkHit:
    """An assignment that moves with the milestone it leads to."""

    assignment: Assignment
    starts_on: date
    due_on: date


def work_behind(hits: Iterable[Hit], work: Iterable[Assignment], *, others: Iterable[Milestone], today: date) -> list[WorkHit]:
    """Open work moves with the milestone it leads to, the first that is due on its last day or after, by as many working days.

    What has begun keeps its first day.
    """
    shifts = {hit.milestone.pk: hit.working_days for hit in hits}
    days = sorted((one for one in others if one.done_on is None), key=_order)
    moved = []
    for one in work:
        leads_to = next((milestone for milestone in days if milestone.due_on >= one.due_on), None)
        shift = shifts.get(leads_to.pk, 0) if leads_to is not None else 0
        if one.done_on is not None or shift <= 0:
            continue
        starts_on = one.starts_on if one.starts_on <= today else add_working_days(one.starts_on, shift)
        moved.append(WorkHit(one, starts_on, add_working_days(one.due_on, shift)))
    return moved


def spread(hours, first: date, last: date, *, away: Container[date] = frozenset()) -> dict[date, float]:
    """Hours of work, evenly over the working days from the first to the last on which the person is there.

    When they are away on all of them, over the working days all the same; all on the last day when none is a working day.
    """
    working = list(_working_days(first, last, settings.AGENCY_HOLIDAYS)) or [last]
    days = [day for day in working if day not in away] or working
    return {day: float(hours) / len(days) for day in days}


@lru_cache(maxsize=8_192)
def _working_days(first: date, last: date, region: str) -> tuple[date, ...]:
    return tuple(day for number in range(first.toordinal(), last.toordinal() + 1) if is_working_day(day := date.fromordinal(number)))
