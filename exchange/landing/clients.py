"""Clients (C1, C2, C7): found by id, or by name with nothing against it, else made; the first row of a file wins over its doubles."""

from django.utils.translation import gettext as _

from clients import bulk
from clients.models import Client
from clients.states import ClientState
from exchange.landing.base import Landing, NewClients, first_row_wins, settle_change
from exchange.landing.clients_known import KnownClients, SeveralClients, write_keys
from exchange.landing.journal import Journal
from exchange.landing.reported import note_reported
from exchange.landing.words import cause_of, client_state_of, tier_of
from exchange.preparing import Prepared
from exchange.reading.text import one_line
from exchange.states import Outcome
from exchange.values.words import domain_of

PLAIN = (
    "name",
    "legal_name",
    "website",
    "industry",
    "phone",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "employees",
    "about",
    "end_goals",
)


def land_clients(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if _is_whole(landing, journal, prepared)]
    known = KnownClients(
        landing.batch,
        landing.by,
        names={prepared.get("name") for prepared in rows},
        domains={_domain(prepared) for prepared in rows},
        source_ids={prepared.get("source_id") for prepared in rows} - {""},
    )
    new = NewClients(landing, journal, known)
    changes: list[tuple[Prepared, Client, dict]] = []
    made: list[tuple[Prepared, Client]] = []
    written: set[int] = set()
    for prepared in rows:
        client = _place(landing, journal, known, prepared)
        if client is None and prepared.is_refused:
            continue
        owner, unknown = landing.owner_of(prepared)
        facts = _facts(landing, prepared)
        if client is None:
            client = new.make(
                prepared,
                facts | {"state": _state(landing, prepared)} | _won_and_lost(prepared),
                domain=_domain(prepared),
                source_id=prepared.get("source_id"),
                owner=owner,
                with_account="account_count" not in prepared.values,  # one that says how many it has brings them in their own list
            )
            made.append((prepared, client))
        else:
            is_double = id(client) in written or (client.pk in known.touched and client.pk is not None)
            changes.append((prepared, client, _allowed(landing, prepared, client, facts, owner, is_double=is_double)))
        written.add(id(client))
        result = journal.result(prepared)
        result.owner = unknown
        result.pending = _parent(prepared)
        if prepared.get("source_id"):
            known.tie(client, prepared.get("source_id"))
            journal.remember("clients", prepared.get("source_id"), client)
    new.save()
    for prepared, client in made:
        journal.settle(prepared, client, Outcome.CREATED)
    _change(landing, journal, changes)
    note_reported(landing, journal, [*made, *((prepared, client) for prepared, client, _facts_of in changes)])


def _is_whole(landing: Landing, journal: Journal, prepared: Prepared) -> bool:
    if prepared.is_refused:
        journal.refuse(prepared, "")
        return False
    if prepared.get("is_deleted"):
        journal.refuse(prepared, _("It is deleted in the other system."), landing.heading("is_deleted"))
    elif not prepared.get("name"):
        journal.refuse(prepared, _("The name is missing."), landing.heading("name"))
    return not prepared.is_refused


def _place(landing: Landing, journal: Journal, known: KnownClients, prepared: Prepared) -> Client | None:
    source_id = prepared.get("source_id")
    if known.is_hidden(source_id):
        journal.refuse(
            prepared, _("It was imported by somebody else into a client that is not yours to change."), landing.heading("source_id")
        )
        return None
    try:
        return known.find(name=prepared.get("name"), domain=_domain(prepared), country=prepared.get("country"), source_id=source_id)
    except SeveralClients as error:
        journal.refuse(prepared, str(error), landing.heading("name"))
        return None


def _domain(prepared: Prepared) -> str:
    return domain_of(prepared.get("domain")) or domain_of(prepared.get("website"))


def _facts(landing: Landing, prepared: Prepared) -> dict:
    facts = {name: prepared.values[name] for name in PLAIN if name in prepared.values}
    if "street" in facts:
        facts["street"] = one_line(facts["street"])
    if "website" not in facts and (domain := domain_of(prepared.get("domain"))):
        facts["website"] = f"https://{domain}"
    if tier := prepared.get("tier"):
        if chosen := tier_of(tier):
            facts["tier"] = chosen
        elif landing.heading("tier") != landing.heading("state"):
            prepared.note(_("Left empty: “%(tier)s” is no tier of ours.") % {"tier": tier[:40]}, landing.heading("tier"))
    return facts


def _state(landing: Landing, prepared: Prepared) -> str:
    """The state of a new client. One that is here already changes its state by a move of a person, not by an import."""
    text = prepared.get("state")
    return (client_state_of(text) if text else None) or landing.new_client_state


def _won_and_lost(prepared: Prepared) -> dict:
    """Days and reason of a new client; those of one that is here already belong to its own moves."""
    facts = {name: prepared.values[name] for name in ("won_on", "lost_on", "lost_reason") if name in prepared.values}
    if cause := cause_of(prepared.get("lost_cause")):
        facts["lost_cause"] = cause
    text = prepared.get("state")
    if text and client_state_of(text) == ClientState.LOST:
        facts.setdefault("lost_reason", _("Imported as “%(text)s”.") % {"text": text[:100]})
    return facts


def _parent(prepared: Prepared) -> dict:
    pending = {"parent_id": prepared.get("parent_id"), "parent": prepared.get("parent")}
    return {name: text for name, text in pending.items() if text}


def _allowed(landing: Landing, prepared: Prepared, client: Client, facts: dict, owner, *, is_double: bool) -> dict:
    """What this row may change: all that it says, or only what is empty when an earlier row of the file meant the same client."""
    if owner is not None and client.owner_id is None:
        facts = facts | {"owner": owner}
    return first_row_wins(landing, prepared, client, facts) if is_double else facts


def _change(landing: Landing, journal: Journal, changes: list[tuple[Prepared, Client, dict]]) -> None:
    kept = [(client, facts) for _prepared, client, facts in changes if client.pk]
    before = bulk.change_many(kept, "client.changed", by=landing.by)
    renamed = {client.pk: client for _p, client, _f in changes if client.pk in before}
    write_keys(renamed.values())
    for prepared, client, _facts_of in changes:
        settle_change(journal, prepared, client, before)
