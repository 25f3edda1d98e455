"""What of the work needs a person today (W4): what they are assigned to, what waits for their review, a round to start."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.models import Assignment, Brief
from briefs.states import OVER, BriefState
from clients.models import Seat
from core.my_day import Need, only_if
from core.registries import my_day

DAYS_AHEAD = 7
MOST = 50
MOVES_ON = (BriefState.INTERNAL_REVIEW, BriefState.CHANGES_ASKED)


def assignments_of(person, today):
    mine = Assignment.objects.visible_to(person).open().filter(person__in=person.standing.seats_of)
    return mine.filter(due_on__lte=today + timedelta(days=DAYS_AHEAD)).exclude(brief__state__in=(*OVER, BriefState.ON_HOLD))


@my_day.register
@only_if(assignments_of)
def assignments_to_do(person, today) -> list[Need]:
    """Their own and of those they cover, late ones and those of the week; done in one press. One query."""
    rows = assignments_of(person, today).select_related("brief", "person", "deliverable").order_by("due_on", "pk")
    return [
        Need(
            key=f"assignment:{one.pk}",
            title=one.what,
            why=str(one.deliverable or one.brief.title),
            due_on=one.due_on,
            act_label=_("Done"),
            act_url=reverse("assignment_done", args=[one.pk]),
            icon="brush",
            code=one.brief.number,
            code_url=one.brief.get_absolute_url(),
            group="jobs",
            post=True,
            url=one.get_absolute_url(),
            cover_for=one.person if one.person_id != person.pk else None,
        )
        for one in rows[:MOST]
    ]


def led_by(person, today):
    """Accounts that they lead today, or somebody whom they cover."""
    return Seat.objects.live(today=today).leads().filter(person__in=person.standing.seats_of).values("account")


def to_move_on(person, today):
    return Brief.objects.visible_to(person).filter(state__in=MOVES_ON, account__in=led_by(person, today))


@my_day.register
@only_if(to_move_on)
def jobs_to_move_on(person, today) -> list[Need]:
    """Of the accounts that they lead: work that waits for the review inside, and changes that wait for a round. One query."""
    words = {
        BriefState.INTERNAL_REVIEW: (_("Review the work of %(job)s"), _("Creative has handed it in"), _("Review"), "brief_work"),
        BriefState.CHANGES_ASKED: (_("Start the next round of %(job)s"), _("The client asked for changes"), _("Start"), "brief_next_round"),
    }
    needs = []
    for brief in to_move_on(person, today).order_by("state_since", "pk")[:MOST]:
        title, why, button, page = words[brief.state]
        needs.append(
            Need(
                key=f"job:{brief.pk}:{brief.state}",
                title=title % {"job": brief.title},
                why=why,
                due_on=brief.state_since,
                act_label=button,
                act_url=reverse(page, args=[brief.pk]),
                icon="clipboard-check" if brief.state == BriefState.INTERNAL_REVIEW else "rotate-cw",
                code=brief.number,
                code_url=brief.get_absolute_url(),
                group="jobs",
                url=brief.get_absolute_url(),
            )
        )
    return needs
