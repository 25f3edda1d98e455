"""Concerns, and the tickets of help desks (R2, R3, S5): each stands where it stood, raised for whoever turned to us, with its owner.

One that is here already is never changed by a list: what becomes of a concern is people's own act. What was promised elsewhere is over:
our own times hold from the moment it was raised, and nobody is passed on the ladder before having had the whole time once.
"""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from care import concern_clock as clock
from care.bulk import add_concerns
from care.models import Concern, ConcernCause
from care.states import TICKING, WAITING, ConcernKind, ConcernSource, ConcernState
from clients.levels import Hours, levels
from clients.models import Account, Contact, Seat
from clients.states import Severity
from core.workhours import office
from exchange.landing.base import Landing
from exchange.landing.hanging import Pairs, accounts_of, is_whole, left_as_it_is, word_of
from exchange.landing.journal import Journal
from exchange.landing.survey_answers import accounts_by_contact, contacts_of
from exchange.landing.words import concern_kind_of, concern_source_of, concern_state_of, rung_of, severity_of
from exchange.preparing import Prepared
from exchange.reading.text import fold
from exchange.states import Outcome
from reminders.states import Rung

COMPARED = ("state", "kind", "severity", "text", "outcome", "cause", "owner")
MOMENTS = ("raised_at", "answered_at", "resolved_at", "closed_at")
S = ConcernState


def land_concerns(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    needed = {"title": _("What troubles them, in one line, is missing."), "raised_at": _("When it was raised is missing.")}
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared, **needed)]
    contacts = raised_for(landing, rows)
    accounts = accounts_by_contact(landing, rows, contacts)
    accounts |= accounts_of(landing, journal, [prepared for prepared in rows if prepared.number not in accounts])
    rows = [prepared for prepared in rows if prepared.number in accounts]
    reader = Reader(landing, journal, accounts, contacts)
    facts = {prepared.number: reader.facts(prepared) for prepared in rows}
    rows = [prepared for prepared in rows if not prepared.is_refused]
    narrow = Q(account__in={account.pk for account in accounts.values()}, title__in={prepared.get("title") for prepared in rows})
    ours = Concern.objects.visible_to(landing.by).select_related("account", "cause", "owner")
    pairs = Pairs(landing, "concerns", ours, narrow, rows, lambda row: (_key(row.account_id, row.title, row.raised_at),))
    keys = {one.number: _key(accounts[one.number].pk, one.get("title"), facts[one.number]["raised_at"]) for one in rows}
    known = pairs.of(landing, journal, [(one, keys[one.number], facts[one.number]) for one in rows])
    made = []
    for prepared in rows:
        if prepared.is_refused:
            continue
        if (concern := known[prepared.number]) is not None:
            _leave(landing, journal, prepared, concern, facts[prepared.number])
        else:
            columns = clock_columns(facts[prepared.number], reader.hours(prepared), prepared.get("due_at"), now=reader.now)
            made.append((prepared, Concern(account=accounts[prepared.number], **facts[prepared.number], **columns)))
    add_concerns([concern for _p, concern in made], by=landing.by)
    for prepared, concern in made:
        journal.made.append((prepared.number, concern))
        journal.settle(prepared, concern, Outcome.CREATED)
        journal.remember("concerns", prepared.get("source_id"), concern)


def _key(account: int, title: str, raised_at: datetime) -> tuple:
    """To the minute, as lists are written."""
    return account, title, raised_at.replace(second=0, microsecond=0)


def raised_for(landing: Landing, rows: list[Prepared]) -> dict[int, list[Contact]]:
    """Row → the contacts that it may mean: by e-mail, else by name."""
    for prepared in rows:
        if "@" in prepared.get("contact") and not prepared.get("email"):
            prepared.values["email"] = prepared.values.pop("contact")
    found = contacts_of(landing, rows)
    nameless = [prepared for prepared in rows if prepared.get("contact") and not prepared.get("email")]
    by_name: dict[str, list[Contact]] = {}
    seen = Contact.objects.visible_to(landing.by).filter(name__in={prepared.get("contact") for prepared in nameless})
    for contact in seen.select_related("account__client", "client").order_by("pk"):
        by_name.setdefault(fold(contact.name), []).append(contact)
    return found | {prepared.number: by_name.get(fold(prepared.get("contact")), []) for prepared in nameless}


