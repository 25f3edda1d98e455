"""What of reports needs a person today: to read one before the clock sends it (S3)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from clients.models import Seat
from core.my_day import Need, of_rows
from core.registries import my_day
from reports.models import ReportSchedule

MOST = 30


def to_read(person, today):
    """Of accounts that this person leads, or of their own line; theirs whom they cover too."""
    seats = person.standing.seats_of
    leads = Seat.objects.live(today=today).leads().filter(person__in=seats).values("account")
    rows = ReportSchedule.objects.to_read_before(today=today)
    return rows.filter(account__in=leads) | rows.filter(person__in=seats)


def first_to_read(person, today):
    return to_read(person, today).select_related("account", "person").order_by("pk").distinct()[:MOST]


@my_day.register
@of_rows(to_read, schedules=first_to_read)
def reports_to_read(person, today, *, schedules) -> list[Need]:
    """The day before it goes, and on the day until it has gone."""
    needs = []
    for schedule in schedules:
        day = today if schedule.weekday == today.weekday() else next_day(today, schedule.weekday)
        subject = schedule.account or schedule.person
        needs.append(
            Need(
                key=f"report_schedule:{schedule.pk}:{day.isoformat()}",
                title=_("Read the report of %(of)s before it goes") % {"of": subject},
                why=_("It is sent at %(hour)02d:00 as it stands then") % {"hour": schedule.hour},
                due_on=day,
                act_label=_("Read it"),
                act_url=schedule.draft_url,
                icon="file-text",
                code=schedule.account.code if schedule.account else "",
                code_url=schedule.account.get_absolute_url() if schedule.account else "",
                group="reports",
            )
        )
    return needs


def next_day(today, weekday: int):
    return today + timedelta(days=(weekday - today.weekday()) % 7)
