"""The list of contact reports (R1): by state, by account, late ones."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from care.filters.contact_reports import ContactReportFilter
from care.models import CheckIn, ContactReport
from care.querysets import ContactReportQuerySet
from care.tables.contact_reports import ContactReportTable
from care.views.check_in_frame import switch
from core.lists import Empty, list_page
from core.statements import counted, state_of


@require_safe
def contact_report_list(request):
    person = request.user

    def owed():
        return CheckIn.objects.visible_to(person).report_late(now=timezone.now()).order_by().values("pk")[:101]

    def lead(listing):
        late = counted(("reports_late", state_of(person)), owed)
        if not late:
            return _("What was said, as the client has it in writing.")
        shown = f"{late}" if late <= 100 else "100+"
        return ngettext("%(n)s report is late.", "%(n)s reports are late.", late) % {"n": shown}

    return list_page(
        request,
        queryset=lambda: ContactReport.objects.visible_to(person),
        detail=ContactReportQuerySet.for_pages,
        filterset=ContactReportFilter,
        table=ContactReportTable,
        title=_("Contact reports"),
        lead=lead,
        template="care/check_in_list.html",
        noun=(_("report"), _("reports")),
        export_name="contact-reports",
        search_label=_("Find a number, an account or a word"),
        empty=Empty(
            "file-text",
            _("No contact reports yet"),
            _("Mark a check-in held, then press “Write the report” on it: the draft is made from your notes."),
        ),
        context={"switch": switch("contact_report_list"), "late_url": f"{reverse('check_in_list')}?report=late&state=held"},
    )
