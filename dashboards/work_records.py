"""The records behind the figures of the work: jobs, approvals, rebriefs and rounds (S2, W3, W4, W6)."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from briefs.models import Approval, Brief, Rebrief, Round
from briefs.states import ApprovalStep, RebriefCause
from clients.models import Account
from dashboards.records import records
from dashboards.scope import Scope
from people.states import Rank

WEEK_DAYS, MONTH_DAYS = 7, 30
AGES = {"week": _("Up to 7 days"), "month": _("8 to 30 days"), "older": _("More than 30 days")}  # since a job stands where it stands
RUNGS = {ApprovalStep.STRATEGY.value: ApprovalStep.STRATEGY.label, **{str(rank.value): rank.label for rank in Rank}}


def of_scope(scope: Scope, rows: QuerySet, path: str = "account") -> QuerySet:
    """Rows of the scope's accounts; `path` leads from the row to its account."""
    if scope.is_whole:
        return rows.filter(**{f"{path}__in": Account.objects.live().values("pk")})
    return rows.filter(**{f"{path}__in": scope.accounts().values("pk")})


def in_period(scope: Scope, rows: QuerySet, day: str) -> QuerySet:
    return rows.filter(**{f"{day}__gte": scope.starts_on, f"{day}__lte": scope.today})


def of_age(age: str, *, today) -> Q:
    """Twin: figures_of_work.age_of."""
    week, month = today - timedelta(days=WEEK_DAYS), today - timedelta(days=MONTH_DAYS)
    return {
        "week": Q(state_since__gte=week),
        "month": Q(state_since__lt=week, state_since__gte=month),
        "older": Q(state_since__lt=month),
    }.get(age, Q())


@records("jobs", _("Live jobs"), "brief")
def jobs(scope, narrowing):
    """`part` is the state."""
    rows = of_scope(scope, Brief.objects.live()).filter(of_age(narrowing.age, today=scope.today))
    return rows.filter(state=narrowing.part) if narrowing.part else rows


@records("late-jobs", _("Late jobs"), "brief")
def late_jobs(scope, narrowing):
    return of_scope(scope, Brief.objects.late(today=scope.today))


def _promised(scope, narrowing):
    """Delivered in the period, and promised before."""
    rows = in_period(scope, of_scope(scope, Brief.objects.filter(delivered_on__isnull=False)), "delivered_on")
    rows = rows.with_promise().filter(promise__isnull=False)
    if narrowing.month:
        rows = rows.filter(delivered_on__year=narrowing.month.year, delivered_on__month=narrowing.month.month)
    return rows


@records("delivered", _("Delivered jobs"), "brief")
def delivered(scope, narrowing):
    return _promised(scope, narrowing)


@records("delivered-on-time", _("Delivered on time"), "brief")
def delivered_on_time(scope, narrowing):
    return _promised(scope, narrowing).filter(delivered_on__lte=F("promise"))


@records("delivered-late", _("Delivered late"), "brief")
def delivered_late(scope, narrowing):
    return _promised(scope, narrowing).filter(delivered_on__gt=F("promise"))


@records("approvals", _("Briefs approved"), "approval")
def approvals(scope, narrowing):
    """`part` is the rung: the strategy sign-off, or the rank that the policy asked for."""
    rows = in_period(scope, of_scope(scope, Approval.objects.given(), "brief__account"), "at__date")
    if narrowing.part == ApprovalStep.STRATEGY:
        return rows.filter(step=ApprovalStep.STRATEGY)
    if narrowing.part.isdecimal():
        return rows.filter(step=ApprovalStep.RANK, rank_required=int(narrowing.part))
    return rows


@records("self-approved-briefs", _("Self-approved briefs"), "approval")
def self_approved_briefs(scope, narrowing):
    """P7: in a small shop one may approve one's own brief; the director sees how often."""
    return approvals(scope, narrowing).filter(is_self_approval=True)


@records("rebriefs", _("Rebriefs"), "rebrief")
def rebriefs(scope, narrowing):
    """`part` is the cause."""
    rows = in_period(scope, of_scope(scope, Rebrief.objects.all(), "brief__account"), "on")
    return rows.filter(cause=narrowing.part) if narrowing.part in RebriefCause.values else rows


@records("rounds", _("Creative rounds"), "round")
def rounds(scope, narrowing):
    return in_period(scope, of_scope(scope, Round.objects.all(), "brief__account"), "opened_on")


@records("rounds-over", _("Rounds over contract"), "round")
def rounds_over(scope, narrowing):
    return rounds(scope, narrowing).filter(is_over_contract=True)


@records("scored", _("Briefs opened, with a score"), "brief")
def scored(scope, narrowing):
    """`who` is the author."""
    rows = in_period(scope, of_scope(scope, Brief.objects.filter(score__isnull=False)), "opened_on")
    people = narrowing.people(scope)
    return rows if people is None else rows.filter(author__in=people)
