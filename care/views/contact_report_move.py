"""What is noted of a contact report that is out (R1): the client's yes, what they dispute, a mistake of our own."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import contact_report as actions
from care.actions import report_links
from care.forms.contact_reports import HeardDisputeForm
from care.views.contact_report_frame import find_report, report_crumbs
from clients.forms.base import ReasonForm
from clients.views.frame import changed, form_page, made, must, typed
from core.toasts import say


def _with_reason(request, report, may, do, *, title, lead, button, done, label):
    must(request.user, may, report)
    form = ReasonForm(typed(request), row=report, label=label, person=request.user, today=request.user.today)
    if changed(form, do):
        say(request, done)
        return redirect(report)
    crumbs = report_crumbs(report, (report.number, report.get_absolute_url()))
    return form_page(request, form, title=title, lead=lead, button=button, cancel=report.get_absolute_url(), crumbs=crumbs)


@require_http_methods(["GET", "POST"])
def contact_report_recall(request, pk):
    """A mistake of our own: take it back, correct it, issue it again."""
    report = find_report(request, pk)
    return _with_reason(
        request,
        report,
        "care.issue_report",
        lambda version, note: actions.recall_report(report, by=request.user, note=note, version=version),
        title=_("Take %(number)s back to correct it?") % {"number": report.number},
        lead=_("The clock stops. Those who have it get the corrected version."),
        button=_("Take it back"),
        done=_("Taken back. Correct it and issue it again."),
        label=_("What is wrong"),
    )


@require_http_methods(["GET", "POST"])
def contact_report_accept(request, pk):
    """The client has said yes by word of mouth or mail."""
    report = find_report(request, pk)
    return _with_reason(
        request,
        report,
        "care.accept_report",
        lambda version, note: actions.accept_report(report, by=request.user, note=note, now=timezone.now(), version=version),
        title=_("The client accepts %(number)s") % {"number": report.number},
        lead=_("The report is frozen from then on."),
        button=_("Note their yes"),
        done=_("Accepted and frozen."),
        label=_("Who said so, and how"),
    )


@require_http_methods(["GET", "POST"])
def contact_report_dispute(request, pk):
    """The client has said to one of ours which line is not right: it goes the same way as by their link."""
    person, report = request.user, find_report(request, pk)
    must(person, "care.dispute_report", report)
    form = HeardDisputeForm(typed(request), report=report, person=person, today=person.today)

    def hear():
        facts = form.facts
        return report_links.hear_dispute(report, by=person, now=timezone.now(), line_key=facts.pop("line"), **facts)

    if url := made(request, form, hear):
        say(request, _("Noted, and the clock stands still. Correct it or say why it stands, and issue it again."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("The client disputes %(number)s") % {"number": report.number},
        lead=_("On the phone, by mail or across a table; by their own link they say it themselves. Author and lead hear of it at once."),
        button=_("Note the dispute"),
        cancel=report.get_absolute_url(),
        crumbs=report_crumbs(report, (report.number, report.get_absolute_url())),
    )
