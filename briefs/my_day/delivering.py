"""Jobs that are checked, delivered and closed today (W7)."""

from datetime import timedelta

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from briefs.models import Brief
from briefs.my_day.jobs import job_lines
from briefs.states import BriefState
from clients.models import Seat
from clients.states import SeatRole
from core.addresses import address_of
from core.my_day import Need, line_by_line
from core.registries import my_day

CLOSE_AFTER_DAYS = 3  # a client who is unhappy with what came says so within days


def my_accounts(person, today):
    """Those on whose team they work; a liaison does not close jobs."""
    seats = Seat.objects.live(today=today).filter(person__in=person.standing.seats_of).exclude(role=SeatRole.LIAISON)
    return seats.values("account")


def to_check(person, today):
    """The client has said yes, or the check has begun."""
    if person.rank is None:
        return None
    states = [BriefState.CLIENT_APPROVED, BriefState.QUALITY_CHECK]
    jobs = Brief.objects.filter(account__in=my_accounts(person, today), state__in=states)
    return job_lines(jobs, due_on=Coalesce("wanted_on", "state_since"))


def to_close(person, today):
    """Delivered some days ago, and still open."""
    if person.rank is None:
        return None
    since = today - timedelta(days=CLOSE_AFTER_DAYS)
    jobs = Brief.objects.filter(account__in=my_accounts(person, today), state=BriefState.DELIVERED, delivered_on__lte=since)
    return job_lines(jobs, due_on="delivered_on")


@my_day.register
@line_by_line(to_check)
def check_to_do(line, person) -> Need:
    begins = line.state == BriefState.CLIENT_APPROVED
    return Need(
        key=f"quality:{line.pk}",
        title=_("Check %(job)s before it goes out") % {"job": line.title},
        why=_("The client approved it") if begins else _("The quality check has begun"),
        due_on=line.due_on,
        act_label=_("Start the check") if begins else _("Go on"),
        act_url=address_of("brief_delivery", line.pk),
        icon="list-checks",
        code=line.code,
        code_url=address_of("brief_detail", line.pk),
        group="jobs",
        url=address_of("brief_detail", line.pk),
    )


@my_day.register
@line_by_line(to_close)
def job_to_close(line, person) -> Need:
    return Need(
        key=f"close:{line.pk}",
        title=_("Close %(job)s") % {"job": line.title},
        why=_("Delivered, and nothing more was asked for"),
        due_on=line.due_on + timedelta(days=2 * CLOSE_AFTER_DAYS),
        act_label=_("Close the job"),
        act_url=address_of("brief_close", line.pk),
        icon="archive",
        code=line.code,
        code_url=address_of("brief_detail", line.pk),
        group="jobs",
        url=address_of("brief_detail", line.pk),
    )
