"""By which address the contacts of an account raise and follow concerns (R2)."""

from django.utils.translation import gettext_lazy as _

from care.models import ConcernLink
from clients.actions.contact_link import ContactLinks

CONCERN_LINKS = ContactLinks(
    model=ConcernLink,
    may="care.make_concern_link",
    verb="concern_link",
    home="client_concerns",
    page="client_concern_detail",
    letter="care/mail/concern_link",
    subject=_("If something troubles you: your page at %(agency)s"),
)
