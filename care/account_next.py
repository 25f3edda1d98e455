"""What comes next with an account: its planned check-ins (R1)."""

from datetime import date

from django.db.models import OuterRef, Subquery

from care.models import CheckIn
from clients.upcoming import Source, Upcoming, sources
from core.statements import asked

MOST = 4


def nearest():
    planned = CheckIn.objects.planned().filter(account=OuterRef("pk")).order_by("planned_on").values("planned_on")
    return Subquery(planned[:1])


def of_account(account, today: date) -> list[Upcoming]:
    def of(account):
        return CheckIn.objects.planned().filter(account=account).select_related("owner").order_by("planned_on", "pk")[:MOST]

    planned = asked(("planned_check_ins",), of, account=account.pk)
    return [Upcoming(one.planned_on, one.get_kind_display(), one.get_absolute_url(), str(one.owner or ""), "check_in") for one in planned]


sources.register(Source(nearest, of_account))
