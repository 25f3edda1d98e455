from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients import columns
from clients.states import ClientState, Tier
from core.columns import (
    ChoiceColumn,
    DayColumn,
    HouseColumn,
    HouseTable,
    NumberColumn,
    PersonColumn,
    StateColumn,
    TagColumn,
    TextColumn,
    TitleColumn,
)

TIER_KINDS = {Tier.KEY: "key"}
STATE_LOOKS = {
    ClientState.PROSPECT: {"fill": 0.25},
    ClientState.ACTIVE: {"done": True},
    ClientState.DORMANT: {"fill": 0.75},
    ClientState.LOST: {"lost": True},
}


def accounts_url(client) -> str:
    return f"{reverse('account_list')}?client={client.pk}"


class ClientTable(HouseTable):
    name = TitleColumn(verbose_name=columns.CLIENT, sub=lambda client: ", ".join(filter(None, (client.industry, client.city))))
    state = StateColumn(verbose_name=_("State"), export=columns.CLIENT_STATE, look=lambda client: STATE_LOOKS[client.state])
    tier = TagColumn(verbose_name=columns.TIER, kinds=TIER_KINDS, hide_on="phone")
    country = TextColumn(verbose_name=columns.COUNTRY, hide_on="phone")
    owner = PersonColumn(verbose_name=columns.OWNER, email_header=columns.OWNER_EMAIL, hide_on="phone", order_by="owner__name")
    account_count = NumberColumn(verbose_name=_("Accounts"), url=accounts_url, hide_on="phone")
    won_on = DayColumn(verbose_name=_("Won on"), hide_on="phone", chosen=False)
    lost_on = DayColumn(verbose_name=_("Lost on"), hide_on="phone", chosen=False)
    lost_cause = ChoiceColumn(verbose_name=_("Lost because"), hide_on="phone", chosen=False)
    lost_reason = TextColumn(verbose_name=_("Why lost"), hide_on="phone", chosen=False)
    industry = TextColumn(verbose_name=columns.INDUSTRY, hide_on="phone", chosen=False)
    legal_name = TextColumn(verbose_name=columns.LEGAL_NAME, hide_on="phone", chosen=False)
    website = HouseColumn(verbose_name=columns.WEBSITE, only_export=True)
    phone = HouseColumn(verbose_name=columns.PHONE, only_export=True)
    street = HouseColumn(verbose_name=columns.STREET, only_export=True)
    postcode = HouseColumn(verbose_name=columns.POSTCODE, only_export=True)
    city = HouseColumn(verbose_name=columns.CITY, only_export=True)
    region = HouseColumn(verbose_name=columns.REGION, only_export=True)
    employees = NumberColumn(verbose_name=columns.EMPLOYEES, hide_on="phone", chosen=False)
    about = HouseColumn(verbose_name=columns.ABOUT_CLIENT, only_export=True)
    end_goals = HouseColumn(verbose_name=columns.END_GOALS, only_export=True)
    parent = HouseColumn(verbose_name=columns.BELONGS_TO, accessor="parent.name", only_export=True)

    class Meta:
        order_by = ("name",)

    def row_css(self, client):
        return "is-gone" if client.state == ClientState.LOST else ""
