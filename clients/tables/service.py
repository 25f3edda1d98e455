from django.utils.translation import gettext_lazy as _

from clients import columns
from clients.states import Fit
from core.columns import DayColumn, HouseColumn, HouseTable, LinkColumn, PersonColumn, TagColumn, TitleColumn

FIT_KINDS = {Fit.GOOD: "good", Fit.PARTIAL: "watch", Fit.POOR: "risk"}


class BoughtServiceTable(HouseTable):
    """What accounts bought. Headers of the export are those that the import knows (S4)."""

    service = TitleColumn(verbose_name=_("Service"), accessor="service.name", url="services_url", sub="account.client.name")
    account = LinkColumn(verbose_name=columns.ACCOUNT, order_by="account__name", export=columns.ACCOUNT)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    contract = LinkColumn(verbose_name=_("Under contract"), order_by="contract__name", hide_on="tablet")
    contract_number = HouseColumn(verbose_name=_("Contract number"), accessor="contract.number", only_export=True)
    contract_starts_on = DayColumn(verbose_name=_("Contract starts on"), accessor="contract.starts_on", only_export=True)
    sold_by = PersonColumn(verbose_name=_("Sold by"), email_header=_("Sold by, e-mail"), order_by="sold_by__name", hide_on="phone")
    bought_on = DayColumn(verbose_name=_("Bought on"), hide_on="phone")
    ended_on = DayColumn(verbose_name=_("Ended on"), hide_on="phone", chosen=False)
    fit = TagColumn(verbose_name=_("Fit"), kinds=FIT_KINDS)
    fit_on = DayColumn(verbose_name=_("Rated on"), hide_on="phone", chosen=False)
    fit_note = HouseColumn(verbose_name=_("Why it fits or not"), only_export=True)

    class Meta:
        order_by = ("service",)

    def row_css(self, bought):
        return "is-gone" if bought.ended_on else ""
