"""What a change of a service level means for concerns that are open (G2): they keep their times, or get the new ones with the change."""

from datetime import datetime

from django.utils.translation import ngettext

from care.concern_clock import graded
from care.models import Concern
from clients.bulk import record_many
from clients.levels import Effect, effects, levels

CLOCK = ("answer_hours", "resolve_hours", "answer_by", "resolve_by", "due_at", "climbs_at")


def open_under(tier: str):
    return Concern.objects.ticking().of_tier(tier).filter(account__closed_on=None)


def words(tier: str) -> str:
    number = open_under(tier).count()
    if not number:
        return ""
    found = ngettext("%(n)d concern of this tier is open.", "%(n)d concerns of this tier are open.", number)
    return found % {"n": number}


def carry_out(tier: str, *, by, now: datetime) -> int:
    """Every open concern gets both moments anew, from when the client turned to us; those whose times differ are told of."""
    level, touched = levels()[tier], []
    for concern in open_under(tier).select_for_update(of=("self",)).select_related("account").order_by("pk"):
        hours = level.hours(concern.severity)
        if (hours.answer, hours.resolve) != (concern.answer_hours, concern.resolve_hours):
            for column, value in graded(concern, hours).items():
                setattr(concern, column, value)
            touched.append(concern)
    Concern.objects.bulk_update(touched, CLOCK, batch_size=500)
    record_many(touched, "concern.regraded", by=by, words=lambda concern: {})
    return len(touched)


effects.register(Effect(words, carry_out))
