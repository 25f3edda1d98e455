"""One contact report (R1): as it stands, what differs from what the client has, who got it, what they said; its PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.documents import report_pdf
from care.models import ContactReport, ReportIssue
from care.report_contents import changed_facts, contents_of, facts_of, gone_lines, topics_of
from care.report_reading import load_report
from care.tables.contact_reports import report_look
from care.views.contact_report_frame import clock_words, find_report, report_crumbs
from clients.telling import lines
from core.models import Event
from core.moves import available_moves
from core.pages import render_page
from core.uploads import as_download


@require_safe
def contact_report_detail(request, pk):
    """The report as it stands, what differs from what the client has, who got it, what they said."""
    person, report = request.user, find_report(request, pk)
    issues = list(load_report(report).issues.all())
    contents, before = shown_and_before(report, issues)
    events = Event.objects.about(report).select_related("actor", "subject_type").order_by("-at", "-pk")
    disputes = list(report.disputes.all())
    context = {
        "report": report,
        "account": report.account,
        "crumbs": report_crumbs(report),
        "look": report_look(report),
        "lead": clock_words(report),
        "is_late": report.is_late(now=timezone.now()),
        "facts": facts_of(contents),
        "topics": topics_of(contents, before),
        "gone": gone_lines(contents, before),
        "fact_changes": changed_facts(contents, before),
        "disputes": disputes,
        "issues": issues,
        "latest": issues[-1] if issues else None,
        "acts": acts_of(report, person=person),
        "may_link": bool(issues) and person.has_perm("care.issue_report", report),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "care/contact_report_detail.html", context)


def shown_and_before(report: ContactReport, issues: list[ReportIssue]) -> tuple[dict, dict | None]:
    """What the page shows, and the issue against which changes are marked: a draft against the last, an issue against the one before."""
    if report.is_writable or not issues:
        return contents_of(report), issues[-1].contents if issues else None
    return issues[-1].contents, issues[-2].contents if len(issues) > 1 else None


AFTERWARDS = (  # what is noted of a report that is out, the page of each and its icon
    ("accept", "contact_report_accept", "check"),
    ("dispute", "contact_report_dispute", "message-square-warning"),
    ("recall", "contact_report_recall", "undo-2"),
)


def may_still_be_disputed(report: ContactReport) -> bool:
    """Not when its hour has passed and only the clock has not struck yet."""
    return report.accept_at is None or report.accept_at > timezone.now()


def acts_of(report: ContactReport, *, person) -> list[dict]:
    """What this person may do with it now, the next step filled."""
    moves = available_moves(report, by=person)
    found = []
    if "issue" in moves:
        label = _("Issue it again") if report.edition else _("Issue")
        found.append({"label": label, "url": reverse("contact_report_issue", args=[report.pk]), "icon": "send", "primary": True})
    if report.is_writable and person.has_perm("care.write_report", report):
        url = reverse("contact_report_write", args=[report.pk])
        found.append({"label": _("Write"), "url": url, "icon": "pencil", "primary": not found})
    for name, url_name, icon in AFTERWARDS:
        if name in moves and (name != "dispute" or may_still_be_disputed(report)):
            label, url = moves[name].label, reverse(url_name, args=[report.pk])
            found.append({"label": label, "url": url, "icon": icon, "primary": False, "dialog": True})
    found.append({"label": _("PDF"), "url": reverse("contact_report_pdf", args=[report.pk]), "icon": "file-down", "primary": False})
    return found


@require_safe
def contact_report_pdf(request, pk):
    """What was issued, as it was issued (`?issue=1` an earlier one); a draft as it stands."""
    report = find_report(request, pk)
    number = request.GET.get("issue", "")
    issues = report.issues.order_by("-number")
    if number:
        if not (number.isdecimal() and len(number) < 5):
            raise Http404("No such issue.")
        return pdf_of(get_object_or_404(issues, number=number))
    if not report.is_writable and (latest := issues.first()):
        return pdf_of(latest)
    latest = issues.first()
    paper = report_pdf.draw(contents_of(report), edition=0, issued_at=None, before=latest.contents if latest else None)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{report.number}-draft.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def pdf_of(issue: ReportIssue):
    if not issue.pdf.storage.exists(issue.pdf.name):
        raise Http404("The file is gone.")
    return as_download(issue.pdf, f"{issue.report.number}-{issue.number}.pdf")
