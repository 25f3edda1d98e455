"""What the pages of contracts share."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.frames import seats_of
from clients.models import Contract, Renewal
from clients.sight import remember
from clients.views.frame import account_crumbs
from core.statements import asked, state_of


def find_contract(request, pk: int) -> Contract:
    """The contract with account, client, renewal and the account's live seats; 404 for whoever may not know that it exists."""

    def seen(pk):
        return Contract.objects.visible_to(request.user).for_pages().filter(pk=pk)

    found = asked(("contract", state_of(request.user)), seen, pk=pk)
    if not found:
        raise Http404
    contract = found[0]
    contract.account.live_seats = seats_of(contract.account, today=request.user.today)
    remember(request.user, contract, contract.account, contract.account.client)
    return contract


def renewal_of(contract: Contract) -> Renewal | None:
    """Its renewal, which knows this very contract (and what the page loaded with it)."""
    renewal = getattr(contract, "renewal", None)
    if renewal is not None:
        renewal.contract = contract
    return renewal


def contract_crumbs(contract: Contract, *further):
    account = contract.account
    return account_crumbs(account, (_("Contracts"), reverse("account_contracts", args=[account.pk])), *further)
