"""What must still hold when a letter leaves: a contact is with the client (C3), one of ours may see the account (P8)."""

from django.utils.translation import gettext as _

from clients.models import Account, Contact, MergedContact
from clients.readers import those_who_see
from core.letter_conditions import Condition, conditions, named
from people.models import Person

NAME = "contact"


def with_the_client(contact: Contact) -> str:
    """The condition of a letter to this contact."""
    return named(NAME, contact)


def why_not(key: int) -> str:
    """One that was merged into another is that one."""
    contact = Contact.objects.filter(pk=key).first()
    if contact is None:
        merged = MergedContact.objects.filter(old_id=key).select_related("kept").first()
        contact = merged.kept if merged else None
    if contact is None:
        return _("is not known any more")
    return _("has left the client") if contact.left_on else ""


def seeing(account: Account, person: Person) -> str:
    """The condition of a letter to one of ours that speaks of this account."""
    return named("sees_account", account, person)


def why_not_seen(account_key: int, person_key: int) -> str:
    account, person = Account.objects.filter(pk=account_key).first(), Person.objects.filter(pk=person_key).first()
    return "" if account and person and those_who_see(account, [person]) else _("may not see this account")


conditions.register(Condition(NAME, why_not))
conditions.register(Condition("sees_account", why_not_seen))
