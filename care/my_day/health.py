"""What of health needs a person today (R4): steps of recovery plans, plans to agree to, start and judge, alerts to take up."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Case, DateField, F, Q, Value, When
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

ABOVE = (SeatRole.SUPERVISOR, SeatRole.DIRECTOR)
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


def plan_lines(plans, **more):
    """Plans that run by the day on which they are judged, others without a day."""
    judged_on = Case(When(state=PlanState.RUNNING, then=F("review_on")), output_field=DateField())
    words = {"title": "account__name", "why": "goal", "state": "state"} | more
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
    """Their own that may be started, or whose day of judgement has come; and those that they, as supervisor or director of the account,
    are to judge: whoever wrote a plan does not judge it."""
    mine = Q(owner__in=person.standing.seats_of)
    due = Q(state=PlanState.RUNNING, review_on__lte=today)
    plans = RecoveryPlan.objects.filter(mine & (due | Q(state=PlanState.AGREED)) | due & Q(pk__in=plans_to_judge_by(person, today)))
    return plan_lines(plans.filter(account__in=Account.objects.visible_to(person)), note=whether_they_judge(person))


def plans_to_judge_by(person, today):
    if person.rank is None or person.rank < Rank.SUPERVISOR:
        return RecoveryPlan.objects.none()
    seats = Seat.objects.live(today=today).filter(person__in=person.standing.seats_of, role__in=ABOVE)
    running = RecoveryPlan.objects.filter(state=PlanState.RUNNING, account__in=seats.values("account"))
    return decidable(running, person).order_by().values("pk")


def decidable(plans, person):
    """Four eyes, as `care.agree_recovery_plan` and `care.judge_recovery_plan` have them."""
    return plans if settings.SMALL_SHOP_MODE else plans.not_written_by(person)


def whether_they_judge(person):
    """A word on the line where this person may judge the plan; else it is to be judged by somebody above."""
    if person.rank is None or person.rank < Rank.SUPERVISOR:
        return Value("")
    others = Q() if settings.SMALL_SHOP_MODE else ~Q(written_by=person) & ~Q(changed_by=person)
    return Case(When(others, then=Value("judges")), default=Value("")) if others else Value("judges")


@my_day.register
@line_by_line(plans_of)
def plan_to_move(line, person) -> Need:
    if line.state == PlanState.AGREED:
        return plan_need(line, _("Start the recovery plan of %(account)s"))
    if line.note:
        return plan_need(line, _("Judge the recovery plan of %(account)s"))
    return plan_need(line, _("Have the recovery plan of %(account)s judged"))


def plans_to_agree_by(person, today):
    """Drafts with steps on accounts of theirs, for a director or the head who sits on none; not those that they wrote."""
    if person.rank is None or person.rank < Rank.DIRECTOR:
        return None
    drafts = RecoveryPlan.objects.filter(state=PlanState.DRAFT, pk__in=RecoveryStep.objects.values("plan"))
    drafts = decidable(drafts, person)
    return plan_lines(drafts if person.standing.sees_all else drafts.filter(account__in=Account.objects.visible_to(person)))


@approvals.register
@my_day.register
@line_by_line(plans_to_agree_by)
def plan_to_agree(line, person) -> Need:
    return plan_need(line, _("Agree to the recovery plan of %(account)s"))


def alerts_of(person, today):
    """Open bad news on accounts where they (or whom they cover) sit as supervisor or director."""
    seats = Seat.objects.live(today=today).filter(person__in=person.standing.seats_of, role__in=ABOVE)
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
