from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from care.models import ActionItem, CheckIn
from care.states import CheckInState
from clients import columns
from core.columns import (
    ChoiceColumn,
    DayColumn,
    DueColumn,
    HouseColumn,
    HouseTable,
    NumberColumn,
    PersonColumn,
    StateColumn,
    TitleColumn,
    YesColumn,
)

FILL = {CheckInState.PLANNED: 0, CheckInState.CANCELLED: 1}


def check_in_look(check_in: CheckIn) -> dict:
    """How `marks.state` draws it."""
    state = check_in.state
    return {"fill": FILL.get(state, 1), "done": state == CheckInState.HELD, "lost": state == CheckInState.MISSED}


def client_unless_same(account) -> str:
    client = account.client.name
    return "" if client == account.name else client


class AttendeesColumn(HouseColumn):
    """Who was there, one on each line: "Ann Ek <ann@acme.fi>"."""

    def export_values(self, value, record):
        return ("\n".join(sorted(f"{one.name} <{one.email}>" if one.email else one.name for one in value.all())) or None,)


class TimeColumn(HouseColumn):
    def export_values(self, value, record):
        return (f"{value:%H:%M}" if value else None,)


class CheckInTable(HouseTable):
    account = TitleColumn(
        verbose_name=columns.ACCOUNT,
        accessor="account.name",
        code="account.code",
        sub=lambda check_in: client_unless_same(check_in.account),
        order_by="account__name",
    )
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    kind = ChoiceColumn(verbose_name=_("Kind"), hide_on="phone")
    state = StateColumn(verbose_name=_("State"), look=check_in_look)
    owner = PersonColumn(verbose_name=_("Held by"), email_header=_("Held by, e-mail"), order_by="owner__name", hide_on="phone")
    minutes = NumberColumn(verbose_name=_("Minutes"), chosen=False, hide_on="phone")
    agenda = HouseColumn(verbose_name=_("Agenda"), only_export=True)
    notes = HouseColumn(verbose_name=_("What was said"), only_export=True)
    reason = HouseColumn(verbose_name=_("Why not"), only_export=True)
    contacts = AttendeesColumn(verbose_name=_("From the client"), only_export=True)
    people = AttendeesColumn(verbose_name=_("From us"), only_export=True)
    planned_at = TimeColumn(verbose_name=_("Time"), only_export=True)
    is_from_cadence = YesColumn(verbose_name=_("Planned by the clock"), only_export=True)
    held_on = DayColumn(verbose_name=_("Held on"), hide_on="tablet")
    planned_on = DueColumn(verbose_name=_("Planned for"), is_open=lambda check_in: check_in.state == CheckInState.PLANNED)

    loads_for_export = ("contacts", "people")

    class Meta:
        order_by = ("planned_on",)

    def row_name(self, check_in):
        return f"{check_in}, {check_in.planned_on}"


class ActionItemTable(HouseTable):
    what = TitleColumn(
        verbose_name=_("What"),
        code="account.code",
        sub="account.name",
    )
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    check_in_on = DayColumn(verbose_name=_("Check-in planned for"), accessor="check_in.planned_on", only_export=True)
    check_in_kind = ChoiceColumn(verbose_name=_("Kind of check-in"), accessor="check_in.kind", only_export=True)
    owner = PersonColumn(verbose_name=_("Owner"), email_header=columns.OWNER_EMAIL, order_by="owner__name", hide_on="phone")
    contact = HouseColumn(verbose_name=_("Owner at the client"), accessor="contact.name", default="", hide_on="phone")
    done_on = DayColumn(verbose_name=_("Done on"), chosen=False, hide_on="phone")
    due_on = DueColumn(verbose_name=_("Due"), is_open=lambda item: item.done_on is None)

    class Meta:
        order_by = ("due_on",)

    def row_css(self, item: ActionItem):
        return "is-gone" if item.done_on else ""


def actions_url(account) -> str:
    return f"{reverse('action_item_list')}?account={account.pk}"
