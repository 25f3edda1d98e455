"""The last step of a run: links between rows that may stand in any order (a client's parent, whom somebody reports to)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import bulk
from clients.actions.client import is_ancestor
from clients.actions.contact import check_the_line
from clients.models import Client, Contact, Contract
from core.errors import Refused
from exchange.landing.base import Landing
from exchange.landing.clients_known import name_key
from exchange.models import ImportBatch, ImportedObject, ImportRow, SourceId
from exchange.states import Outcome
from people.actions.person import refuse_circle
from people.models import Person

ROWS_AT_A_TIME = 500


def link_rows(batch: ImportBatch) -> None:
    """Chunk by chunk, each with its own transaction; what is done is no longer pending, so a killed run goes on."""
    landing = Landing.of(batch)
    while True:
        with transaction.atomic():
            fresh = ImportBatch.objects.select_for_update().get(pk=batch.pk)  # two workers link one after the other
            rows = list(batch.rows.exclude(pending={}).exclude(outcome=Outcome.REFUSED).order_by("number")[:ROWS_AT_A_TIME])
            if not rows:
                return
            changed = _link(landing, batch, rows)
            fresh.unchanged -= changed
            fresh.updated += changed
            fresh.seen_at = timezone.now()
            fresh.save(update_fields=["unchanged", "updated", "seen_at"])


def _link(landing: Landing, batch: ImportBatch, rows: list[ImportRow]) -> int:
    """How many rows were unchanged until now and are updated by their link."""
    changed = 0
    for kind, link in LINKS.items():
        of_kind = [row for row in rows if row.kind == kind]
        changed += link(landing, batch, of_kind) if of_kind else 0
    for row in rows:
        row.pending = {}
    ImportRow.objects.bulk_update(rows, ["pending", "problems", "outcome"], batch_size=ROWS_AT_A_TIME)
    return changed


def _targets(system: str, object_: str, ids: set[str]) -> dict[str, int]:
    found = SourceId.objects.filter(system=system, object=object_, source_id__in=ids)
    return dict(found.values_list("source_id", "object_id"))


def _settle(batch: ImportBatch, row: ImportRow, target, before: dict[int, dict]) -> int:
    """Keep what stood before; a row that was unchanged until now is updated.

    In an entry of its own, which an undo meets first: what holds on to another row lets go before either is taken away.
    """
    if target.pk not in before:
        return 0
    ImportedObject.objects.create(
        batch=batch,
        number=row.number,
        kind=target._meta.model_name,
        object_id=target.pk,
        was_created=False,
        version_after=target.version,
        before=before[target.pk],
    )
    if row.outcome == Outcome.UNCHANGED:
        row.outcome = Outcome.UPDATED
        return 1
    return 0


def _problem(row: ImportRow, column: str, why: str) -> None:
    row.problems = [*row.problems, {"column": column, "why": why}]


def _link_clients(landing: Landing, batch: ImportBatch, rows: list[ImportRow]) -> int:
    clients = Client.objects.select_related("parent").in_bulk([row.object_id for row in rows])
    ids = _targets(batch.source, "clients", {row.pending.get("parent_id") for row in rows} - {None})
    keys = {name_key(row.pending["parent"]) for row in rows if row.pending.get("parent")}
    seen = Client.objects.visible_to(landing.by)
    by_name: dict[str, list[Client]] = {}
    for client in seen.filter(import_key__name_key__in=keys).select_related("import_key").order_by("pk"):
        by_name.setdefault(client.import_key.name_key, []).append(client)
    by_pk = seen.in_bulk(ids.values())
    counted = 0
    for row in rows:
        client, column = clients.get(row.object_id), landing.heading("parent") or landing.heading("parent_id")
        named = row.pending.get("parent", "")
        candidates = [one for one in by_name.get(name_key(named), []) if one.pk != row.object_id] if named else []
        parent = by_pk.get(ids.get(row.pending.get("parent_id"))) or (candidates[0] if len(candidates) == 1 else None)
        if client is None or (parent is None and named and name_key(named) == name_key(client.name)):
            continue
        if parent is None:
            words = {"name": named or row.pending.get("parent_id")}
            _problem(row, column, _("Left empty: “%(name)s” is not among the clients, or several are called so.") % words)
        elif is_ancestor(client, parent):
            _problem(row, column, _("Left empty: “%(name)s” belongs to this client already.") % {"name": parent.name})
        else:
            before = bulk.change_many([(client, {"parent": parent})], "client.changed", by=landing.by)
            counted += _settle(batch, row, client, before)
    return counted


def _link_contacts(landing: Landing, batch: ImportBatch, rows: list[ImportRow]) -> int:
    contacts = Contact.objects.select_related("reports_to").in_bulk([row.object_id for row in rows])
    ids = _targets(batch.source, "contacts", {row.pending.get("reports_to_id") for row in rows} - {None})
    by_pk = Contact.objects.visible_to(landing.by).in_bulk(ids.values())
    names = {row.pending["reports_to"] for row in rows if row.pending.get("reports_to")}
    clients = {contact.client_id for contact in contacts.values()}
    by_name = {(one.client_id, one.name): one for one in Contact.objects.filter(client__in=clients, name__in=names).order_by("-pk")}
    counted = 0
    for row in rows:
        contact = contacts.get(row.object_id)
        if contact is None:
            continue
        column = landing.heading("reports_to") or landing.heading("reports_to_id")
        boss = by_pk.get(ids.get(row.pending.get("reports_to_id"))) or by_name.get((contact.client_id, row.pending.get("reports_to")))
        if boss is None:
            words = {"name": row.pending.get("reports_to") or row.pending.get("reports_to_id")}
            _problem(row, column, _("Left empty: “%(name)s” is not among the client's contacts.") % words)
            continue
        try:
            check_the_line(contact, boss)
        except Refused as error:
            _problem(row, column, _("Left empty: %(why)s") % {"why": error})
            continue
        counted += _settle(batch, row, contact, bulk.change_many([(contact, {"reports_to": boss})], "contact.changed", by=landing.by))
    return counted


def _link_people(landing: Landing, batch: ImportBatch, rows: list[ImportRow]) -> int:
    everybody = {person.pk: person for person in Person.objects.select_related("reports_to")}
    ids = _targets(batch.source, "people", {row.pending.get("reports_to_id") for row in rows} - {None})
    counted = 0
    for row in rows:
        person, column = everybody.get(row.object_id), landing.heading("reports_to") or landing.heading("reports_to_id")
        if person is None:
            continue
        boss = everybody.get(ids.get(row.pending.get("reports_to_id"))) or landing.people.find(row.pending.get("reports_to", ""))
        if boss is None:
            words = {"name": row.pending.get("reports_to") or row.pending.get("reports_to_id")}
            _problem(row, column, _("Left empty: “%(name)s” is nobody of ours.") % words)
            continue
        before_boss = person.reports_to
        try:
            person.reports_to = boss
            refuse_circle(person)
        except Refused as error:
            _problem(row, column, _("Left empty: %(why)s") % {"why": error})
            continue
        finally:
            person.reports_to = before_boss
        counted += _settle(batch, row, person, bulk.change_many([(person, {"reports_to": boss})], "person.changed", by=landing.by))
    return counted


def _link_contracts(landing: Landing, batch: ImportBatch, rows: list[ImportRow]) -> int:
    """Each term to the one before it, of the same account: by its name and first day."""
    contracts = Contract.objects.select_related("account", "previous").in_bulk([row.object_id for row in rows])
    terms: dict[int, list[Contract]] = {}
    of_accounts = Contract.objects.filter(account__in={contract.account_id for contract in contracts.values()})
    for term in of_accounts.order_by("-starts_on", "-pk"):
        terms.setdefault(term.account_id, []).append(term)
    keys = [term.pk for of_one in terms.values() for term in of_one]
    followed_by = dict(Contract.objects.filter(previous__in=keys).values_list("previous", "pk"))
    counted = 0
    for row in rows:
        contract = contracts.get(row.object_id)
        if contract is None:
            continue
        named, day = row.pending.get("previous", ""), row.pending.get("previous_starts_on", "")
        candidates = [
            term
            for term in terms[contract.account_id]
            if term.pk != contract.pk
            and term.starts_on < contract.starts_on
            and (not named or term.name == named)
            and (not day or term.starts_on.isoformat() == day)
        ]
        candidates.sort(key=lambda term: (term.number != contract.number, followed_by.get(term.pk, contract.pk) != contract.pk))
        column = landing.heading("previous") or landing.heading("previous_starts_on")
        if not candidates:
            _problem(row, column, _("Left empty: “%(name)s” is no earlier term of the account here.") % {"name": named or day})
        elif contract.previous_id and contract.previous_id != candidates[0].pk:
            _problem(row, column, _("Left as it is: it follows “%(name)s” here.") % {"name": contract.previous.name})
        elif followed_by.get(candidates[0].pk, contract.pk) != contract.pk:
            _problem(row, column, _("Left empty: another term follows “%(name)s” already.") % {"name": candidates[0].name})
        else:
            before = bulk.change_many([(contract, {"previous": candidates[0]})], "contract.changed", by=landing.by)
            followed_by[candidates[0].pk] = contract.pk
            counted += _settle(batch, row, contract, before)
    return counted


LINKS = {"contract": _link_contracts, "client": _link_clients, "contact": _link_contacts, "person": _link_people}
