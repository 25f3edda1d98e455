"""Contacts (C3), and the organisations that some systems keep in the same table."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from clients import bulk
from clients.actions.contact import only_one_first_to_call
from clients.models import Contact
from clients.states import Consent, DecisionRole
from exchange.landing.base import Landing, NewClients, company_of, first_row_wins, fitting, known_companies, settle_change
from exchange.landing.clients import land_clients
from exchange.landing.clients_known import MAILBOXES, KnownClients, SeveralClients
from exchange.landing.journal import Journal
from exchange.landing.words import attitude_of, consent_of, decision_role_of, power_of
from exchange.models import ImportRow, SourceId
from exchange.preparing import Prepared
from exchange.reading.text import fold
from exchange.states import Outcome
from exchange.values.words import domain_of

ORGANISATION = frozenset({"organization", "organisation", "company", "true", "yes", "1", "firm", "business", "y", "t"})
PLAIN = ("job_title", "email", "phone", "mobile", "language", "left_on", "note", "is_primary")
WORDS = {"decision_role": decision_role_of, "attitude": attitude_of, "power": power_of, "consent": consent_of}
AS_CLIENT = {
    "client_website": "website",
    "client_industry": "industry",
    "client_country": "country",
    "client_city": "city",
    "client_employees": "employees",
    "client_about": "about",
    "phone": "phone",
    "source_id": "source_id",
    "owner": "owner",
    "state": "state",
    "is_deleted": "is_deleted",
}


def land_contacts(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    organisations = [prepared for prepared in rows if prepared.get("row_type").casefold() in ORGANISATION]
    persons = [prepared for prepared in rows if prepared.get("row_type").casefold() not in ORGANISATION]
    if organisations:
        for prepared in organisations:
            _as_client(prepared)
        land_clients(landing, journal, organisations)
    persons = [prepared for prepared in persons if _is_whole(landing, journal, prepared)]
    if persons:
        _land(landing, journal, persons)


def _as_client(prepared: Prepared) -> None:
    """The values of an organisation's row under the names that a client has."""
    values = prepared.values
    name = values.get("name") or values.get("client") or values.get("last_name")
    prepared.values = {ours: values[theirs] for theirs, ours in AS_CLIENT.items() if theirs in values} | ({"name": name} if name else {})


def _is_whole(landing: Landing, journal: Journal, prepared: Prepared) -> bool:
    if prepared.is_refused:
        journal.refuse(prepared, "")
        return False
    parts = [prepared.get(part) for part in ("first_name", "middle_name", "last_name")]
    whole = " ".join(filter(None, parts)) if prepared.get("last_name") or not prepared.get("name") else prepared.get("name")
    prepared.values["name"] = (whole or prepared.get("email"))[:200]
    if prepared.get("is_deleted"):
        journal.refuse(prepared, _("It is deleted in the other system."), landing.heading("is_deleted"))
    elif not prepared.get("name"):
        journal.refuse(prepared, _("The name is missing."), landing.heading("last_name") or landing.heading("name"))
    return not prepared.is_refused


def _mail_domain(prepared: Prepared) -> str:
    domain = domain_of(prepared.get("email"))
    return "" if domain in MAILBOXES else domain


