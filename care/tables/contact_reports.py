from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.models import ContactReport
from care.states import ReportState
from clients import columns
from core.columns import ChoiceColumn, DayColumn, HouseColumn, HouseTable, NumberColumn, PersonColumn, StateColumn, TitleColumn, YesColumn
from core.marks import as_day

FILL = {ReportState.DRAFT: 0, ReportState.ISSUED: 0.6, ReportState.DISPUTED: 0.4}


def report_look(report: ContactReport) -> dict:
    """How `marks.state` draws it."""
    state = report.state
    return {"fill": FILL.get(state, 1), "done": state == ReportState.ACCEPTED, "mine": state == ReportState.DISPUTED}


class MomentColumn(DayColumn):
    """The day of a moment."""

    def export_values(self, value, record):
        return (as_day(value),)


class LateColumn(YesColumn):
    """Never issued, although its last hour is over."""

    def export_values(self, value, record):
        return (record.is_late(now=timezone.now()),)


class ContactReportTable(HouseTable):
    number = TitleColumn(verbose_name=_("Report"), code="account.code", sub="account.name", order_by="number")
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    kind = ChoiceColumn(verbose_name=_("Kind"), accessor="check_in.kind", chosen=False, hide_on="phone")
    held_on = DayColumn(verbose_name=_("Held on"), accessor="check_in.held_on", order_by="check_in__held_on", hide_on="phone")
    state = StateColumn(verbose_name=_("State"), look=report_look)
    author = PersonColumn(verbose_name=_("Written by"), email_header=_("Written by, e-mail"), order_by="author__name", hide_on="phone")
    edition = NumberColumn(verbose_name=_("Version"), chosen=False, hide_on="phone")
    issued_at = MomentColumn(verbose_name=_("Issued"), hide_on="tablet")
    accepted_at = MomentColumn(verbose_name=_("Accepted"), hide_on="tablet")
    accepted_by = ChoiceColumn(verbose_name=_("Accepted by"), chosen=False, hide_on="phone")
    is_late = LateColumn(verbose_name=_("Late"), only_export=True, accessor="pk")

    class Meta:
        order_by = ("-held_on",)

    def row_name(self, report):
        return f"{report}, {report.account}"
