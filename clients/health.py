"""The health of an account (R4, ADR 0055): what each app's rows say of it, and how that becomes three numbers of 0 to 100.

An app declares its evidence in a module `health_factors.py`:

    factors.register(Factor("silence", _("Time without a word"), HealthNumber.OBSERVED, HealthGroup.RELATIONSHIP, 8, look, say, url))
    caps.register(Cap("notice", _("Notice received"), 20, look, say, url))

`look(accounts, today)` is asked for many accounts at once (a queryset of live accounts with `effective_tier`), with a constant
number of queries, and answers {account key: Evidence} for those on which there is evidence. Who is missing there is left
out, never nought: the weights of the rest are used. Arithmetic is in whole numbers, so the same input gives the same score.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from clients.states import GROUP_WEIGHTS, HealthColour, HealthNumber
from core.registries import Registry

factors = Registry("health_factors")
caps = Registry("health_factors")

WHOLE = 10_000  # weights in force are counted in hundredths of a per cent; together they are this


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found on one account: 0 speaks against, 100 for. `args` is JSON for `say` and `url`: figures and days, never a name."""

    value: int
    args: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Factor:
    """One kind of evidence. `weight` is its share among those of its group (of its number, where that has no groups).

    `say(args)` are the words of the evidence, without a full stop; `url(account key, args)` the page of the rows that it counts.
    """

    key: str
    label: str
    number: str
    group: str
    weight: int
    look: Callable[[object, date], Mapping[int, Evidence]]
    say: Callable[[dict], str]
    url: Callable[[int, dict], str]

    @property
    def scale(self) -> str:
        """Only the observed health has groups; the other numbers weigh their factors directly."""
        return self.group if self.number == HealthNumber.OBSERVED else ""


@dataclass(frozen=True, slots=True)
class Cap:
    """What keeps the observed health from being higher than `highest`, whatever else speaks for it.

    `look(accounts, today)` answers {account key: args} for those to which it applies.
    """

    key: str
    label: str
    highest: int
    look: Callable[[object, date], Mapping[int, dict]]
    say: Callable[[dict], str]
    url: Callable[[int, dict], str]


def factor_of(key: str) -> Factor | None:
    """None for one that an app took back: old snapshots still name it."""
    return next((factor for factor in factors if factor.key == key), None)


def cap_of(key: str) -> Cap | None:
    return next((cap for cap in caps if cap.key == key), None)


# ── What a director may change, as plain values ──────────────────────────────────────────────────


@dataclass(frozen=True)
class Terms:
    """Weights, caps, thresholds and sizes of alerts of one tier. What is not named here is as declared."""

    group_weights: Mapping[str, int] = field(default_factory=dict)
    factor_weights: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    good_from: int = 75
    watch_from: int = 60
    hysteresis: int = 3
    least_evidence: int = 20
    drop_points: int = 10
    drop_days: int = 7
    gap_points: int = 20

    def weight_of(self, factor: Factor) -> int:
        return self.factor_weights.get(factor.key, factor.weight)

    def weight_of_group(self, group: str) -> int:
        return self.group_weights.get(group, GROUP_WEIGHTS.get(group, 1))

    def highest(self, cap: Cap) -> int:
        return self.caps.get(cap.key, cap.highest)


HOUSE_TERMS = Terms()


# ── Arithmetic ───────────────────────────────────────────────────────────────────────────────────


