"""Check-ins (R1): as they were planned, held, missed or cancelled elsewhere. The clock plans what follows, not the import."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from care.bulk import add_check_ins
from care.models import CheckIn
from care.states import CheckInKind, CheckInState
from clients import bulk
from clients.models import Account, Contact
from exchange.landing.base import Landing
from exchange.landing.hanging import Pairs, accounts_of, is_whole, left_as_it_is, settle
from exchange.landing.journal import Journal
from exchange.landing.meetings import place_meetings
from exchange.landing.words import check_in_kind_of, check_in_state_of
from exchange.preparing import Prepared
from exchange.reading.text import fold

MINUTES_MOST = 24 * 60
CADENCE = "cadence"  # the one planned check-in of an account that the clock keeps
OF_ITS_STATE = ("held_on", "reason")


def land_check_ins(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared)]
    place_meetings(landing, journal, rows)
    rows = [prepared for prepared in rows if not prepared.is_refused]
    states = {prepared.number: _state(landing, prepared) for prepared in rows}
    for prepared in rows:
        if why := _trouble(landing, prepared, states[prepared.number]):
            journal.refuse(prepared, why, landing.heading("held_on") or landing.heading("planned_on"))
    rows = [prepared for prepared in rows if not prepared.is_refused]
    accounts = accounts_of(landing, journal, rows)
    rows = [prepared for prepared in rows if prepared.number in accounts]
    facts = {prepared.number: _facts(landing, prepared, states[prepared.number]) for prepared in rows}
    wanted = [(one, _key(one, accounts[one.number], states[one.number], facts[one.number]), facts[one.number]) for one in rows]
    days = {facts[prepared.number]["planned_on"] for prepared in rows}
    narrow = Q(account__in={account.pk for account in accounts.values()}) & (Q(planned_on__in=days) | Q(_IS_CADENCE))
    ours = CheckIn.objects.visible_to(landing.by).select_related("account__client", "owner")
    known = Pairs(landing, "check-ins", ours, narrow, rows, _keys).of(landing, journal, wanted)
    there = Attendance(landing, rows, accounts)
    made, changes = [], []
    with_cadence = set()
    for prepared in rows:
        if prepared.is_refused:
            continue
        account, state, said = accounts[prepared.number], states[prepared.number], facts[prepared.number]
        check_in = known[prepared.number]
        if check_in is not None:
            changes.append((prepared, check_in, _allowed(landing, prepared, check_in, state, said)))
            continue
        check_in = CheckIn(account=account, state=state, **said)
        check_in.is_from_cadence = bool(prepared.get("is_from_cadence"))
        if check_in.is_from_cadence and state == CheckInState.PLANNED:
            if account.pk in with_cadence or _has_cadence(account):
                check_in.is_from_cadence = False
                prepared.note(_("Entered as agreed by people: the clock plans one for each account."), landing.heading("is_from_cadence"))
            with_cadence.add(account.pk)
        made.append((prepared, check_in))
    contacts = [there.contacts(landing, prepared, check_in.account) for prepared, check_in in made]
    people = [there.people(landing, prepared) for prepared, _check_in in made]
    add_check_ins([check_in for _p, check_in in made], contacts, people, by=landing.by)
    settle(landing, journal, "check-ins", made=made, changes=changes, verb="check_in.changed")
    _meet(landing, journal, made, contacts)


_IS_CADENCE = Q(state=CheckInState.PLANNED, is_from_cadence=True)


def _has_cadence(account: Account) -> bool:
    return CheckIn.objects.filter(_IS_CADENCE, account=account).exists()


def _state(landing: Landing, prepared: Prepared) -> str:
    """What the row says; else held when it has the day, missed when it has the reason, planned otherwise."""
    text = prepared.get("state")
    if text and (state := check_in_state_of(text)):
        return state
    if text:
        prepared.note(_("“%(text)s” is no state of ours; taken by its days.") % {"text": text[:40]}, landing.heading("state"))
    if prepared.get("held_on"):
        return CheckInState.HELD
    return CheckInState.MISSED if prepared.get("reason") else CheckInState.PLANNED


def _trouble(landing: Landing, prepared: Prepared, state: str) -> str:
    """Why this cannot stand; empty when it can. Twin: the constraints of care.models.CheckIn."""
    held_on = prepared.get("held_on")
    if not (prepared.get("planned_on") or held_on):
        return _("The day is missing.")
    if state == CheckInState.HELD and not held_on:
        return _("It was held, but on which day is missing.")
    if state == CheckInState.HELD and held_on > landing.today:
        return _("A check-in can be written down when it has taken place, not before.")
    if state in (CheckInState.MISSED, CheckInState.CANCELLED) and not prepared.get("reason"):
        return _("It did not take place, but why is missing.")
    return ""


def _facts(landing: Landing, prepared: Prepared, state: str) -> dict:
    values = prepared.values
    facts = {"planned_on": values.get("planned_on") or values["held_on"]}
    facts |= {name: values[name] for name in ("planned_at", "agenda", "notes") if name in values}
    if text := prepared.get("kind"):
        facts["kind"] = check_in_kind_of(text) or CheckInKind.CALL
        if not check_in_kind_of(text):
            prepared.note(_("“%(text)s” is no kind of ours; taken as a call.") % {"text": text[:40]}, landing.heading("kind"))
    if state == CheckInState.HELD:
        facts["held_on"] = values["held_on"]
    elif state != CheckInState.PLANNED:
        facts["reason"] = values["reason"]
    if "minutes" in values:
        if 0 <= values["minutes"] <= MINUTES_MOST:
            facts["minutes"] = values["minutes"]
        else:
            prepared.note(_("Left empty: no check-in lasts so long."), landing.heading("minutes"))
    if text := prepared.get("owner"):
        people = landing.people
        owner = people.find(text) if state == CheckInState.PLANNED else people.find_anybody(text)
        if owner is not None:
            facts["owner"] = owner
        else:
            prepared.note(_("Left empty: “%(text)s” is nobody of ours.") % {"text": text[:80]}, landing.heading("owner"))
    return facts


def _key(prepared: Prepared, account: Account, state: str, facts: dict) -> tuple:
    if prepared.get("is_from_cadence") and state == CheckInState.PLANNED:
        return CADENCE, account.pk
    return account.pk, facts.get("kind", CheckInKind.CALL), facts["planned_on"]


def _keys(check_in: CheckIn) -> tuple:
    keys = ((check_in.account_id, check_in.kind, check_in.planned_on),)
    is_cadence = check_in.is_from_cadence and check_in.state == CheckInState.PLANNED
    return (*keys, (CADENCE, check_in.account_id)) if is_cadence else keys


def _allowed(landing: Landing, prepared: Prepared, check_in: CheckIn, state: str, facts: dict) -> dict:
    """A check-in that is here changes its state by its own moves, and who was there stays as it was written down."""
    if check_in.state == state:
        return facts
    left_as_it_is(landing, prepared, check_in, "state", CheckInState(state).label)
    return {name: value for name, value in facts.items() if name not in OF_ITS_STATE}


class Attendance:
    """Who was there, one on each line: "Ann Ek <ann@acme.fi>"."""

    def __init__(self, landing: Landing, rows: list[Prepared], accounts: dict[int, Account]):
        named = [_name_and_address(line) for prepared in rows for line in _lines(prepared.get("contacts"))]
        names, addresses = {name for name, _address in named} - {""}, {address for _name, address in named} - {""}
        clients = {account.client_id for account in accounts.values()}
        asked = Q(name__in=names) | Q(email__in=addresses)
        found = Contact.objects.visible_to(landing.by).filter(asked, client__in=clients) if named else Contact.objects.none()
        self._of = defaultdict(list)
        for contact in found.select_for_update(of=("self",)).order_by("pk"):
            self._of[contact.client_id].append(contact)

    def contacts(self, landing: Landing, prepared: Prepared, account: Account) -> list[Contact]:
        found = []
        for line in _lines(prepared.get("contacts")):
            name, address = _name_and_address(line)
            own = [one for one in self._of[account.client_id] if one.account_id in (None, account.pk)]
            contact = next((one for one in own if address and one.email.lower() == address), None)
            contact = contact or next((one for one in own if fold(one.name) == fold(name)), None)
            if contact is None:
                words = {"name": line[:80]}
                prepared.note(_("Left out: “%(name)s” is not among the client's contacts.") % words, landing.heading("contacts"))
            elif contact not in found:
                found.append(contact)
        return found

    def people(self, landing: Landing, prepared: Prepared) -> list:
        found = []
        for line in _lines(prepared.get("people")):
            name, address = _name_and_address(line)
            person = landing.people.find_anybody(address or name)
            if person is None:
                prepared.note(_("Left out: “%(name)s” is nobody of ours.") % {"name": line[:80]}, landing.heading("people"))
            elif person not in found:
                found.append(person)
        return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()]


def _name_and_address(line: str) -> tuple[str, str]:
    if line.endswith(">") and " <" in line:
        name, _sign, address = line[:-1].rpartition(" <")
        return name, address.lower()
    return ("", line.lower()) if "@" in line else (line, "")


def _meet(landing: Landing, journal: Journal, made: list, contacts: list) -> None:
    """Those who were there were met on that day, if no later one is known. Twin: care.actions.check_in._write_down."""
    met: dict[int, tuple] = {}
    for (prepared, check_in), ones in zip(made, contacts, strict=True):
        for contact in ones:
            day = check_in.held_on
            later = max(filter(None, [contact.last_met_on, met.get(contact.pk, (None, None, None))[2]]), default=None)
            if day and (later is None or later < day):
                met[contact.pk] = (prepared, contact, day)
    before = bulk.change_many([(contact, {"last_met_on": day}) for _p, contact, day in met.values()], "contact.changed", by=landing.by)
    for prepared, contact, _day in met.values():
        if contact.pk in before:
            journal.changed.append((prepared.number, contact, before.pop(contact.pk)))
