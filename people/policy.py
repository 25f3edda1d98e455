"""Which rank must say yes (W3, P3, P4): the policy's rows, asked. `in_words` says the same rows to people.

An app above names the tiers and the kinds of brief that rows may speak of, in a module `approval_words.py`:

    approval_words.register(ApprovalWord("tier", "key", _("Key account")))
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from core.marks import money_words
from core.money import Money
from core.registries import Registry
from people.models import ApprovalRule
from people.states import DocumentKind, Rank

DEFAULT_RANK = Rank.SUPERVISOR  # where no row speaks: the supervisor owns contracts and payments (P3)

approval_words = Registry("approval_words")


@dataclass(frozen=True, slots=True)
class ApprovalWord:
    """A value that rows may hold in `client_tier` ("tier") or `brief_kind` ("brief_kind"), and its word."""

    field: str
    value: str
    label: str


def choices_of(field: str) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in approval_words if word.field == field]


def rank_required(kind: str, *, amount_minor: int, tier: str = "", brief_kind: str = "") -> int:
    """The highest rank that any row asks for; `amount_minor` in minor units of the agency's currency. Twin: `cases`."""
    ranks = ApprovalRule.objects.that_apply(kind=kind, amount_minor=amount_minor, tier=tier, brief_kind=brief_kind)
    return max(ranks.values_list("rank_required", flat=True), default=DEFAULT_RANK)


def needs_strategy_sign_off(kind: str, *, amount_minor: int, tier: str = "", brief_kind: str = "") -> bool:
    """True when any row that applies asks for the planner's word first (P6). Twin: `cases`."""
    rows = ApprovalRule.objects.that_apply(kind=kind, amount_minor=amount_minor, tier=tier, brief_kind=brief_kind)
    return rows.filter(needs_strategy_sign_off=True).exists()


# ── The same in words ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Case:
    """From `amount_from` (minor units) up to below `amount_below` (None: no limit), this rank says yes.

    An empty tier or kind of brief means every one that has no case of its own.
    """

    kind: str
    tier: str
    brief_kind: str
    amount_from: int
    amount_below: int | None
    rank: int
    needs_strategy_sign_off: bool

    def covers(self, amount_minor: int) -> bool:
        return self.amount_from <= amount_minor and (self.amount_below is None or amount_minor < self.amount_below)

    @property
    def amount_words(self) -> str:
        low, high = (money_words(Money(minor or 0, settings.AGENCY_CURRENCY)) for minor in (self.amount_from, self.amount_below))
        if self.amount_below is None:
            return _("from %s") % low if self.amount_from else _("any amount")
        return _("%(low)s to below %(high)s") % {"low": low, "high": high} if self.amount_from else _("below %s") % high

    @property
    def whom_words(self) -> str:
        tier = dict(choices_of("tier")).get(self.tier, self.tier)
        brief = dict(choices_of("brief_kind")).get(self.brief_kind, self.brief_kind)
        return ", ".join(filter(None, (str(tier), str(brief)))) or _("Every client")

    @property
    def rank_words(self) -> str:
        return str(Rank(self.rank).label)


def cases(kind: str, rules) -> list[Case]:
    """Every case of a document kind that these rows tell apart, worked out in Python. Twins: rank_required, needs_strategy_sign_off."""
    rows = [rule for rule in rules if rule.document_kind == kind]
    tiers = sorted({""} | {row.client_tier for row in rows})
    brief_kinds = sorted({""} | {row.brief_kind for row in rows})
    found: list[Case] = []
    for tier in tiers:
        for brief_kind in brief_kinds:
            speak = [row for row in rows if row.client_tier in ("", tier) and row.brief_kind in ("", brief_kind)]
            found += bands(kind, tier, brief_kind, speak)
    return found


def bands(kind: str, tier: str, brief_kind: str, rows) -> list[Case]:
    """The amounts at which the answer changes, from nought up."""
    steps: list[tuple[int, int, bool]] = []
    for start in sorted({0} | {row.amount_from_minor for row in rows}):
        reached = [row for row in rows if row.amount_from_minor <= start]
        rank = max((row.rank_required for row in reached), default=DEFAULT_RANK)
        sign_off = any(row.needs_strategy_sign_off for row in reached)
        if not steps or steps[-1][1:] != (rank, sign_off):
            steps.append((start, rank, sign_off))
    ends = [step[0] for step in steps[1:]] + [None]
    return [Case(kind, tier, brief_kind, start, end, rank, off) for (start, rank, off), end in zip(steps, ends, strict=True)]


def in_words(rules) -> list[tuple[str, list[Case]]]:
    """(document, its cases) for every kind of document, in the order of the policy page."""
    rules = list(rules)
    return [(str(kind.label), cases(kind, rules)) for kind in DocumentKind]
