"""The tabs of an account's page; an app above adds its own in a module `account_tabs.py`:

    tabs.register(Tab("account_check_ins", _("Check-ins"), order=30, count=lambda account: …))

The URL takes the account's key; the page extends `clients/account_base.html` and gets its context from
`clients.views.account.account_frame(request, account, here="account_check_ins")`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from core.registries import Registry

tabs = Registry("account_tabs")


@dataclass(frozen=True, slots=True)
class Tab:
    """`count(account)` is the figure beside the label, one query at most; one that is `folded` stands under "More" until it is open."""

    url_name: str
    label: str
    order: int = 100
    count: Callable[[object], int | None] | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    label: str
    url: str
    here: bool
    count: int | None = None
    folded: bool = False


def tabs_of(account, *, here: str) -> list[Shown]:
    """The account's tabs in order, the folded ones last; one whose page does not exist is left out."""
    shown = []
    for tab in sorted(tabs, key=lambda tab: tab.order):
        try:
            url = reverse(tab.url_name, args=[account.pk])
        except NoReverseMatch:
            continue
        is_here = tab.url_name == here
        shown.append(Shown(tab.label, url, is_here, tab.count(account) if tab.count else None, tab.folded and not is_here))
    return sorted(shown, key=lambda tab: tab.folded)


client_acts = Registry("account_tabs")  # (client, person) -> core.lists.Act or None: a button in the client's head
acts = Registry("account_tabs")  # (account, person) -> core.lists.Act or None: a button in the account's head


def acts_of(account, *, person) -> list:
    return [act for declared in acts if (act := declared(account, person))]


def client_acts_of(client, *, person) -> list:
    return [act for declared in client_acts if (act := declared(client, person))]
