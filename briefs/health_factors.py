"""What jobs say of the health of an account (R4, W1–W7): days kept, rounds, rebriefs, how fast the client says yes, what they say after."""

from datetime import date, timedelta
from statistics import mean

from django.db.models import Avg, Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs.models import Brief, JobRating, JobRequest, Milestone, Rebrief, Round
from briefs.states import RatingSide
from clients.health import Evidence, Factor, factors
from clients.health_factors import page_of
from clients.states import HealthGroup, HealthNumber

LOOK_BACK_DAYS = 90
LONG_LOOK_BACK_DAYS = 180  # of what happens seldom
TURNAROUND_DAYS, NORM_DAYS = 60, 365  # how fast they say yes now, against how fast they did in the year before
FEWEST_TO_COMPARE = 2
SLOW_AT_NORMS = 3  # times their own norm: nothing is left


def since(today: date, days: int) -> tuple[date, date]:
    return today - timedelta(days=days), today


def share(part: int, whole: int) -> int:
    return round(100 * part / whole)


# ── Delivery ─────────────────────────────────────────────────────────────────────────────────────


def milestones(accounts, today: date):
    """The share of milestones first promised for the last 90 days that were reached by that day."""
    rows = (
        Milestone.objects.filter(brief__account__in=accounts.values("pk"), promised_on__range=since(today, LOOK_BACK_DAYS))
        .exclude(done_on=None, promised_on=today)
        .exclude(brief__state="cancelled")
        .order_by()
        .values_list("brief__account")
        .annotate(on_time=Count("pk", filter=Q(done_on__lte=F("promised_on"))), all=Count("pk"))
    )
    return {pk: Evidence(share(on_time, total), {"n": on_time, "all": total}) for pk, on_time, total in rows}


def say_milestones(args: dict) -> str:
    return _("%(n)d of %(all)d milestones reached by the day promised") % args


def late_work(accounts, today: date):
    """The share of jobs in work that are past their delivery day."""
    rows = (
        Brief.objects.in_work()
        .filter(account__in=accounts.values("pk"), wanted_on__isnull=False)
        .order_by()
        .values_list("account")
        .annotate(late=Count("pk", filter=Q(wanted_on__lt=today, delivered_on=None)), all=Count("pk"))
    )
    return {pk: Evidence(100 - share(late, total), {"n": late, "all": total}) for pk, late, total in rows}


def say_late_work(args: dict) -> str:
    if not args["n"]:
        return ngettext("The job in work is not late", "None of %(all)d jobs in work is late", args["all"]) % args
    return ngettext("%(n)d of %(all)d jobs in work is late", "%(n)d of %(all)d jobs in work are late", args["n"]) % args


# ── Friction ─────────────────────────────────────────────────────────────────────────────────────


def rounds(accounts, today: date):
    """The share of creative rounds within half a year that went beyond what was sold, counted double."""
    rows = (
        Round.objects.filter(brief__account__in=accounts.values("pk"), opened_on__range=since(today, LONG_LOOK_BACK_DAYS))
        .order_by()
        .values_list("brief__account")
        .annotate(over=Count("pk", filter=Q(is_over_contract=True)), all=Count("pk"))
    )
    return {pk: Evidence(max(0, 100 - 2 * share(over, total)), {"n": over, "all": total}) for pk, over, total in rows}


def say_rounds(args: dict) -> str:
    if not args["n"]:
        return _("No round beyond the contract")
    return ngettext("%(n)d of %(all)d rounds beyond the contract", "%(n)d of %(all)d rounds beyond the contract", args["n"]) % args


def rebriefs(accounts, today: date):
    """How many briefs were written again within half a year, against the jobs approved in it."""
    half_a_year = since(today, LONG_LOOK_BACK_DAYS)
    approved = dict(
        Brief.objects.filter(account__in=accounts.values("pk"), approved_on__range=half_a_year)
        .order_by()
        .values_list("account")
        .annotate(Count("pk"))
    )
    again = dict(
        Rebrief.objects.filter(brief__account__in=accounts.values("pk"), on__range=half_a_year)
        .order_by()
        .values_list("brief__account")
        .annotate(Count("pk"))
    )
    found = {}
    for pk in approved.keys() | again.keys():
        n, total = again.get(pk, 0), max(approved.get(pk, 0), 1)
        found[pk] = Evidence(max(0, 100 - share(n, total)), {"n": n, "all": total})
    return found


def say_rebriefs(args: dict) -> str:
    if not args["n"]:
        return _("No brief had to be written again")
    return ngettext("%(n)d brief written again in half a year", "%(n)d briefs written again in half a year", args["n"]) % args


