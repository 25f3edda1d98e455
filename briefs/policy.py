"""What the approval policy asks of a brief (W3, P3, P4, P6): by budget in the agency's currency, tier and kind."""

from django.utils import timezone

from core.money import in_house_currency
from people import policy
from people.states import DocumentKind

LARGEST_AMOUNT = 2**62  # minor units: a budget that cannot be converted is taken for the largest


def amount_of(brief) -> int:
    """Its budget in minor units of the agency's currency; none counts as nothing, and the brief is flagged for it."""
    if not brief.budget_minor:
        return 0
    in_house = in_house_currency([(brief.currency, brief.budget_minor)], on=timezone.localdate())
    return LARGEST_AMOUNT if in_house.without_rate else in_house.total.minor


def rank_for(brief) -> int:
    """The rank that must approve it. A page that has worked it out keeps it on its row (`rank_asked`); an action asks anew."""
    if (asked := getattr(brief, "rank_asked", None)) is not None:
        return asked
    return policy.rank_required(DocumentKind.BRIEF, amount_minor=amount_of(brief), tier=brief.account.tier_now, brief_kind=brief.kind)


def strategy_needed(brief) -> bool:
    """Whether a strategy sign-off comes before the approval."""
    return policy.needs_strategy_sign_off(
        DocumentKind.BRIEF, amount_minor=amount_of(brief), tier=brief.account.tier_now, brief_kind=brief.kind
    )
