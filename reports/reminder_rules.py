"""What the clock says about reports (S1, S3): one that is sent each week and reaches nobody, because its readers have left."""

from datetime import date

from django.db.models import DateField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.ladder import account_ladder, seated
from clients.models import Contact
from people.models import Person
from reminders.ladders import above, active
from reminders.registry import Line, Rule, Step, rules
from reports.models import ReportSchedule


def since_when():
    """The day on which the last of its readers left, of ours or of the client's."""
    ours = Person.objects.filter(reports_received=OuterRef("pk"), left_on__isnull=False).order_by("-left_on").values("left_on")[:1]
    theirs = Contact.objects.filter(reports_received=OuterRef("pk"), left_on__isnull=False).order_by("-left_on").values("left_on")[:1]
    return Coalesce(Subquery(ours, output_field=DateField()), Subquery(theirs, output_field=DateField()), F("starts_on"))


def owner_ladder(today: date):
    """Of an account: who made the schedule while they sit on it, then as for the account. Of a line: whose line it is, then above them."""
    _lead, supervisor, director, head = account_ladder(today)
    _nobody, boss, next_boss, _head = above("person", today)
    return Coalesce(seated("made_by", today), active("person")), Coalesce(supervisor, boss), Coalesce(director, next_boss), head


def line_of(schedule: ReportSchedule, today: date) -> Line:
    account = schedule.account
    return Line(
        title=_("Choose who gets the report of %(of)s") % {"of": account or schedule.person},
        why=_("It is sent each week, and everybody it went to has left"),
        act_label=_("Choose"),
        url=reverse("report_schedule_change", args=[schedule.pk]),
        key=f"report_schedule:{schedule.pk}",
        icon="mail-x",
        code=account.code if account else "",
        code_url=account.get_absolute_url() if account else "",
        group="reports",
    )


rules.register(
    Rule(
        name="report_reaches_nobody",
        label=gettext_lazy("Weekly reports that reach nobody"),
        subject=lambda: ReportSchedule,
        causes=lambda today: ReportSchedule.objects.reaching_nobody(),
        anchor=since_when(),
        steps=(Step(0, climbs_after=3),),
        is_after=True,
        ladder=owner_ladder,
        line=line_of,
        loaded=lambda rows: rows.select_related("account", "person"),
        may_be_done_by_hand=False,
    )
)
