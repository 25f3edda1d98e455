"""By which addresses the contacts of an account reach a page of their own, without a log-in (W1, R2). One logic for all their kinds.

A contact may hold several addresses of one kind at once, because none can be shown a second time: a letter brings its own. They are
given, renewed and revoked together, for one contact on one account.

    REQUEST_LINKS = ContactLinks(model=RequestLink, may="briefs.make_request_link", verb="request_link", …)
    link = REQUEST_LINKS.make(account, contact, by=person, now=now)  # link.secret is to be shown once
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.letter_conditions import with_the_client
from clients.models import Account, Contact
from core import changes, post
from core.errors import Refused
from core.links import SecretLink, hash_of, new_secret, revoke
from core.moves import record

LINK_DAYS = 180


@dataclass(frozen=True, slots=True)
class ContactLinks:
    """One kind of address. `model` is a `SecretLink` with `account` and `contact`; `verb` begins the names of its events."""

    model: type[SecretLink]
    may: str  # the permission on the account that making, renewing and revoking ask for
    verb: str
    home: str  # the URL name of the contact's page: its secret
    page: str  # the URL name of one thing on it: its secret, the key
    letter: str  # the template of the letter that brings it
    subject: str  # of that letter, with %(agency)s

    def address(self, secret: str, thing: models.Model | None = None) -> str:
        name, args = (self.home, [secret]) if thing is None else (self.page, [secret, thing.pk])
        return post.absolute(reverse(name, args=args))

    @transaction.atomic
    def make(self, account: Account, contact: Contact, *, by, now: datetime, days: int = LINK_DAYS, send: bool = False, text: str = ""):
        """A first or a further address; `send` writes it to them, with `text` above it. Raises PermissionDenied, Refused."""
        return self.give("made", account, contact, by=by, now=now, days=days, send=send, text=text)

    @transaction.atomic
    def renew(self, account: Account, contact: Contact, *, by, now: datetime, days: int = LINK_DAYS, send: bool = False, text: str = ""):
        """A new address; every older one of this contact is dead from now on. Raises PermissionDenied, Refused."""
        return self.give("renewed", account, contact, by=by, now=now, days=days, send=send, text=text)

    def give(self, how: str, account: Account, contact: Contact, *, by, now: datetime, days: int, send: bool, text: str):
        self.check(account, contact, by=by)
        if how == "renewed":
            revoke(self.of(account, contact), at=now)
        link = self.new(account, contact, by=by, now=now, expires_at=now + timedelta(days=days))
        self.note(how, link, by=by)
        if send:
            self.send(link, by=by, text=text)
        return link

    @transaction.atomic
    def revoke(self, account: Account, contact: Contact, *, by, now: datetime) -> int:
        """None of this contact's addresses opens any more. Returns how many that were. Raises PermissionDenied."""
        changes.ask(by, self.may, account)
        links = self.of(account, contact).filter(revoked_at=None)
        latest = links.first()
        closed = revoke(links, at=now)
        if closed:
            record(latest, f"{self.verb}.revoked", by=by, contact=str(contact))
        return closed

    def for_letter(self, account: Account, contact: Contact, *, by, now: datetime, thing: models.Model | None = None, first=False) -> str:
        """An address of its own for a letter, open as long as theirs.

        Who has none gets one if `first` is so and the writer may give it; else the letter brings none: "".
        """
        known = self.model.objects.open(now=now).filter(account=account, contact=contact).order_by("-expires_at").first()
        if known is None and not (first and by is not None and by.has_perm(self.may, account)):
            return ""
        expires_at = known.expires_at if known else now + timedelta(days=LINK_DAYS)
        link = self.new(account, contact, by=by, now=now, expires_at=expires_at)
        if known is None:
            self.note("made", link, by=by)
        return self.address(link.secret, thing)

    def note_visit(self, link, *, at: datetime) -> None:
        """One event for the first use of a day; `link` knows when it was used before this one."""
        before = link.last_used_at
        if before is None or timezone.localdate(before) < timezone.localdate(at):
            record(link, f"{self.verb}.used", by=link, at=at)

    def check(self, account: Account, contact: Contact, *, by) -> None:
        """Raises PermissionDenied; Refused for a closed account or somebody who does not speak for it."""
        changes.ask(by, self.may, account)
        if account.closed_on:
            raise Refused(_("%(account)s is closed.") % {"account": account})
        if not Contact.objects.of_account(account).present().filter(pk=contact.pk).exists():
            raise Refused(_("%(contact)s does not speak for %(account)s.") % {"contact": contact, "account": account})

    def new(self, account: Account, contact: Contact, *, by, now: datetime, expires_at: datetime):
        """The row with its `secret`, which is on nothing but this very object."""
        secret = new_secret()
        link = self.model.objects.create(
            account=account, contact=contact, secret_hash=hash_of(secret), made_by=by, made_at=now, expires_at=expires_at
        )
        link.secret = secret
        return link

    def send(self, link, *, by, text: str):
        if not link.contact.email:
            raise Refused(_("%(contact)s has no e-mail address: give them the link yourself.") % {"contact": link.contact})
        return post.write(
            to=link.contact.email,
            name=link.contact.name,
            subject=self.subject % {"agency": settings.AGENCY_NAME},
            template=self.letter,
            context={"contact": link.contact, "text": text, "page_url": self.address(link.secret), "until": link.expires_at, "link": link},
            by=by,
            condition=with_the_client(link.contact),
        )

    def note(self, how: str, link, *, by) -> None:
        until = date_format(timezone.localtime(link.expires_at), "j F Y")
        record(link, f"{self.verb}.{how}", by=by, contact=str(link.contact), until=until)

    def of(self, account: Account, contact: Contact) -> models.QuerySet:
        return self.model.objects.filter(account=account, contact=contact)
