"""What the work brings to the next talk (R1, W6): jobs that are late, work that waits for the client."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.models import Brief
from briefs.states import BriefState
from clients.agenda import MOST, Item, Source, agenda
from clients.words import in_words


def late_jobs(account, person, today):
    """Nobody waits for a job on hold."""
    rows = Brief.objects.late(today=today).filter(account=account).exclude(state=BriefState.ON_HOLD)
    return rows.order_by("wanted_on", "pk")[:MOST]


def late_job(one) -> Item:
    words = {"number": one.number, "title": one.title, "day": in_words(one.wanted_on)}
    return Item(_("%(number)s %(title)s: it was due on %(day)s") % words, one.get_absolute_url(), one.wanted_on)


def with_the_client(account, person, today):
    return Brief.objects.filter(account=account, state=BriefState.WITH_CLIENT).order_by("state_since", "pk")[:MOST]


def waiting_job(one) -> Item:
    words = {"number": one.number, "title": one.title, "day": in_words(one.state_since)}
    return Item(_("%(number)s %(title)s: with you since %(day)s") % words, one.get_absolute_url(), one.state_since)


agenda.register(Source("late_jobs", gettext_lazy("Late work"), 40, late_jobs, late_job))
agenda.register(Source("with_client", gettext_lazy("Waiting for their word"), 45, with_the_client, waiting_job))
