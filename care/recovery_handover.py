"""What people hold of recovery plans and changes hands when they leave (P8): open plans, and steps that are not done."""

from django.utils.translation import ngettext

from care.models import RecoveryPlan, RecoveryStep
from care.states.health import OPEN_PLANS
from clients.handover import at_account
from clients.models import Account
from core.moves import record, take
from people.handover import Parcel, handover


def open_plans(person, today):
    return RecoveryPlan.objects.open().filter(owner=person).select_related("account").order_by("review_on", "pk")


def open_steps(person, today):
    mine = RecoveryStep.objects.filter(owner=person, done_on=None, plan__state__in=OPEN_PLANS)
    return mine.select_related("plan__account").order_by("due_on", "pk")


def give(rows, giver, receiver, *, by, today) -> None:
    """A new owner for each; the day and the rest stay."""
    for row in rows:
        noun = "recovery_plan" if isinstance(row, RecoveryPlan) else "recovery_step"
        fresh = take(row, by=None)
        fresh.owner, fresh.version = receiver, fresh.version + 1
        fresh.save(update_fields=["owner", "version"])
        record(fresh, f"{noun}.handed_over", by=by, person=str(receiver), before=str(giver))


def unseen_plans(person, by, today):
    return None if by.standing.sees_all else open_plans(person, today).exclude(account__in=Account.objects.visible_to(by))


def unseen_steps(person, by, today):
    return None if by.standing.sees_all else open_steps(person, today).exclude(plan__account__in=Account.objects.visible_to(by))


def plan_words(n: int) -> str:
    return ngettext("%(n)d recovery plan", "%(n)d recovery plans", n) % {"n": n}


def step_words(n: int) -> str:
    return ngettext("%(n)d step of a recovery plan", "%(n)d steps of recovery plans", n) % {"n": n}


handover.register(Parcel("recovery_plan", open_plans, give, plan_words, at_account, unseen_plans, "account"))
handover.register(Parcel("recovery_step", open_steps, give, step_words, lambda step: at_account(step.plan), unseen_steps, "plan__account"))
