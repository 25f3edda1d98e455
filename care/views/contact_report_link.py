"""The links of a contact report's readers (R1): a new address, and none any more."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from care.actions import report_links
from care.forms.contact_reports import NewLinkForm, ReaderForm
from care.views.contact_report_frame import find_report, report_crumbs
from clients.views.frame import form_page, made, must, typed
from core.pages import render_page
from core.toasts import say


@never_cache
@require_http_methods(["GET", "POST"])
def contact_report_link(request, pk):
    """A new address for somebody who lost theirs or has no e-mail; shown in the answer to this very post, and never again."""
    report = find_report(request, pk)
    must(request.user, "care.issue_report", report)
    form = NewLinkForm(typed(request), report=report, person=request.user, today=request.user.today)
    crumbs = report_crumbs(report, (report.number, report.get_absolute_url()))
    fresh = []

    def make():
        fresh.append(report_links.make_link(report, form.cleaned_data["contact"], by=request.user, now=timezone.now()))
        return fresh[0]

    if url := made(request, form, make):
        if not fresh:
            return redirect(url)
        link = fresh[0]
        context = {"link": link, "report": report, "address": report_links.page_address(link), "crumbs": crumbs}
        return render_page(request, "care/report_link_made.html", context)
    return form_page(
        request,
        form,
        title=_("A link to %(number)s") % {"number": report.number},
        lead=_("Their older links to this report stop opening."),
        button=_("Make the link"),
        cancel=report.get_absolute_url(),
        crumbs=crumbs,
    )


@require_http_methods(["GET", "POST"])
def contact_report_revoke(request, pk):
    """None of this reader's links to the report opens any more."""
    report = find_report(request, pk)
    must(request.user, "care.issue_report", report)
    form = ReaderForm(typed(request), report=report, person=request.user, today=request.user.today)
    if form.is_valid():
        contact = form.cleaned_data["contact"]
        report_links.revoke_links(report, contact, by=request.user, now=timezone.now())
        say(request, _("%(contact)s cannot open the report any more.") % {"contact": contact})
        return redirect(report)
    return form_page(
        request,
        form,
        title=_("Revoke a link to %(number)s") % {"number": report.number},
        lead=_("Every address of theirs to this report stops opening at once."),
        button=_("Revoke the link"),
        cancel=report.get_absolute_url(),
        crumbs=report_crumbs(report, (report.number, report.get_absolute_url())),
        danger=True,
    )
