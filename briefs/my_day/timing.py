"""What of the timing needs a person today (W6): milestones of theirs that are due this week or late."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.models import Milestone
from core.my_day import Need, only_if
from core.registries import my_day

DAYS_AHEAD = 7
MOST = 50


def milestones_of(person, today: date):
    mine = Milestone.objects.visible_to(person).to_be_reached().filter(owner__in=person.standing.seats_of)
    return mine.filter(due_on__lte=today + timedelta(days=DAYS_AHEAD))


@my_day.register
@only_if(milestones_of)
def milestones_to_reach(person, today: date) -> list[Need]:
    """Their own and of those they cover; reached in one press. One query."""
    return [
        Need(
            key=f"milestone:{one.pk}",
            title=_("Reach %(milestone)s of %(job)s") % {"milestone": one.name, "job": one.brief.title},
            why=_("A booking closes on this day") if one.is_fixed else one.get_kind_display(),
            due_on=one.due_on,
            act_label=_("Reached"),
            act_url=reverse("milestone_reach", args=[one.pk]),
            icon="flag",
            code=one.brief.number,
            code_url=one.brief.get_absolute_url(),
            group="jobs",
            post=True,
            url=one.get_absolute_url(),
            cover_for=one.owner if one.owner_id != person.pk else None,
            menu=((_("Move it"), reverse("milestone_move", args=[one.pk])),) if person.rank or person.department == "traffic" else (),
        )
        for one in milestones_of(person, today).select_related("brief__account", "owner").order_by("due_on", "pk")[:MOST]
    ]
