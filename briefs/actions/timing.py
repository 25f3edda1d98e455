"""What people do with the timing of a job (W6): plan its milestones, move one knowing whom it hits, reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from briefs.models import Assignment, Brief, Milestone, MilestonePlan, MilestoneStep
from briefs.plans import Hit, WorkHit, overtaken, slip, steps_for, work_behind, worked_back
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
def plan_milestones(brief: Brief, *, by, today: date, delivery: date | None = None, version=None) -> list[Milestone]:
    """Work the milestones of its kind back from the delivery day. Those of the plan that stand get their new day and keep their owner
    and the day first promised; reached ones, fixed days and what was added by hand stay as they are.

    Raises Refused without a delivery day, or when the delivery is fixed for another.
    """
    fresh = take_to_time(brief, by=by, version=version)
    day = delivery or fresh.wanted_on
    if day is None:
        raise Refused(_("Say by which day the job is wanted; its milestones are worked back from there."))
    standing = {one.name: one for one in Milestone.objects.select_for_update(of=("self",)).filter(brief=fresh)}
    wall = next((one for one in standing.values() if one.is_fixed and one.kind == MilestoneKind.DELIVERY and one.due_on != day), None)
    if wall is not None:
        raise Refused(_("The delivery is fixed for %(day)s. Free it first.") % {"day": in_words(wall.due_on)})
    set_delivery_day(fresh, day)
    owners = owners_of(fresh, today=today)
    planned = []
    for step, on in worked_back(day, steps_for(fresh.kind)):
        one = standing.get(step.name) or Milestone(brief=fresh, name=step.name, promised_on=on)
        if one.pk and (one.done_on is not None or one.is_fixed):
            continue
        one.kind, one.department, one.due_on = step.kind, step.department, on
        one.owner = one.owner or owners.get(step.department)
        one.version += bool(one.pk)
        one.save()
        planned.append(one)
    record(fresh, "brief.timed", by=by, on=in_words(day), milestones=len(planned))
    return planned


def take_to_time(brief: Brief, *, by, version=None) -> Brief:
    """The job, locked: whoever changes its milestones waits here. Raises IllegalMove when it is over."""
    fresh = take(brief, by=by, may="briefs.time_brief", version=version)
    if fresh.is_over:
        raise IllegalMove(fresh, "time", fresh.state)
    return fresh


def must_see(owner, brief: Brief) -> None:
    """Nobody answers for what they cannot see."""
    if owner is not None and not Brief.objects.visible_to(owner).filter(pk=brief.pk).exists():
        raise Refused(_("%(person)s cannot see this account: give them work on the job, or a seat, first.") % {"person": owner})


def set_delivery_day(brief: Brief, day: date) -> None:
    """The brief and its delivery milestone say the same day."""
    if brief.wanted_on != day:
        brief.wanted_on = day
        brief.version += 1
        brief.save(update_fields=["wanted_on", "version"])


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
    fresh = take_to_time(brief, by=by)
    must_see(owner, fresh)
    made = Milestone.objects.create(
        brief=fresh, name=name, kind=kind, department=department, due_on=due_on, promised_on=due_on, owner=owner, is_fixed=is_fixed
    )
    record(made, "milestone.added", by=by, on=in_words(due_on))
    return made


@transaction.atomic
def change_milestone(milestone: Milestone, *, by, version=None, **facts) -> Milestone:
    """Its name, owner, department, or that its day is fixed. Its day is moved with `move_milestone`, which says whom it hits."""
    facts.pop("due_on", None)
    brief = take_to_time(milestone.brief, by=by)
    if facts.get("owner") != milestone.owner:
        must_see(facts.get("owner"), brief)
    fresh = take_for_change(milestone, by=by, may="briefs.time_brief", version=version, facts=facts)
    changes = set_facts(fresh, facts)
    if changes:
        record(fresh, "milestone.changed", by=by, changes=changes)
    return fresh


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a move does, known before it is made."""

    hits: list[Hit]
    work: list[WorkHit]
    overtaken: list[Milestone]

    @property
    def walls(self) -> list[Milestone]:
        """Fixed days in the way, each once."""
        return list({hit.wall.pk: hit.wall for hit in self.hits if hit.wall}.values())

    @property
    def moved(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.moves]