class Reader:
    """What the rows of a chunk say, as the facts of a concern; asks the database once for what they all need."""

    def __init__(self, landing: Landing, journal: Journal, accounts: dict[int, Account], contacts: dict[int, list[Contact]]):
        self.landing, self.journal, self.accounts, self.contacts = landing, journal, accounts, contacts
        self.now = timezone.now()
        self.levels = levels()
        self.causes = {fold(cause.name): cause for cause in ConcernCause.objects.order_by("is_retired", "position", "name")}
        keys = {account.pk for account in accounts.values()}
        seats = Seat.objects.live(today=landing.today).leads().filter(account__in=keys).select_related("person")
        self.leads = {seat.account_id: seat.person for seat in seats}

    def refuse(self, prepared: Prepared, why: str, *names: str) -> None:
        self.journal.refuse(prepared, why, next(filter(None, map(self.landing.heading, names)), ""))

    def hours(self, prepared: Prepared) -> Hours:
        return self.levels[self.accounts[prepared.number].tier_now].hours(self._severity(prepared))

    def facts(self, prepared: Prepared) -> dict:
        moments = self._moments(prepared)
        state = self._state(prepared, moments)
        contact = self._contact(prepared)
        source = concern_source_of(prepared.get("concern_source") or "") or ConcernSource.IMPORT
        facts = {
            "title": prepared.get("title"),
            "text": prepared.get("text") or "",
            "kind": word_of(self.landing, prepared, "kind", concern_kind_of, ConcernKind.PROBLEM),
            "severity": word_of(self.landing, prepared, "severity", severity_of, Severity.NORMAL),
            "state": state,
            "contact": contact,
            "about": prepared.get("about") or "",
            "source": source,
            "is_shared": source == ConcernSource.LINK and contact is not None,
            "owner": self._owner(prepared, state),
            "outcome": prepared.get("outcome") or "",
            "confirmed_by": prepared.get("confirmed_by") or (contact.name if contact and state == S.CONFIRMED else ""),
            "cause": self._cause(prepared, state),
            "rung": rung_of(prepared.get("rung") or "") or Rung.LEAD,
            "reopened_count": min(prepared.get("reopened_count") or 0, 1_000),
            **moments,
        }
        self._check(prepared, facts)
        return facts

    def _severity(self, prepared: Prepared) -> int:
        return severity_of(prepared.get("severity") or "") or Severity.NORMAL

    def _moments(self, prepared: Prepared) -> dict:
        """A day alone, on the day it was raised, is taken as the moment it was raised."""
        raised_at = prepared.get("raised_at")
        found = {name: prepared.get(name) or None for name in MOMENTS}
        for name, moment in found.items():
            if moment is not None and moment < raised_at and timezone.localdate(moment) == timezone.localdate(raised_at):
                found[name] = moment = raised_at
            if moment is not None and moment < raised_at:
                self.refuse(prepared, _("That was before it was raised."), name)
            elif moment is not None and moment > self.now:
                self.refuse(prepared, _("That is still to come."), name)
        return found

    def _state(self, prepared: Prepared, moments: dict) -> str:
        """As the row says; else as far as its moments go. The outcome of what is over is not later than its end."""
        told = S.CLOSED if moments["closed_at"] or moments["resolved_at"] else S.ANSWERED if moments["answered_at"] else S.OPEN
        state = S(word_of(self.landing, prepared, "state", concern_state_of, told))
        if state in (S.CLOSED, S.WITHDRAWN):
            moments["closed_at"] = moments["closed_at"] or moments["resolved_at"]
            if moments["closed_at"] is None:
                self.refuse(prepared, _("It is over, but since when is missing."), "closed_at", "resolved_at", "state")
            if state == S.CLOSED:
                moments["resolved_at"] = moments["resolved_at"] or moments["closed_at"]
        else:
            moments["closed_at"] = None
            if state in TICKING:
                moments["resolved_at"] = None
        return state

    def _contact(self, prepared: Prepared) -> Contact | None:
        account = self.accounts[prepared.number]
        speaks = [
            one for one in self.contacts[prepared.number] if one.client_id == account.client_id and one.account_id in (None, account.pk)
        ]
        name = prepared.get("email") or prepared.get("contact")
        if name and len(speaks) != 1:
            why = _("Left empty: “%(name)s” is no contact of the client here; import the contacts first.")
            prepared.note(why % {"name": name[:80]}, self.landing.heading("email") or self.landing.heading("contact"))
        return speaks[0] if len(speaks) == 1 else None

    def _owner(self, prepared: Prepared, state: str):
        """Somebody who may log in, for what is open; the lead where the row names nobody of ours."""
        text, lead = prepared.get("owner"), self.leads.get(self.accounts[prepared.number].pk)
        find = self.landing.people.find if state not in (S.CLOSED, S.WITHDRAWN) else self.landing.people.find_anybody
        person = find(text) if text else None
        if text and person is None:
            why = _("“%(text)s” is nobody of ours: the account's lead owns it.") % {"text": text[:80]}
            prepared.note(why, self.landing.heading("owner"))
        return person or lead

    def _cause(self, prepared: Prepared, state: str) -> ConcernCause | None:
        """One of the house's causes; what is closed has one of them in any case."""
        text = prepared.get("cause") or ""
        found = self.causes.get(fold(text)) if text else None
        if found is None and state == S.CLOSED and self.causes:
            found = self.causes.get(fold("Other")) or next(iter(self.causes.values()))
            why = _("The cause is not one of the house's: taken as “%(cause)s”.") % {"cause": found}
            prepared.note(why, self.landing.heading("cause"))
        elif found is None and text:
            prepared.note(_("Left empty: “%(text)s” is none of the house's causes.") % {"text": text[:80]}, self.landing.heading("cause"))
        return found

    def _check(self, prepared: Prepared, facts: dict) -> None:
        """Twin: the constraints of care.models.Concern."""
        if facts["state"] in (S.PROPOSED, S.CONFIRMED) and not facts["outcome"]:
            self.refuse(prepared, _("An outcome is proposed, but its words are missing."), "outcome", "state")
        if facts["state"] == S.CONFIRMED and not facts["confirmed_by"]:
            self.refuse(prepared, _("The outcome is confirmed, but by whom is missing."), "confirmed_by", "state")
        if facts["state"] == S.CLOSED and facts["cause"] is None:
            self.refuse(prepared, _("It is closed, and the house has no causes yet: a director adds them."), "cause", "state")


