"""How good a brief is by the rules as a director weighed them, and the score that it needs to be submitted without a reason (W2)."""

from django.db.models import Value

from briefs.contents import contents_of
from briefs.models import Brief, QualityThreshold, QualityWeight
from briefs.quality import THRESHOLD, Report, check, weighed
from core.statements import asked


def report_of(brief: Brief, contents: dict | None = None) -> Report:
    """The findings of what stands there now; `contents` when the page has them already."""
    return check(contents_of(brief) if contents is None else contents, weighed(QualityWeight.objects.all()))


def report_and_threshold(brief: Brief, contents: dict) -> tuple[Report, int]:
    """Both with one statement, for pages."""

    def weights_and_thresholds():
        weights = QualityWeight.objects.order_by().values_list(Value("weight"), "rule", "weight", "is_on")
        thresholds = QualityThreshold.objects.order_by().values_list(Value("threshold"), "kind", "score", Value(True))
        return weights.union(thresholds, all=True)

    rows = asked(("weights_and_thresholds",), weights_and_thresholds)
    needed = {key: number for what, key, number, _is_on in rows if what == "threshold"}
    counted = weighed(QualityWeight(rule=key, weight=number, is_on=is_on) for what, key, number, is_on in rows if what == "weight")
    return check(contents, counted), needed.get(brief.kind, needed.get("", THRESHOLD))


def threshold_of(kind: str) -> int:
    """The score that briefs of this kind need: its own row, else the row of all others, else `THRESHOLD`."""
    rows = dict(QualityThreshold.objects.filter(kind__in=(kind, "")).values_list("kind", "score"))
    return rows.get(kind, rows.get("", THRESHOLD))


def keep_score(brief: Brief) -> int:
    """Works the score out anew and keeps it on the row, which its caller has locked. Not an edit: the row's version stays."""
    brief.score = report_of(brief).score
    Brief.objects.filter(pk=brief.pk).update(score=brief.score)
    return brief.score
