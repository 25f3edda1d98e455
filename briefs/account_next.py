"""What comes next with an account: deliveries and milestones of its jobs, late ones first (W6)."""

from datetime import date

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.models import Brief, Milestone
from briefs.states import BriefState, MilestoneKind
from clients.upcoming import COLUMNS, Source, Upcoming, sources

MOST = 20  # of each kind: enough to tell how many are late
NOT_AHEAD = (BriefState.DELIVERED, BriefState.ON_HOLD)


def to_deliver():
    return Brief.objects.live().exclude(state__in=NOT_AHEAD).filter(wanted_on__isnull=False, delivered_on=None)


def to_reach():
    """A delivery is said by the job itself, unless it is late."""
    return Milestone.objects.to_be_reached()


def nearest():
    return Subquery(to_deliver().filter(account=OuterRef("pk")).order_by("wanted_on").values("wanted_on")[:1])


def rows(account, today: date) -> list:
    jobs = Brief.objects.filter(pk__in=to_deliver().filter(account=account).order_by("wanted_on", "pk").values("pk")[:MOST]).order_by()
    ahead = to_reach().filter(brief__account=account).exclude(kind=MilestoneKind.DELIVERY, due_on__gte=today)
    milestones = Milestone.objects.filter(pk__in=ahead.order_by("due_on", "pk").values("pk")[:MOST]).order_by()
    of_jobs = jobs.annotate(noun=Value("delivery", CharField()), day=F("wanted_on"), row=F("pk"), called=F("title"), sub=F("author__name"))
    of_milestones = milestones.annotate(
        noun=Value("milestone", CharField()),
        day=F("due_on"),
        row=F("brief"),
        called=Concat(F("name"), Value(": "), F("brief__title"), output_field=CharField()),
        sub=Coalesce(F("owner__name"), Value(""), output_field=CharField()),
    )
    return [of_jobs.values_list(*COLUMNS), of_milestones.values_list(*COLUMNS)]


def line(kind: str, day: date, key: int, title: str, sub: str) -> Upcoming:
    if kind == "milestone":
        return Upcoming(day, title, reverse("brief_timing", args=[key]), sub, kind)
    return Upcoming(day, _("Delivery: %(job)s") % {"job": title}, reverse("brief_detail", args=[key]), sub, kind)


sources.register(Source(("delivery", "milestone"), nearest, rows, line))
