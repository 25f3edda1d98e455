"""What of health needs a person today (R4): steps of recovery plans, plans to agree to, start and judge, alerts to take up."""

from datetime import timedelta

from django.db.models import Case, DateField, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _

from care.health_words import alert_words
from care.models import HealthAlert, RecoveryPlan, RecoveryStep
from care.states.health import PlanState
from clients.models import Account, Seat
from clients.states import SeatRole
from core.addresses import address_of
from core.my_day import Need, line_by_line, lines, of_rows
from core.registries import approvals, my_day
from people.states import Rank

DAYS_AHEAD = 7
MOST = 30


def steps_of(person, today):
    """Their steps of plans that run."""
    mine = RecoveryStep.objects.open().filter(owner__in=person.standing.seats_of, due_on__lte=today + timedelta(days=DAYS_AHEAD))
    words = {"title": "what", "why": "plan__account__name", "owner": "owner", "owner_name": "owner__name", "leads_to": "plan"}
    return lines(mine, due_on="due_on", code="plan__account__code", code_of="plan__account", **words)


@my_day.register
@line_by_line(steps_of)
def step_to_do(line, person) -> Need:
    """Done in one press."""
    return Need(
        key=f"recoverystep:{line.pk}",
        title=line.title,
        why=_("To win %(account)s back") % {"account": line.why},
        due_on=line.due_on,
        act_label=_("Done"),
        act_url=address_of("recovery_step_done", line.pk),
        icon="life-buoy",
        code=line.code,
        code_url=address_of("account_detail", line.code_of),
        group="health",
        post=True,
        url=address_of("recovery_plan_detail", line.leads_to),
        cover_for=line.cover_for(person),
        menu=((_("Change it"), address_of("recovery_step_change", line.pk)),),
    )


def plan_lines(plans):
    """Plans that run by the day on which they are judged, others without a day."""
    judged_on = Case(When(state=PlanState.RUNNING, then=F("review_on")), output_field=DateField())
    words = {"title": "account__name", "why": "goal", "state": "state"}
    return lines(plans, due_on=judged_on, code="account__code", code_of="account", **words)


def plan_need(line, title: str) -> Need:
    return Need(
        key=f"recoveryplan:{line.pk}",
        title=title % {"account": line.title},
        why=line.why,
        due_on=line.due_on,
        act_label=_("Open the plan"),
        act_url=address_of("recovery_plan_detail", line.pk),
        icon="life-buoy",
        code=line.code,
        code_url=address_of("account_detail", line.code_of),
        group="health",
    )


def plans_of(person, today):
    """Their own that may be started, or whose day of judgement has come."""
    due = Q(state=PlanState.AGREED) | Q(state=PlanState.RUNNING, review_on__lte=today)
    mine = RecoveryPlan.objects.filter(due, owner__in=person.standing.seats_of)
    return plan_lines(mine.filter(account__in=Account.objects.visible_to(person)))


@my_day.register
@line_by_line(plans_of)
def plan_to_move(line, person) -> Need:
    is_agreed = line.state == PlanState.AGREED
    return plan_need(line, _("Start the recovery plan of %(account)s") if is_agreed else _("Judge the recovery plan of %(account)s"))


def plans_to_agree_by(person, today):
    """Drafts with steps on accounts of theirs, for a director or the head who sits on none."""
    if person.rank is None or person.rank < Rank.DIRECTOR:
        return None
    drafts = RecoveryPlan.objects.filter(state=PlanState.DRAFT, pk__in=RecoveryStep.objects.values("plan"))
    return plan_lines(drafts if person.standing.sees_all else drafts.filter(account__in=Account.objects.visible_to(person)))


@approvals.register
@my_day.register
@line_by_line(plans_to_agree_by)
def plan_to_agree(line, person) -> Need:
    return plan_need(line, _("Agree to the recovery plan of %(account)s"))


def alerts_of(person, today):
    """Open bad news on accounts where they (or whom they cover) sit as supervisor or director."""
    above = (SeatRole.SUPERVISOR, SeatRole.DIRECTOR)
    seats = Seat.objects.live(today=today).filter(person__in=person.standing.seats_of, role__in=above)
    return HealthAlert.objects.open().bad_news().filter(account__in=seats.values("account"), account__closed_on=None)


def first_alerts_of(person, today):
    return alerts_of(person, today).select_related("account").order_by("raised_on", "pk")[:MOST]


@my_day.register
@of_rows(alerts_of, alerts=first_alerts_of)
def alerts_to_take_up(person, today, *, alerts) -> list[Need]:
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
        for alert in alerts
    ]
