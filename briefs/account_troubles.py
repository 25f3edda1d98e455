"""What is wrong with the jobs of an account: a delivery that is late, milestones that are late (W6)."""

from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs.models import Brief, Milestone
from briefs.states import BriefState
from clients.troubles import Finder, Trouble, finders
from core.marks import distance_words


def late_jobs(today: date):
    """Nobody waits for a job on hold."""
    return Brief.objects.late(today=today).exclude(state=BriefState.ON_HOLD)


def late_milestones(today: date):
    return Milestone.objects.to_be_reached().late(today=today)


def has_late_jobs(today: date) -> Q:
    return Q(Exists(late_jobs(today).filter(account=OuterRef("pk"))))


def has_late_milestones(today: date) -> Q:
    return Q(Exists(late_milestones(today).filter(brief__account=OuterRef("pk"))))


def tell_late_jobs(account, today: date) -> list[Trouble]:
    found = late_jobs(today).filter(account=account).order_by().aggregate(n=Count("pk"), first=Min("wanted_on"))
    if not found["n"]:
        return []
    words = {"n": found["n"], "late": distance_words(found["first"], today)}
    text = ngettext("%(n)d job is late: %(late)s", "%(n)d jobs are late, the first %(late)s", found["n"]) % words
    return [Trouble(text, f"{reverse('brief_list')}?account={account.pk}&late=true", _("See which"), "risk")]


def tell_late_milestones(account, today: date) -> list[Trouble]:
    rows = list(late_milestones(today).filter(brief__account=account).select_related("brief").order_by("due_on", "pk")[:51])
    if not rows:
        return []
    first = rows[0]
    if len(rows) == 1:
        words = {"name": first.name, "job": first.brief.title, "late": distance_words(first.due_on, today)}
        text = _("%(name)s of %(job)s: %(late)s") % words
    else:
        text = _("%(n)s milestones are late, first %(name)s of %(job)s") % {
            "n": "50+" if len(rows) > 50 else len(rows),
            "name": first.name,
            "job": first.brief.title,
        }
    return [Trouble(text, first.get_absolute_url(), _("See the timing"), "watch")]


finders.register(Finder("late_job", gettext_lazy("Jobs that are late"), has_late_jobs, tell_late_jobs))
finders.register(Finder("late_milestone", gettext_lazy("Milestones that are late"), has_late_milestones, tell_late_milestones))
