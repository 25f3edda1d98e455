"""The client that a row names by the other system's id, by name, or by the address of somebody there: found, never made."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import Account, Client, Contact
from exchange.landing.base import Landing
from exchange.landing.clients_known import name_key
from exchange.landing.journal import Journal
from exchange.landing.meetings import addresses_in
from exchange.models import SourceId
from exchange.preparing import Prepared


def clients_of(landing: Landing, journal: Journal, rows: list[Prepared]) -> dict[int, Client]:
    """Row → its client. One whose client is not here, or not certain, is refused with the reason."""
    known = _Known(landing, rows)
    found = {}
    for prepared in rows:
        candidates = known.of(prepared)
        if len(candidates) == 1:
            found[prepared.number] = candidates[0]
        else:
            words = {
                "name": prepared.get("client") or prepared.get("client_id") or prepared.get("attendees") or prepared.get("account") or "–"
            }
            why = (
                _("Several clients answer to “%(name)s”.")
                if candidates
                else _("Its client “%(name)s” is not here: import the clients first.")
            )
            journal.refuse(prepared, why % words, landing.heading("client") or landing.heading("client_id"))
    return found


class _Known:
    def __init__(self, landing: Landing, rows: list[Prepared]):
        seen = Client.objects.visible_to(landing.by)
        system = landing.batch.source
        ids = {prepared.get("client_id") for prepared in rows} - {""}
        people = {prepared.get("contact_id") for prepared in rows} - {""}
        self.by_id = _of_ids(system, "clients", ids, seen)
        contacts = Contact.objects.visible_to(landing.by).select_related("client")
        self.contact_of = _of_ids(system, "contacts", people, contacts)
        names = {prepared.get(name) for prepared in rows for name in ("client", "account")} - {""}
        codes = {prepared.get("code").upper() for prepared in rows} - {""}
        self.by_name = defaultdict(dict)
        for client in seen.filter(Q(name__in=names) | Q(import_key__name_key__in={name_key(name) for name in names})):
            self.by_name[name_key(client.name)][client.pk] = client
        for account in Account.objects.visible_to(landing.by).filter(Q(name__in=names) | Q(code__in=codes)).select_related("client"):
            for key in (name_key(account.name), account.code):
                self.by_name[key][account.client_id] = account.client
        asked = {address for prepared in rows for address in addresses_in(prepared.get("attendees"))}
        self.by_address = defaultdict(dict)
        for contact in contacts.filter(email__in=asked) if asked else ():
            self.by_address[contact.email.lower()][contact.client_id] = contact.client

    def of(self, prepared: Prepared) -> list[Client]:
        if client := self.by_id.get(prepared.get("client_id")):
            return [client]
        if contact := self.contact_of.get(prepared.get("contact_id")):
            return [contact.client]
        for name in ("client", "account"):
            if found := self.by_name.get(name_key(prepared.get(name))) if prepared.get(name) else None:
                return list(found.values())
        if found := self.by_name.get(prepared.get("code").upper()):
            return list(found.values())
        found = {}
        for address in addresses_in(prepared.get("attendees")):
            found |= self.by_address.get(address, {})
        return list(found.values())


def _of_ids(system: str, object_: str, ids: set[str], seen) -> dict:
    if not ids:
        return {}
    known = dict(SourceId.objects.filter(system=system, object=object_, source_id__in=ids).values_list("source_id", "object_id"))
    rows = seen.in_bulk(set(known.values()))
    return {source_id: rows[pk] for source_id, pk in known.items() if pk in rows}
