"""An agency to torture: people of every taste in mail, accounts with leads, contracts whose days lie ahead."""

from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from clients.models import Account, Client, Contract, Seat
from clients.states import SeatRole
from people.models import Person
from people.states import Delivery, Rank

NO_LOG_IN = make_password(None)
DEAD = "@nobody.example.com"  # mailboxes that the server refuses for good
TASTES = [Delivery.IMMEDIATE] * 16 + [Delivery.DIGEST] * 3 + [Delivery.NONE]


def people(dice: Random, count: int) -> list[Person]:
    """A head, supervisors and leads; one lead in twenty-five has no mailbox any more."""
    head = Person.objects.create(email="head@example.com", name="Head", rank=Rank.HEAD, password=NO_LOG_IN)
    for number in range(count // 5):
        Person.objects.create(
            email=f"s{number}@example.com", name=f"Supervisor {number}", rank=Rank.SUPERVISOR, reports_to=head, password=NO_LOG_IN
        )
    bosses = list(Person.objects.filter(rank=Rank.SUPERVISOR))
    leads = [
        Person(
            email=f"l{number}{DEAD if number % 25 == 0 else '@example.com'}",
            name=f"Lead {number}",
            rank=Rank.EXECUTIVE,
            reports_to=dice.choice(bosses),
            delivery=dice.choice(TASTES),
            password=NO_LOG_IN,
        )
        for number in range(count)
    ]
    return Person.objects.bulk_create(leads)


def contracts(dice: Random, leads: list[Person], count: int, *, today: date, ahead_days: int) -> None:
    """One account for each lead, and contracts on them whose last safe notice days lie from tomorrow on."""
    client = Client.objects.create(name="Tortured Oats", state="active")
    rows = [Account(client=client, name=f"Account {n}", code=f"A{n:04d}", opened_on=today - timedelta(days=900)) for n in range(len(leads))]
    accounts = Account.objects.bulk_create(rows)
    starts_on = today - timedelta(days=400)
    Seat.objects.bulk_create(
        Seat(account=account, person=lead, role=SeatRole.EXECUTIVE, is_lead=True, starts_on=starts_on)
        for account, lead in zip(accounts, leads, strict=True)
    )
    made = []
    for number in range(count):
        ends_on = today + timedelta(days=dice.randint(1, ahead_days))
        contract = Contract(
            account=dice.choice(accounts),
            name=f"Contract {number}",
            starts_on=starts_on,
            ends_on=ends_on,
            fee_minor=dice.choice([1, 3, 12]) * 100_000,
        )
        contract.derive()
        if contract.last_safe_notice_on > today:
            made.append(contract)
    Contract.objects.bulk_create(made)
