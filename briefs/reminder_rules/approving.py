"""What the clock says about approvals (W3, S1): due at once, and climbing when nobody answers. Docs: ADR 0042.

On each rung stands whoever may say the yes that is missing: with the rank the policy asks, never who wrote the brief. While
they are away their cover reads it, as with every reminder.
"""

from datetime import date

from django.conf import settings
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.authority import written_by, wrote_parts
from briefs.ledger import approval_url
from briefs.models import Brief
from briefs.policy import by_rank, limits
from briefs.states import ApprovalStep
from briefs.waiting import able_planners
from clients.ladder import sitting
from clients.states import SeatRole
from core.marks import day_words
from people.states import Rank
from reminders.ladders import KEY, head_of_house
from reminders.registry import Line, Rule, Step, rules

CLIMBS_AFTER = 2  # working days without an answer (ADR 0042)


def in_review(today: date):
    return Brief.objects.waiting_for_approval().with_policy(on=today).with_signed().filter(submitted_on__isnull=False)


def to_sign(today: date):
    return in_review(today).filter(asks_strategy=True, is_signed=False)


def to_approve(today: date):
    return in_review(today).exclude(asks_strategy=True, is_signed=False)


def able(seats, path: str, ranks):
    """The person at this path of a seat: may log in, did not write the brief of the query around, has the rank asked.

    `ranks(then)` is `then(rank)` for the rank that the brief asks.
    """
    wrote = Q(**{path: OuterRef("author")}) | Q(**{path: Coalesce(OuterRef("submitted_by"), Value(0))})
    found = seats.filter(**{f"{path}__is_active": True})
    if not settings.SMALL_SHOP_MODE:
        found = found.exclude(wrote).exclude(wrote_parts(OuterRef(path), OuterRef(OuterRef("pk"))))
    return ranks(lambda rank: Subquery(found.filter(**{f"{path}__rank__gte": rank}).values(path)[:1], output_field=KEY))


def as_the_policy_asks(today: date):
    reached = limits(on=today)
    return lambda then: by_rank(reached, then, output_field=KEY)


def ladder(today: date, *, first=None, ranks=None):
    """Supervisor → director → head, each from a seat, else from the line above the team where no wall stands."""
    ranks = ranks or as_the_policy_asks(today)
    live = sitting(today, "account")
    leads = live.leads().order_by("-starts_on", "-pk")
    supervisors = live.filter(role=SeatRole.SUPERVISOR).order_by("starts_on", "pk")
    directors = live.filter(role=SeatRole.DIRECTOR).order_by("starts_on", "pk")

    def unless_walled(seats, path):
        return Case(When(account__is_walled=False, then=able(seats, path, ranks)), default=None, output_field=KEY)

    supervisor = Coalesce(able(supervisors, "person", ranks), unless_walled(leads, "person__reports_to"))
    director = Coalesce(
        able(directors, "person", ranks),
        unless_walled(supervisors, "person__reports_to"),
        unless_walled(leads, "person__reports_to__reports_to"),
    )
    return (first, supervisor, director, head())


def head():
    """The head of the house, unless they wrote it."""
    top = head_of_house()
    if top is None or settings.SMALL_SHOP_MODE:
        return top
    return Case(When(written_by(top.value), then=None), default=top, output_field=KEY)


def strategy_ladder(today: date):
    """The planner of the account; late, it climbs as everything does."""
    planner = Subquery(able_planners(today=today).order_by("starts_on", "pk").values("person")[:1], output_field=KEY)
    return ladder(today, first=planner, ranks=lambda then: then(int(Rank.SUPERVISOR)))


def line(brief: Brief, today: date, *, title: str, icon: str) -> Line:
    who = brief.submitted_by or brief.author
    return Line(
        title=title % {"brief": brief.title},
        why=_("%(who)s submitted it, %(day)s") % {"who": who, "day": day_words(brief.submitted_on, today)},
        act_label=_("Read it"),
        url=approval_url(brief),
        key=f"approval:{brief.pk}",
        icon=icon,
        code=brief.number,
        code_url=brief.get_absolute_url(),
        group="approvals",
    )


def loaded(briefs):
    return briefs.select_related("account", "author", "submitted_by")


rules.register(
    Rule(
        name=f"brief_{ApprovalStep.STRATEGY}",
        label=gettext_lazy("Briefs that wait for a strategy sign-off"),
        subject=lambda: Brief,
        causes=to_sign,
        anchor=F("submitted_on"),
        steps=(Step(0, climbs_after=CLIMBS_AFTER),),
        is_after=True,
        ladder=strategy_ladder,
        line=lambda brief, today: line(brief, today, title=_("Sign off the strategy of %(brief)s"), icon="compass"),
        loaded=loaded,
        may_be_done_by_hand=False,
    )
)
rules.register(
    Rule(
        name="brief_approval",
        label=gettext_lazy("Briefs that wait for approval"),
        subject=lambda: Brief,
        causes=to_approve,
        anchor=F("submitted_on"),
        steps=(Step(0, climbs_after=CLIMBS_AFTER),),
        is_after=True,
        ladder=ladder,
        line=lambda brief, today: line(brief, today, title=_("Approve %(brief)s"), icon="stamp"),
        loaded=loaded,
        may_be_done_by_hand=False,
    )
)
