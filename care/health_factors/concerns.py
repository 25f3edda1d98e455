"""What concerns say of the health of an account (R2, R4): what is open and how bad, and whether we kept our word."""

from datetime import date, timedelta

from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from care.models import Concern
from clients.health import Cap, Evidence, Factor, caps, factors
from clients.states import HealthGroup, HealthNumber, Severity

LOOK_BACK_DAYS = 90
COSTS = {Severity.LOW: 5, Severity.NORMAL: 15, Severity.HIGH: 35, Severity.CRITICAL: 60}  # points of a hundred, each open one; ADR 0053
RUNG_COSTS = 10  # more, for each rung to which it has climbed
CRITICAL_HIGHEST = 59  # points, one below watch: while a critical concern is open the account is at risk (ADR 0055)


def open_then(today: date) -> Q:
    """Was open on that day, whatever became of it since."""
    return Q(closed_at=None) | Q(closed_at__date__gt=today)


def open_ones(accounts, today: date):
    """What was open on that day, by severity and rung. Who had nothing to say in 90 days is left out; all settled is a hundred."""
    lately = Q(raised_at__date__gte=today - timedelta(days=LOOK_BACK_DAYS))
    was_open = open_then(today)
    rows = (
        Concern.objects.filter(lately | was_open, account__in=accounts.values("pk"), raised_at__date__lte=today)
        .order_by()
        .values_list("account")
        .annotate(
            **{f"of_{severity.value}": Count("pk", filter=was_open & Q(severity=severity)) for severity in Severity},
            rungs=Sum("rung", filter=was_open, default=0),
            highest=Max("severity", filter=was_open),
        )
    )
    found = {}
    for pk, *numbers, rungs, highest in rows:
        cost = sum(number * COSTS[severity] for number, severity in zip(numbers, Severity, strict=True)) + RUNG_COSTS * rungs
        found[pk] = Evidence(max(0, 100 - cost), {"n": sum(numbers), "highest": highest or 0})
    return found


def say_open(args: dict) -> str:
    if not args["n"]:
        return _("Every concern of 90 days is settled")
    words = ngettext("%(n)d concern is open, the worst %(severity)s", "%(n)d concerns are open, the worst %(severity)s", args["n"])
    return words % {"n": args["n"], "severity": str(Severity(args["highest"]).label).lower()}


def in_time(accounts, today: date):
    """The share of concerns of the last 90 days that had our answer in time: ours to keep."""
    first = today - timedelta(days=LOOK_BACK_DAYS)
    answered = Concern.objects.filter(account__in=accounts.values("pk"), answered_at__date__range=(first, today))
    rows = (
        answered.order_by()
        .values_list("account")
        .annotate(in_time=Count("pk", filter=Q(was_answered_late=False, was_resolved_late=False)), all=Count("pk"))
    )
    return {pk: Evidence(round(100 * kept / total), {"n": kept, "all": total}) for pk, kept, total in rows}


def say_in_time(args: dict) -> str:
    return _("%(n)d of %(all)d concerns answered and settled in time") % args


def critical_ones(accounts, today: date):
    """Accounts on which something critical was open on that day, and how many such concerns."""
    critical = Concern.objects.filter(open_then(today), severity=Severity.CRITICAL, raised_at__date__lte=today)
    rows = critical.filter(account__in=accounts.values("pk")).order_by().values_list("account").annotate(Count("pk"))
    return {pk: {"n": number} for pk, number in rows}


def say_critical(args: dict) -> str:
    return ngettext("%(n)d critical concern is open", "%(n)d critical concerns are open", args["n"]) % args


def list_of_open(account: int, args: dict) -> str:
    return f"{reverse('concern_list')}?account={account}&status=open"


def list_of_all(account: int, args: dict) -> str:
    return f"{reverse('concern_list')}?account={account}&f=all"


OBSERVED, HYGIENE, RELATIONSHIP = HealthNumber.OBSERVED, HealthNumber.HYGIENE, HealthGroup.RELATIONSHIP
factors.register(Factor("concerns", gettext_lazy("Open concerns"), OBSERVED, RELATIONSHIP, 4, open_ones, say_open, list_of_open))
factors.register(Factor("concerns_in_time", gettext_lazy("Concerns in time"), HYGIENE, "", 25, in_time, say_in_time, list_of_all))
caps.register(Cap("critical_concern", gettext_lazy("Critical concern open"), CRITICAL_HIGHEST, critical_ones, say_critical, list_of_open))
