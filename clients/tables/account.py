from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from clients import columns
from clients.tables.client import TIER_KINDS
from core import marks
from core.columns import (
    ChoiceColumn,
    DayColumn,
    DueColumn,
    HealthColumn,
    HouseColumn,
    HouseTable,
    MoneyColumn,
    NumberColumn,
    PersonColumn,
    TagColumn,
    TextColumn,
    TitleColumn,
    YesColumn,
)


class LeadColumn(PersonColumn):
    """The lead with a face; an account without one says so."""

    def draw(self, value, record, table):
        if value is None:
            return format_html('<span class="down">{} {}</span>', marks.icon("user-x"), _("Nobody"))
        return super().draw(value, record, table)


class YearlyFeeColumn(MoneyColumn):
    """The yearly fees in the account's own currency; says where others are left out of the sum."""

    empty_values = ()

    def draw(self, value, record, table):
        fee = super().draw(value, record, table) if value is not None else "–"
        return format_html('{}<span class="sub">{}</span>', fee, _("and other currencies")) if record.has_other_fees else fee


class AccountTable(HouseTable):
    """Accounts without their fees: the table of whoever may not see them, page and export alike."""

    name = TitleColumn(verbose_name=columns.ACCOUNT, code="code", sub="client.name")
    code = HouseColumn(verbose_name=columns.CODE, only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="client.name", only_export=True)
    effective_tier = TagColumn(verbose_name=columns.TIER, export=_("Tier in effect"), kinds=TIER_KINDS, hide_on="phone")
    tier = ChoiceColumn(verbose_name=columns.TIER, only_export=True)  # its own: what the import reads back
    health = HealthColumn(verbose_name=_("Health"), accessor="health.observed", colour="health.colour", order_by="health__observed")
    changed_30 = NumberColumn(
        verbose_name=_("Change in 30 days"), accessor="health.changed_30", order_by="health__changed_30", chosen=False, hide_on="phone"
    )
    sentiment = NumberColumn(
        verbose_name=_("Sentiment"), accessor="health.sentiment", order_by="health__sentiment", chosen=False, hide_on="phone"
    )
    hygiene = NumberColumn(
        verbose_name=_("Our diligence"), accessor="health.hygiene", order_by="health__hygiene", chosen=False, hide_on="phone"
    )
    lead = LeadColumn(verbose_name=columns.LEAD, email_header=columns.LEAD_EMAIL, orderable=False)
    next_notice_on = DueColumn(verbose_name=_("Next notice day"), soon=marks.NOTICE_SOON_DAYS)
    next_up_on = DueColumn(verbose_name=_("Next check-in"), hide_on="phone")
    opened_on = DayColumn(verbose_name=columns.SINCE, hide_on="phone", chosen=False)
    closed_on = DayColumn(verbose_name=_("Closed on"), hide_on="phone", chosen=False)
    country = TextColumn(verbose_name=columns.COUNTRY, accessor="client.country", hide_on="phone", chosen=False)
    currency = HouseColumn(verbose_name=columns.CURRENCY, only_export=True)
    cadence_days = NumberColumn(verbose_name=columns.CADENCE, only_export=True)
    is_walled = YesColumn(verbose_name=_("Walled"), only_export=True)
    closed_cause = ChoiceColumn(verbose_name=_("Closed because"), only_export=True)
    closed_reason = HouseColumn(verbose_name=_("Why closed"), only_export=True)
    about = HouseColumn(verbose_name=columns.ABOUT_ACCOUNT, only_export=True)

    class Meta:
        order_by = ("name",)

    def row_css(self, account):
        return "is-gone" if account.closed_on else ""


class AccountWithFeesTable(AccountTable):
    """The same for those who may see fees (permission clients.see_fees)."""

    fee_a_year = YearlyFeeColumn(
        verbose_name=_("Fee a year"), currency_header=_("Fee currency"), order_by="fee_a_year_minor", style="whole", hide_on="phone"
    )

    class Meta:
        order_by = ("name",)
        sequence = ("name", "code", "client", "effective_tier", "health", "lead", "fee_a_year", "next_notice_on", "next_up_on", "...")


def account_table(person) -> type[AccountTable]:
    return AccountWithFeesTable if person.has_perm("clients.see_fees") else AccountTable
