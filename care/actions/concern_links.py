"""By which address the contacts of an account raise and follow concerns (R2).

A contact may hold several addresses at once, because none can be shown a second time: a letter brings its own. They are given,
renewed and revoked together, for one contact on one account.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from care.models import Concern, ConcernLink
from clients.models import Account, Contact
from core import changes, post
from core.errors import Refused
from core.links import hash_of, new_secret, revoke
from core.moves import record

LINK_DAYS = 180


def page_address(secret: str, concern: Concern | None = None) -> str:
    name, args = ("client_concern_detail", [secret, concern.pk]) if concern is not None else ("client_concerns", [secret])
    return post.absolute(reverse(name, args=args))


def new_link(account: Account, contact: Contact, *, by, now: datetime, expires_at: datetime) -> ConcernLink:
    """The row with its `secret`, which is on nothing but this very object."""
    secret = new_secret()
    link = ConcernLink.objects.create(
        account=account, contact=contact, secret_hash=hash_of(secret), made_by=by, made_at=now, expires_at=expires_at
    )
    link.secret = secret
    return link


def check_link(account: Account, contact: Contact, *, by) -> None:
    """Raises PermissionDenied; Refused for a closed account or somebody who does not speak for it."""
    changes.ask(by, "care.make_concern_link", account)
    if account.closed_on:
        raise Refused(_("%(account)s is closed.") % {"account": account})
    if not Contact.objects.of_account(account).present().filter(pk=contact.pk).exists():
        raise Refused(_("%(contact)s does not speak for %(account)s.") % {"contact": contact, "account": account})


@transaction.atomic
def make_link(account: Account, contact: Contact, *, by, now: datetime, days: int = LINK_DAYS, send: bool = False, text: str = ""):
    """Let a contact speak up by link; `link.secret` is to be shown once, `send` writes it to them. Raises PermissionDenied, Refused."""
    check_link(account, contact, by=by)
    link = new_link(account, contact, by=by, now=now, expires_at=now + timedelta(days=days))
    record(link, "concern_link.made", by=by, contact=str(contact), until=moment_words(link.expires_at))
    if send:
        send_link(link, by=by, text=text)
    return link


@transaction.atomic
def renew_link(account: Account, contact: Contact, *, by, now: datetime, days: int = LINK_DAYS, send: bool = False, text: str = ""):
    """A new address; every older one of this contact is dead from now on."""
    check_link(account, contact, by=by)
    revoke(ConcernLink.objects.filter(account=account, contact=contact), at=now)
    link = new_link(account, contact, by=by, now=now, expires_at=now + timedelta(days=days))
    record(link, "concern_link.renewed", by=by, contact=str(contact), until=moment_words(link.expires_at))
    if send:
        send_link(link, by=by, text=text)
    return link


@transaction.atomic
def revoke_links(account: Account, contact: Contact, *, by, now: datetime) -> int:
    """None of this contact's addresses opens any more. Returns how many that were."""
    changes.ask(by, "care.make_concern_link", account)
    links = ConcernLink.objects.filter(account=account, contact=contact, revoked_at=None)
    latest = links.first()
    closed = revoke(links, at=now)
    if closed:
        record(latest, "concern_link.revoked", by=by, contact=str(contact))
    return closed


def send_link(link: ConcernLink, *, by, text: str = ""):
    if not link.contact.email:
        raise Refused(_("%(contact)s has no e-mail address: give them the link yourself.") % {"contact": link.contact})
    return post.write(
        to=link.contact.email,
        name=link.contact.name,
        subject=_("If something troubles you: your page at %(agency)s") % {"agency": settings.AGENCY_NAME},
        template="care/mail/concern_link",
        context={"contact": link.contact, "text": text, "page_url": page_address(link.secret), "until": link.expires_at, "link": link},
        by=by,
    )


def address_for_letter(concern: Concern, *, by, now: datetime) -> str:
    """An address of its own for a letter: open as long as theirs, or made new by whoever may make one; else nothing."""
    account, contact = concern.account, concern.contact
    known = ConcernLink.objects.open(now=now).filter(account=account, contact=contact).order_by("-expires_at").first()
    if known is None and (by is None or not by.has_perm("care.make_concern_link", account)):
        return ""
    expires_at = known.expires_at if known else now + timedelta(days=LINK_DAYS)
    link = new_link(account, contact, by=by, now=now, expires_at=expires_at)
    if known is None:
        record(link, "concern_link.made", by=by, contact=str(contact), until=moment_words(expires_at))
    return page_address(link.secret, concern)


def note_visit(link: ConcernLink, *, at: datetime) -> None:
    """One event for the first use of a day; `link` knows when it was used before this one."""
    before = link.last_used_at
    if before is None or timezone.localdate(before) < timezone.localdate(at):
        record(link, "concern_link.used", by=link, at=at)


def moment_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")
