"""What the clock says about contact reports (R1, S1; ADR 0051): due, late and climbing, disputed and not answered."""

from datetime import date

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.models import CheckIn, ContactReport
from care.moments import moment_words
from care.reminder_rules.check_ins import holder_ladder
from care.report_clock import moment_of
from clients.ladder import account_ladder, seated
from reminders.registry import Line, Rule, Step, rules


def owed(today: date):
    return CheckIn.objects.owing_report().filter(account__closed_on=None)


def late(today: date):
    """Its 48 working hours are over."""
    return CheckIn.objects.report_late(now=moment_of(today)).filter(account__closed_on=None)


def report_line(check_in: CheckIn, why: str) -> Line:
    words = {"kind": check_in.get_kind_display().lower(), "account": check_in.account}
    return Line(
        title=_("Issue the report on the %(kind)s with %(account)s") % words,
        why=why,
        act_label=_("Open check-in"),
        url=check_in.get_absolute_url(),
        key=f"report:{check_in.pk}",
        icon="file-pen",
        code=check_in.account.code,
        code_url=check_in.account.get_absolute_url(),
        group="check-ins",
    )


def due_line(check_in: CheckIn, today: date) -> Line:
    due_at = moment_words(check_in.report_due_at)
    return report_line(check_in, _("Due by %(moment)s: 24 working hours after it was held") % {"moment": due_at})


def late_line(check_in: CheckIn, today: date) -> Line:
    day = date_format(check_in.held_on, "l j F")
    return report_line(check_in, _("Held on %(day)s, and nobody has it in writing after 48 working hours") % {"day": day})


def disputed_line(report: ContactReport, today: date) -> Line:
    return Line(
        title=_("Answer what is disputed in %(number)s") % {"number": report.number},
        why=_("The client says a line is not right; the clock stands still"),
        act_label=_("Open the report"),
        url=report.get_absolute_url(),
        key=f"dispute:{report.pk}",
        icon="message-square-warning",
        code=report.account.code,
        code_url=report.account.get_absolute_url(),
        group="check-ins",
        act_url=reverse("contact_report_write", args=[report.pk]),
    )


rules.register(
    Rule(
        name="contact_report_due",
        label=gettext_lazy("Contact reports that are due"),
        subject=lambda: CheckIn,
        causes=owed,
        anchor=TruncDate("report_due_at"),
        steps=(Step(0),),
        ladder=holder_ladder,
        line=due_line,
        loaded=lambda rows: rows.select_related("account"),
        may_be_done_by_hand=False,
    )
)
rules.register(
    Rule(
        name="contact_report_late",
        label=gettext_lazy("Contact reports that are late"),
        subject=lambda: CheckIn,
        causes=late,
        anchor=TruncDate("report_late_at"),
        steps=(Step(0, climbs_after=1),),
        is_after=True,
        ladder=holder_ladder,
        line=late_line,
        loaded=lambda rows: rows.select_related("account"),
        may_be_done_by_hand=False,
    )
)
rules.register(
    Rule(
        name="contact_report_disputed",
        label=gettext_lazy("Contact reports that a client disputes"),
        subject=lambda: ContactReport,
        causes=lambda today: ContactReport.objects.disputed().filter(account__closed_on=None),
        anchor=TruncDate("issued_at"),
        steps=(Step(0, climbs_after=2),),
        is_after=True,
        ladder=lambda today: account_ladder(today, lead=seated("author", today)),
        line=disputed_line,
        loaded=lambda rows: rows.select_related("account"),
        may_be_done_by_hand=False,
    )
)
