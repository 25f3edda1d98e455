"""What people hold in clients and changes hands when they leave (P8): seats, and clients that they own."""

from django.utils.translation import ngettext

from clients.actions.account import role_for
from clients.actions.seat import end_lead, make_lead, open_seats, take_seat
from clients.models import Account, Client, Seat
from clients.states import SeatRole
from core.moves import record, take
from people.handover import Parcel, Place, handover, unknown_places


def seats_of(person, today):
    return Seat.objects.live(today=today).filter(person=person).select_related("account").order_by("account__name", "account", "pk")


def at_account(row) -> Place:
    return Place(f"account:{row.account_id}", row.account.name, row.account.code)


def move_seats(rows, giver, receiver, *, by, today) -> None:
    """Close each seat and open one for the receiver: history is kept. Who sits there already keeps their own, and leads if asked."""
    for row in rows:
        if row.is_lead:
            make_lead(row.account, receiver, by=None, on=today, leaves=True, seated_by=by)
            continue
        end_lead(take(row, by=None), on=today, leaves=True)
        record(row, "seat.left", by=by, person=str(giver), role=row.get_role_display(), was_lead=False)
        if not open_seats(row.account).filter(person=receiver).exists():
            role = row.role if receiver.rank or row.role == SeatRole.LIAISON else role_for(receiver)
            take_seat(row.account, receiver, role, by=None, starts_on=today, seated_by=by)


def unseen_seats(person, by, today):
    if by.standing.sees_all:
        return None
    return seats_of(person, today).exclude(account__in=Account.objects.visible_to(by))


@unknown_places.register
def behind_walls(person, keys) -> set[str]:
    """Accounts of a briefing that its reader may not see (any more)."""
    accounts = {key: int(key.partition(":")[2]) for key in keys if key.startswith("account:")}
    seen = set(Account.objects.visible_to(person).filter(pk__in=accounts.values()).values_list("pk", flat=True))
    return {key for key, pk in accounts.items() if pk not in seen}


def owned_clients(person, today):
    return Client.objects.filter(owner=person).order_by("name", "pk")


def move_clients(rows, giver, receiver, *, by, today) -> None:
    for row in rows:
        client = take(row, by=None)
        client.owner, client.version = receiver, client.version + 1
        client.save()
        record(client, "client.owner_changed", by=by, owner=str(receiver), before=str(giver))


handover.register(
    Parcel("seat", seats_of, move_seats, lambda n: ngettext("%(n)d seat", "%(n)d seats", n) % {"n": n}, at_account, unseen_seats, "account")
)
handover.register(
    Parcel(
        "owned_client",
        owned_clients,
        move_clients,
        lambda n: ngettext("%(n)d client owned", "%(n)d clients owned", n) % {"n": n},
        account_path="",
    )
)
