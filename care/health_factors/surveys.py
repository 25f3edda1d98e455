"""What surveys say of the health of an account (R4, R5): the clients' last words, the gap between both sides, silence."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Avg, Count, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from care.models import SurveyAnswer, SurveyInvitation
from care.states.surveys import AnswerSide, InvitationState, RoundState
from clients.health import Evidence, Factor, factors
from clients.health_factors import page_of
from clients.states import HealthGroup, HealthNumber

LOOK_BACK_DAYS = 270  # three quarters: an older word is no evidence of today
SENTIMENT_DAYS = 90  # as long as what the team says (ADR 0055)
WIDEST_GAP = 2  # steps of five: nothing is left


def of_clients(accounts, today: date, days: int):
    found = SurveyAnswer.objects.of_clients().filter(account__in=accounts.values("pk"))
    return found.filter(answered_on__range=(today - timedelta(days=days), today))


def last_words(accounts, today: date, field: str, days: int) -> dict[int, list[int]]:
    """Account → the last figure of each contact; what lost its name counts as it is. One query."""
    rows = of_clients(accounts, today, days).filter(**{f"{field}__isnull": False}).order_by("answered_on", "pk")
    latest: dict[int, dict] = defaultdict(dict)
    for pk, account, contact, value in rows.values_list("pk", "account", "contact", field):
        latest[account][contact or f"answer {pk}"] = value
    return {account: list(by_contact.values()) for account, by_contact in latest.items()}


def recommends(accounts, today: date):
    found = last_words(accounts, today, "nps", LOOK_BACK_DAYS)
    return {pk: Evidence(round(10 * sum(scores) / len(scores)), told(scores)) for pk, scores in found.items()}


def satisfied(accounts, today: date):
    found = last_words(accounts, today, "csat", LOOK_BACK_DAYS)
    return {pk: Evidence(round(25 * (sum(scores) / len(scores) - 1)), told(scores)) for pk, scores in found.items()}


def told(scores: list[int]) -> dict:
    return {"n": len(scores), "tenths": round(10 * sum(scores) / len(scores))}


def say_of_ten(args: dict) -> str:
    words = ngettext("%(mean)s of 10, from %(n)d contact", "%(mean)s of 10, from %(n)d contacts", args["n"])
    return words % {"n": args["n"], "mean": number_format(args["tenths"] / 10, 1)}


def say_of_five(args: dict) -> str:
    words = ngettext("%(mean)s of 5, from %(n)d contact", "%(mean)s of 5, from %(n)d contacts", args["n"])
    return words % {"n": args["n"], "mean": number_format(args["tenths"] / 10, 1)}


def gap(accounts, today: date):
    """How far both sides are apart. Only of rounds that are closed: a figure would tell those who are still to rate blind."""
    since = today - timedelta(days=LOOK_BACK_DAYS)
    rows = (
        SurveyAnswer.objects.filter(account__in=accounts.values("pk"), rating__isnull=False, was_blind=True)
        .filter(Q(round=None) | Q(round__state=RoundState.CLOSED), answered_on__range=(since, today))
        .order_by()
        .values_list("account", "side")
        .annotate(mean=Avg("rating"))
    )
    means: dict[int, dict] = defaultdict(dict)
    for account, side, mean in rows:
        means[account][side] = float(mean)
    found = {}
    for account, sides in means.items():
        if len(sides) == len(AnswerSide):
            apart = sides[AnswerSide.CLIENT] - sides[AnswerSide.TEAM]
            value = max(0, round(100 - 100 * abs(apart) / WIDEST_GAP))
            found[account] = Evidence(value, {"tenths": round(10 * apart)})
    return found


def say_gap(args: dict) -> str:
    size = number_format(abs(args["tenths"]) / 10, 1)
    if args["tenths"] < 0:
        return _("We think better of it than they do, by %(size)s of 5") % {"size": size}
    return _("they think better of it than we do, by %(size)s of 5") % {"size": size} if args["tenths"] else _("both sides agree")


def response(accounts, today: date):
    """The share of those asked who answered, of rounds that are over: silence is a word too."""
    since = today - timedelta(days=LOOK_BACK_DAYS)
    over = SurveyInvitation.objects.reached().filter(account__in=accounts.values("pk"), round__state=RoundState.CLOSED)
    rows = (
        over.filter(round__closes_on__range=(since, today))
        .order_by()
        .values_list("account")
        .annotate(answered=Count("pk", filter=Q(state=InvitationState.ANSWERED)), asked=Count("pk"))
    )
    return {pk: Evidence(round(100 * answered / asked), {"n": answered, "all": asked}) for pk, answered, asked in rows}


def say_response(args: dict) -> str:
    return _("%(n)d of %(all)d surveys answered") % args


def sentiment(accounts, today: date):
    """What clients said within 90 days, of whatever kind, on one scale; a relationship only once its round is closed."""
    rows = of_clients(accounts, today, SENTIMENT_DAYS).filter(Q(nps__isnull=False) | Q(csat__isnull=False) | Q(rating__isnull=False))
    found: dict[int, list[float]] = defaultdict(list)
    for account, nps, csat, rating, state in rows.values_list("account", "nps", "csat", "rating", "round__state"):
        if nps is not None:
            found[account].append(10.0 * nps)
        elif csat is not None:
            found[account].append(25.0 * (csat - 1))
        elif state in (None, RoundState.CLOSED):
            found[account].append(25.0 * (float(rating) - 1))
    return {pk: Evidence(round(sum(values) / len(values)), {"n": len(values)}) for pk, values in found.items() if values}


def say_sentiment(args: dict) -> str:
    return ngettext("%(n)d answer to a survey in 90 days", "%(n)d answers to surveys in 90 days", args["n"]) % args


def answers_of(account: int, args: dict) -> str:
    return f"{reverse('survey_answer_list')}?side=client&account={account}"


OBSERVED, SATISFACTION, FRICTION = HealthNumber.OBSERVED, HealthGroup.SATISFACTION, HealthGroup.FRICTION
TAB = page_of("account_satisfaction")
factors.register(Factor("nps", gettext_lazy("Would recommend us"), OBSERVED, SATISFACTION, 20, recommends, say_of_ten, answers_of))
factors.register(Factor("csat", gettext_lazy("Satisfied with the work"), OBSERVED, SATISFACTION, 10, satisfied, say_of_five, answers_of))
factors.register(Factor("two_sides", gettext_lazy("Both sides see it alike"), OBSERVED, SATISFACTION, 10, gap, say_gap, TAB))
factors.register(Factor("survey_response", gettext_lazy("Surveys answered"), OBSERVED, FRICTION, 5, response, say_response, TAB))
factors.register(
    Factor("survey_sentiment", gettext_lazy("What clients say"), HealthNumber.SENTIMENT, "", 60, sentiment, say_sentiment, answers_of)
)
