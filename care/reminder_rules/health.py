"""What the clock says about health (R4, S1): alerts to supervisor and director, an account at risk without a plan, late steps of plans."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.health_words import alert_words
from care.models import HealthAlert, RecoveryPlan, RecoveryStep
from clients.ladder import account_ladder, seated
from clients.models import AccountHealth
from clients.states import ClientState, HealthColour
from core.workdays import on_or_before
from reminders.registry import Line, Rule, Step, rules


def open_alerts(today: date):
    return HealthAlert.objects.open().bad_news().filter(account__closed_on=None)


def of_account(rows):
    return rows.select_related("account")


def alert_line(alert: HealthAlert, today: date) -> Line:
    return Line(
        title=_("See what is wrong with %(account)s") % {"account": alert.account},
        why=alert_words(alert),
        act_label=_("Acknowledge"),
        url=reverse("account_health", args=[alert.account_id]),
        key=f"healthalert:{alert.pk}",
        icon="activity",
        code=alert.account.code,
        code_url=alert.account.get_absolute_url(),
        group="health",
        act_url=reverse("health_alert_acknowledge", args=[alert.pk]),
    )


def for_supervisor(today: date):
    return (None, *account_ladder(today)[1:])


def for_director(today: date):
    return (None, None, *account_ladder(today)[2:])


for name, label, ladder in (
    ("health_alert", gettext_lazy("Alerts on health"), for_supervisor),
    ("health_alert_director", gettext_lazy("Alerts on health, for directors"), for_director),
):
    rules.register(
        Rule(
            name=name,
            label=label,
            subject=lambda: HealthAlert,
            causes=open_alerts,
            anchor="raised_on",
            steps=(Step(0, climbs_after=3),),
            is_after=True,
            ladder=ladder,
            line=alert_line,
            loaded=of_account,
            may_be_done_by_hand=False,
        )
    )


def at_risk_without_plan(today: date):
    planned = RecoveryPlan.objects.open().filter(account=OuterRef("account"))
    at_risk = AccountHealth.objects.filter(~Exists(planned), colour=HealthColour.RISK, account__closed_on=None, colour_since__isnull=False)
    return at_risk.exclude(account__client__state=ClientState.LOST)


def plan_line(health: AccountHealth, today: date) -> Line:
    day = date_format(health.colour_since, "j F")
    return Line(
        title=_("Write a recovery plan for %(account)s") % {"account": health.account},
        why=_("At risk since %(day)s, health %(score)s") % {"day": day, "score": health.observed},
        act_label=_("Write the plan"),
        url=reverse("account_health", args=[health.account_id]),
        key=f"norecoveryplan:{health.account_id}",
        icon="life-buoy",
        code=health.account.code,
        code_url=health.account.get_absolute_url(),
        group="health",
        act_url=reverse("recovery_plan_write", args=[health.account_id]),
    )


rules.register(
    Rule(
        name="no_recovery_plan",
        label=gettext_lazy("Accounts at risk without a recovery plan"),
        subject=lambda: AccountHealth,
        causes=at_risk_without_plan,
        anchor="colour_since",
        steps=(Step(0, climbs_after=3),),
        is_after=True,
        ladder=account_ladder,
        line=plan_line,
        loaded=of_account,
        may_be_done_by_hand=False,
    )
)


def late_steps(today: date):
    """One working day has gone by since the day of the step."""
    return RecoveryStep.objects.open().filter(due_on__lt=on_or_before(today), plan__account__closed_on=None)


def doer_ladder(today: date):
    """Whoever does it, as long as they sit on the account; then as for the account."""
    doer = seated("owner", today, key="plan__account")
    return account_ladder(today, key="plan__account", walled="plan__account__is_walled", lead=doer)


def step_line(step: RecoveryStep, today: date) -> Line:
    account = step.plan.account
    return Line(
        title=step.what,
        why=_("To win %(account)s back; due on %(day)s") % {"account": account, "day": date_format(step.due_on, "j F")},
        act_label=_("Open the plan"),
        url=step.get_absolute_url(),
        key=f"recoverystep:{step.pk}",
        icon="life-buoy",
        code=account.code,
        code_url=account.get_absolute_url(),
        group="health",
    )


rules.register(
    Rule(
        name="recovery_step_late",
        label=gettext_lazy("Steps of recovery plans that are late"),
        subject=lambda: RecoveryStep,
        causes=late_steps,
        anchor="due_on",
        steps=(Step(0, climbs_after=2),),
        is_after=True,
        ladder=doer_ladder,
        line=step_line,
        loaded=lambda rows: rows.select_related("plan__account"),
        may_be_done_by_hand=False,
    )
)
