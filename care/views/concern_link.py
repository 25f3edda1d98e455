"""Who may speak up by link on an account (R2)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from care.actions.concern_links import CONCERN_LINKS
from care.views.concern_frame import crumbs_of
from clients.views.contact_link import ContactLinkPages, LinkWords

pages = ContactLinkPages(
    CONCERN_LINKS,
    crumbs=crumbs_of,
    words=LinkWords(
        title=_("Links for concerns"),
        crumb=_("Links"),
        nobody=_("Nobody of %(account)s speaks up by link yet."),
        some=ngettext_lazy(
            "%(number)s contact of %(account)s speaks up without a log-in.",
            "%(number)s contacts of %(account)s speak up without a log-in.",
            "n",
        ),
        give=_("Give somebody a link"),
        make=_("Let somebody speak up by link"),
        who=_("Who may speak up"),
        lead=_("They need no log-in: whoever has the address can speak in their name. It can be revoked at any time."),
        made=_("%(contact)s may speak up by link"),
        in_their_name=_("Whoever has it can speak in their name."),
        revoked=_("%(contact)s cannot speak up by link any more."),
        stays=_("What they raised stays."),
        empty_title=_("Let a client speak up without a log-in"),
        empty_text=_(
            "Give a contact their own page: they tell us there what troubles them, see our answers, and say yes or no to the outcome."
        ),
    ),
)
