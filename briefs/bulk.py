"""Many jobs and requests at once, as an import brings them (S5). Twin: briefs.actions.writing.open_brief.

What they went through elsewhere is not told anew: they stand where they stood there, and an event says that they came in.
"""

import re
from collections.abc import Sequence

from briefs.models import Brief, JobCounter, JobRequest
from clients.bulk import record_many

OURS = re.compile(r"^(?P<code>[A-Z0-9]{1,5})-(?P<year>\d{2})-(?P<count>\d{4,9})$")


def add_jobs(briefs: Sequence[Brief], *, by) -> None:
    """Each has its number already. Our own counters go on behind the highest that came in, so that none is given twice."""
    Brief.objects.bulk_create(briefs, batch_size=500)
    count_on(briefs)

    def words(brief: Brief) -> dict:
        return {"number": brief.number, "state": str(brief.get_state_display()).lower()}

    record_many(briefs, "brief.brought_in", by=by, words=words)


def add_requests(requests: Sequence[JobRequest], *, by) -> None:
    """Twin: briefs.actions.requests.add_request. Each knows its day of answer already."""
    JobRequest.objects.bulk_create(requests, batch_size=500)
    record_many(requests, "job_request.brought_in", by=by, words=lambda asked: {"state": str(asked.get_state_display()).lower()})


def count_on(briefs: Sequence[Brief]) -> None:
    highest: dict[tuple[int, int], int] = {}
    for brief in briefs:
        ours = OURS.match(brief.number)
        if ours and ours["code"] == brief.account.code:
            key = (brief.account_id, 2000 + int(ours["year"]))
            highest[key] = max(highest.get(key, 0), int(ours["count"]))
    for (account, year), last in highest.items():
        JobCounter.objects.get_or_create(account_id=account, year=year)
        JobCounter.objects.filter(account_id=account, year=year, last__lt=last).update(last=last)
