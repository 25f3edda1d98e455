"""What every kind of landing shares: the batch, who imports, on which day, whose words are whose."""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from clients import bulk
from clients.models import Account, Client
from clients.states import ClientState
from core.money import CURRENCIES
from exchange.landing.clients_known import KnownClients, SeveralClients, write_keys
from exchange.landing.journal import Journal
from exchange.landing.owners import People
from exchange.mapping import Mapping
from exchange.models import ImportBatch
from exchange.preparing import Prepared
from exchange.states import Outcome
from exchange.values.words import domain_of


@dataclass
class Landing:
    """One run's surroundings, kept over its chunks."""

    batch: ImportBatch
    mapping: Mapping
    people: People
    by: object
    today: date

    @classmethod
    def of(cls, batch: ImportBatch) -> "Landing":
        return cls(batch, Mapping.from_json(batch.mapping), People(batch.source), batch.by, batch.today)

    def heading(self, name: str) -> str:
        return self.mapping.columns.get(name, "")

    @property
    def new_client_state(self) -> str:
        return self.mapping.answers.get("new_clients", ClientState.ACTIVE)

    def owner_of(self, prepared: Prepared):
        """The person that the row names as owner, or None; and the text, where nobody of ours is found."""
        text = prepared.get("owner")
        person = self.people.find(text) if text else None
        return person, (text if text and person is None else "")

    def currency(self, prepared: Prepared) -> str:
        code = prepared.get("currency")
        return code if code in CURRENCIES else settings.AGENCY_CURRENCY


@dataclass
class NewClients:
    """Clients that a chunk makes, with their accounts and whoever will lead them; saved together at its end."""

    landing: Landing
    journal: Journal
    known: KnownClients
    rows: list[tuple[Prepared, Client, object, str]] = field(default_factory=list)
    saved: set[int] = field(default_factory=set)

    def make(self, prepared: Prepared, facts: dict, *, domain: str, source_id: str = "", owner=None, with_account: bool = True) -> Client:
        client = Client(**facts, owner=owner or self.landing.by)
        client.state = facts.get("state", self.landing.new_client_state)
        self.known.add(client, domain=domain, source_id=source_id)
        self.rows.append((prepared, client, owner, domain if with_account else None))
        return client

    def save(self) -> None:
        """Two inserts and their events. A prospect has no account yet, nor has a client that was lost."""
        clients = [client for _p, client, _o, _a in self.rows]
        if not clients:
            return
        for client in clients:
            if client.state == ClientState.LOST and not client.lost_reason:
                client.lost_reason = _("Lost before it was imported.")
        bulk.add_clients(clients, by=self.landing.by)
        write_keys(clients, {client.pk: self.known.domain(client) for client in clients})
        for prepared, client, _owner, _account in self.rows:
            self.journal.made.append((prepared.number, client))
        self._open_accounts()

    def _open_accounts(self) -> None:
        rows = [row for row in self.rows if row[3] is not None and row[1].state in (ClientState.ACTIVE, ClientState.DORMANT)]
        accounts = [new_account(self.landing, prepared, client) for prepared, client, _o, _a in rows]
        place_codes(accounts, [prepared for prepared, *_rest in rows])
        seats = bulk.add_accounts(accounts, [owner for _p, _c, owner, _a in rows], by=self.landing.by, today=self.landing.today)
        numbers = {}
        for (prepared, _client, _owner, _a), account in zip(rows, accounts, strict=True):
            self.journal.made.append((prepared.number, account))
            numbers[account.pk] = prepared.number
        self.journal.made += [(numbers[seat.account_id], seat) for seat in seats]


def new_account(landing: Landing, prepared: Prepared, client: Client, *, name: str = "") -> Account:
    return Account(
        client=client,
        name=(name or client.name)[:200],
        currency=landing.currency(prepared),
        opened_on=min(prepared.get("since") or landing.today, landing.today),
    )


def place_codes(accounts: list[Account], rows: list[Prepared]) -> None:
    """A code for each: the row's own where it is well formed and free, else one made from the name, and the row says so."""
    wanted = [_asked_code(prepared) for prepared in rows]
    for account, code, prepared in zip(accounts, bulk.free_codes((one.name for one in accounts), wanted), rows, strict=True):
        account.code = code
        asked = prepared.get("code")
        if asked and asked.upper() != code:
            prepared.note(
                _("The code “%(asked)s” is taken or not of two to five letters; it is %(code)s.") % {"asked": asked, "code": code}, ""
            )


