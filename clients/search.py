"""What the global search finds: clients, accounts, contacts; a name that begins with the words before one that holds them.

For whoever sees much, what `named` asks at once is asked one way at a time, each by an index of its own and limited by itself.
"""

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from clients.models import Account, Client, Contact, Contract
from clients.querysets import is_wide
from clients.states import LIVE_CONTRACT_STATES
from clients.words import name_and_term
from core.registries import search
from core.search import Hit, Searchable

BY_NAME = ("name", "pk")
LETTERS_OF_A_TRIGRAM = 3


def best_first(words: str) -> tuple:
    begins = Case(When(name__istartswith=words, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (begins, *BY_NAME)


def by_each(rows, words: str, *ways: Q) -> list:
    """Those whose name begins with the words, then those found in each of these ways."""
    return [rows.filter(way).order_by(*BY_NAME) for way in (Q(name__istartswith=words), *ways)]


def sees_much(person, words: str) -> bool:
    """How is asked, not what is found: many rows in sight are walked by name; two letters are no trigram, few rows are soon sorted."""
    return len(words) >= LETTERS_OF_A_TRIGRAM and (person.standing.sees_all or is_wide(person))


def find_clients(person, words):
    """Twin: ClientQuerySet.named()."""
    rows = Client.objects.visible_to(person)
    if sees_much(person, words):
        return by_each(rows, words, Q(name__icontains=words), Q(legal_name__icontains=words))
    return [rows.named(words).order_by(*best_first(words))]


def find_accounts(person, words):
    """Twin: AccountQuerySet.named()."""
    rows = Account.objects.visible_to(person)
    if sees_much(person, words):
        return by_each(rows, words, Q(name__icontains=words), Q(code__startswith=words.upper()), Q(client__name__icontains=words))
    return [rows.named(words).order_by(*best_first(words))]


def find_contacts(person, words):
    """Twin: ContactQuerySet.named()."""
    rows = Contact.objects.visible_to(person)
    if sees_much(person, words):
        return by_each(rows, words, Q(name__icontains=words), Q(email__icontains=words), Q(client__name__icontains=words))
    return [rows.named(words).order_by(*best_first(words))]


def find_contracts(person, words):
    """By name or reference; those in force or agreed."""
    found = Contract.objects.visible_to(person).filter(state__in=LIVE_CONTRACT_STATES)
    return [found.filter(Q(name__icontains=words) | Q(number__istartswith=words)).order_by(*best_first(words))]


def contract_hit(contract) -> Hit:
    return Hit(name_and_term(contract), contract.get_absolute_url(), contract.number or contract.account.name, contract.account.code)


search.register(
    Searchable(
        _("Accounts"),
        "folder",
        find_accounts,
        best_first=best_first,
        says=("name", "code", "client__name"),
        hit=lambda account: Hit(account.name, account.get_absolute_url(), account.client.name, account.code),
    )
)
search.register(
    Searchable(
        _("Clients"),
        "building-2",
        find_clients,
        best_first=best_first,
        says=("name", "state"),
        hit=lambda client: Hit(client.name, client.get_absolute_url(), client.get_state_display()),
    )
)
search.register(
    Searchable(
        _("Contacts"),
        "contact",
        find_contacts,
        best_first=best_first,
        says=("name", "client__name"),
        hit=lambda contact: Hit(contact.name, contact.get_absolute_url(), contact.client.name),
    )
)
search.register(
    Searchable(
        _("Contracts"),
        "file-text",
        find_contracts,
        best_first=best_first,
        says=("name", "number", "starts_on", "previous_id", "account__name", "account__code"),
        hit=contract_hit,
    )
)
