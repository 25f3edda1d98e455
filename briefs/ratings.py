"""How jobs went, as the client and our team rated them (W7, R5)."""

from django.utils import timezone

from briefs.models import JobRating
from briefs.states import RatingSide
from clients.ratings import RatedBySides, ratings


@ratings.register
def jobs_rated(account, most: int) -> list[RatedBySides]:
    rows = JobRating.objects.filter(brief__account=account).select_related("brief").order_by("-at", "-pk")[: 2 * most]
    by_job: dict[int, list[JobRating]] = {}
    for row in rows:
        by_job.setdefault(row.brief_id, []).append(row)
    return [_pair(found) for found in by_job.values()][:most]


def _pair(found: list[JobRating]) -> RatedBySides:
    brief = found[0].brief
    sides = {row.side: row for row in found}
    theirs, ours = sides.get(RatingSide.CLIENT), sides.get(RatingSide.AGENCY)
    return RatedBySides(
        title=brief.title,
        url=brief.get_absolute_url(),
        code=brief.number,
        on=timezone.localdate(max(row.at for row in found)),
        theirs=theirs.score if theirs else None,
        ours=ours.score if ours else None,
        words=theirs.note if theirs else "",
    )
