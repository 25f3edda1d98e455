"""What people do with the timing of a job (W6): plan its milestones, move one knowing whom it hits, reach it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from briefs.models import Brief, Milestone, MilestonePlan, MilestoneStep
from briefs.plans import Hit, slip, steps_for, worked_back
from briefs.states import MilestoneKind
from clients.models import Seat
from clients.states import SeatRole
from clients.words import in_words
from core.changes import ask, set_facts, take_for_change
from core.errors import IllegalMove, Refused
from core.moves import record, take
from people.states import Department

MOST_STEPS = 40


@transaction.atomic
def plan_milestones(brief: Brief, *, by, today: date, delivery: date | None = None) -> list[Milestone]:
    """Work the milestones of its kind back from the delivery day. Those that stand are planned anew, reached ones and fixed days kept.

    Raises Refused without a delivery day.
    """
    fresh = take(brief, by=by, may="briefs.time_brief")
    if fresh.is_over:
        raise IllegalMove(fresh, "plan_milestones", fresh.state)
    day = delivery or fresh.wanted_on
    if day is None:
        raise Refused(_("Say by which day the job is wanted; its milestones are worked back from there."))
    if fresh.wanted_on != day:
        fresh.wanted_on = day
        fresh.version += 1
        fresh.save()
    kept = {one.name for one in fresh.milestones.all() if one.done_on or one.is_fixed}
    fresh.milestones.filter(done_on=None, is_fixed=False).delete()
    owners = owners_of(fresh, today=today)
    made = [
        Milestone(
            brief=fresh,
            name=step.name,
            kind=step.kind,
            department=step.department,
            owner=owners.get(step.department),
            due_on=on,
            promised_on=on,
        )
        for step, on in worked_back(day, steps_for(fresh.kind))
        if step.name not in kept
    ]
    Milestone.objects.bulk_create(made)
    record(fresh, "brief.timed", by=by, on=in_words(day), milestones=len(made))
    return made


def owners_of(brief: Brief, *, today: date) -> dict[str, object]:
    """Who answers for each department on this job: the lead for ours, a liaison or somebody assigned for theirs."""
    owners = {}
    seats = Seat.objects.live(today=today).filter(account=brief.account, person__is_active=True).select_related("person")
    for seat in seats.order_by("is_lead", "-pk"):
        if seat.role == SeatRole.LIAISON or seat.is_lead:
            owners[Department.ACCOUNTS if seat.is_lead else seat.person.department] = seat.person
        elif seat.role == SeatRole.PLANNER:
            owners.setdefault(Department.PLANNING, seat.person)
    for assignment in brief.assignments.filter(done_on=None).select_related("person").order_by("due_on"):
        owners[assignment.department] = assignment.person
    return owners


@transaction.atomic
def add_milestone(
    brief: Brief, *, by, name: str, kind: str, department: str, due_on: date, owner=None, is_fixed: bool = False
) -> Milestone:
    ask(by, "briefs.time_brief", brief)
    made = Milestone.objects.create(
        brief=brief, name=name, kind=kind, department=department, due_on=due_on, promised_on=due_on, owner=owner, is_fixed=is_fixed
    )
    record(made, "milestone.added", by=by, on=in_words(due_on))
    return made


@transaction.atomic
def change_milestone(milestone: Milestone, *, by, version=None, **facts) -> Milestone:
    """Its name, owner, department, or that its day is fixed. Its day is moved with `move_milestone`, which says whom it hits."""
    facts.pop("due_on", None)
    fresh = take_for_change(milestone, by=by, may="briefs.time_brief", version=version, facts=facts)
    changes = set_facts(fresh, facts)
    if changes:
        record(fresh, "milestone.changed", by=by, changes=changes)
    return fresh


def hits_of(milestone: Milestone, to: date) -> list[Hit]:
    """What would move with it: what the page shows before anything is saved."""
    others = Milestone.objects.filter(brief=milestone.brief_id, done_on=None).select_related("owner").order_by("due_on", "pk")
    return slip(milestone, to, others=others)


@transaction.atomic
def move_milestone(milestone: Milestone, *, by, to: date, reason: str, moves_others: bool = True, version=None) -> list[Hit]:
    """Move it to another day, and those behind it by as many working days. Raises Refused when a fixed day is in the way.

    A delivery that moves takes the job's delivery day with it. What was promised first stays in `promised_on`.
    """
    brief = take(milestone.brief, by=by, may="briefs.time_brief")
    fresh = take(milestone, by=by, version=version)
    if fresh.done_on is not None or brief.is_over:
        raise IllegalMove(fresh, "move", brief.state)
    hits = hits_of(fresh, to) if moves_others else [Hit(fresh, to, is_blocked=fresh.is_fixed)]
    blocked = [hit for hit in hits if hit.is_blocked]
    if blocked:
        names = ", ".join(hit.milestone.name for hit in blocked)
        raise Refused(_("A fixed day is in the way: %(names)s. Free it first, or choose an earlier day.") % {"names": names})
    for hit in hits:
        if hit.to != hit.milestone.due_on:
            Milestone.objects.filter(pk=hit.milestone.pk).update(due_on=hit.to, version=hit.milestone.version + 1)
    others = [hit.milestone.name for hit in hits[1:] if hit.to != hit.milestone.due_on]
    record(fresh, "milestone.moved", by=by, note=reason, before=in_words(fresh.due_on), on=in_words(to), others=", ".join(others))
    delivered = next((hit.to for hit in hits if hit.milestone.kind == MilestoneKind.DELIVERY), None)
    if delivered is not None and delivered != brief.wanted_on:
        brief.wanted_on = delivered
        brief.version += 1
        brief.save()
    return hits


@transaction.atomic
def reach_milestone(milestone: Milestone, *, by, on: date) -> Milestone:
    """It is reached. Pressed twice, it stays reached on the first day. Its owner may say so, whatever the rank."""
    fresh = take(milestone, by=by, may="briefs.reach_milestone")
    if fresh.done_on is None:
        fresh.done_on = on
        fresh.version += 1
        fresh.save()
        record(fresh, "milestone.reached", by=by, late=max(0, (on - fresh.due_on).days))
    return fresh


@transaction.atomic
def reopen_milestone(milestone: Milestone, *, by) -> Milestone:
    """It was not reached after all."""
    fresh = take(milestone, by=by, may="briefs.reach_milestone")
    if fresh.done_on is not None:
        fresh.done_on = None
        fresh.version += 1
        fresh.save()
        record(fresh, "milestone.reopened", by=by)
    return fresh


@transaction.atomic
def drop_milestone(milestone: Milestone, *, by) -> None:
    """It is no longer needed; the event keeps its name and day."""
    fresh = take(milestone, by=by, may="briefs.time_brief")
    record(fresh.brief, "milestone.dropped", by=by, milestone=fresh.name, on=in_words(fresh.due_on))
    fresh.delete()


@transaction.atomic
def save_plan(plan: MilestonePlan | None, *, by, name: str, kind: str, steps: Sequence[dict], version=None) -> MilestonePlan:
    """Write or change how jobs of a kind are timed. Jobs that are planned keep their days."""
    ask(by, "briefs.change_plans")
    if not steps:
        raise Refused(_("A plan needs at least one milestone."))
    if len(steps) > MOST_STEPS:
        raise Refused(_("At most %(most)d milestones.") % {"most": MOST_STEPS})
    if not any(step["kind"] == MilestoneKind.DELIVERY for step in steps):
        raise Refused(_("A plan ends with the delivery: say which milestone that is."))
    if MilestonePlan.objects.live().filter(kind=kind).exclude(pk=plan.pk if plan else None).exists():
        raise Refused(_("There is a plan for this kind already: change that one."))
    if plan is None:
        fresh = MilestonePlan.objects.create(name=name, kind=kind)
    else:
        fresh = take(plan, by=by, version=version)
        fresh.name, fresh.kind, fresh.version = name, kind, fresh.version + 1
        fresh.save()
        fresh.steps.all().delete()
    MilestoneStep.objects.bulk_create(MilestoneStep(plan=fresh, **step) for step in steps)
    record(fresh, "milestone_plan.saved", by=by)
    return fresh
