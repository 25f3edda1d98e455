"""What of contact reports needs a person today (R1): one to write or issue, a dispute to answer."""

from datetime import datetime, time, timedelta

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from care.models import CheckIn, ContactReport
from clients.models import Seat
from core.my_day import Need, of_rows
from core.registries import my_day

DAYS_AHEAD = 3
MOST = 50


def reports_owed_by(person, today):
    """Held or written by them, or by whom they cover for; due by the end of these days, or late."""
    end = timezone.make_aware(datetime.combine(today + timedelta(days=DAYS_AHEAD + 1), time()))
    owed = CheckIn.objects.visible_to(person).owing_report()
    mine = person.standing.seats_of
    theirs = Q(owner__in=mine) | Q(report__author__in=mine)
    return owed.filter(theirs, report_due_at__lt=end, account__closed_on=None)


def first_owed_by(person, today):
    is_late = Case(When(report_late_at__lt=Now(), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = reports_owed_by(person, today).select_related("account", "owner", "report").annotate(is_report_late=is_late)
    return rows.order_by("report_due_at", "pk")[:MOST]


@my_day.register
@of_rows(reports_owed_by, check_ins=first_owed_by)
def reports_to_issue(person, today, *, check_ins) -> list[Need]:
    """The draft is begun in one press; one that is begun is written on."""
    return [report_need(check_in, person) for check_in in check_ins]


def report_need(check_in: CheckIn, person) -> Need:
    begun = getattr(check_in, "report", None)
    words = {"kind": check_in.get_kind_display().lower(), "account": check_in.account}
    return Need(
        key=f"report:{check_in.pk}",
        title=(_("Issue the report on the %(kind)s with %(account)s") if begun else _("Write up the %(kind)s with %(account)s")) % words,
        why=_("Its 48 working hours are over") if check_in.is_report_late else _("Those who were there wait for it in writing"),
        due_on=timezone.localdate(check_in.report_due_at),
        act_label=_("Write on") if begun else _("Write the report"),
        act_url=reverse("contact_report_write", args=[begun.pk]) if begun else reverse("contact_report_begin", args=[check_in.pk]),
        icon="file-pen",
        code=check_in.account.code,
        code_url=check_in.account.get_absolute_url(),
        group="check-ins",
        post=begun is None,
        url=begun.get_absolute_url() if begun else check_in.get_absolute_url(),
        cover_for=check_in.owner if person.pk not in (check_in.owner_id, begun.author_id if begun else None) else None,
        menu=((_("None is needed"), reverse("check_in_no_report", args=[check_in.pk])),),
    )


def disputes_for(person, today):
    """Disputed reports that they wrote, or of accounts that they lead."""
    mine = person.standing.seats_of
    led = Seat.objects.live(today=today).leads().filter(person__in=mine).values("account")
    return ContactReport.objects.visible_to(person).disputed().filter(Q(author__in=mine) | Q(account__in=led))


def first_disputes_for(person, today):
    return disputes_for(person, today).select_related("account").order_by("begun_at", "pk")[:MOST]


@my_day.register
@of_rows(disputes_for, disputed=first_disputes_for)
def disputes_to_answer(person, today, *, disputed) -> list[Need]:
    return [
        Need(
            key=f"dispute:{report.pk}",
            title=_("Answer what is disputed in %(number)s") % {"number": report.number},
            why=_("The client says a line is not right; the clock stands still"),
            due_on=today,
            act_label=_("Correct it"),
            act_url=reverse("contact_report_write", args=[report.pk]),
            icon="message-square-warning",
            code=report.account.code,
            code_url=report.account.get_absolute_url(),
            group="check-ins",
            url=report.get_absolute_url(),
        )
        for report in disputed
    ]
