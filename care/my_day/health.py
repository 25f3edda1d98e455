"""What of health needs a person today (R4): steps of recovery plans, plans to agree to, start and judge, alerts to take up."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from care.health_words import alert_words
from care.models import HealthAlert, RecoveryPlan, RecoveryStep
from care.states.health import PlanState
from clients.models import Account, Seat
from clients.states import SeatRole
from core.my_day import Need, only_if
from core.registries import approvals, my_day
from people.states import Rank

DAYS_AHEAD = 7
MOST = 30


def steps_of(person, today):
    return RecoveryStep.objects.open().filter(owner__in=person.standing.seats_of, due_on__lte=today + timedelta(days=DAYS_AHEAD))


@my_day.register
@only_if(steps_of)
def steps_to_do(person, today) -> list[Need]:
    """Their steps of plans that run, done in one press; one query."""
    rows = steps_of(person, today).select_related("plan__account", "owner").order_by("due_on", "pk")[:MOST]
    return [
        Need(
            key=f"recoverystep:{step.pk}",
            title=step.what,
            why=_("To win %(account)s back") % {"account": step.plan.account},
            due_on=step.due_on,
            act_label=_("Done"),
            act_url=reverse("recovery_step_done", args=[step.pk]),
            icon="life-buoy",
            code=step.plan.account.code,
            code_url=step.plan.account.get_absolute_url(),
            group="health",
            post=True,
            url=step.get_absolute_url(),
            cover_for=step.owner if step.owner_id != person.pk else None,
            menu=((_("Change it"), reverse("recovery_step_change", args=[step.pk])),),
        )
        for step in rows
    ]


def plans_of(person, today):
    """Their own that may be started, or whose day of judgement has come."""
    mine = RecoveryPlan.objects.filter(owner__in=person.standing.seats_of)
    return mine.filter(state=PlanState.AGREED) | mine.filter(state=PlanState.RUNNING, review_on__lte=today)


@my_day.register
@only_if(plans_of)
def plans_to_move(person, today) -> list[Need]:
    needs = []
    for plan in (
        plans_of(person, today).filter(account__in=Account.objects.visible_to(person)).select_related("account").order_by("pk")[:MOST]
    ):
        is_agreed = plan.state == PlanState.AGREED
        title = _("Start the recovery plan of %(account)s") if is_agreed else _("Judge the recovery plan of %(account)s")
        needs.append(
            Need(
                key=f"recoveryplan:{plan.pk}",
                title=title % {"account": plan.account},
                why=plan.goal,
                due_on=None if is_agreed else plan.review_on,
                act_label=_("Open the plan"),
                act_url=plan.get_absolute_url(),
                icon="life-buoy",
                code=plan.account.code,
                code_url=plan.account.get_absolute_url(),
                group="health",
            )
        )
    return needs


def plans_to_agree_by(person, today):
    """Drafts with steps on accounts of theirs, for a director or the head who sits on none."""
    if person.rank is None or person.rank < Rank.DIRECTOR:
        return None
    drafts = RecoveryPlan.objects.filter(state=PlanState.DRAFT, steps__isnull=False)
    if person.standing.sees_all:
        return drafts.distinct()
    return drafts.filter(account__in=Account.objects.visible_to(person)).distinct()


@approvals.register
@my_day.register
@only_if(plans_to_agree_by)
def plans_to_agree(person, today) -> list[Need]:
    rows = plans_to_agree_by(person, today)
    if rows is None:
        return []
    return [
        Need(
            key=f"recoveryplan:{plan.pk}",
            title=_("Agree to the recovery plan of %(account)s") % {"account": plan.account},
            why=plan.goal,
            due_on=None,
            act_label=_("Open the plan"),
            act_url=plan.get_absolute_url(),
            icon="life-buoy",
            code=plan.account.code,
            code_url=plan.account.get_absolute_url(),
            group="health",
        )
        for plan in rows.select_related("account").order_by("pk")[:MOST]
    ]


def alerts_of(person, today):
    """Open bad news on accounts where they (or whom they cover) sit as supervisor or director."""
    above = (SeatRole.SUPERVISOR, SeatRole.DIRECTOR)
    seats = Seat.objects.live(today=today).filter(person__in=person.standing.seats_of, role__in=above)
    return HealthAlert.objects.open().bad_news().filter(account__in=seats.values("account"), account__closed_on=None)


@my_day.register
@only_if(alerts_of)
def alerts_to_take_up(person, today) -> list[Need]:
    return [
        Need(
            key=f"healthalert:{alert.pk}",
            title=_("See what is wrong with %(account)s") % {"account": alert.account},
            why=alert_words(alert),
            due_on=alert.raised_on,
            act_label=_("Acknowledge"),
            act_url=reverse("health_alert_acknowledge", args=[alert.pk]),
            icon="activity",
            code=alert.account.code,
            code_url=alert.account.get_absolute_url(),
            group="health",
            url=reverse("account_health", args=[alert.account_id]),
        )
        for alert in alerts_of(person, today).select_related("account").order_by("raised_on", "pk")[:MOST]
    ]
