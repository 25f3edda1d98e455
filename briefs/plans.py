"""When a job must be where (W6): milestones worked back from the delivery day in working days, and what a slip of one does to the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from briefs.models import Milestone, MilestonePlan
from briefs.states import MilestoneKind
from core.workdays import add_working_days, is_working_day, on_or_after, on_or_before, working_days_between
from people.states import Department


@dataclass(frozen=True, slots=True)
class Step:
    """So many working days before the delivery, by this department."""

    name: str
    kind: str
    department: str
    working_days_before: int


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
    return [Step(step.name, step.kind, step.department, step.working_days_before) for step in chosen.steps.all()]


def worked_back(delivery: date, steps: Iterable[Step]) -> list[tuple[Step, date]]:
    """The day of each step, counted back in working days from the last one on which the delivery can be made."""
    last = on_or_before(delivery)
    return [(step, add_working_days(last, -step.working_days_before)) for step in steps]


def first_possible(today: date, steps: Iterable[Step]) -> date:
    """The first day on which all could be delivered, were the earliest step reached today: what to say when time is too short."""
    return add_working_days(on_or_after(today), max((step.working_days_before for step in steps), default=0))


@dataclass(frozen=True, slots=True)
class Hit:
    """What a slip does to one milestone: its new day, or that it cannot move because a booking closes then."""

    milestone: Milestone
    to: date
    is_blocked: bool = False

    @property
    def working_days(self) -> int:
        return working_days_between(self.milestone.due_on, self.to)


def slip(milestone: Milestone, to: date, *, others: Iterable[Milestone]) -> list[Hit]:
    """Who is hit when this milestone moves to that day: itself, then every open one behind it that keeps its distance.

    By as many working days as this one slips. A fixed one never moves: it is reported as blocked, and so is each that would
    pass the next fixed day. Moving to an earlier day moves nothing else. `others` are the job's open milestones.
    """
    days = working_days_between(milestone.due_on, to)
    hits = [Hit(milestone, to, is_blocked=milestone.is_fixed)]
    if days <= 0:
        return hits
    behind = sorted(
        (one for one in others if one.pk != milestone.pk and one.done_on is None and one.due_on >= milestone.due_on), key=_order
    )
    wall = min((one.due_on for one in behind if one.is_fixed), default=None)
    for one in behind:
        if one.is_fixed:
            hits.append(Hit(one, one.due_on, is_blocked=to > one.due_on or days > 0 and _is_squeezed(one, behind, days)))
            continue
        day = add_working_days(one.due_on, days)
        hits.append(Hit(one, day, is_blocked=wall is not None and one.due_on <= wall < day))
    return hits


def _order(milestone: Milestone):
    return (milestone.due_on, milestone.pk)


def _is_squeezed(fixed: Milestone, behind: list[Milestone], days: int) -> bool:
    """Something that was before the fixed day would come after it."""
    return any(not one.is_fixed and one.due_on <= fixed.due_on < add_working_days(one.due_on, days) for one in behind)


def spread(hours, first: date, last: date) -> dict[date, float]:
    """Hours of work, evenly over the working days from the first to the last; all on the last when none of them is one."""
    days = [day for day in _days(first, last) if is_working_day(day)] or [last]
    return {day: float(hours) / len(days) for day in days}


def _days(first: date, last: date):
    day = first
    while day <= last:
        yield day
        day = date.fromordinal(day.toordinal() + 1)
