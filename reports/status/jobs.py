"""Jobs in a status report: whose turn it is, what comes next, and whether that is good (S3, P3)."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from briefs.models import Assignment, Brief, ChangeOrder, Milestone, ReviewLink
from briefs.states import OVER, BriefState, ChangeOrderState
from core.marks import money_words
from reports.lines import CLIENT, US, Line
from reports.status.contracts import contracts_of
from reports.status.days import CLIENT_SLOW_DAYS, LOOKED_BACK_DAYS, NEAR_DAYS, day_words

MOST_JOBS = 200

S = BriefState
# State → whose turn it is and what comes next.
TURNS = {
    S.DRAFT: (US, lambda: _("Write the brief and submit it")),
    S.IN_REVIEW: (US, lambda: _("Approve the brief")),
    S.APPROVED: (US, lambda: _("Start creative")),
    S.IN_CREATIVE: (US, lambda: _("Hand the work in")),
    S.INTERNAL_REVIEW: (US, lambda: _("Review the work inside")),
    S.WITH_CLIENT: (CLIENT, lambda: _("Give the verdict on the work")),
    S.CHANGES_ASKED: (US, lambda: _("Start the next round")),
    S.CLIENT_APPROVED: (US, lambda: _("Start the quality check")),
    S.QUALITY_CHECK: (US, lambda: _("Check and deliver")),
    S.DELIVERED: (US, lambda: _("Close the job and bill it")),
    S.ON_HOLD: ("", lambda: _("Nothing: it is on hold")),
}
WITH_ASSIGNEES = (S.IN_CREATIVE, S.APPROVED)


def job_lines(account, *, today: date, jobs: list[Brief] | None = None) -> list[Line]:
    sold = max((one.rounds_per_job for one in contracts_of(account) if one.rounds_per_job is not None), default=None)
    lead = account.lead.name if account.lead else ""
    found = jobs_of(account, today=today) if jobs is None else jobs
    return [job_line(brief, sold=sold, lead=lead, today=today) for brief in found]


def jobs_of(account, *, today: date) -> QuerySet[Brief]:
    """Live ones and those that ended within a week, each with its next milestone and whoever it waits for; one query."""
    since = today - timedelta(days=LOOKED_BACK_DAYS)
    milestones = Milestone.objects.filter(brief=OuterRef("pk"), done_on=None).order_by("due_on", "pk")
    working = Assignment.objects.filter(brief=OuterRef("pk"), done_on=None).order_by("due_on", "pk")
    links = ReviewLink.objects.filter(brief=OuterRef("pk"), revoked_at=None, is_decider=True)
    recent = Q(state__in=OVER) & (Q(closed_on__gte=since) | Q(state_since__gte=since))
    rows = Brief.objects.filter(account=account).filter(~Q(state__in=OVER) | recent).select_related("author", "contact")
    return rows.annotate(
        milestone=Subquery(milestones.values("name")[:1]),
        milestone_on=Subquery(milestones.values("due_on")[:1]),
        worker=Subquery(working.values("person__name")[:1]),
        decider=Subquery(links.values("contact__name")[:1]),
        priced=Exists(ChangeOrder.objects.filter(brief=OuterRef("pk"), state=ChangeOrderState.OFFERED)),
    ).order_by("wanted_on", "number", "pk")[:MOST_JOBS]


def job_line(brief: Brief, *, sold: int | None, lead: str, today: date) -> Line:
    is_over = brief.state in OVER
    turn, words = TURNS.get(brief.state, ("", lambda: ""))
    tone, why = ("", "") if is_over or brief.state == S.ON_HOLD else colour_of(brief, sold=sold, today=today)
    facts = []
    if brief.milestone and not is_over:
        facts.append([_("Next milestone"), _("%(name)s, %(day)s") % {"name": brief.milestone, "day": day_words(brief.milestone_on)}])
    rounds = brief.rounds_sold if brief.rounds_sold is not None else sold
    if brief.round_number:
        facts.append([_("Rounds"), _("%(n)d of %(sold)s") % {"n": brief.round_number, "sold": "–" if rounds is None else rounds}])
    return Line(
        section="billing" if brief.state == S.DELIVERED else "jobs",
        key=f"job:{brief.pk}",
        title=brief.title,
        account=brief.account_id,
        url=brief.get_absolute_url(),
        code=brief.number,
        stands=brief.state,
        state=str(brief.get_state_display()),
        next=words(),
        turn=turn,
        who=who_of(brief, turn, lead),
        days=(today - brief.state_since).days if turn else None,
        due=brief.wanted_on.isoformat() if brief.wanted_on else "",
        tone=tone,
        why=why,
        facts=facts,
        money=[[_("Budget"), money_words(brief.budget, "whole")]] if brief.budget else [],
        is_shared=is_known_to_client(brief),
        is_done=is_over or brief.state == S.DELIVERED,
    )


def is_known_to_client(brief: Brief) -> bool:
    """A brief that was never approved is between us, also where it rests or was cancelled; a new version of one that was is not."""
    if brief.edition > 1 or brief.approved_on is not None:
        return True
    return (brief.held_from or brief.state) not in (S.DRAFT, S.IN_REVIEW, S.CANCELLED)


def who_of(brief: Brief, turn: str, lead: str) -> str:
    """By name: the client's decider, whoever is assigned, the author of the brief, else the lead."""
    if turn == CLIENT:
        return brief.decider or (str(brief.contact) if brief.contact else "")
    if not turn:
        return ""
    if brief.state == S.DRAFT:
        return brief.author.name
    if brief.state in WITH_ASSIGNEES and brief.worker:
        return brief.worker
    return lead or brief.author.name


def colour_of(brief: Brief, *, sold: int | None, today: date) -> tuple[str, str]:
    """(good, watch or risk, and why): the first that is true, the worst first."""
    waits = (today - brief.state_since).days
    rounds = brief.rounds_sold if brief.rounds_sold is not None else sold
    if brief.is_late(today=today):
        return "risk", _("The delivery day, %(day)s, is over.") % {"day": day_words(brief.wanted_on)}
    if brief.milestone_on and brief.milestone_on < today:
        return "watch", _("%(name)s was due on %(day)s.") % {"name": brief.milestone, "day": day_words(brief.milestone_on)}
    if brief.state == S.WITH_CLIENT and waits > CLIENT_SLOW_DAYS:
        return "watch", _("The client has had it for %(n)d days.") % {"n": waits}
    if brief.priced or (rounds is not None and brief.round_number > rounds):
        return "watch", _("More rounds than were sold.")
    if brief.delivered_on is None and brief.wanted_on is None and brief.state != S.DRAFT:
        return "watch", _("It has no delivery day.")
    is_near = brief.wanted_on and (brief.wanted_on - today).days <= NEAR_DAYS
    if is_near and brief.state in (S.DRAFT, S.IN_REVIEW, S.APPROVED, S.IN_CREATIVE, S.INTERNAL_REVIEW, S.CHANGES_ASKED):
        return "watch", _("To be delivered on %(day)s, and not with the client yet.") % {"day": day_words(brief.wanted_on)}
    return "good", _("On time.")