def consequences_of(milestone: Milestone, to: date, *, today: date, moves_others: bool = True, locks: bool = False) -> Consequences:
    """Whom and what a move hits: milestones that slip with it, fixed days in the way, work that moves along. Two queries."""
    milestones = Milestone.objects.filter(brief=milestone.brief_id, done_on=None).order_by("due_on", "pk")
    work = Assignment.objects.filter(brief=milestone.brief_id, done_on=None).order_by("due_on", "pk")
    if locks:
        milestones, work = (rows.select_for_update(of=("self",)) for rows in (milestones, work))
    others = list(milestones.select_related("owner"))
    hits = slip(milestone, to, others=others)
    hits = hits if moves_others else hits[:1]
    moved = work_behind(hits, work.select_related("person"), others=others, today=today)
    return Consequences(hits, moved, overtaken(milestone, to, others=others))


@transaction.atomic
def move_milestone(
    milestone: Milestone, *, by, to: date, reason: str, today: date, moves_others: bool = True, version=None
) -> Consequences:
    """Move it to another day, and those behind it and the work that leads to them by as many working days.

    A delivery that moves takes the job's delivery day with it. What was promised first stays in `promised_on`.
    Raises Refused when a fixed day is in the way.
    """
    brief = take_to_time(milestone.brief, by=by)
    fresh = take(milestone, by=by, version=version)
    if fresh.done_on is not None:
        raise IllegalMove(fresh, "move", brief.state)
    found = consequences_of(fresh, to, today=today, moves_others=moves_others, locks=True)
    if found.walls:
        names = ", ".join(f"{wall.name} ({in_words(wall.due_on)})" for wall in found.walls)
        raise Refused(_("A fixed day is in the way: %(names)s. Free it first, or choose an earlier day.") % {"names": names})
    for hit in found.moved:
        Milestone.objects.filter(pk=hit.milestone.pk).update(due_on=hit.to, version=F("version") + 1)
    for one in found.work:
        Assignment.objects.filter(pk=one.assignment.pk).update(starts_on=one.starts_on, due_on=one.due_on, version=F("version") + 1)
    others = [hit.milestone.name for hit in found.moved if hit.milestone.pk != fresh.pk]
    record(fresh, "milestone.moved", by=by, note=reason, before=in_words(fresh.due_on), on=in_words(to), others=", ".join(others))
    delivered = max((hit.to for hit in found.moved if hit.milestone.kind == MilestoneKind.DELIVERY), default=None)
    if delivered is not None:
        set_delivery_day(brief, delivered)
    return found


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
def drop_milestone(milestone: Milestone, *, by, version=None) -> None:
    """It is no longer needed; the event keeps its name and day."""
    brief = take_to_time(milestone.brief, by=by)
    fresh = take(milestone, by=by, version=version)
    record(brief, "milestone.dropped", by=by, milestone=fresh.name, on=in_words(fresh.due_on))
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
    if MilestonePlan.objects.filter(name=name).exclude(pk=plan.pk if plan else None).exists():
        raise Refused(_("Another plan has this name."))
    if plan is None:
        fresh = MilestonePlan.objects.create(name=name, kind=kind)
    else:
        fresh = take(plan, by=by, version=version)
        fresh.name, fresh.kind, fresh.version = name, kind, fresh.version + 1
        fresh.save()
        fresh.steps.all().delete()
    if len({step["name"] for step in steps}) < len(steps):
        raise Refused(_("Two milestones have the same name."))
    MilestoneStep.objects.bulk_create(MilestoneStep(plan=fresh, **step) for step in steps)
    record(fresh, "milestone_plan.saved", by=by)
    return fresh


@transaction.atomic
def retire_plan(plan: MilestonePlan, *, by, today: date) -> MilestonePlan:
    """Used no more; jobs that are planned keep their days, new ones of this kind use the plan for any kind, else the house's."""
    ask(by, "briefs.change_plans")
    fresh = take(plan, by=by)
    if fresh.retired_on is None:
        fresh.retired_on = today
        fresh.name = f"{fresh.name[:90]} ({today:%Y-%m-%d}, {fresh.pk})"  # the name is free for the next
        fresh.version += 1
        fresh.save()
        record(fresh, "milestone_plan.retired", by=by)
    return fresh
