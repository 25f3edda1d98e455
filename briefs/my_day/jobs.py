"""Jobs as lines of My day."""

from django.db.models import QuerySet

from core.my_day import lines


def job_lines(jobs: QuerySet, *, due_on, **words) -> QuerySet:
    """Each by its number and title, with its state; `owner` and `why` as `lines` takes them."""
    return lines(jobs, due_on=due_on, title="title", state="state", code="number", code_of="pk", **words)
