from django.utils.translation import gettext_lazy as _

from core import columns


class ReportTable(columns.HouseTable):
    kind = columns.TitleColumn(
        verbose_name=_("Report"), accessor="get_kind_display", order_by="kind", sub=lambda report: str(report.account or report.person)
    )
    of = columns.HouseColumn(verbose_name=_("Of"), accessor="event_topic", orderable=False, only_export=True)
    week_on = columns.DayColumn(verbose_name=_("Week from"))
    issued_at = columns.DayColumn(verbose_name=_("Issued"), hide_on="phone")
    issued_by = columns.PersonColumn(verbose_name=_("By"), orderable=False, hide_on="phone")

    class Meta:
        order_by = ("-week_on",)
