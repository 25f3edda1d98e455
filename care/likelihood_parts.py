"""What check-ins say about a renewal (C5, R1; ADR 0005)."""

from datetime import timedelta

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.models import CheckIn
from care.querysets import HELD_LATE, MISSED, ON_TIME
from clients.levels import cadence_of, levels
from clients.likelihood import Evidence, Part, parts

LOOK_BACK_DAYS = 180


def check_ins(renewals, today):
    """Whether we kept our word in the last half-year, and how long we have been silent measured by the cadence."""
    accounts = {renewal.contract.account_id: renewal.contract.account for renewal in renewals}
    rows = (
        CheckIn.objects.filter(account__in=accounts, planned_on__range=(today - timedelta(days=LOOK_BACK_DAYS), today))
        .order_by()
        .values("account")
        .annotate(
            on_time=Count("pk", filter=ON_TIME),
            late=Count("pk", filter=HELD_LATE),
            missed=Count("pk", filter=MISSED | Q(state="planned", planned_on__lt=today)),
            last=Max("held_on"),
        )
    )
    by_account = {row["account"]: row for row in rows}
    found, by_tier = {}, levels()
    for renewal in renewals:
        row = by_account.get(renewal.contract.account_id)
        if not row or not (total := row["on_time"] + row["late"] + row["missed"]):
            continue
        kept = (row["on_time"] + 0.5 * row["late"]) / total
        silent = (today - row["last"]).days if row["last"] else LOOK_BACK_DAYS
        freshness = max(0.0, min(1.0, 2 - silent / cadence_of(accounts[renewal.contract.account_id], by_tier)))
        words = _("%(held)d of %(all)d check-ins held in half a year.") % {"held": row["on_time"] + row["late"], "all": total}
        found[renewal.pk] = Evidence(round(100 * (0.6 * kept + 0.4 * freshness)), words)
    return found


parts.register(Part(gettext_lazy("Check-ins"), 20, check_ins))
