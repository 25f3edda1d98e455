"""Contracts and renewals as lists. Each has a variant with fees, for those who may see them: page and export alike."""

from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients import amendments_cell, columns
from clients.models import Contract
from clients.states import OPEN_STAGES, ContractState, RenewalStage, Tier
from clients.tables.account import LeadColumn
from clients.tables.client import TIER_KINDS
from clients.words import term_words
from core import marks
from core.columns import (
    ChoiceColumn,
    DayColumn,
    DueColumn,
    HouseColumn,
    HouseTable,
    MoneyColumn,
    NumberColumn,
    PersonColumn,
    StateColumn,
    TagColumn,
    TitleColumn,
    YesColumn,
)

STAGE_FILL = {"upcoming": 0, "health_check": 0.25, "proposal": 0.5, "negotiation": 0.75}


def is_to_decide(contract: Contract) -> bool:
    """Its notice day still asks for something."""
    renewal = getattr(contract, "renewal", None)
    undecided = renewal is None or renewal.stage in OPEN_STAGES
    return contract.state == ContractState.ACTIVE and undecided and not contract.notice_given_on


def state_look(contract: Contract) -> dict:
    return {
        "done": contract.state == ContractState.ENDED,
        "lost": contract.state == ContractState.TERMINATED,
        "fill": 0 if contract.state == ContractState.COMING else 1,
    }


def stage_look(renewal) -> dict:
    """How `marks.state` draws a stage of a renewal."""
    is_renewed, is_open = renewal.stage == RenewalStage.RENEWED, renewal.stage in OPEN_STAGES
    return {"fill": STAGE_FILL.get(renewal.stage, 1), "done": is_renewed, "lost": not is_open and not is_renewed}


def under_contract(contract: Contract):
    """Account and client below the contract's name; one name where both are called the same. A next term keeps the name
    and number of the old one, so it says from when it runs."""
    account, client = contract.account.name, contract.account.client.name
    below = account if account == client else format_html("{} · {}", account, client)
    return format_html("{} · {}", below, term_words(contract)) if contract.previous_id else below


class EndColumn(DayColumn):
    """The end of the term; an evergreen contract says so."""

    def draw(self, value, record, table):
        return super().draw(value, record, table) if value else _now("evergreen")


class AmendmentsColumn(HouseColumn):
    """Every amendment in one cell, as the import reads it back: they hold fees, and stand with these only."""

    def export_values(self, value, record):
        return (amendments_cell.written(value.all()),)


class ContractTable(HouseTable):
    """Contracts without their fees. Headers of the export are those that the import knows (S4)."""

    name = TitleColumn(
        verbose_name=_("Contract"),
        code="account.code",
        sub=under_contract,
    )
    number = HouseColumn(verbose_name=_("Contract number"), chosen=False, hide_on="phone")
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    kind = ChoiceColumn(verbose_name=_("Kind"), hide_on="tablet")
    tier = TagColumn(
        verbose_name=columns.TIER, accessor="account.tier_now", kinds=TIER_KINDS, orderable=False, chosen=False, hide_on="phone"
    )
    state = StateColumn(verbose_name=_("State"), look=state_look, export=_("Status"))
    lead = LeadColumn(verbose_name=columns.LEAD, accessor="account.lead", email_header=columns.LEAD_EMAIL, orderable=False, hide_on="phone")
    starts_on = DayColumn(verbose_name=_("Starts on"), chosen=False, hide_on="phone")
    ends_on = EndColumn(verbose_name=_("Ends on"), hide_on="tablet")
    notice_count = NumberColumn(verbose_name=_("Notice"), only_export=True)
    notice_unit = ChoiceColumn(verbose_name=_("Notice in"), only_export=True)
    notice_rule = ChoiceColumn(verbose_name=_("Notice must be"), only_export=True)
    auto_renews = YesColumn(verbose_name=_("Renews by itself"), chosen=False, hide_on="phone")
    renewal_months = NumberColumn(verbose_name=_("Renewal months"), only_export=True)
    rounds_per_job = NumberColumn(verbose_name=_("Rounds a job"), only_export=True)
    hours_per_period = NumberColumn(verbose_name=_("Hours sold a period"), only_export=True)
    signed_on = DayColumn(verbose_name=_("Signed on"), only_export=True)
    notice_given_on = DayColumn(verbose_name=_("Notice given on"), only_export=True)
    notice_given_by = ChoiceColumn(verbose_name=_("Notice given by"), only_export=True)
    end_cause = ChoiceColumn(verbose_name=_("Ends because"), only_export=True)
    end_reason = HouseColumn(verbose_name=_("Why it ends"), only_export=True)
    ends_on_without_notice = DayColumn(verbose_name=_("Ends on without the notice"), only_export=True)
    previous = HouseColumn(verbose_name=_("Previous term"), accessor="previous.name", only_export=True)
    previous_starts_on = DayColumn(verbose_name=_("Previous term starts on"), accessor="previous.starts_on", only_export=True)
    note = HouseColumn(verbose_name=columns.NOTE, only_export=True)
    last_safe_notice_on = DueColumn(
        verbose_name=_("Notice day"), soon=marks.NOTICE_SOON_DAYS, is_open=is_to_decide, export=_("Last safe notice day")
    )

    loads_for_export = ("previous",)

    class Meta:
        order_by = ("last_safe_notice_on",)

    def render_tier(self, value, record):
        return marks.tag(Tier(value).label, TIER_KINDS.get(value, ""))

    def row_css(self, contract):
        return "is-gone" if contract.state in (ContractState.ENDED, ContractState.TERMINATED) else ""


