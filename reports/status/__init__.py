"""What a status report of an account says: its jobs, then everything else that is open, in two statements (S3, P3)."""

from datetime import date

from briefs.models import Brief
from reports.lines import Line
from reports.status.contracts import renewal_lines
from reports.status.jobs import job_lines
from reports.status.tellers import other_lines


def status_lines(account, *, today: date, jobs: list[Brief] | None = None) -> list[Line]:
    """Everything of this account. `account` has its live seats and its contracts in force loaded, or they are asked for; so the jobs."""
    return [*job_lines(account, today=today, jobs=jobs), *other_lines(account, today=today), *renewal_lines(account, today=today)]
