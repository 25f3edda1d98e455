"""What people do with those at the client: get to know them, say goodbye to them (C3)."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.leaving import end_for, in_words
from clients.models import Client, Contact
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import record, take


def check_the_line(contact: Contact, boss: Contact | None) -> None:
    """Raises Refused when the boss is of another client or, over any number of steps, reports to this contact."""
    seen = set()
    if boss is not None and boss.client_id != contact.client_id:
        raise Refused(_("%(boss)s is not with %(client)s.") % {"boss": boss, "client": contact.client})
    while boss is not None and boss.pk not in seen:
        if boss.pk == contact.pk:
            raise Refused(_("%(contact)s cannot report to somebody who reports to %(contact)s.") % {"contact": contact})
        seen.add(boss.pk)
        boss = boss.reports_to


def check_the_account(client: Client, account) -> None:
    if account is not None and account.client_id != client.pk:
        raise Refused(_("%(account)s is not an account of %(client)s.") % {"account": account, "client": client})


@transaction.atomic
def add_contact(client: Client, *, by, unlike=(), **facts) -> Contact:
    """`unlike` are contacts of the same name or e-mail that whoever enters it was warned of and says are others.

    Raises PermissionDenied; Refused when boss or account are of another client.
    """
    contact = Contact(client=client, **facts)
    check_the_account(client, contact.account)
    ask(by, "clients.change_contact", contact.account or client)
    check_the_line(contact, contact.reports_to)
    contact.save()
    only_one_first_to_call(contact)
    record(contact, "contact.added", by=by, job_title=contact.job_title)
    if unlike:
        record(contact, "contact.told_apart", by=by, others=", ".join(map(str, unlike)), keys=[other.pk for other in unlike])
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by, version: int | None = None, **facts) -> Contact:
    fresh = take_for_change(contact, by=by, may="clients.change_contact", version=version, facts=facts)
    check_the_account(fresh.client, facts.get("account", fresh.account))
    check_the_line(fresh, facts.get("reports_to", fresh.reports_to))
    if changes := set_facts(fresh, facts):
        only_one_first_to_call(fresh)
        record(fresh, "contact.changed", by=by, changes=changes)
    return fresh


def only_one_first_to_call(contact: Contact, *, by_hand: bool = True) -> None:
    """Among those who speak for the same account (or for all of them) one is called first.

    `by_hand`: a form that is open for one of the others is refused, or it would set the mark again. An import keeps the versions
    that its undo compares.
    """
    if contact.is_primary:
        others = Contact.objects.filter(client=contact.client_id, account=contact.account_id, is_primary=True).exclude(pk=contact.pk)
        others.update(is_primary=False, **({"version": F("version") + 1} if by_hand else {}))


@transaction.atomic
def contact_left(contact: Contact, *, by, on: date, note: str = "", version: int | None = None) -> Contact:
    """They no longer work there: off the map, kept in the history. Who reported to them reports to nobody until told.

    What of ours they could open, was to be answered by them or was on its way to them ends (`clients.leaving`).
    """
    fresh = take(contact, by=by, may="clients.change_contact", version=version)
    if set_facts(fresh, {"left_on": on, "is_primary": False}):
        fresh.reports.update(reports_to=None, version=F("version") + 1)
        ended = end_for(Contact.objects.filter(pk=fresh.pk), at=timezone.now())
        record(fresh, "contact.left", by=by, note=note, ended=in_words(ended))
    return fresh


@transaction.atomic
def contact_came_back(contact: Contact, *, by, version: int | None = None) -> Contact:
    fresh = take(contact, by=by, may="clients.change_contact", version=version)
    if set_facts(fresh, {"left_on": None}):
        record(fresh, "contact.came_back", by=by)
    return fresh
