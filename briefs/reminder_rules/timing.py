"""What the clock says about timing (W6, S1): a milestone that is due or late, a delivery for which too little time is left. ADR 0045."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.models import Brief, Milestone
from briefs.plans import steps_by_kind
from briefs.states import BriefState, MilestoneKind
from clients.ladder import account_ladder, seated
from core.workdays import add_working_days, on_or_after
from reminders.registry import Line, Rule, Step, rules

RISK_WORKING_DAYS = 10  # a delivery further away than this is not said to be at risk; ADR 0045

# What must still be reached, at the least, by a job that stands here: the steps of the plan that lie ahead of it.
STILL_AHEAD = {
    BriefState.DRAFT: MilestoneKind.BRIEFING,
    BriefState.IN_REVIEW: MilestoneKind.BRIEFING,
    BriefState.APPROVED: MilestoneKind.BRIEFING,
    BriefState.IN_CREATIVE: MilestoneKind.INTERNAL_REVIEW,
    BriefState.INTERNAL_REVIEW: MilestoneKind.PRESENTATION,
    BriefState.WITH_CLIENT: MilestoneKind.CLIENT_APPROVAL,
    BriefState.CHANGES_ASKED: MilestoneKind.CLIENT_APPROVAL,
    BriefState.CLIENT_APPROVED: MilestoneKind.PRODUCTION,
}
LATER_ROUNDS = {BriefState.IN_CREATIVE: MilestoneKind.CLIENT_APPROVAL, BriefState.INTERNAL_REVIEW: MilestoneKind.CLIENT_APPROVAL}


def owner_ladder(today: date):
    """Whoever owns it, as long as they sit on the account, else its lead; then as for the account. Cover reads it for who is away."""
    lead = seated("owner", today, key="brief__account")
    return account_ladder(today, key="brief__account", walled="brief__account__is_walled", lead=lead)


def to_reach(today: date):
    return Milestone.objects.to_be_reached()


def late(today: date):
    return Milestone.objects.to_be_reached().late(today=today)


def at_risk(today: date):
    """The delivery is near, and the plan of its kind needs more working days from where the job stands than are left. Two queries."""
    horizon = add_working_days(today, RISK_WORKING_DAYS)
    too_early = Q(pk__in=[])
    for kinds, steps in steps_by_kind():
        days_before = {step.kind: step.working_days_before for step in steps}
        for state, milestone in STILL_AHEAD.items():
            first_round = {"state": state, "round_number__lte": 1}
            for where, ahead in ((first_round, milestone), ({"state": state, "round_number__gt": 1}, LATER_ROUNDS.get(state, milestone))):
                if days_before.get(ahead):
                    enough = add_working_days(on_or_after(today), days_before[ahead])
                    too_early |= Q(kind__in=kinds, wanted_on__lt=enough, **where)
    return Brief.objects.filter(too_early, wanted_on__gte=today, wanted_on__lte=horizon, delivered_on=None)


def line_of(milestone: Milestone, title: str, why: str) -> Line:
    words = {"name": milestone.name, "job": milestone.brief.title, "day": date_format(milestone.due_on, "l j F")}
    return Line(
        title=title % words,
        why=why % words,
        act_label=_("Open the timing"),
        url=milestone.get_absolute_url(),
        key=f"milestone:{milestone.pk}",
        icon="flag",
        code=milestone.brief.number,
        code_url=milestone.brief.get_absolute_url(),
        group="jobs",
    )


def due_line(milestone: Milestone, today: date) -> Line:
    return line_of(
        milestone, _("Reach %(name)s of %(job)s"), _("A booking closes on %(day)s") if milestone.is_fixed else _("Due on %(day)s")
    )


def late_line(milestone: Milestone, today: date) -> Line:
    return line_of(milestone, _("Reach or move %(name)s of %(job)s"), _("It was due on %(day)s, and nobody has said that it is reached"))


def risk_line(brief: Brief, today: date) -> Line:
    words = {"day": date_format(brief.wanted_on, "l j F"), "state": brief.get_state_display().lower()}
    return Line(
        title=_("Save the delivery of %(job)s") % {"job": brief.title},
        why=_("Wanted on %(day)s and still %(state)s: by the plan too little time is left") % words,
        act_label=_("Open the timing"),
        url=reverse("brief_timing", args=[brief.pk]),
        key=f"delivery:{brief.pk}",
        icon="triangle-alert",
        code=brief.number,
        code_url=brief.get_absolute_url(),
        group="jobs",
    )


for name, label, causes, steps, is_after, line in (
    ("milestone_due", gettext_lazy("Milestones that are due"), to_reach, (Step(2), Step(0)), False, due_line),
    ("milestone_late", gettext_lazy("Milestones that are late"), late, (Step(0, climbs_after=2),), True, late_line),
):
    rules.register(
        Rule(
            name=name,
            label=label,
            subject=lambda: Milestone,
            causes=causes,
            anchor="due_on",
            steps=steps,
            is_after=is_after,
            ladder=owner_ladder,
            line=line,
            loaded=lambda rows: rows.select_related("brief__account"),
            may_be_done_by_hand=not is_after,
        )
    )
rules.register(
    Rule(
        name="delivery_at_risk",
        label=gettext_lazy("Deliveries that the plan says cannot be made"),
        subject=lambda: Brief,
        causes=at_risk,
        anchor="wanted_on",
        steps=(Step(2 * RISK_WORKING_DAYS, climbs_after=2),),
        ladder=account_ladder,
        line=risk_line,
        loaded=lambda rows: rows.select_related("account"),
        may_be_done_by_hand=False,
    )
)
