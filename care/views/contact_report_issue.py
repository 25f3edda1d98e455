"""A contact report goes out (R1): what, to whom, and what is still missing; or none is owed."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import contact_report as actions
from care.forms.contact_reports import IssueForm
from care.report_contents import changed_facts, contents_of, gone_lines, topics_of
from care.report_readers import contacts_of_report, people_of_report
from care.report_reading import load_report
from care.views.check_in_frame import crumbs_of, find_check_in
from care.views.contact_report_frame import find_report, report_crumbs
from clients.forms.base import ReasonForm
from clients.views.frame import changed, form_page, must, typed
from core.errors import IllegalMove
from core.pages import render_page
from core.toasts import say


@require_http_methods(["GET", "POST"])
def contact_report_issue(request, pk):
    """What goes out and to whom; what is still missing; our answer to what was disputed."""
    person, report = request.user, find_report(request, pk)
    must(person, "care.issue_report", report)
    if not report.is_writable:
        raise IllegalMove(report, "issue", report.state)
    form = IssueForm(typed(request), row=load_report(report), person=person, today=person.today)
    if changed(form, lambda version, **facts: actions.issue_report(report, by=person, now=timezone.now(), version=version, **facts)):
        say(request, _("%(report)s is out. Without an objection it is accepted in 48 working hours.") % {"report": report})
        return redirect(report)
    issues = list(report.issues.all())
    latest = issues[-1] if issues else None
    contents, before = contents_of(report), latest.contents if latest else None
    theirs, ours = contacts_of_report(report), people_of_report(report)
    context = {
        "report": report,
        "form": form,
        "crumbs": report_crumbs(report, (report.number, report.get_absolute_url())),
        "missing": actions.missing_in(report),
        "contacts": [reader for reader in theirs if not reader.why_not],
        "people": [reader for reader in ours if not reader.why_not],
        "without_mail": [reader.one for reader in theirs if not reader.why_not and not reader.one.email],
        "not_to": [reader for reader in (*theirs, *ours) if reader.why_not],
        "topics": topics_of(contents, before),
        "gone": gone_lines(contents, before),
        "fact_changes": changed_facts(contents, before),
    }
    return render_page(request, "care/contact_report_issue.html", context)


@require_http_methods(["GET", "POST"])
def check_in_no_report(request, pk):
    """Nobody is owed a report on this check-in, and why."""
    check_in = find_check_in(request, pk)
    must(request.user, "care.waive_report", check_in)
    form = ReasonForm(typed(request), row=check_in, label=_("Why none is needed"), person=request.user, today=request.user.today)
    if changed(form, lambda version, note: actions.waive_report(check_in, by=request.user, reason=note, version=version)):
        say(request, _("No report is owed."))
        return redirect(check_in)
    return form_page(
        request,
        form,
        title=_("No contact report?"),
        lead=_("Those who were there get nothing in writing. The reason stays with the check-in."),
        button=_("No report is needed"),
        cancel=check_in.get_absolute_url(),
        crumbs=crumbs_of(check_in.account),
    )