def _land(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    known = known_companies(landing, rows, more_domains={_mail_domain(prepared) for prepared in rows})
    new = NewClients(landing, journal, known)
    companies = {}
    for prepared in rows:
        client = _company(landing, known, new, journal, prepared)
        if client is not None:
            companies[prepared.number] = client
    new.save()
    rows = [prepared for prepared in rows if prepared.number in companies]
    for prepared in rows:
        if prepared.get("client_id") and known.by_id(prepared.get("client_id")) is companies[prepared.number]:
            journal.remember("clients", prepared.get("client_id"), companies[prepared.number])
    known_contacts = KnownContacts(landing, rows, companies)
    made, changes, written = [], [], set()
    for prepared in rows:
        client = companies[prepared.number]
        facts = _facts(landing, prepared, known_contacts.account_of(client, prepared.get("account")))
        contact = known_contacts.find(prepared, client)
        if contact is None:
            contact = Contact(client=client, **facts)
            made.append((prepared, contact))
            known_contacts.add(contact, prepared.get("source_id"))
        else:
            is_double = id(contact) in written or contact.pk in known_contacts.touched
            facts = fitting(contact, facts)
            if contact.last_met_on and facts.get("last_met_on", contact.last_met_on) < contact.last_met_on:
                del facts["last_met_on"]  # who was met since was met since
            changes.append((prepared, contact, first_row_wins(landing, prepared, contact, facts) if is_double else facts))
        result = journal.result(prepared)
        result.owner = landing.owner_of(prepared)[1]
        result.pending = {name: prepared.get(name) for name in ("reports_to_id", "reports_to") if prepared.get(name)}
        journal.remember("contacts", prepared.get("source_id"), contact)
        written.add(id(contact))
    bulk.add_contacts([contact for _p, contact in made], by=landing.by)
    for prepared, contact in made:
        journal.made.append((prepared.number, contact))
        journal.settle(prepared, contact, Outcome.CREATED)
    _change(landing, journal, changes)
    for contact in [one for _p, one in made] + [one for _p, one, facts in changes if "is_primary" in facts]:
        if contact.is_primary:
            only_one_first_to_call(contact, by_hand=False)


def _company(landing: Landing, known: KnownClients, new: NewClients, journal: Journal, prepared: Prepared):
    """By id, name or domain; a row that names none is its mail domain's, if a client has that and nobody shares it."""
    if not (prepared.get("client") or prepared.get("client_id") or prepared.get("client_domain") or prepared.get("client_website")):
        try:
            if (domain := _mail_domain(prepared)) and (client := known.find(domain=domain)):
                return client
        except SeveralClients as error:
            journal.refuse(prepared, str(error), landing.heading("email"))
            return None
    return company_of(landing, known, new, journal, prepared)


def _facts(landing: Landing, prepared: Prepared, account) -> dict:
    facts = {"name": prepared.get("name")} | {name: prepared.values[name] for name in PLAIN if name in prepared.values}
    for name, read in WORDS.items():
        if text := prepared.get(name):
            value = read(text)
            if value is None:
                prepared.note(_("Left empty: “%(text)s” is not known.") % {"text": text[:40]}, landing.heading(name))
            else:
                facts[name] = value
    if prepared.get("opted_out") is True:
        facts["consent"] = Consent.REFUSED
    if prepared.get("decision_maker").casefold() in {"true", "yes", "1"}:
        facts.setdefault("decision_role", DecisionRole.DECISION_MAKER)
    if account is not None:
        facts["account"] = account
    if (met_on := prepared.get("last_met_on")) and met_on <= landing.today:
        facts["last_met_on"] = met_on
    return facts


def _change(landing: Landing, journal: Journal, changes: list) -> None:
    before = bulk.change_many(
        [(contact, facts) for _p, contact, facts in changes if contact.pk and facts], "contact.changed", by=landing.by
    )
    for prepared, contact, _facts_of in changes:
        settle_change(journal, prepared, contact, before)


class KnownContacts:
    """Contacts that the rows of a chunk may mean: by id, else by address or name within the client."""

    def __init__(self, landing: Landing, rows: list[Prepared], companies: dict):
        from clients.models import Account

        ids = dict(
            SourceId.objects.filter(
                system=landing.batch.source, object="contacts", source_id__in={prepared.get("source_id") for prepared in rows} - {""}
            ).values_list("source_id", "object_id")
        )
        clients = {client.pk for client in companies.values()}
        named = Q(client__in=clients) & (
            Q(email__in={prepared.get("email") for prepared in rows} - {""}) | Q(name__in={prepared.get("name") for prepared in rows})
        )
        found = Contact.objects.visible_to(landing.by).filter(Q(pk__in=ids.values()) | named).select_for_update(of=("self",)).order_by("pk")
        by_pk = {contact.pk: contact for contact in found}
        self._by_source = {source_id: by_pk[pk] for source_id, pk in ids.items() if pk in by_pk}
        self._ids_of = defaultdict(set)
        for source_id, pk in SourceId.objects.filter(system=landing.batch.source, object="contacts", object_id__in=by_pk).values_list(
            "source_id", "object_id"
        ):
            self._ids_of[pk].add(source_id)
        self._by_email, self._by_name = {}, {}
        for contact in by_pk.values():
            self._index(contact)
        touched = ImportRow.objects.filter(batch=landing.batch, kind="contact", object_id__in=by_pk)
        self.touched = set(touched.values_list("object_id", flat=True))
        asked = {prepared.get("account") for prepared in rows} - {""}
        accounts = Account.objects.visible_to(landing.by).filter(client__in=clients, name__in=asked) if asked else []
        self._accounts = {(account.client_id, fold(account.name)): account for account in accounts}

    def _index(self, contact: Contact) -> None:
        if contact.email:
            self._by_email.setdefault((contact.client_id, contact.email.lower()), contact)
        self._by_name.setdefault((contact.client_id, fold(contact.name)), contact)

    def add(self, contact: Contact, source_id: str) -> None:
        self._index(contact)
        if source_id:
            self._by_source[source_id] = contact
            self._ids_of[id(contact)].add(source_id)

    def account_of(self, client, name: str):
        return self._accounts.get((client.pk, fold(name))) if name else None

    def find(self, prepared: Prepared, client) -> Contact | None:
        source_id = prepared.get("source_id")
        if source_id and (contact := self._by_source.get(source_id)):
            return contact
        contact = self._by_email.get((client.pk, prepared.get("email"))) if prepared.get("email") else None
        if contact is None:
            contact = self._by_name.get((client.pk, fold(prepared.get("name"))))
            if contact is not None and contact.email and prepared.get("email") and contact.email.lower() != prepared.get("email"):
                return None  # two of the same name
        ids = self._ids_of[contact.pk or id(contact)] if contact is not None else set()
        return None if source_id and ids and source_id not in ids else contact