class ContractWithFeesTable(ContractTable):
    annual_fee = MoneyColumn(verbose_name=_("A year"), order_by="annual_fee_minor", style="whole", hide_on="phone", export=False)
    fee = MoneyColumn(verbose_name=_("Fee"), only_export=True)
    fee_period = ChoiceColumn(verbose_name=_("Fee period"), only_export=True)
    uplift_kind = ChoiceColumn(verbose_name=_("Uplift kind"), only_export=True)
    uplift_percent = NumberColumn(verbose_name=_("Uplift in %"), only_export=True)
    uplift_index = HouseColumn(verbose_name=_("Uplift index"), only_export=True)
    is_uplift_open = YesColumn(verbose_name=_("Index not stated yet"), only_export=True)
    amendments = AmendmentsColumn(verbose_name=_("Amendments"), only_export=True)

    loads_for_export = ("previous", "amendments__made_by", "amendments__acknowledgements__person")

    class Meta:
        order_by = ("last_safe_notice_on",)
        sequence = (
            *("name", "number", "account", "client", "kind", "tier", "state", "lead", "annual_fee", "fee", "fee_period"),
            *("starts_on", "ends_on"),
            "...",
        )


def contract_table(person) -> type[ContractTable]:
    return ContractWithFeesTable if person.has_perm("clients.see_fees") else ContractTable


class StageColumn(StateColumn):
    """The stage of a contract's renewal."""

    def draw(self, value, record, table):
        return marks.state(str(RenewalStage(value.stage).label), **stage_look(value)) if value else "–"

    def export_values(self, value, record):
        return (value.get_stage_display() if value else None,)


class LikelyColumn(HouseColumn):
    """What the lead says, above what the model says."""

    right = True

    def draw(self, value, record, table):
        return likely(value) if value else "–"

    def export_headers(self, header):
        return (str(header), _now("Likely by the model"))

    def export_values(self, value, record):
        return (value.likelihood, value.model_likelihood) if value else (None, None)


def likely(renewal):
    """70% over "model 58%"; a dash where nobody has said anything."""
    said = "–" if renewal.likelihood is None else f"{renewal.likelihood}%"
    if renewal.model_likelihood is None:
        return said
    return format_html('{}<span class="sub">{}</span>', said, _now("model %(percent)d%%") % {"percent": renewal.model_likelihood})


class RenewalTable(HouseTable):
    """Renewals by the last safe notice day, seen from their contracts."""

    name = TitleColumn(
        verbose_name=_("Contract"),
        url="renewal.get_absolute_url",
        code="account.code",
        sub=under_contract,
    )
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    number = HouseColumn(verbose_name=_("Contract number"), only_export=True)
    starts_on = DayColumn(verbose_name=_("Starts on"), only_export=True)
    opened_on = DayColumn(verbose_name=_("Opened on"), accessor="renewal.opened_on", only_export=True)
    renewal = StageColumn(verbose_name=_("Stage"), order_by="renewal__stage")
    lead = LeadColumn(verbose_name=columns.LEAD, accessor="account.lead", email_header=columns.LEAD_EMAIL, orderable=False, hide_on="phone")
    likely = LikelyColumn(verbose_name=_("Likely"), accessor="renewal", order_by="renewal__likelihood", hide_on="phone")
    proposed_months = NumberColumn(verbose_name=_("Proposed term in months"), accessor="renewal.proposed_months", only_export=True)
    next_step = HouseColumn(
        verbose_name=_("Next step"), accessor="renewal.next_step", order_by="renewal__next_step", chosen=False, hide_on="tablet"
    )
    auto_renews = YesColumn(verbose_name=_("Renews by itself"), chosen=False, hide_on="phone")
    ends_on = EndColumn(verbose_name=_("Ends on"), hide_on="tablet")
    cause = ChoiceColumn(verbose_name=_("Not renewed because"), accessor="renewal.cause", only_export=True)
    reason = HouseColumn(verbose_name=_("Reason"), accessor="renewal.reason", only_export=True)
    decided_on = DayColumn(
        verbose_name=_("Decided on"), accessor="renewal.decided_on", order_by="renewal__decided_on", chosen=False, hide_on="phone"
    )
    decided_by = PersonColumn(
        verbose_name=_("Decided by"), accessor="renewal.decided_by", email_header=_("Decided by, e-mail"), only_export=True
    )
    is_self_approval = YesColumn(verbose_name=_("Decided by its author"), accessor="renewal.is_self_approval", only_export=True)
    last_safe_notice_on = DueColumn(
        verbose_name=_("Notice day"), soon=marks.NOTICE_SOON_DAYS, is_open=is_to_decide, export=_("Last safe notice day")
    )

    loads_for_export = ("renewal__decided_by",)

    class Meta:
        order_by = ("last_safe_notice_on",)


class RenewalWithFeesTable(RenewalTable):
    annual_fee = MoneyColumn(verbose_name=_("A year"), order_by="annual_fee_minor", style="whole", hide_on="phone")
    proposed_fee = MoneyColumn(verbose_name=_("Proposed fee"), accessor="renewal.proposed_fee", only_export=True)

    class Meta:
        order_by = ("last_safe_notice_on",)
        sequence = ("name", "account", "client", "renewal", "lead", "annual_fee", "...")


def renewal_table(person) -> type[RenewalTable]:
    return RenewalWithFeesTable if person.has_perm("clients.see_fees") else RenewalTable