def clock_columns(facts: dict, hours: Hours, due_at: datetime | str, *, now: datetime) -> dict:
    """Both words as they are given here, from when it was raised. What lapsed before it came in climbs after that time once more."""
    calendar = office()
    raised_at, answered_at, resolved_at = facts["raised_at"], facts["answered_at"], facts["resolved_at"]
    columns = clock.started(hours, now=raised_at) | clock.STANDS
    if facts["state"] in TICKING:
        name = "answer_by" if facts["state"] in WAITING else "resolve_by"
        if due_at and due_at >= raised_at:
            columns[name] = due_at
            columns["resolve_by"] = max(columns["resolve_by"], due_at)
        columns |= clock.runs_to(columns[name])
        if columns["due_at"] <= now:
            columns["climbs_at"] = calendar.add(now, hours.answer if name == "answer_by" else hours.resolve)
    if answered_at:
        columns["answer_minutes"] = clock.office_minutes(raised_at, answered_at)
        columns["was_answered_late"] = answered_at > columns["answer_by"]
    if resolved_at:
        columns["resolve_minutes"] = clock.office_minutes(raised_at, resolved_at)
        columns["was_resolved_late"] = resolved_at > columns["resolve_by"]
    return columns


def _leave(landing: Landing, journal: Journal, prepared: Prepared, ours: Concern, facts: dict) -> None:
    for name in COMPARED:
        if prepared.get(name) not in (None, "") and facts[name] is not None and getattr(ours, name) != facts[name]:
            left_as_it_is(landing, prepared, ours, name, getattr(facts[name], "label", facts[name]))
    journal.settle(prepared, ours, Outcome.UNCHANGED)
