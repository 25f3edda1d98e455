"""Jobs that are checked, delivered and closed today (W7): two statements."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.models import Brief
from briefs.states import BriefState
from clients.models import Seat
from clients.states import SeatRole
from core.my_day import Need, only_if
from core.registries import my_day

MOST = 50
CLOSE_AFTER_DAYS = 3  # a client who is unhappy with what came says so within days


def my_accounts(person, today):
    """Those on whose team they work; a liaison does not close jobs."""
    seats = Seat.objects.live(today=today).filter(person__in=person.standing.seats_of).exclude(role=SeatRole.LIAISON)
    return seats.values("account")


def to_check(person, today):
    """The client has said yes, or the check has begun."""
    return Brief.objects.filter(account__in=my_accounts(person, today), state__in=[BriefState.CLIENT_APPROVED, BriefState.QUALITY_CHECK])


def to_close(person, today):
    """Delivered some days ago, and still open."""
    since = today - timedelta(days=CLOSE_AFTER_DAYS)
    return Brief.objects.filter(account__in=my_accounts(person, today), state=BriefState.DELIVERED, delivered_on__lte=since)


@my_day.register
@only_if(to_check)
def checks_to_do(person, today) -> list[Need]:
    if person.rank is None:
        return []
    return [
        Need(
            key=f"quality:{brief.pk}",
            title=_("Check %(job)s before it goes out") % {"job": brief.title},
            why=_("The client approved it") if brief.state == BriefState.CLIENT_APPROVED else _("The quality check has begun"),
            due_on=brief.wanted_on or brief.state_since,
            act_label=_("Start the check") if brief.state == BriefState.CLIENT_APPROVED else _("Go on"),
            act_url=reverse("brief_delivery", args=[brief.pk]),
            icon="list-checks",
            code=brief.number,
            code_url=brief.get_absolute_url(),
            group="jobs",
            url=brief.get_absolute_url(),
        )
        for brief in to_check(person, today).order_by("wanted_on", "pk")[:MOST]
    ]


@my_day.register
@only_if(to_close)
def jobs_to_close(person, today) -> list[Need]:
    if person.rank is None:
        return []
    return [
        Need(
            key=f"close:{brief.pk}",
            title=_("Close %(job)s") % {"job": brief.title},
            why=_("Delivered, and nothing more was asked for"),
            due_on=brief.delivered_on + timedelta(days=2 * CLOSE_AFTER_DAYS),
            act_label=_("Close the job"),
            act_url=reverse("brief_close", args=[brief.pk]),
            icon="archive",
            code=brief.number,
            code_url=brief.get_absolute_url(),
            group="jobs",
            url=brief.get_absolute_url(),
        )
        for brief in to_close(person, today).order_by("delivered_on", "pk")[:MOST]
    ]
