"""What comes next with an account: the next deliveries and milestones of its jobs (W6); one query."""

from datetime import date

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.models import Brief, Milestone
from briefs.states import BriefState, MilestoneKind
from clients.upcoming import Source, Upcoming, sources
from core.statements import asked

MOST = 4
NOT_AHEAD = (BriefState.DELIVERED, BriefState.ON_HOLD)


def to_deliver():
    return Brief.objects.live().exclude(state__in=NOT_AHEAD).filter(wanted_on__isnull=False, delivered_on=None)


def nearest():
    return Subquery(to_deliver().filter(account=OuterRef("pk")).order_by("wanted_on").values("wanted_on")[:1])


def days_ahead(account, today: date):
    """Rows of (day, job's key, job's title, milestone's name or nothing, who). What is late is among the troubles."""
    jobs = to_deliver().filter(account=account, wanted_on__gte=today).order_by()
    milestones = (
        Milestone.objects.to_be_reached().filter(brief__account=account, due_on__gte=today).exclude(kind=MilestoneKind.DELIVERY).order_by()
    )
    nothing = Value("", CharField())
    of_jobs = jobs.annotate(day=F("wanted_on"), job=F("pk"), called=F("title"), what=nothing, who=F("author__name"))
    of_milestones = milestones.annotate(day=F("due_on"), job=F("brief"), called=F("brief__title"), what=F("name"), who=F("owner__name"))
    columns = ("day", "job", "called", "what", "who")
    return of_jobs.values_list(*columns).union(of_milestones.values_list(*columns), all=True).order_by("day", "job", "what")[:MOST]


def of_account(account, today: date) -> list[Upcoming]:
    rows = asked(("jobs_ahead", today), lambda account: days_ahead(account, today), account=account.pk)
    return [
        Upcoming(
            day,
            f"{what}: {title}" if what else _("Delivery: %(job)s") % {"job": title},
            reverse("brief_timing" if what else "brief_detail", args=[job]),
            who or "",
        )
        for day, job, title, what, who in rows
    ]


sources.register(Source(nearest, of_account))
