"""What is wrong with the health of an account: at risk without a recovery plan (R4)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.models import RecoveryPlan
from clients.models import AccountHealth
from clients.states import ClientState, HealthColour
from clients.troubles import Finder, Trouble, finders
from core.statements import asked


def without_plan(today: date) -> Q:
    at_risk = AccountHealth.objects.filter(account=OuterRef("pk"), colour=HealthColour.RISK)
    return ~Q(client__state=ClientState.LOST) & Q(Exists(at_risk)) & ~Q(Exists(RecoveryPlan.objects.open().filter(account=OuterRef("pk"))))


def has_open_plan(account) -> bool:
    return bool(asked(("open_recovery_plan",), lambda account: RecoveryPlan.objects.open().filter(account=account)[:1], account=account.pk))


def tell_without_plan(account, today):
    health = getattr(account, "health", None)
    is_at_risk = health is not None and health.colour == HealthColour.RISK and account.client.state != ClientState.LOST
    if not is_at_risk or has_open_plan(account):
        return []
    words = _("Health is at risk (%(score)s), and there is no recovery plan") % {"score": health.observed}
    return [Trouble(words, reverse("recovery_plan_write", args=[account.pk]), _("Write a plan"), "risk")]


finders.register(Finder("no_recovery_plan", gettext_lazy("At risk without a recovery plan"), without_plan, tell_without_plan))
