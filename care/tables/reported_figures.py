from django.utils.translation import gettext_lazy as _

from clients import columns
from core.columns import ChoiceColumn, DayColumn, HouseColumn, HouseTable, TitleColumn


class ValueColumn(HouseColumn):
    """As the other system wrote it."""

    right = True


class ReportedFigureTable(HouseTable):
    client = TitleColumn(verbose_name=columns.CLIENT, accessor="client.name", order_by="client__name")
    which = ChoiceColumn(verbose_name=_("Which"))
    value = ValueColumn(verbose_name=_("Value"), order_by="number")
    source = HouseColumn(verbose_name=_("Other system"), hide_on="phone")
    record = HouseColumn(verbose_name=_("Its record"), hide_on="tablet")
    as_of = DayColumn(verbose_name=_("As of"))

    class Meta:
        order_by = ("-as_of",)