def _asked_code(prepared: Prepared) -> str:
    code = prepared.get("code").upper()
    return code if 2 <= len(code) <= 5 and code.isascii() and code.isalnum() and code[0].isalpha() else ""


COMPANY_FACTS = {
    "client_website": "website",
    "client_industry": "industry",
    "client_country": "country",
    "client_city": "city",
    "client_employees": "employees",
    "client_about": "about",
}


def company_facts(prepared: Prepared) -> dict:
    """What a row of another kind says about its company."""
    return {ours: prepared.values[theirs] for theirs, ours in COMPANY_FACTS.items() if theirs in prepared.values}


def company_domain(prepared: Prepared) -> str:
    return domain_of(prepared.get("client_domain")) or domain_of(prepared.get("client_website"))


def known_companies(landing: Landing, rows: list[Prepared], *, more_domains: set[str] = frozenset()) -> KnownClients:
    return KnownClients(
        landing.batch,
        landing.by,
        names={prepared.get("client") for prepared in rows},
        domains={company_domain(prepared) for prepared in rows} | more_domains,
        source_ids={prepared.get("client_id") for prepared in rows} - {""},
    )


def company_of(
    landing: Landing,
    known: KnownClients,
    new: NewClients,
    journal: Journal,
    prepared: Prepared,
    *,
    state: str = "",
    with_account: bool = True,
) -> Client | None:
    """The client that a contact, account or contract belongs to, made when it is new. None: refused, with the reason."""
    name, domain, source_id = prepared.get("client")[:200], company_domain(prepared), prepared.get("client_id")
    if known.is_hidden(source_id):
        journal.refuse(prepared, _("Its client was imported by somebody else and is not yours to change."), landing.heading("client_id"))
        return None
    try:
        client = known.by_id(source_id) if source_id else None
        client = client or known.find(name=name, domain=domain, country=prepared.get("client_country"))
    except SeveralClients as error:
        journal.refuse(prepared, str(error), landing.heading("client") or landing.heading("client_domain"))
        return None
    if client is not None:
        return client
    if not name and not domain:
        column = landing.heading("client_id") or landing.heading("client") or landing.heading("client_domain")
        why = (
            _("Its company (%(id)s) is not here: import the companies first.") % {"id": source_id}
            if source_id
            else _("It names no company.")
        )
        journal.refuse(prepared, why, column)
        return None
    facts = {"name": name or domain, **company_facts(prepared)}
    facts["state"] = state or landing.new_client_state
    if domain and "website" not in facts:
        facts["website"] = f"https://{domain}"
    owner, _text = landing.owner_of(prepared)
    return new.make(prepared, facts, domain=domain, source_id=source_id, owner=owner, with_account=with_account)


def only_empty(row, facts: dict) -> dict:
    """Of the facts those for which the row has nothing yet."""
    return {name: value for name, value in facts.items() if getattr(row, name) in (None, "")}


def fitting(row, facts: dict) -> dict:
    """Facts as the row itself keeps them, so that the same value does not look like a change."""
    return {name: row._meta.get_field(name).to_python(value) if not hasattr(value, "_meta") else value for name, value in facts.items()}


def settle_change(journal: Journal, prepared: Prepared, row, before: dict[int, dict]) -> None:
    """The outcome of a row that meant something we had: updated when a value differed, else unchanged."""
    if row.pk in before:
        journal.changed.append((prepared.number, row, before.pop(row.pk)))
        journal.settle(prepared, row, Outcome.UPDATED)
    else:
        journal.settle(prepared, row, Outcome.UNCHANGED)


def first_row_wins(landing: Landing, prepared: Prepared, row, facts: dict) -> dict:
    """What a second row about the same thing may add: what is still empty. What it says otherwise is reported, not dropped."""
    for name, value in fitting(row, facts).items():
        stands = getattr(row, name)
        if value in (None, "") or stands in (None, "") or stands == value:
            continue
        why = _("An earlier row of this file is the same %(kind)s and says “%(stands)s”; “%(value)s” is not taken.")
        words = {"kind": row._meta.verbose_name, "stands": str(stands)[:80], "value": str(value)[:80]}
        prepared.note(why % words, landing.heading(name) or name)
    return only_empty(row, facts)
