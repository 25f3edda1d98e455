"""What of the work needs a person today (W4): what they are assigned to, what waits for their review, a round to start."""

from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from briefs.models import Assignment, Brief
from briefs.my_day.jobs import job_lines
from briefs.states import OVER, BriefState
from clients.models import Seat
from core.addresses import address_of
from core.my_day import Need, line_by_line, lines
from core.registries import my_day

DAYS_AHEAD = 7
MOVES_ON = (BriefState.INTERNAL_REVIEW, BriefState.CHANGES_ASKED)


def assignments_of(person, today):
    """Their own and of those they cover, late ones and those of the week."""
    mine = Assignment.objects.visible_to(person).open().filter(person__in=person.standing.seats_of)
    mine = mine.filter(due_on__lte=today + timedelta(days=DAYS_AHEAD)).exclude(brief__state__in=(*OVER, BriefState.ON_HOLD))
    words = {"title": "what", "why": Coalesce(F("deliverable__name"), F("brief__title")), "owner": "person", "owner_name": "person__name"}
    return lines(mine, due_on="due_on", code="brief__number", code_of="brief", **words)


@my_day.register
@line_by_line(assignments_of)
def assignment_to_do(line, person) -> Need:
    """Done in one press."""
    return Need(
        key=f"assignment:{line.pk}",
        title=line.title,
        why=line.why,
        due_on=line.due_on,
        act_label=_("Done"),
        act_url=address_of("assignment_done", line.pk),
        icon="brush",
        code=line.code,
        code_url=address_of("brief_detail", line.code_of),
        group="jobs",
        post=True,
        url=address_of("brief_work", line.code_of),
        cover_for=line.cover_for(person),
    )


def led_by(person, today):
    """Accounts that they lead today, or somebody whom they cover."""
    return Seat.objects.live(today=today).leads().filter(person__in=person.standing.seats_of).values("account")


def to_move_on(person, today):
    """Of the accounts that they lead: work that waits for the review inside, and changes that wait for a round."""
    jobs = Brief.objects.visible_to(person).filter(state__in=MOVES_ON, account__in=led_by(person, today))
    return job_lines(jobs, due_on="state_since")


@my_day.register
@line_by_line(to_move_on)
def job_to_move_on(line, person) -> Need:
    words = {
        BriefState.INTERNAL_REVIEW: (_("Review the work of %(job)s"), _("Creative has handed it in"), _("Review"), "brief_work"),
        BriefState.CHANGES_ASKED: (_("Start the next round of %(job)s"), _("The client asked for changes"), _("Start"), "brief_next_round"),
    }
    title, why, button, page = words[line.state]
    return Need(
        key=f"job:{line.pk}:{line.state}",
        title=title % {"job": line.title},
        why=why,
        due_on=line.due_on,
        act_label=button,
        act_url=address_of(page, line.pk),
        icon="clipboard-check" if line.state == BriefState.INTERNAL_REVIEW else "rotate-cw",
        code=line.code,
        code_url=address_of("brief_detail", line.pk),
        group="jobs",
        url=address_of("brief_detail", line.pk),
    )
