"""What a director makes of the quality check (W2): how much a rule weighs, whether it counts, from which score on a brief is ready."""

from django.db import transaction
from django.utils.translation import gettext as _

from briefs.models import QualityThreshold, QualityWeight
from briefs.quality import rules
from briefs.states import BriefKind
from core.changes import ask
from core.errors import LostRace, Refused
from core.moves import record


@transaction.atomic
def set_quality(
    *, by, weights: dict[str, tuple[int, bool]], thresholds: dict[str, int | None], version: int | None = None
) -> list[QualityWeight | QualityThreshold]:
    """`weights` is {rule: (weight, counts)}, `thresholds` {kind or "": score, None for none of its own}. Returns the rows that changed.

    `version` is what `version_of_quality()` said when the page was opened. Scores on the rows of briefs are worked out anew with
    their next edit. Raises PermissionDenied, Refused, LostRace.
    """
    ask(by, "briefs.set_quality")
    known = {rule.key: rule for rule in rules}
    if strange := set(weights) - set(known) | set(thresholds) - {"", *BriefKind.values}:
        raise Refused(_("There is no rule or kind called %(name)s.") % {"name": sorted(strange)[0]})
    own = {row.rule: row for row in QualityWeight.objects.select_for_update()}
    set_before = {row.kind: row for row in QualityThreshold.objects.select_for_update()}
    if version is not None and version != version_of_quality(own.values(), set_before.values()):
        raise LostRace(next(iter([*own.values(), *set_before.values()]), QualityWeight(rule=_("The quality check"))))
    changed: list = []
    for key, (weight, is_on) in weights.items():
        row = own.get(key) or QualityWeight(rule=key, weight=known[key].weight, version=0)
        if (row.weight, row.is_on) != (weight, is_on):
            before = row.weight if row.is_on else 0
            row.weight, row.is_on, row.version = weight, is_on, row.version + 1
            row.save()
            record(row, "quality.weighed", by=by, name=str(known[key].title), before=before, after=weight if is_on else 0)
            changed.append(row)
    for kind, score in thresholds.items():
        row = set_before.get(kind)
        if score is None and row is not None:
            record(row, "quality.threshold_dropped", by=by, kind=kind)
            row.delete()
            changed.append(row)
        elif score is not None and (row is None or row.score != score):
            row = row or QualityThreshold(kind=kind, version=0)
            row.score, row.version = score, row.version + 1
            row.save()
            record(row, "quality.threshold_set", by=by, kind=kind, score=score)
            changed.append(row)
    return changed


def version_of_quality(weights=None, thresholds=None) -> int:
    """What the rows are now, as one number: another number later means that somebody was faster."""
    weights = QualityWeight.objects.all() if weights is None else weights
    thresholds = QualityThreshold.objects.all() if thresholds is None else thresholds
    return sum(row.version for row in weights) + sum(row.version * 1_000 for row in thresholds)
