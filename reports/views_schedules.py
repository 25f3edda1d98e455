"""Which report is sent when, and to whom."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.frames import find_account
from clients.sight import remember
from clients.views.frame import changed, form_page, made, must, typed
from core.toasts import say
from reports.forms import ScheduleAddForm, ScheduleChangeForm
from reports.models import ReportSchedule
from reports.schedules import change_schedule, make_schedule
from reports.states import ReportKind
from reports.views import find_line


def crumbs_of(subject) -> list[tuple]:
    return [(_("Reports"), reverse("report_list")), (str(subject.account or subject.person), subject.draft_url)]


@require_http_methods(["GET", "POST"])
def account_status_schedule(request, pk):
    account = find_account(request, pk)
    return add(request, ReportSchedule(kind=ReportKind.STATUS, account=account))


@require_http_methods(["GET", "POST"])
def line_report_schedule(request, kind, pk):
    return add(request, ReportSchedule(kind=kind, person=find_line(request, kind, pk).person))


def add(request, subject: ReportSchedule):
    must(request.user, "reports.make_schedule", subject)
    form = ScheduleAddForm(typed(request), subject=subject, person=request.user, today=request.user.today)
    facts = {"kind": subject.kind, "account": subject.account, "person": subject.person, "now": timezone.localtime()}
    if url := made(request, form, lambda: make_schedule(by=request.user, **facts, **form.facts)):
        say(request, _("It is sent each week from now on."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Send the %(report)s each week") % {"report": subject.get_kind_display().lower()},
        lead=_("The clock issues the report in that hour, as it stands, and writes to those you choose. You are reminded the day before."),
        button=_("Save the schedule"),
        cancel=subject.draft_url,
        crumbs=crumbs_of(subject),
    )


@require_http_methods(["GET", "POST"])
def report_schedule_change(request, pk):
    rows = ReportSchedule.objects.visible_to(request.user).select_related("account__client", "person")
    schedule = get_object_or_404(rows, pk=pk)
    if schedule.account_id:
        remember(request.user, schedule.account, schedule.account.client)
    must(request.user, "reports.make_schedule", schedule)
    form = ScheduleChangeForm(typed(request), instance=schedule, person=request.user, today=request.user.today)
    if changed(form, partial(change_schedule, schedule, by=request.user)):
        say(request, _("Saved."))
        return redirect(schedule.draft_url)
    fresh = ReportSchedule.objects.select_related("account", "person").get(pk=pk)  # a bound form has written into ours
    return form_page(
        request,
        form,
        title=str(fresh),
        lead=_("Take the tick away from “is sent” to stop it."),
        button=_("Save the schedule"),
        cancel=fresh.draft_url,
        crumbs=crumbs_of(fresh),
    )