def turnaround(accounts, today: date):
    """How long the client takes to judge a round now, against their own norm of the year before."""
    first = today - timedelta(days=TURNAROUND_DAYS + NORM_DAYS)
    rows = Round.objects.filter(
        brief__account__in=accounts.values("pk"), over_on__range=(first, today), shown_on__isnull=False, over_on__gte=F("shown_on")
    ).values_list("brief__account", "shown_on", "over_on")
    now, before = {}, {}
    border = today - timedelta(days=TURNAROUND_DAYS)
    for pk, shown_on, over_on in rows.order_by("pk"):
        (now if over_on > border else before).setdefault(pk, []).append((over_on - shown_on).days)
    found = {}
    for pk, taken in now.items():
        norm = before.get(pk, [])
        if len(taken) >= FEWEST_TO_COMPARE and len(norm) >= FEWEST_TO_COMPARE:
            usual, lately = max(mean(norm), 1), mean(taken)
            value = max(0, min(100, round(100 * (SLOW_AT_NORMS * usual - lately) / ((SLOW_AT_NORMS - 1) * usual))))
            found[pk] = Evidence(value, {"days": round(lately), "norm": round(usual)})
    return found


def say_turnaround(args: dict) -> str:
    return (
        ngettext(
            "They take %(days)d day to judge a round, %(norm)d before",
            "They take %(days)d days to judge a round, %(norm)d before",
            args["days"],
        )
        % args
    )


# ── Satisfaction ─────────────────────────────────────────────────────────────────────────────────


def ratings(accounts, today: date):
    """What the client said of the jobs delivered within half a year, 1 to 5."""
    first, last = since(today, LONG_LOOK_BACK_DAYS)
    rows = (
        JobRating.objects.filter(brief__account__in=accounts.values("pk"), side=RatingSide.CLIENT, at__date__range=(first, last))
        .order_by()
        .values_list("brief__account")
        .annotate(mean=Avg("score"), n=Count("pk"))
    )
    return {pk: Evidence(round(25 * (float(score) - 1)), {"mean": round(float(score), 1), "n": n}) for pk, score, n in rows}


def say_ratings(args: dict) -> str:
    return ngettext("They gave %(mean)s of 5 for %(n)d job", "They gave %(mean)s of 5 for %(n)d jobs on average", args["n"]) % args


# ── Our diligence ────────────────────────────────────────────────────────────────────────────────


def requests(accounts, today: date):
    """The share of what they asked for within 90 days that does not wait for us beyond the day promised."""
    asked = JobRequest.objects.filter(account__in=accounts.values("pk"))
    lately = Q(came_on__range=since(today, LOOK_BACK_DAYS))
    waits = Q(state="new", answer_by__lt=today)
    rows = asked.filter(lately | waits).order_by().values_list("account").annotate(waits=Count("pk", filter=waits), all=Count("pk"))
    return {pk: Evidence(100 - share(waiting, total), {"n": waiting, "all": total}) for pk, waiting, total in rows}


def say_requests(args: dict) -> str:
    if not args["n"]:
        return ngettext("Their request was answered in time", "None of %(all)d requests waits beyond its day", args["all"]) % args
    return ngettext("%(n)d request waits beyond the day promised", "%(n)d requests wait beyond the day promised", args["n"]) % args


def list_of_late_jobs(account: int, args: dict) -> str:
    return f"{reverse('brief_list')}?account={account}" + ("&late=true" if args["n"] else "")


def list_of_requests(account: int, args: dict) -> str:
    return f"{reverse('job_request_list')}?account={account}"


def ledger(account: int, args: dict) -> str:
    return f"{reverse('rebrief_list')}?account={account}"


OBSERVED = HealthNumber.OBSERVED
DELIVERY, FRICTION, SATISFACTION = HealthGroup.DELIVERY, HealthGroup.FRICTION, HealthGroup.SATISFACTION
jobs = page_of("account_jobs")
for factor in (
    Factor("milestones", gettext_lazy("Milestones on time"), OBSERVED, DELIVERY, 10, milestones, say_milestones, jobs),
    Factor("late_work", gettext_lazy("Late work"), OBSERVED, DELIVERY, 10, late_work, say_late_work, list_of_late_jobs),
    Factor("rounds", gettext_lazy("Rounds over contract"), OBSERVED, FRICTION, 5, rounds, say_rounds, jobs),
    Factor("rebriefs", gettext_lazy("Briefs written again"), OBSERVED, FRICTION, 5, rebriefs, say_rebriefs, ledger),
    Factor("turnaround", gettext_lazy("How fast they judge"), OBSERVED, FRICTION, 5, turnaround, say_turnaround, jobs),
    Factor("ratings", gettext_lazy("Their ratings of jobs"), OBSERVED, SATISFACTION, 10, ratings, say_ratings, jobs),
    Factor("requests", gettext_lazy("Requests answered"), HealthNumber.HYGIENE, "", 15, requests, say_requests, list_of_requests),
):
    factors.register(factor)
