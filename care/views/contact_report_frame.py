"""What the pages of contact reports share."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from care.models import ContactReport
from care.moments import moment_words, when_words
from care.states import ReportState
from care.views.check_in_frame import crumbs_of
from clients.frames import seats_of
from clients.sight import remember


def find_report(request, pk: int) -> ContactReport:
    """The report with account, client and check-in; 404 for a stranger."""
    report = get_object_or_404(ContactReport.objects.visible_to(request.user).for_pages(), pk=pk)
    report.account.live_seats = seats_of(report.account, today=request.user.today)
    report.check_in.account = report.account
    remember(request.user, report, report.check_in, report.account, report.account.client)
    return report


def report_crumbs(report: ContactReport, *further):
    return crumbs_of(report.account, (str(report.check_in.get_kind_display()), report.check_in.get_absolute_url()), *further)


def clock_words(report: ContactReport) -> str:
    """Where it stands, in one sentence."""
    if report.state == ReportState.ACCEPTED:
        when = when_words(report.accepted_at)
        return _("Accepted %(how)s %(when)s; frozen since.") % {"how": report.get_accepted_by_display(), "when": when}
    if report.state == ReportState.ISSUED:
        return _("Counts as accepted when nobody objects until %(moment)s.") % {"moment": moment_words(report.accept_at)}
    if report.state == ReportState.DISPUTED:
        return _("The client disputes it. Correct it or say why it stands, and issue it again: the clock begins anew.")
    if report.edition:
        return _("Taken back to be corrected. The clock stands still until it is issued again.")
    due_at = report.check_in.report_due_at
    return _("Should be out by %(moment)s.") % {"moment": moment_words(due_at)} if due_at else _("Not issued yet.")
