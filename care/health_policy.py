"""What another policy would make of the accounts of a tier (R4), from the values that the last look stored: no evidence is read anew."""

from dataclasses import dataclass, field

from care.jobs.health import CHUNK
from care.models import HealthSnapshot
from clients.health import Evidence, Scales, Terms, colour_after
from clients.models import Account, AccountHealth
from clients.states import HealthColour, HealthNumber

MOST_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Change:
    """One account whose score or colour would be another."""

    account_id: int
    score: int | None
    colour: str
    new_score: int | None
    new_colour: str

    @property
    def turns(self) -> bool:
        return self.colour != self.new_colour

    @property
    def by(self) -> int:
        return abs((self.new_score or 0) - (self.score or 0))


@dataclass
class Preview:
    """How many accounts were looked at, how many would score or stand otherwise, and those that change most, if they may be seen."""

    looked_at: int = 0
    scores: int = 0
    colours: int = 0
    now: dict[str, int] = field(default_factory=dict)
    then: dict[str, int] = field(default_factory=dict)
    most: list[tuple] = field(default_factory=list)

    @property
    def by_colour(self) -> list[tuple]:
        """(colour, its word, how many now, how many then)."""
        return [(colour, colour.label, self.now.get(colour, 0), self.then.get(colour, 0)) for colour in HealthColour]


def preview(tier: str, terms: Terms, *, person) -> Preview:
    """For all accounts of the tier that this person may see; constant memory, the largest changes kept."""
    scales, found, most = Scales(terms), Preview(), []
    accounts = Account.objects.visible_to(person).live().with_tier().filter(effective_tier=tier)
    last = 0
    while keys := list(accounts.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        last = keys[-1]
        changes = [one for health, lines in stored_of(keys) if (one := weighed(health, lines, scales, found))]
        most = sorted(most + changes, key=lambda one: (not one.turns, -one.by, one.account_id))[:MOST_SHOWN]
    named = Account.objects.select_related("client").in_bulk([one.account_id for one in most])
    found.most = [(named[one.account_id], one) for one in most]
    return found


def stored_of(keys: list[int]):
    """(current figures, stored lines) of these accounts; two queries."""
    healths = {one.account_id: one for one in AccountHealth.objects.filter(account__in=keys)}
    rows = HealthSnapshot.objects.filter(account__in=keys).order_by("account", "-on")
    latest = rows.filter(on__gte=min((one.looked_on or one.colour_since for one in healths.values() if one.colour_since), default=None))
    seen: set[int] = set()
    for pk, lines in latest.values_list("account", "lines").iterator(chunk_size=CHUNK) if healths else ():
        if pk not in seen and pk in healths:
            seen.add(pk)
            yield healths[pk], lines


def weighed(health: AccountHealth, lines: dict, scales: Scales, found: Preview) -> Change | None:
    """Counts the account; returns what would change, or None."""
    stored = lines.get(HealthNumber.OBSERVED, ())
    evidence = {key: Evidence(value, args) for key, value, weight, _points, args in stored if not key.startswith("cap:")}
    capped = {key.removeprefix("cap:"): args for key, *_rest, args in stored if key.startswith("cap:")}
    score = scales.weigh(HealthNumber.OBSERVED, evidence, capped).score
    colour = colour_after(score, health.colour, scales.terms)
    found.looked_at += 1
    found.now[health.colour] = found.now.get(health.colour, 0) + 1
    found.then[colour] = found.then.get(colour, 0) + 1
    change = Change(health.account_id, health.observed, health.colour, score, colour)
    found.colours += change.turns
    found.scores += score != health.observed
    return change if change.turns or score != health.observed else None
