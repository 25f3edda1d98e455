"""What is wrong with the jobs of an account: a delivery that is late, milestones that are late (W6)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs.account_next import MOST
from briefs.models import Brief, Milestone
from briefs.states import BriefState
from clients.troubles import Finder, Trouble, finders
from clients.upcoming import Upcoming, upcoming_of
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


def late_lines(account, kind: str, today: date) -> list[Upcoming]:
    """From what the page has loaded as coming next; a page that has not, asks."""
    loaded = getattr(account, "upcoming", None)
    lines = upcoming_of(account, today=today) if loaded is None else loaded
    return [line for line in lines if line.kind == kind and line.on < today]


def number_of(lines: list) -> str:
    return f"{MOST}+" if len(lines) >= MOST else str(len(lines))


def tell_late_jobs(account, today: date) -> list[Trouble]:
    late = late_lines(account, "delivery", today)
    if not late:
        return []
    words = {"n": number_of(late), "late": distance_words(late[0].on, today)}
    text = ngettext("%(n)s job is late: %(late)s", "%(n)s jobs are late, the first %(late)s", len(late)) % words
    return [Trouble(text, f"{reverse('brief_list')}?account={account.pk}&late=true", _("See which"), "risk")]


def tell_late_milestones(account, today: date) -> list[Trouble]:
    late = late_lines(account, "milestone", today)
    if not late:
        return []
    words = {"n": number_of(late), "name": late[0].title, "late": distance_words(late[0].on, today)}
    text = ngettext("%(name)s, %(late)s", "%(n)s milestones are late, first %(name)s", len(late)) % words
    return [Trouble(text, late[0].url, _("See the timing"), "watch")]


finders.register(Finder("late_job", gettext_lazy("Jobs that are late"), has_late_jobs, tell_late_jobs))
finders.register(Finder("late_milestone", gettext_lazy("Milestones that are late"), has_late_milestones, tell_late_milestones))
