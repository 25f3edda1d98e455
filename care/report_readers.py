"""To whom a contact report may be sent (R1): the one rule for who is offered, who is written to, and whose letter still leaves.

Of ours, whoever may see its account on that day; of the client's, whoever is still with that client.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.models import ContactReport, ReportCopy
from clients.models import Account, Contact
from clients.readers import those_who_see
from people.models import Person


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who was there, or is to have a copy. `why_not` says why it is not sent to them; empty: it is."""

    one: Contact | Person
    was_there: bool
    why_not: str = ""


def contacts_who_may(account: Account):
    """Those who are with the client of this account."""
    return Contact.objects.present().filter(client=account.client_id)


def their_readers(report: ContactReport):
    """Those of the client to whom the last issue went and who are still with them: who may have a link, or be heard."""
    issue = report.issues.last()
    keys = issue.copies.exclude(contact=None).values("contact") if issue else []
    return contacts_who_may(report.account).filter(pk__in=keys)


def people_who_may(account: Account, people: Iterable[Person]) -> list[Person]:
    """Those of these of ours who may see this account; walled ones too."""
    return those_who_see(account, people)


def contacts_of_report(report: ContactReport) -> list[Reader]:
    """Those of the client who were there, and those who get a copy."""
    found = each_once(report.contacts.all(), report.copy_contacts.all())
    return [Reader(one, was_there, why_not_contact(one, report.account)) for one, was_there in found]


def people_of_report(report: ContactReport) -> list[Reader]:
    """Those of ours who were there, and those who get a copy."""
    found = each_once(report.people.all(), report.copy_people.all())
    able = {one.pk for one in people_who_may(report.account, [one for one, _there in found])}
    return [Reader(one, was_there, "" if one.pk in able else why_not_person(one)) for one, was_there in found]


def each_once(present, copies) -> list[tuple]:
    """(reader, was there), each once."""
    there = list(present)
    return [(one, True) for one in there] + [(one, False) for one in copies if one not in there]


def why_not_contact(contact: Contact, account: Account) -> str:
    """Twin: contacts_who_may()."""
    if contact.client_id != account.client_id:
        return _("is not with %(client)s") % {"client": account.client}
    return _("has left %(client)s") % {"client": account.client} if contact.left_on else ""


def why_not_person(person: Person) -> str:
    """Of somebody who is not among `people_who_may`."""
    return _("may not see this account") if person.is_active else _("has left us")


def refusals(report: ContactReport, *, contacts=(), people=()) -> list[str]:
    """Those of these who get no copy, each with the reason, in words."""
    people = list(people)
    able = {one.pk for one in people_who_may(report.account, people)}
    reasons = [(one, why_not_contact(one, report.account)) for one in contacts]
    reasons += [(one, why_not_person(one)) for one in people if one.pk not in able]
    return [f"{one} {why}." for one, why in reasons if why]


def why_not_copy(copy: ReportCopy) -> str:
    """Why the letter with this copy may not leave now; empty when it may."""
    account = copy.issue.report.account
    if copy.contact_id:
        return why_not_contact(copy.contact, account)
    return "" if people_who_may(account, [copy.person]) else why_not_person(copy.person)
