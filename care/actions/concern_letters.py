"""Letters to whoever raised a concern: our answer, the outcome that we propose, each with the way to their own page (R2)."""

from datetime import datetime

from django.utils.translation import gettext as _

from care.actions.concern_links import CONCERN_LINKS
from care.models import Concern
from clients.letter_conditions import with_the_client
from core import post
from core.errors import Refused
from core.moves import record


def can_be_told(concern: Concern) -> bool:
    """Somebody for whom it was raised, who still is with the client and has an address."""
    contact = concern.contact
    return contact is not None and bool(contact.email) and contact.left_on is None


def tell_contact(concern: Concern, *, by, text: str, now: datetime, asks: bool = False):
    """Write to the contact; from now on they see the concern on their page. Raises Refused without an address."""
    if not can_be_told(concern):
        raise Refused(_("There is no e-mail address for this concern: call them."))
    if not concern.is_shared:
        concern.is_shared = True
        concern.save(update_fields=["is_shared"])
    contact = concern.contact
    letter = post.write(
        to=contact.email,
        name=contact.name,
        subject=_("About “%(title)s”") % {"title": concern.title},
        template="care/mail/concern_word",
        context={
            "concern": concern,
            "contact": contact,
            "text": text,
            "asks": asks,
            "page_url": CONCERN_LINKS.for_letter(concern.account, contact, by=by, now=now, thing=concern, first=True),
        },
        by=by,
        condition=with_the_client(contact),
    )
    record(concern, "concern.told", by=by, at=now, to=str(contact))
    return letter
