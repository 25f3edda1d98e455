"""By which address the contacts of an account ask for jobs, and what the form asks of them (W1).

A contact may hold several addresses at once, because none can be shown a second time: a letter brings its own. They are given,
renewed and revoked together, for one contact on one account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from briefs.models import JobRequest, RequestForm, RequestLink, RequestQuestion
from clients.models import Account, Contact
from core import changes, post
from core.errors import LostRace, Refused
from core.links import hash_of, new_secret, revoke
from core.moves import record

LINK_DAYS = 180
MOST_QUESTIONS = 12


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the form as it was typed."""

    text: str
    hint: str = ""
    is_required: bool = False
    is_long: bool = False


def page_address(secret: str, request: JobRequest | None = None) -> str:
    name, args = ("client_request_detail", [secret, request.pk]) if request is not None else ("client_requests", [secret])
    return post.absolute(reverse(name, args=args))


def new_link(account: Account, contact: Contact, *, by, expires_at: datetime) -> RequestLink:
    """The row with its `secret`, which is on nothing but this very object."""
    secret = new_secret()
    link = RequestLink.objects.create(account=account, contact=contact, secret_hash=hash_of(secret), made_by=by, expires_at=expires_at)
    link.secret = secret
    return link


def check_link(account: Account, contact: Contact, *, by) -> None:
    """Raises PermissionDenied; Refused for a closed account or somebody who does not speak for it."""
    changes.ask(by, "briefs.make_request_link", account)
    if account.closed_on:
        raise Refused(_("%(account)s is closed.") % {"account": account})
    if not Contact.objects.of_account(account).present().filter(pk=contact.pk).exists():
        raise Refused(_("%(contact)s does not speak for %(account)s.") % {"contact": contact, "account": account})


@transaction.atomic
def make_link(account: Account, contact: Contact, *, by, now: datetime, days: int = LINK_DAYS, send: bool = False, text: str = ""):
    """Let a contact ask by link; `link.secret` is to be shown once. `send` also writes it to them. Raises PermissionDenied, Refused."""
    check_link(account, contact, by=by)
    link = new_link(account, contact, by=by, expires_at=now + timedelta(days=days))
    record(link, "request_link.made", by=by, contact=str(contact), until=in_words(link.expires_at))
    if send:
        send_link(link, by=by, text=text)
    return link


@transaction.atomic
def renew_link(account: Account, contact: Contact, *, by, now: datetime, days: int = LINK_DAYS, send: bool = False, text: str = ""):
    """A new address; every older one of this contact is dead from now on."""
    check_link(account, contact, by=by)
    revoke(RequestLink.objects.filter(account=account, contact=contact), at=now)
    link = new_link(account, contact, by=by, expires_at=now + timedelta(days=days))
    record(link, "request_link.renewed", by=by, contact=str(contact), until=in_words(link.expires_at))
    if send:
        send_link(link, by=by, text=text)
    return link


@transaction.atomic
def revoke_links(account: Account, contact: Contact, *, by, now: datetime) -> int:
    """None of this contact's addresses opens any more. Returns how many that were."""
    changes.ask(by, "briefs.make_request_link", account)
    links = RequestLink.objects.filter(account=account, contact=contact, revoked_at=None)
    latest = links.first()
    closed = revoke(links, at=now)
    if closed:
        record(latest, "request_link.revoked", by=by, contact=str(contact))
    return closed


def send_link(link: RequestLink, *, by, text: str = ""):
    if not link.contact.email:
        raise Refused(_("%(contact)s has no e-mail address: give them the link yourself.") % {"contact": link.contact})
    return post.write(
        to=link.contact.email,
        name=link.contact.name,
        subject=_("Your page for job requests to %(agency)s") % {"agency": settings.AGENCY_NAME},
        template="briefs/mail/request_link",
        context={"contact": link.contact, "text": text, "page_url": page_address(link.secret), "until": link.expires_at, "link": link},
        by=by,
    )


def address_for_letter(account: Account, contact: Contact, *, by, request: JobRequest | None = None) -> str:
    """An address of its own for a letter to somebody who may ask by link already, open as long as theirs; else nothing."""
    now = timezone.now()
    open_links = RequestLink.objects.open(now=now).filter(account=account, contact=contact).order_by("-expires_at")
    if (known := open_links.first()) is None:
        return ""
    return page_address(new_link(account, contact, by=by, expires_at=known.expires_at).secret, request)


def note_visit(link: RequestLink, *, at: datetime) -> None:
    """One event for the first use of a day; `link` knows when it was used before this one."""
    before = link.last_used_at
    if before is None or timezone.localdate(before) < timezone.localdate(at):
        record(link, "request_link.used", by=link, at=at)


def in_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


# ── The form ──


@transaction.atomic
def change_request_form(
    account: Account, *, by, welcome: str, asks_budget: bool, questions: Sequence[Question], version: int | None = None
) -> RequestForm:
    """What the client reads first, and is asked besides. Earlier requests keep the questions that they answered.

    `version` 0: the account had no form of its own. Raises PermissionDenied, LostRace, Refused.
    """
    changes.ask(by, "briefs.change_request_form", account)
    if len(questions) > MOST_QUESTIONS:
        raise Refused(_("At most %(most)d questions: nobody fills in more.") % {"most": MOST_QUESTIONS})
    _form, is_first = RequestForm.objects.get_or_create(account=account)
    form = RequestForm.objects.select_for_update().get(account=account)
    if version is not None and version != (0 if is_first else form.version):
        raise LostRace(form)
    form.welcome, form.asks_budget, form.version = welcome, asks_budget, form.version + 1
    form.save()
    form.questions.all().delete()
    RequestQuestion.objects.bulk_create(
        RequestQuestion(form=form, position=place, text=one.text, hint=one.hint, is_required=one.is_required, is_long=one.is_long)
        for place, one in enumerate(questions, start=1)
    )
    record(form, "request_form.changed", by=by, questions=len(questions))
    return form
