"""What the global search finds: clients, accounts, contacts; a name that begins with the words before one that holds them."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from clients.models import Account, Client, Contact, Contract
from clients.states import LIVE_CONTRACT_STATES
from clients.words import name_and_term
from core.registries import search
from core.search import Hit, Searchable


def best_first(rows, words: str):
    begins = Case(When(name__istartswith=words, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(begins, "name", "pk")


def find_clients(person, words):
    return best_first(Client.objects.visible_to(person).named(words), words)


def find_accounts(person, words):
    return best_first(Account.objects.visible_to(person).named(words).select_related("client"), words)


def find_contacts(person, words):
    return best_first(Contact.objects.visible_to(person).named(words).select_related("client"), words)


def contract_hit(contract) -> Hit:
    return Hit(name_and_term(contract), contract.get_absolute_url(), contract.number or contract.account.name, contract.account.code)


def find_contracts(person, words):
    """By name or reference; those in force or agreed."""
    found = Contract.objects.visible_to(person).filter(state__in=LIVE_CONTRACT_STATES).select_related("account")
    return best_first(found.filter(Q(name__icontains=words) | Q(number__istartswith=words)), words)


search.register(
    Searchable(
        _("Accounts"),
        "folder",
        find_accounts,
        lambda account: Hit(account.name, account.get_absolute_url(), account.client.name, account.code),
    )
)
search.register(
    Searchable(
        _("Clients"), "building-2", find_clients, lambda client: Hit(client.name, client.get_absolute_url(), client.get_state_display())
    )
)
search.register(
    Searchable(_("Contacts"), "contact", find_contacts, lambda contact: Hit(contact.name, contact.get_absolute_url(), contact.client.name))
)
search.register(Searchable(_("Contracts"), "file-text", find_contracts, contract_hit))
