"""What people do about an account at risk (R4): write a plan, agree to it, work its steps, judge it in the end."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from care.models import RecoveryPlan, RecoveryStep
from care.states.health import OPEN_PLANS, PLAN_TERMS, PlanState
from clients.models import AccountHealth
from clients.words import in_words
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import every_event_says, make_move, record, take


def score_of(account_id: int) -> int | None:
    return AccountHealth.objects.filter(account=account_id).values_list("observed", flat=True).first()


@transaction.atomic
def write_plan(account, *, by, goal: str, owner, review_on: date, today: date, cause: str = "", steps=()) -> RecoveryPlan:
    """Write how the account is to be won back; `steps` are (what, owner, due day). One open plan for an account."""
    ask(by, "care.write_recovery_plan", account)
    if account.closed_on:
        raise Refused(_("The account is closed: there is nothing to recover."))
    try:
        with transaction.atomic():
            plan = RecoveryPlan.objects.create(
                account=account,
                goal=goal,
                cause=cause,
                owner=owner,
                review_on=review_on,
                made_on=today,
                written_by=by,
                score_then=score_of(account.pk),
            )
    except IntegrityError as taken:
        raise Refused(_("There is an open recovery plan already. Change that one.")) from taken
    RecoveryStep.objects.bulk_create(RecoveryStep(plan=plan, what=what, owner=whose, due_on=due_on) for what, whose, due_on in steps)
    record(plan, "recovery_plan.made", by=by, goal=goal)
    return plan


def must_be_open(plan: RecoveryPlan) -> None:
    if plan.state not in OPEN_PLANS:
        raise Refused(_("This plan is closed: write a new one."))


@transaction.atomic
def change_plan(plan: RecoveryPlan, *, by, version=None, **facts) -> RecoveryPlan:
    """Say it better, move its day, hand it over. Raises PermissionDenied, Refused, LostRace.

    Another goal or another day is another plan: whoever changed it is a writer of it, and what was agreed to or runs becomes a draft
    again, to which a director agrees anew. The first start and its score stay.
    """
    fresh = take_for_change(plan, by=by, may="care.work_recovery_plan", version=version, facts=facts)
    must_be_open(fresh)
    has_other_terms = any(name in facts and facts[name] != getattr(fresh, name) for name in PLAN_TERMS)
    if has_other_terms:
        fresh.changed_by = by
    if not (changes := set_facts(fresh, facts)):
        return fresh
    if has_other_terms and fresh.is_settled:
        with every_event_says(changes=changes):
            return make_move(fresh, "rewrite", by=by, agreed_by=None, agreed_on=None, is_self_agreed=False)
    record(fresh, "recovery_plan.changed", by=by, changes=changes)
    return fresh


@transaction.atomic
def move_plan(plan: RecoveryPlan, name: str, *, by, today: date, note: str = "", version=None) -> RecoveryPlan:
    """Agree, send back, start or drop it. A plan without a step cannot be agreed to: nobody would do anything."""
    plan, facts = take(plan, by=None), {}
    if name == "agree":
        if not plan.steps.exists():
            raise Refused(_("Add at least one step with an owner and a day first."))
        is_own = plan.is_written_by(by)
        with every_event_says(own=is_own):
            return make_move(plan, name, by=by, version=version, agreed_by=by, agreed_on=today, is_self_agreed=is_own)
    if name == "send_back":
        facts = {"agreed_by": None, "agreed_on": None, "is_self_agreed": False}
    elif name == "start" and plan.started_on is None:
        facts = {"started_on": today, "score_then": score_of(plan.account_id)}
    elif name == "drop":
        facts = {"closed_on": today}
    return make_move(plan, name, by=by, note=note, version=version, **facts)


@transaction.atomic
def judge_plan(plan: RecoveryPlan, *, by, has_recovered: bool, verdict: str, today: date, version=None) -> RecoveryPlan:
    """Say in words whether it worked; the score then and now stand beside. Raises PermissionDenied, IllegalMove, LostRace."""
    plan, name = take(plan, by=None), "recover" if has_recovered else "give_up"
    now, is_own = score_of(plan.account_id), plan.is_written_by(by)
    facts = {"verdict": verdict, "closed_on": today, "score_now": now, "is_self_judged": is_own}
    with every_event_says(then=plan.score_then, now=now, own=is_own):
        return make_move(plan, name, by=by, note=verdict, version=version, **facts)


@transaction.atomic
def add_step(plan: RecoveryPlan, *, by, what: str, owner, due_on: date) -> RecoveryStep:
    fresh = take(plan, by=by, may="care.work_recovery_plan")
    must_be_open(fresh)
    step = RecoveryStep.objects.create(plan=fresh, what=what, owner=owner, due_on=due_on)
    record(fresh, "recovery_step.added", by=by, what=what, owner=str(owner), due_on=in_words(due_on))
    return step


@transaction.atomic
def change_step(step: RecoveryStep, *, by, version=None, **facts) -> RecoveryStep:
    fresh = take_for_change(step, by=by, may="care.work_recovery_step", version=version, facts=facts)
    must_be_open(fresh.plan)
    if changes := set_facts(fresh, facts):
        record(fresh, "recovery_step.changed", by=by, changes=changes)
    return fresh


@transaction.atomic
def finish_step(step: RecoveryStep, *, by, today: date) -> RecoveryStep:
    """It is done. Pressed twice, it stays done on the first day. Raises PermissionDenied, Refused."""
    fresh = take(step, by=by, may="care.work_recovery_step")
    if fresh.plan.state != PlanState.RUNNING:
        raise Refused(_("The plan does not run: its steps begin when it is started."))
    if fresh.done_on is None:
        fresh.done_on, fresh.version = today, fresh.version + 1
        fresh.save()
        record(fresh, "recovery_step.done", by=by)
    return fresh


@transaction.atomic
def reopen_step(step: RecoveryStep, *, by) -> RecoveryStep:
    """It is not done after all."""
    fresh = take(step, by=by, may="care.work_recovery_step")
    must_be_open(fresh.plan)
    if fresh.done_on is not None:
        fresh.done_on, fresh.version = None, fresh.version + 1
        fresh.save()
        record(fresh, "recovery_step.reopened", by=by)
    return fresh


@transaction.atomic
def drop_step(step: RecoveryStep, *, by) -> None:
    """Take it out of a plan that nobody has agreed to yet; a running plan keeps what was agreed, any plan what was done."""
    fresh = take(step, by=by, may="care.work_recovery_step")
    if fresh.plan.state != PlanState.DRAFT:
        raise Refused(_("The steps of an agreed plan stay. Change it, or write in the verdict why it was not done."))
    if fresh.done_on is not None:
        raise Refused(_("This step is done: it stays in the plan."))
    record(fresh.plan, "recovery_step.dropped", by=by, what=fresh.what)
    fresh.delete()
