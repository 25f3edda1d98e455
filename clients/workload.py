"""The accounts that people sit on, and what these are worth a year (P9). Set-wise: three queries for many people, two for one."""

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, Sum, Value, Window
from django.urls import reverse

from clients.models import Seat
from clients.querysets import seats_that_open
from clients.states import ContractState, SeatRole
from core.models import ExchangeRate
from people.workload import Held, workload

RATE = ExchangeRate._meta.get_field("house_per_unit")
NAMED_UP_TO = 40  # accounts: of whoever has more a page shows the figure and the way to their list


def seats_seen(people_ids, *, viewer, today):
    """Live seats of these people on live accounts that the viewer may know."""
    seats = Seat.objects.live(today=today).filter(person__in=people_ids, account__closed_on=None)
    return seats if viewer.standing.sees_all else seats.filter(account__in=seats_that_open(viewer).values("account"))


def one_per_account(seats, *, among):
    """Of a person's seats on one account the leading one, else the first: an account is carried once, in however many roles.

    `among` are the seats that compete; who may see them need not be asked again, since that is one answer for an account.
    """
    better = Q(is_lead__gt=OuterRef("is_lead")) | Q(is_lead=OuterRef("is_lead"), pk__lt=OuterRef("pk"))
    return seats.filter(~Exists(among.filter(better, person=OuterRef("person"), account=OuterRef("account"))))


@workload.register
def accounts_held(loads, *, viewer, today):
    """How many accounts and how many led; by name, those they lead first, where there are not too many."""
    if len(loads) == 1:
        return one_persons_accounts(loads, viewer=viewer, today=today)
    counted = seats_seen(list(loads), viewer=viewer, today=today).values("person").order_by("person")
    for row in counted.annotate(held=Count("account", distinct=True), led=Count("account", filter=Q(is_lead=True), distinct=True)):
        loads[row["person"]].accounts, loads[row["person"]].led = row["held"], row["led"]
    few = [pk for pk, load in loads.items() if 0 < load.accounts <= NAMED_UP_TO]
    if few:
        live = Seat.objects.live(today=today)
        name_accounts(loads, named(one_per_account(seats_seen(few, viewer=viewer, today=today), among=live)))


def one_persons_accounts(loads, *, viewer, today):
    """The same for a person's own page, the figures beside the names: one query."""
    seats = one_per_account(seats_seen(list(loads), viewer=viewer, today=today), among=Seat.objects.live(today=today))
    seats = seats.annotate(held=Window(Count("pk")), led=Window(Count("pk", filter=Q(is_lead=True))))
    found = list(named(seats)[:NAMED_UP_TO])
    for load in loads.values():
        load.accounts, load.led = (found[0].held, found[0].led) if found else (0, 0)
        if load.accounts <= NAMED_UP_TO:
            name_accounts(loads, found)


def named(seats):
    return seats.select_related("account").order_by("person", "-is_lead", "account__name", "account")


def name_accounts(loads, seats):
    for seat in seats:
        account = seat.account
        url = reverse("account_detail", args=[account.pk])
        loads[seat.person_id].held.append(Held(account.name, url, account.code, seat.get_role_display(), seat.is_lead))


@workload.register
def fees_held(loads, *, viewer, today):
    """The yearly fees of the contracts in force on these accounts, by currency, with today's rate. A liaison carries no fee.

    One statement; the rates come as rows of nobody, so that none is looked up for each contract.
    """
    if not viewer.has_perm("clients.see_fees"):
        return
    paid = seats_seen(list(loads), viewer=viewer, today=today).exclude(role=SeatRole.LIAISON)
    seats = one_per_account(paid, among=Seat.objects.live(today=today).exclude(role=SeatRole.LIAISON))
    worth = seats.filter(account__contracts__state=ContractState.ACTIVE).order_by().values("person", "account__contracts__currency")
    worth = worth.annotate(yearly=Sum("account__contracts__annual_fee_minor"), rate=Value(None, output_field=RATE))
    rates = ExchangeRate.objects.newest(on=today).annotate(nobody=Value(None, output_field=BigIntegerField()))
    rates = rates.annotate(nothing=Value(None, output_field=BigIntegerField())).order_by()
    rows = worth.values_list("person", "account__contracts__currency", "yearly", "rate")
    fees, rate_of = [], {}
    for person, currency, yearly, rate in rows.union(rates.values_list("nobody", "currency", "nothing", "house_per_unit"), all=True):
        if person is None:
            rate_of[currency] = rate
        else:
            fees.append((person, currency, yearly))
    for person, currency, yearly in sorted(fees):
        loads[person].fees.append((currency, yearly, rate_of.get(currency)))
