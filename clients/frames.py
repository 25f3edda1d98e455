"""What every page of an account needs around its own part: the head with the team, the tabs, the acts (`account_base.html`)."""

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Account, Contact, Contract, Preference, Seat
from clients.sight import remember
from clients.states import SeatRole
from clients.tabs import acts_of, tabs_of
from core.money import Money
from core.statements import asked, asked_of, state_of

MOST_CONTACTS = 300  # on one map; the list of contacts has no limit


def find_account(request, pk: int, *, with_facts: bool = False) -> Account:
    """The account with its client, live seats and the counts of its tabs; 404 for whoever may not know that it exists.

    `with_facts` adds what the overview and `troubles_of` read.
    """

    def seen(pk):
        accounts = Account.objects.visible_to(request.user).select_related("client", "health").with_tab_counts()
        return (accounts.with_page_facts() if with_facts else accounts).filter(pk=pk)

    found = asked(("account", with_facts, state_of(request.user)), seen, pk=pk)
    if not found:
        raise Http404
    account = found[0]
    account.live_seats = seats_of(account, today=request.user.today)
    remember(request.user, account, account.client)
    return account


def seats_of(account, *, today):
    def of(account):
        return Seat.objects.live(today=today).filter(account=account).select_related("person").order_by("-is_lead", "role", "pk")

    return known(asked(("seats", today), of, account=account.pk), account)


def load_teams(accounts, *, today) -> None:
    """Loads the live seats of these accounts with their people, as `with_team()` does; one query by a statement that is kept."""

    def of(keys):
        return Seat.objects.live(today=today).filter(account__in=keys).select_related("person").order_by("-is_lead", "role", "pk")

    seats = asked_of(("teams", today), of, [account.pk for account in accounts])
    for account in accounts:
        account.live_seats = [seat for seat in seats if seat.account_id == account.pk]


def load_leads(accounts, *, today) -> None:
    """Loads the seats that lead these accounts as their `live_seats`, of the people no more than a line shows; one query."""

    def of(keys):
        seats = Seat.objects.live(today=today).leads().filter(account__in=keys).select_related("person")
        return seats.only("account", "is_lead", "person__name", "person__email")

    leading = {seat.account_id: [seat] for seat in asked_of(("leads", today), of, [account.pk for account in accounts])}
    for account in accounts:
        account.live_seats = leading.get(account.pk, [])


def known(rows, account) -> list:
    """These rows, each with the very account that the page has, and not another one of the same key."""
    for row in rows:
        row.account = account
    return rows


def contracts_in_force(account):
    def of(account):
        rows = Contract.objects.filter(account=account).in_force().select_related("renewal")
        return rows.order_by("last_safe_notice_on", "ends_on", "pk")

    return known(asked(("contracts_in_force",), of, account=account.pk), account)


def contacts_on_map(account):
    """Whoever sees the account sees those who speak for it."""

    def of(account, client):
        return Contact.objects.filter(Q(account=None) | Q(account=account), client=client).present().by_weight()[:MOST_CONTACTS]

    return asked(("contacts_on_map",), of, account=account.pk, client=account.client_id)


def preferences_of(account, *, most: int):
    def of(account):
        return Preference.objects.filter(account=account, withdrawn_on=None).select_related("contact")[:most]

    return asked(("preferences", most), of, account=account.pk)


def account_frame(request, account: Account, *, here: str) -> dict:
    """Context of `account_base.html`; `here` is the URL name of the tab. One query: the contracts in force."""
    person = request.user
    can_see_fees = person.has_perm("clients.see_fees")
    account.contracts_in_force = contracts_in_force(account)
    team = [seat for seat in account.live_seats if seat.role != SeatRole.LIAISON or seat.is_lead]
    return {
        "account": account,
        "tabs": tabs_of(account, here=here),
        "crumbs": [(_("Clients"), reverse("client_list")), (account.client.name, account.client.get_absolute_url())],
        "members": [
            {"person": seat.person, "role": seat.get_role_display(), "is_lead": seat.is_lead, "url": seat.person.get_absolute_url()}
            for seat in team
        ],
        "liaisons": [seat.person for seat in account.live_seats if seat.role == SeatRole.LIAISON and not seat.is_lead],
        "fees": fees_a_year(account) if can_see_fees else [],
        "can_see_fees": can_see_fees,
        "acts": acts_of(account, person=person),
        "menu": menu_of(account, person=person),
    }


def fees_a_year(account) -> list[Money]:
    """Yearly fees of the contracts in force, one sum for each currency."""
    sums: dict[str, Money] = {}
    for contract in account.contracts_in_force:
        fee = contract.annual_fee
        sums[fee.currency] = sums[fee.currency] + fee if fee.currency in sums else fee
    return [fee for fee in sums.values() if fee.minor]


def menu_of(account, *, person) -> list[dict]:
    """The "…" of the account: what this person may do with it now."""
    items = [
        ("clients.change_account", "account_change", _("Change the account"), "pencil"),
        ("clients.seat_people", "account_lead", _("Change the lead"), "crown"),
        ("clients.change_contact", "", _("Add a contact"), "contact"),
        ("clients.note_preference", "preference_add", _("Note what they like"), "ear"),
        ("clients.change_services", "bought_service_add", _("Add a service they bought"), "package-plus"),
        ("clients.hand_sales_over", "sales_handover", _("Hand over from sales"), "handshake"),
        ("clients.wall_account", "account_wall", _("Take down the wall") if account.is_walled else _("Wall the account"), "brick-wall"),
    ]
    if account.closed_on:
        items.append(("clients.close_account", "account_reopen", _("Open it again"), "archive-restore"))
    else:
        items.append(("clients.close_account", "account_close", _("Close the account"), "archive"))
    shown = []
    for may, url_name, label, icon in items:
        if person.has_perm(may, account):
            url = (
                reverse(url_name, args=[account.pk])
                if url_name
                else f"{reverse('contact_add', args=[account.client_id])}?account={account.pk}"
            )
            shown.append({"label": label, "url": url, "icon": icon, "danger": url_name == "account_close"})
    return shown
