"""What each tier can count on (G2), as plain facts: read from the rows that a director edits, once for any number of accounts.

    by_tier = levels()                       # one query
    cadence_of(account, by_tier), by_tier[tier].hours(Severity.HIGH)

A tier without its row (a house whose rows were taken out by hand) has what the house began with.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.states import Severity, Tier
from core.registries import Registry
from core.statements import asked

BEGAN_WITH = {  # tier: days between check-ins, working days to answer a job request, {severity: (answer, outcome) in office hours}
    Tier.KEY: (7, 1, {Severity.LOW: (8, 68), Severity.NORMAL: (4, 34), Severity.HIGH: (2, 17), Severity.CRITICAL: (1, 8)}),
    Tier.GROWTH: (14, 2, {Severity.LOW: (17, 85), Severity.NORMAL: (8, 51), Severity.HIGH: (4, 25), Severity.CRITICAL: (2, 12)}),
    Tier.STANDARD: (30, 3, {Severity.LOW: (25, 102), Severity.NORMAL: (17, 68), Severity.HIGH: (8, 34), Severity.CRITICAL: (4, 17)}),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """Office hours until a concern has our answer, and until it has an outcome."""

    answer: int
    resolve: int


@dataclass(frozen=True, slots=True)
class Level:
    tier: str
    cadence_days: int
    request_answer_days: int
    times: dict[int, Hours]

    def hours(self, severity: int) -> Hours:
        return self.times[severity]


def began_with(tier: str) -> Level:
    cadence, answer, times = BEGAN_WITH[tier]
    return Level(tier, cadence, answer, {severity: Hours(*pair) for severity, pair in times.items()})


def levels() -> dict[str, Level]:
    """Every tier's level by its key; one query."""
    from clients.models import AnswerTime

    found = {str(tier): began_with(tier) for tier in Tier}

    def rows():
        facts = ("level__tier", "level__cadence_days", "level__request_answer_days", "severity", "answer_hours", "resolve_hours")
        return AnswerTime.objects.order_by("level", "severity").values_list(*facts)

    for tier, cadence, answer, severity, to_answer, to_resolve in asked(("service_levels",), rows):
        times = found[tier].times | {severity: Hours(to_answer, to_resolve)}
        found[tier] = Level(tier, cadence, answer, times)
    return found


def level_of(account) -> Level:
    """What this account can count on; one query."""
    return levels()[account.tier_now]


def cadence_of(account, by_tier: dict[str, Level] | None = None) -> int:
    """Days between check-ins: the account's own, else its tier's (R1)."""
    return account.cadence_days or (by_tier or levels())[account.tier_now].cadence_days


def cadence_words(days: int) -> str:
    return ngettext("every day", "every %(n)d days", days) % {"n": days}


def promises_of(account) -> list[tuple[str, str]]:
    """What this account can count on, as facts for its page (G2), from what `with_page_facts()` annotated."""
    began = began_with(account.tier_now)
    house = {"cadence_days": began.cadence_days, "request_answer_days": began.request_answer_days}
    normal, critical = (
        said or house | {"answer": began.hours(severity).answer, "resolve": began.hours(severity).resolve}
        for said, severity in ((account.promised, Severity.NORMAL), (account.promised_when_critical, Severity.CRITICAL))
    )
    answer = _("%(n)d office hours; critical: %(critical)d") % {"n": normal["answer"], "critical": critical["answer"]}
    outcome = _("%(n)d office hours; critical: %(critical)d") % {"n": normal["resolve"], "critical": critical["resolve"]}
    days = normal["request_answer_days"]
    return [
        (_("We speak"), cadence_words(account.cadence_days or normal["cadence_days"])),
        (_("Requests answered in"), ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}),
        (_("Concerns answered in"), answer),
        (_("Concerns settled in"), outcome),
    ]


# ── What a change of a level means for what is open: each app says and does it for its own rows ──

effects = Registry("service_levels")


@dataclass(frozen=True, slots=True)
class Effect:
    """`words(tier)` say what is open under the old level, nothing where nothing is; `carry_out(tier, by=, now=)` gives it the new one."""

    words: Callable[[str], str]
    carry_out: Callable[..., int]


def effects_on(tier: str) -> list[str]:
    return [words for effect in effects if (words := effect.words(tier))]
