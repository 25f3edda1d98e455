"""The account on which the cast sits (DESIGN §2)."""

from clients.models import Account
from clients.states import SeatRole
from clients.tests.factories import AccountFactory, ClientFactory, SeatFactory
from people.models import Person


def account_of_the_cast(cora: Person, eli: Person, sam: Person, dana: Person) -> Account:
    """Eli leads it; Cora, Sam and Dana have their seats. Otto must never know that it exists."""
    account = AccountFactory(client=ClientFactory(name="Pohjola Oats", state="active"), name="Kaura", code="KAURA")
    SeatFactory(account=account, person=eli, role=SeatRole.EXECUTIVE, is_lead=True)
    SeatFactory(account=account, person=cora, role=SeatRole.COORDINATOR)
    SeatFactory(account=account, person=sam, role=SeatRole.SUPERVISOR)
    SeatFactory(account=account, person=dana, role=SeatRole.DIRECTOR)
    return account
