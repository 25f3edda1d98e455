"""Lists of job requests (W1, S5): each stands where it stood, with whoever asked, and is answered by our word or by the day it names.

A request that is here already is never changed by a list: its answer is people's own act.
"""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from briefs.actions.requests import answer_day
from briefs.bulk import add_requests
from briefs.models import JobRequest
from briefs.states import BriefKind, RequestSource, RequestState
from clients.models import Contact
from core.money import Money
from exchange.landing.base import Landing
from exchange.landing.hanging import Pairs, accounts_of, is_whole, left_as_it_is, word_of
from exchange.landing.journal import Journal
from exchange.landing.words import job_kind_of, request_source_of, request_state_of
from exchange.preparing import Prepared
from exchange.reading.text import fold
from exchange.states import Outcome

COMPARED = ("state", "kind", "ask", "why_now", "wanted_on", "budget")


def land_requests(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared, title=_("What is asked for is missing."))]
    accounts = accounts_of(landing, journal, rows)
    rows = [prepared for prepared in rows if prepared.number in accounts]
    contacts = KnownContacts(landing, rows, accounts)
    facts = {prepared.number: _facts(landing, journal, prepared, accounts[prepared.number], contacts) for prepared in rows}
    rows = [prepared for prepared in rows if not prepared.is_refused]
    narrow = Q(account__in={account.pk for account in accounts.values()}, title__in={prepared.get("title") for prepared in rows})
    ours = JobRequest.objects.visible_to(landing.by).select_related("account")
    pairs = Pairs(landing, "requests", ours, narrow, rows, lambda asked: ((asked.account_id, asked.title, asked.came_on),))
    keys = {one.number: (accounts[one.number].pk, one.get("title"), facts[one.number]["came_on"]) for one in rows}
    known = pairs.of(landing, journal, [(one, keys[one.number], facts[one.number]) for one in rows])
    made = []
    for prepared in rows:
        if prepared.is_refused:
            continue
        if (asked := known[prepared.number]) is not None:
            _leave(landing, journal, prepared, asked, facts[prepared.number])
        else:
            made.append((prepared, JobRequest(account=accounts[prepared.number], **facts[prepared.number])))
    add_requests([asked for _p, asked in made], by=landing.by)
    for prepared, asked in made:
        journal.made.append((prepared.number, asked))
        journal.settle(prepared, asked, Outcome.CREATED)
        journal.remember("requests", prepared.get("source_id"), asked)


class KnownContacts:
    """Whoever may have asked: a contact of the account's client, by e-mail, else by name."""

    def __init__(self, landing: Landing, rows: list[Prepared], accounts: dict):
        clients = {accounts[prepared.number].client_id for prepared in rows}
        self.by_email, self.by_name = {}, defaultdict(list)
        for contact in Contact.objects.visible_to(landing.by).filter(client__in=clients).order_by("pk"):
            self.by_email.setdefault((contact.client_id, contact.email.casefold()), contact)
            self.by_name[contact.client_id, fold(contact.name)].append(contact)

    def find(self, account, *, name: str, email: str) -> Contact | None:
        """None where nobody is certain, and for somebody who speaks for another account alone."""
        named = self.by_name[account.client_id, fold(name)] if name else []
        contact = self.by_email.get((account.client_id, email.casefold())) if email else named[0] if len(named) == 1 else None
        return contact if contact is not None and contact.account_id in (None, account.pk) else None


def _facts(landing: Landing, journal: Journal, prepared: Prepared, account, contacts: KnownContacts) -> dict:
    state = word_of(landing, prepared, "state", request_state_of, RequestState.NEW)
    reason = prepared.get("reason") or ""
    if state == RequestState.DECLINED and not reason:
        journal.refuse(prepared, _("It is declined, but why is missing."), landing.heading("reason"))
    came_on = prepared.get("came_on") or landing.today
    budget = prepared.get("budget")
    if budget not in ("", None) and budget < 0:
        journal.refuse(prepared, _("A budget cannot be less than nothing."), landing.heading("budget"))
        budget = None
    return {
        "title": prepared.get("title"),
        "ask": prepared.get("ask") or prepared.get("title"),
        "kind": word_of(landing, prepared, "kind", job_kind_of, BriefKind.OTHER),
        "state": state,
        "source": word_of(landing, prepared, "request_source", request_source_of, RequestSource.IMPORT),
        "contact": _contact(landing, prepared, account, contacts),
        "why_now": prepared.get("why_now") or "",
        "taken_by": _taken_by(landing, prepared),
        "reason": reason,
        "came_on": came_on,
        "wanted_on": prepared.get("wanted_on") or None,
        "answered_on": prepared.get("answered_on") or None,
        "answer_by": prepared.get("answer_by") or answer_day(account, came_on=came_on),
        "budget_minor": None if budget in ("", None) else Money.of(budget, account.currency).minor,
    }


def _contact(landing: Landing, prepared: Prepared, account, contacts: KnownContacts) -> Contact | None:
    name, email = prepared.get("contact") or "", prepared.get("contact_email") or ""
    found = contacts.find(account, name=name, email=email)
    if found is None and (name or email):
        why = _("Left empty: “%(name)s” is no contact of the client here; import the contacts first.")
        prepared.note(why % {"name": (name or email)[:80]}, landing.heading("contact") or landing.heading("contact_email"))
    return found


def _taken_by(landing: Landing, prepared: Prepared):
    text = prepared.get("taken_by") or ""
    person = landing.people.find_anybody(text) if text else None
    if text and person is None:
        prepared.note(_("Left empty: “%(text)s” is nobody of ours.") % {"text": text[:80]}, landing.heading("taken_by"))
    return person


def _leave(landing: Landing, journal: Journal, prepared: Prepared, ours: JobRequest, facts: dict) -> None:
    minor = facts["budget_minor"]
    there = facts | {"budget": None if minor is None else Money(minor, ours.account.currency)}
    for name in COMPARED:
        if prepared.get(name) not in (None, "") and getattr(ours, name) != there[name]:
            left_as_it_is(landing, prepared, ours, name, getattr(there[name], "label", there[name]))
    journal.settle(prepared, ours, Outcome.UNCHANGED)
