"""What the page of a week needs, asked at once whatever it is a row of (S2; ADR 0030)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from briefs.models import Brief
from core.together import asked_together
from reports.models import Report, ReportSchedule, ReportWord
from reports.states import ReportKind, week_of
from reports.status.jobs import jobs_of

WEEKS_SHOWN = 12


@dataclass(frozen=True)
class Read:
    """`known` are the newest reports, newest first, this week's and earlier ones; `words` those of this week; `jobs` of an account.

    A file has no `schedules`: it shows none.
    """

    known: list[Report]
    words: list[ReportWord]
    schedules: list[ReportSchedule]
    jobs: list[Brief]


def read_week(*, kind: str, account=None, person=None, today: date, as_file: bool = False) -> Read:
    """Of an account or of somebody's line."""
    week_on = week_of(today)

    def build(**whose):
        reports = Report.objects.filter(kind=kind, **whose)
        return {
            "known": reports.order_by("-week_on")[: WEEKS_SHOWN + 1],
            "words": ReportWord.objects.filter(report__in=reports.filter(week_on=week_on)).select_related("written_by"),
            "jobs": jobs_of(whose["account"], today=today) if kind == ReportKind.STATUS else None,
            **({} if as_file else schedules_and_readers(kind, **whose)),
        }

    whose = {"account": account.pk} if account is not None else {"person": person.pk}
    found = asked_together(("week of a report", kind, today, as_file), build, **whose)
    return Read(found["known"], found["words"], [] if as_file else with_readers(found), found["jobs"])


def schedules_and_readers(kind: str, **whose) -> dict[str, QuerySet]:
    schedules = ReportSchedule.objects.filter(kind=kind, **whose)
    people, contacts = ReportSchedule.people.through.objects, ReportSchedule.contacts.through.objects
    of_these = {"reportschedule__kind": kind, **{f"reportschedule__{name}": value for name, value in whose.items()}}
    return {
        "schedules": schedules,
        "reaching_nobody": schedules.reaching_nobody().values_list("pk"),
        "people": people.filter(**of_these).order_by("person__name", "pk").values_list("reportschedule", "person__name"),
        "contacts": contacts.filter(**of_these).order_by("contact__name", "pk").values_list("reportschedule", "contact__name"),
    }


def with_readers(found: dict[str, list]) -> list[ReportSchedule]:
    """Each schedule has the names of its readers as `readers`, and whether it `reaches_nobody`."""
    readers = defaultdict(list)
    for schedule, name in (*found["people"], *found["contacts"]):
        readers[schedule].append(name)
    silent = {pk for (pk,) in found["reaching_nobody"]}
    for schedule in found["schedules"]:
        schedule.reaches_nobody = schedule.pk in silent
        schedule.readers = readers[schedule.pk]
    return found["schedules"]
