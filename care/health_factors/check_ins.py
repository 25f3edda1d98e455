"""What check-ins and promises say of the health of an account (R1, R4)."""

from datetime import date, timedelta

from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from care.models import ActionItem, CheckIn
from care.querysets import HELD_LATE, MISSED, ON_TIME
from care.states import CheckInState
from clients.health import Evidence, Factor, factors
from clients.health_factors import between, page_of
from clients.levels import levels
from clients.states import HealthGroup, HealthNumber

LOOK_BACK_DAYS = 90
SILENT_AT_CADENCES = 4  # of the agreed cadence without a word: nothing is left


def lately(accounts, today: date):
    """How check-ins of the last 90 days went, by account: on time, late, not held (missed, or over and not said)."""
    not_held = MISSED | Q(state=CheckInState.PLANNED, planned_on__lt=today)
    return (
        CheckIn.objects.filter(account__in=accounts.values("pk"), planned_on__range=(today - timedelta(days=LOOK_BACK_DAYS), today))
        .order_by()
        .values_list("account")
        .annotate(
            on_time=Count("pk", filter=ON_TIME),
            late=Count("pk", filter=HELD_LATE),
            not_held=Count("pk", filter=not_held),
        )
    )


def kept(accounts, today: date):
    """The share of check-ins that were held at all: the client's side of it."""
    return {
        pk: Evidence(round(100 * (on_time + late) / total), {"n": on_time + late, "all": total})
        for pk, on_time, late, not_held in lately(accounts, today)
        if (total := on_time + late + not_held)
    }


def say_kept(args: dict) -> str:
    return _("%(n)d of %(all)d check-ins held in 90 days") % args


def silence(accounts, today: date):
    """Days since the last word, measured by the agreed cadence; never a word counts from the day the account was opened."""
    last = dict(
        CheckIn.objects.held()
        .filter(account__in=accounts.values("pk"), held_on__lte=today)
        .order_by()
        .values_list("account")
        .annotate(last=Max("held_on"))
    )
    found, by_tier = {}, levels()
    for pk, tier, own, opened_on in accounts.values_list("pk", "effective_tier", "cadence_days", "opened_on"):
        cadence = own or by_tier[tier].cadence_days
        days = (today - last.get(pk, opened_on)).days
        if pk in last or days > cadence:  # too new to have been spoken to says nothing
            found[pk] = Evidence(between(days, cadence, SILENT_AT_CADENCES * cadence), {"days": days, "cadence": cadence})
    return found


def say_silence(args: dict) -> str:
    words = ngettext(
        "%(n)d day without a word, every %(cadence)d agreed", "%(n)d days without a word, every %(cadence)d agreed", args["days"]
    )
    return words % {"n": args["days"], "cadence": args["cadence"]}


def on_time(accounts, today: date):
    """The share of check-ins that were held on their day or before it: ours to keep."""
    return {
        pk: Evidence(round(100 * on_time / total), {"n": on_time, "all": total})
        for pk, on_time, late, not_held in lately(accounts, today)
        if (total := on_time + late + not_held)
    }


def say_on_time(args: dict) -> str:
    return _("%(n)d of %(all)d check-ins held on their day") % args


def promises(accounts, today: date):
    """The share of what we promised for the last 90 days that was done by its day."""
    due = ActionItem.objects.filter(account__in=accounts.values("pk"), due_on__range=(today - timedelta(days=LOOK_BACK_DAYS), today))
    rows = (
        due.exclude(done_on=None, due_on=today)
        .order_by()
        .values_list("account")
        .annotate(in_time=Count("pk", filter=Q(done_on__lte=F("due_on"))), open=Count("pk", filter=Q(done_on=None)), all=Count("pk"))
    )
    return {pk: Evidence(round(100 * in_time / total), {"n": in_time, "all": total, "open": still}) for pk, in_time, still, total in rows}


def say_promises(args: dict) -> str:
    words = _("%(n)d of %(all)d actions done in time") % args
    if args["open"]:
        words += _(", ") + ngettext("%(n)d is late", "%(n)d are late", args["open"]) % {"n": args["open"]}
    return words


def list_of_actions(account: int, args: dict) -> str:
    return f"{reverse('action_item_list')}?account={account}"


def list_of_check_ins(account: int, args: dict) -> str:
    return f"{reverse('check_in_list')}?account={account}&f=all"


OBSERVED, HYGIENE, RELATIONSHIP = HealthNumber.OBSERVED, HealthNumber.HYGIENE, HealthGroup.RELATIONSHIP
factors.register(
    Factor("silence", gettext_lazy("Time without a word"), OBSERVED, RELATIONSHIP, 5, silence, say_silence, page_of("account_check_ins"))
)
factors.register(Factor("check_ins_kept", gettext_lazy("Check-ins held"), OBSERVED, RELATIONSHIP, 3, kept, say_kept, list_of_check_ins))
factors.register(
    Factor("check_ins_on_time", gettext_lazy("Check-ins on their day"), HYGIENE, "", 35, on_time, say_on_time, list_of_check_ins)
)
factors.register(Factor("promises", gettext_lazy("Actions in time"), HYGIENE, "", 30, promises, say_promises, list_of_actions))
