"""What of the timing needs a person today (W6): milestones of theirs that are due this week or late."""

from datetime import date, timedelta

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from briefs.models import Milestone
from briefs.states import MilestoneKind
from core.addresses import address_of
from core.my_day import Need, line_by_line, lines
from core.registries import my_day

DAYS_AHEAD = 7


def milestones_of(person, today: date):
    """Their own and of those they cover."""
    mine = Milestone.objects.visible_to(person).to_be_reached().filter(owner__in=person.standing.seats_of)
    mine = mine.filter(due_on__lte=today + timedelta(days=DAYS_AHEAD))
    booked = Case(When(is_fixed=True, then=Value("booked")), default=Value(""))
    words = {"title": "name", "why": "brief__title", "state": "kind", "owner": "owner", "owner_name": "owner__name", "note": booked}
    return lines(mine, due_on="due_on", code="brief__number", code_of="brief", **words)


@my_day.register
@line_by_line(milestones_of)
def milestone_to_reach(line, person) -> Need:
    """Reached in one press."""
    may_move = person.rank or person.department == "traffic"
    return Need(
        key=f"milestone:{line.pk}",
        title=_("Reach %(milestone)s of %(job)s") % {"milestone": line.title, "job": line.why},
        why=_("A booking closes on this day") if line.note else str(MilestoneKind(line.state).label),
        due_on=line.due_on,
        act_label=_("Reached"),
        act_url=address_of("milestone_reach", line.pk),
        icon="flag",
        code=line.code,
        code_url=address_of("brief_detail", line.code_of),
        group="jobs",
        post=True,
        url=address_of("brief_timing", line.code_of),
        cover_for=line.cover_for(person),
        menu=((_("Move it"), address_of("milestone_move", line.pk)),) if may_move else (),
    )
