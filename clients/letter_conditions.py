"""What must still hold when a letter to a contact leaves: that they are with the client (C3)."""

from django.utils.translation import gettext as _

from clients.models import Contact, MergedContact
from core.letter_conditions import Condition, conditions, named

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


conditions.register(Condition(NAME, why_not))