def whole_parts(shares: Sequence[int | Fraction], total: int, *, of: int = 1) -> list[int]:
    """These shares, counted in parts of `of`, as whole numbers that add up to `total`: the largest remainders go up, the first of equals.

    What is nought stays nought, as long as another one can carry the rest.
    """
    parts = [share // of for share in shares]
    rest = total - sum(parts)
    if rest:
        remainders = [share - part * of for share, part in zip(shares, parts, strict=True)]
        by_remainder = sorted(range(len(parts)), key=lambda place: (-remainders[place], shares[place] == 0, place))
        for place in by_remainder[: max(rest, 0)]:
            if shares[place]:
                parts[place] += 1
    if left := total - sum(parts):
        largest = max(range(len(parts)), key=lambda place: (abs(shares[place]), -place))
        parts[largest] += left
    return parts


@dataclass(frozen=True, slots=True)
class Line:
    """What one factor gives: its value, its weight in force (of `WHOLE`), its whole points. A cap has a weight of nought."""

    key: str
    value: int
    weight: int
    points: int
    args: dict

    @property
    def share(self) -> Fraction:
        """Its points before they were rounded; a cap's are whole."""
        return Fraction(self.value * self.weight, WHOLE) if self.weight else Fraction(self.points)

    def stored(self) -> list:
        return [self.key, self.value, self.weight, self.points, self.args]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it is made of; the points of its lines add up to its score. `score` is None while evidence lacks."""

    score: int | None
    lines: Sequence[Line] = ()


NOTHING = Figure(None)


class Scales:
    """Weighs evidence by the terms of a tier; keeps the weights in force for each set of factors that had evidence."""

    def __init__(self, terms: Terms = HOUSE_TERMS):
        self.terms = terms
        self.by_number = {number: [factor for factor in factors if factor.number == number] for number in HealthNumber}
        self.caps = list(caps)
        self.most_groups = sum(self._group_weights(self.by_number[HealthNumber.OBSERVED]).values())
        self._kept: dict[tuple[str, ...], list[int]] = {}

    def _group_weights(self, present: Iterable[Factor]) -> dict[str, int]:
        return {scale: self.terms.weight_of_group(scale) for scale in {one.scale for one in present if self.terms.weight_of(one)}}

    def weights(self, present: list[Factor]) -> list[int]:
        """The weights in force of these factors: each group's weight is shared by those of its factors that are there."""
        key = tuple(factor.key for factor in present)
        if key not in self._kept:
            groups = self._group_weights(present)
            of_group = {scale: sum(self.terms.weight_of(one) for one in present if one.scale == scale) for scale in groups}
            all_groups = sum(groups.values())
            shares = [
                Fraction(WHOLE * groups[one.scale] * self.terms.weight_of(one), all_groups * of_group[one.scale])
                if all_groups and self.terms.weight_of(one)
                else Fraction(0)
                for one in present
            ]
            self._kept[key] = whole_parts(shares, WHOLE) if any(shares) else [0] * len(present)
        return self._kept[key]

    def has_enough(self, number: str, present: list[Factor]) -> bool:
        """The observed health needs evidence of a part of all that could be known; a word or a duty stands for itself."""
        if number != HealthNumber.OBSERVED:
            return any(self.terms.weight_of(one) for one in present)
        nominal = Fraction(0)
        for scale, weight in self._group_weights(present).items():
            of_all = sum(self.terms.weight_of(one) for one in self.by_number[number] if one.scale == scale)
            nominal += Fraction(weight * sum(self.terms.weight_of(one) for one in present if one.scale == scale), of_all)
        return nominal > 0 and nominal * 100 >= self.most_groups * self.terms.least_evidence

    def weigh(self, number: str, found: Mapping[str, Evidence], capped: Mapping[str, dict] | None = None) -> Figure:
        """The figure of one number from what was found, by factor; `capped` are the caps that apply, with their args."""
        present = [factor for factor in self.by_number[number] if factor.key in found]
        if not self.has_enough(number, present):
            return NOTHING
        weights = self.weights(present)
        values = [min(max(found[factor.key].value, 0), 100) for factor in present]
        shares = [value * weight for value, weight in zip(values, weights, strict=True)]
        score = (sum(shares) + WHOLE // 2) // WHOLE
        lines = [
            Line(factor.key, value, weight, points, found[factor.key].args)
            for factor, value, weight, points in zip(present, values, weights, whole_parts(shares, score, of=WHOLE), strict=True)
        ]
        if number == HealthNumber.OBSERVED and (cap := self.binding(capped or {}, score)):
            highest = self.terms.highest(cap)
            lines.append(Line(f"cap:{cap.key}", highest, 0, highest - score, capped[cap.key]))
            score = highest
        return Figure(score, lines)

    def binding(self, capped: Mapping[str, dict], score: int) -> Cap | None:
        """The lowest cap below this score; None where none binds."""
        apply = [cap for cap in self.caps if cap.key in capped and self.terms.highest(cap) < score]
        return min(apply, key=lambda cap: (self.terms.highest(cap), cap.key), default=None)


def colour_after(score: int | None, before: str, terms: Terms = HOUSE_TERMS) -> str:
    """Which colour this score has, when it had that one before. Empty while evidence lacks.

    It falls at the threshold at once and rises only when the score is the hysteresis above it, so that it does not flicker.
    """
    if score is None:
        return ""
    order = [HealthColour.RISK, HealthColour.WATCH, HealthColour.GOOD]
    froms = {HealthColour.WATCH: terms.watch_from, HealthColour.GOOD: terms.good_from}
    colour = HealthColour.RISK
    for one in order[1:]:
        rises = before in order and order.index(one) > order.index(before)
        if score >= froms[one] + (terms.hysteresis if rises else 0):
            colour = one
    return str(colour)


# ── What lies between two days ───────────────────────────────────────────────────────────────────

WEIGHED_ANEW = "weights"  # what came in or fell away makes the rest count for more or less


@dataclass(frozen=True, slots=True)
class Fall:
    """One step of the waterfall: by how many whole points a factor moved the score, and what it says now (else what it said).

    The step `WEIGHED_ANEW` is of no factor: how many came in and fell away stands in its args.
    """

    key: str
    points: int
    args: dict
    is_gone: bool = False


def falls_between(before: Figure, after: Figure) -> list[Fall]:
    """What moved the score from one day to the other, the largest first; the points add up to the difference of the scores.

    A factor moves it by how its value changed, at the weight it has now. Evidence that came in moves it by how far it stands from the
    score before, and evidence that fell away likewise: good news never lowers a score that it is above (ADR 0055). What is left is that
    the others are weighed anew. One that did not move is not named.
    """
    old, new = ({line.key: line for line in figure.lines} for figure in (before, after))
    moved = _moves(old, new)
    if not any(moved.values()):
        return []
    points = whole_parts(list(moved.values()), (after.score or 0) - (before.score or 0))
    falls = [
        Fall(key, by, _told(key, old, new), key != WEIGHED_ANEW and key not in new) for key, by in zip(moved, points, strict=True) if by
    ]
    return sorted(falls, key=lambda fall: (-abs(fall.points), fall.key))


def _moves(old: Mapping[str, Line], new: Mapping[str, Line]) -> dict[str, Fraction]:
    """By how much each moved it, before rounding. From or to nothing, each brings or takes all that it gave."""
    was_weighed, is_weighed = ({key for key, line in lines.items() if line.weight} for lines in (old, new))
    stood = sum((old[key].share for key in was_weighed), Fraction(0)) if was_weighed and is_weighed else Fraction(0)

    def lift(line: Line) -> Fraction:
        return Fraction(line.weight, WHOLE) * (line.value - stood)

    moved = {key: Fraction(new[key].weight * (new[key].value - old[key].value), WHOLE) for key in new if key in is_weighed & was_weighed}
    moved |= {key: lift(new[key]) for key in new if key in is_weighed - was_weighed}
    moved |= {key: -lift(old[key]) for key in old if key in was_weighed - is_weighed}
    for key in [*new, *(key for key in old if key not in new)]:
        if key not in is_weighed | was_weighed:  # a cap: so many points, whatever the weights
            moved[key] = Fraction((new[key].points if key in new else 0) - (old[key].points if key in old else 0))
    shift = (Fraction((new[key].weight - old[key].weight), WHOLE) * (old[key].value - stood) for key in is_weighed & was_weighed)
    return moved | {WEIGHED_ANEW: sum(shift, Fraction(0))}


def _told(key: str, old: Mapping[str, Line], new: Mapping[str, Line]) -> dict:
    if key == WEIGHED_ANEW:
        return {"in": len(new.keys() - old.keys()), "out": len(old.keys() - new.keys())}
    return (new.get(key) or old[key]).args
