"""What the approval policy asks of a brief (W3, P3, P4, P6): by budget in the agency's currency, tier and kind."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db.models import BooleanField, Case, Exists, Q, SmallIntegerField, Value, When
from django.utils import timezone

from clients.sight import kept_for_page
from core.models import ExchangeRate
from core.money import in_house_currency
from core.together import asked_together
from people import policy
from people.models import ApprovalRule
from people.states import DocumentKind

LARGEST_AMOUNT = 2**62  # minor units: a budget that cannot be converted is taken for the largest


def amount_of(brief) -> int:
    """Its budget in minor units of the agency's currency; none counts as nothing, and the brief is flagged for it."""
    if not brief.budget_minor:
        return 0
    in_house = in_house_currency([(brief.currency, brief.budget_minor)], on=timezone.localdate())
    return LARGEST_AMOUNT if in_house.without_rate else in_house.total.minor


def rows_for(brief) -> list[ApprovalRule]:
    """The rows of the policy that speak of it, read once by a page."""

    def find():
        asked = {"amount_minor": amount_of(brief), "tier": brief.account.tier_now, "brief_kind": brief.kind}
        return list(ApprovalRule.objects.that_apply(kind=DocumentKind.BRIEF, **asked))

    return kept_for_page(brief, "policy", find)


def rank_for(brief) -> int:
    """The rank that must approve it. A page that has worked it out keeps it on its row (`rank_asked`); an action asks anew.

    Twins: people.policy.rank_required(), BriefQuerySet.with_policy().
    """
    if (asked := getattr(brief, "rank_asked", None)) is not None:
        return asked
    return max((row.rank_required for row in rows_for(brief)), default=policy.DEFAULT_RANK)


def strategy_needed(brief) -> bool:
    """Whether a strategy sign-off comes before the approval; kept on the row (`asks_strategy`) as the rank is.

    Twins: people.policy.needs_strategy_sign_off(), BriefQuerySet.with_policy().
    """
    if (asked := getattr(brief, "asks_strategy", None)) is not None:
        return asked
    return any(row.needs_strategy_sign_off for row in rows_for(brief))


# ── The same for many at once ────────────────────────────────────────────────────────────────────


def answers(*, on: date) -> tuple[Case, Case]:
    """(rank asked, strategy asked) as expressions on a brief: the policy's rows as they stand, at the newest rates of that day.

    Two queries, the rows of the policy and the rates; the limits are converted and not the budgets, so that whole minor units
    are compared. Twins: rank_for, strategy_needed.
    """
    reached = limits(on=on)
    sign_offs = [When(condition, then=Value(True)) for row, condition in reached if row.needs_strategy_sign_off]
    strategy = Case(*sign_offs, default=Value(False), output_field=BooleanField())
    return by_rank(reached, lambda rank: Value(rank), output_field=SmallIntegerField()), strategy


def limits(*, on: date) -> list[tuple[ApprovalRule, Q]]:
    """Each row of the policy with the briefs it speaks of; the highest rank first."""
    rows = list(ApprovalRule.objects.filter(document_kind=DocumentKind.BRIEF))
    rates = ExchangeRate.objects.latest_by_currency(on=on) if any(row.amount_from_minor > 0 for row in rows) else {}
    return [(row, reaches(row, rates, on=on)) for row in sorted(rows, key=lambda row: -row.rank_required)]


def as_it_stands(*, on: date) -> tuple:
    """All that `answers` looks at, as values: what is built from the same is the same. One query."""
    told = ("pk", "amount_from_minor", "client_tier", "brief_kind", "rank_required", "needs_strategy_sign_off")

    def parts():
        policy = ApprovalRule.objects.filter(document_kind=DocumentKind.BRIEF)
        rates = ExchangeRate.objects.newest(on=on).filter(Exists(policy.filter(amount_from_minor__gt=0)))
        return {
            "policy": policy.order_by("pk").values_list(*told),
            "rates": rates.order_by("pk").values_list("currency", "house_per_unit"),
        }

    found = asked_together(("as it stands", on), parts)
    return tuple(found["policy"]), tuple(found["rates"])


def ranks_of(stands: tuple) -> set[int]:
    """Every rank that this policy, as `as_it_stands` tells it, may ask of a brief."""
    rows, _rates = stands
    return {rank for *_what, rank, _needs_strategy in rows} | {int(policy.DEFAULT_RANK)}


def by_rank(reached: list[tuple[ApprovalRule, Q]], then: Callable, *, output_field) -> Case:
    """`then(rank)` of the rank that the policy asks of each brief."""
    whens = [When(condition, then=then(row.rank_required)) for row, condition in reached]
    return Case(*whens, default=then(int(policy.DEFAULT_RANK)), output_field=output_field)


def reaches(row: ApprovalRule, rates: dict, *, on: date) -> Q:
    """Briefs of which this row of the policy speaks."""
    spoken_of = Q(pk__isnull=False)
    if row.brief_kind:
        spoken_of &= Q(kind=row.brief_kind)
    if row.client_tier:
        spoken_of &= Q(account__tier=row.client_tier) | Q(account__tier="", account__client__tier=row.client_tier)
    if row.amount_from_minor <= 0:
        return spoken_of
    known = {settings.AGENCY_CURRENCY, *rates}
    enough = Q(budget_minor__gt=0) & ~Q(currency__in=known)  # without a rate: as for any amount
    for currency in sorted(known):
        enough |= Q(currency=currency, budget_minor__gte=least_budget(row.amount_from_minor, currency, rates, on=on))
    return spoken_of & enough


def least_budget(amount_minor: int, currency: str, rates: dict, *, on: date) -> int:
    """The smallest budget in this currency that is worth so much in the agency's, as it is rounded there."""
    if currency == settings.AGENCY_CURRENCY:
        return amount_minor

    def worth(minor: int) -> int:
        return in_house_currency([(currency, minor)], on=on, rates=rates).total.minor

    low, high = 0, 1
    while worth(high) < amount_minor and high < LARGEST_AMOUNT:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if worth(middle) < amount_minor else (low, middle)
    return high
