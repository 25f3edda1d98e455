"""What the clock says about the work (W4, S1): a round that is due or late."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.models import Round
from briefs.states import BriefState, RoundState
from clients.ladder import account_ladder
from reminders.registry import Line, Rule, Step, rules

IN_THE_HOUSE = (BriefState.IN_CREATIVE, BriefState.INTERNAL_REVIEW)


def in_the_house(today: date):
    """Rounds with a day that the client has not seen yet, of jobs that are being worked on."""
    return Round.objects.filter(state__in=(RoundState.WORKING, RoundState.INTERNAL), brief__state__in=IN_THE_HOUSE, due_on__isnull=False)


def late(today: date):
    return in_the_house(today).filter(due_on__lt=today)


def ladder(today: date):
    return account_ladder(today, key="brief__account", walled="brief__account__is_walled")


def line_of(round: Round, title: str, why: str) -> Line:
    words = {"n": round.number, "job": round.brief.title, "day": date_format(round.due_on, "l j F")}
    return Line(
        title=title % words,
        why=why % words,
        act_label=_("Open the work"),
        url=reverse("brief_work", args=[round.brief_id]),
        key=f"round:{round.pk}",
        icon="brush",
        code=round.brief.number,
        code_url=round.brief.get_absolute_url(),
        group="jobs",
    )


def due_line(round: Round, today: date) -> Line:
    return line_of(round, _("See round %(n)d of %(job)s done"), _("Due on %(day)s"))


def late_line(round: Round, today: date) -> Line:
    return line_of(round, _("Move round %(n)d of %(job)s on"), _("It was due on %(day)s and the client has not seen it"))


for name, label, causes, steps, is_after, line in (
    ("round_due", gettext_lazy("Rounds that are due"), in_the_house, (Step(2), Step(0)), False, due_line),
    ("round_late", gettext_lazy("Rounds that are late"), late, (Step(0, climbs_after=2),), True, late_line),
):
    rules.register(
        Rule(
            name=name,
            label=label,
            subject=lambda: Round,
            causes=causes,
            anchor="due_on",
            steps=steps,
            is_after=is_after,
            ladder=ladder,
            line=line,
            loaded=lambda rows: rows.select_related("brief__account"),
            may_be_done_by_hand=not is_after,
        )
    )
