"""Contracts as a list, and on the tab of their account (C5)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients import contract_words as words
from clients.filters.contract import ContractFilter
from clients.frames import account_frame, find_account, load_leads
from clients.models import Contract
from clients.querysets import ContractQuerySet
from clients.states import LIVE_CONTRACT_STATES
from clients.tables.contract import contract_table, is_to_decide, state_look
from clients.views.contract_frame import renewal_of
from core.lists import Act, Empty, list_page
from core.marks import money_words
from core.money import in_house_currency
from core.pages import render_page


def sums_in_words(listing, *, today) -> str:
    """What the contracts that match are worth a year, with the day of the rates; nothing where counting would take too long."""
    if listing.count > listing.most:
        return _("Narrow the list to see what its contracts are worth.")
    in_house = in_house_currency(listing.ask("sums", ContractQuerySet.by_currency), on=today)
    said = _("%(count)s %(noun)s worth %(sum)s a year.") % {
        "count": listing.count_words,
        "noun": listing.noun_words,
        "sum": money_words(in_house.total, "whole"),
    }
    if in_house.rates_of:
        said += " " + _("At the rates of %(day)s.") % {"day": words.day(in_house.rates_of)}
    if in_house.without_rate:
        missing = ", ".join(money_words(money, "whole") for money in in_house.without_rate)
        said += " " + _("Without a rate, not in the sum: %(missing)s.") % {"missing": missing}
    return said


@require_safe
def contract_list(request):
    person = request.user
    can_see_fees = person.has_perm("clients.see_fees")
    can_add = person.has_perm("clients.enter_contracts")
    acts = [Act(_("New contract"), reverse("contract_add"), "plus", primary=True)] if can_add else []
    return list_page(
        request,
        queryset=lambda: Contract.objects.visible_to(person),
        detail=lambda contracts: contracts.for_pages().with_lead(today=person.today),
        dress=lambda contracts: load_leads([contract.account for contract in contracts], today=person.today),
        filterset=ContractFilter,
        table=contract_table(person),
        title=_("Contracts"),
        lead=(lambda listing: sums_in_words(listing, today=person.today)) if can_see_fees else "",
        noun=(_("contract"), _("contracts")),
        export_name="contracts",
        search_label=_("Find a contract, a number or an account"),
        chosen={"state": ["active"]},
        acts=acts,
        empty=Empty(
            "file-text",
            _("No contracts yet"),
            _("Enter what a client has agreed to: the app works out the last day on which notice is safe, and reminds in time."),
            acts,
        ),
    )


@require_safe
def account_contracts(request, pk):
    """The tab of an account: its contracts in force, agreed and over."""
    person = request.user
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_contracts")
    contracts = list(Contract.objects.filter(account=account).select_related("renewal").order_by("-starts_on", "-pk"))
    for contract in contracts:
        contract.account = account
    groups = [
        (_("In force"), [one for one in contracts if one.state == "active"]),
        (_("Agreed, not begun"), [one for one in contracts if one.state == "coming"]),
        (_("Over"), [one for one in contracts if one.state not in LIVE_CONTRACT_STATES]),
    ]
    add_url = f"{reverse('contract_add')}?account={account.pk}" if person.has_perm("clients.add_contract", account) else ""
    context = {
        "groups": [(label, [(one, renewal_of(one), state_look(one), is_to_decide(one)) for one in rows]) for label, rows in groups if rows],
        "add_url": add_url,
        "empty_acts": [Act(_("Enter its contract"), add_url, primary=True)] if add_url else [],
    }
    return render_page(request, "clients/account_contracts.html", frame | context)
