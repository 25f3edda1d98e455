"""What the rules find in a brief, and the score: the share of the weight of those that passed, 0–100 (ADR 0040)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from briefs import sections
from core.registries import Registry

THRESHOLD = 70  # ADR 0040: below it a brief is submitted only with a reason, unless a director has set another
HEAVY_POINTS = 4  # of 100: from here on a finding is marked as grave
READ_SIGNS = 12_000  # of a text: beyond two thousand words nobody reads, and every pattern is quick

FACTS, DELIVERABLES = "facts", "deliverables"
PLACES = {FACTS: _("The facts"), DELIVERABLES: _("Deliverables"), "": _("The whole brief")}


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is wrong, `how` to mend it; `where` when that is another place than the rule's own."""

    what: str
    how: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """`section` is a section's key, FACTS, DELIVERABLES or empty (the whole brief); `title` is the claim that holds when it passes."""

    key: str
    section: str
    title: str
    weight: int
    find: Callable[["Said"], Finding | None]

    @property
    def place(self) -> str:
        return place_words(self.section)


class Said:
    """The contents of a brief as the rules read them: a text that is missing is empty, a fact that is missing is None."""

    def __init__(self, contents: dict | None):
        contents = contents if isinstance(contents, dict) else {}
        texts = contents.get("texts")
        self.facts: dict = contents["facts"] if isinstance(contents.get("facts"), dict) else {}
        self.texts: dict[str, str] = (
            {key: text[:READ_SIGNS] for key, text in texts.items() if isinstance(text, str)} if isinstance(texts, dict) else {}
        )
        rows = contents.get("deliverables")
        self.deliverables: list[dict] = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def __getitem__(self, key: str) -> str:
        return self.texts.get(key, "")

    @property
    def whole(self) -> str:
        """All that is written, in the order of the sections, without what is not placed yet and what is only for us."""
        return "\n".join(self[section.key] for section in sections.SECTIONS if section.key not in ("unplaced", "internal_notes"))


rules = Registry("quality")


def rule(key: str, *, section: str, title, weight: int):
    """Declares a rule by the function that finds its fault."""

    def declare(find):
        rules.register(Rule(key, section, title, weight, find))
        return find

    return declare


def place_words(where: str):
    return sections.BY_KEY[where].label if where in sections.BY_KEY else PLACES.get(where, "")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A rule as it counts here: with the director's weight, switched on or off."""

    rule: Rule
    weight: int
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that did not pass, and what it costs in points of 100."""

    rule: Rule
    finding: Finding
    points: int

    @property
    def where(self) -> str:
        return self.finding.where or self.rule.section

    @property
    def is_grave(self) -> bool:
        return self.points >= HEAVY_POINTS


@dataclass(frozen=True, slots=True)
class Line:
    """What one reads of the findings: several rules that stumble over the same thing are one line."""

    where: str
    title: str
    what: str
    how: str
    points: int

    @property
    def is_grave(self) -> bool:
        return self.points >= HEAVY_POINTS


@dataclass(frozen=True, slots=True)
class Report:
    score: int
    faults: list[Fault] = field(default_factory=list)
    passed: list[Rule] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The findings as they are read, what costs most first."""
        alike: dict[tuple[str, str], list[Fault]] = {}
        for fault in self.faults:
            alike.setdefault((fault.where, fault.finding.what), []).append(fault)
        found = [
            Line(
                where,
                str(same[0].rule.title if len(same) == 1 else place_words(where)),
                what,
                same[0].finding.how,
                sum(fault.points for fault in same),
            )
            for (where, what), same in alike.items()
        ]
        return sorted(found, key=lambda line: -line.points)

    def of(self, where: str) -> list[Line]:
        """What is to be mended in one section."""
        return [line for line in self.lines if line.where == where]


def weighed(rows: Iterable = ()) -> list[Weighed]:
    """Every rule with what a director made of it; `rows` are QualityWeight."""
    own = {row.rule: row for row in rows}
    return [Weighed(each, own[each.key].weight, own[each.key].is_on) if each.key in own else Weighed(each, each.weight) for each in rules]


def check(contents: dict | None, counted: Iterable[Weighed] | None = None) -> Report:
    """Runs every rule that counts. Findings come heaviest first; without any rule that counts the score is 100."""
    said = Said(contents)
    counting = [one for one in (weighed() if counted is None else counted) if one.is_on and one.weight]
    total = sum(one.weight for one in counting)
    found = [(one, one.rule.find(said)) for one in counting]
    good = sum(one.weight for one, finding in found if finding is None)
    faults = [Fault(one.rule, finding, max(1, round(100 * one.weight / total))) for one, finding in found if finding is not None]
    passed = [one.rule for one, finding in found if finding is None]
    score = 100 * good // total if total else 100
    return Report(score, sorted(faults, key=lambda fault: -fault.points), passed)
