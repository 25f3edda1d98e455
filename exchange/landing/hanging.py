"""What hangs on an account or a contract that is here already (check-ins, actions, services bought, renewals): found, never guessed."""

from collections import defaultdict
from collections.abc import Callable, Hashable

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from clients import bulk
from clients.models import Account, Contact, Contract
from exchange.landing.base import Landing, fitting, settle_change
from exchange.landing.clients_known import name_key
from exchange.landing.journal import Journal
from exchange.models import ImportRow, SourceId
from exchange.preparing import Prepared
from exchange.reading.text import fold
from exchange.states import Outcome


def is_whole(landing: Landing, journal: Journal, prepared: Prepared, **needed: str) -> bool:
    """`needed`: field → why the row is refused without it."""
    if prepared.is_refused:
        journal.refuse(prepared, "")
        return False
    if prepared.get("is_deleted"):
        journal.refuse(prepared, _("It is deleted in the other system."), landing.heading("is_deleted"))
    for name, why in needed.items():
        if not prepared.is_refused and prepared.get(name) in ("", None):
            journal.refuse(prepared, why, landing.heading(name))
    return not prepared.is_refused


def accounts_of(landing: Landing, journal: Journal, rows: list[Prepared]) -> dict[int, Account]:
    """Row → its account, by name within its client, else by code. A row whose account is not here, or not certain, is refused."""
    _by_ids(landing, rows)
    names = {prepared.get(name) for prepared in rows for name in ("account", "client")} - {""}
    codes = {prepared.get("code").upper() for prepared in rows} - {""}
    asked = Q(name__in=names) | Q(code__in=codes) | Q(client__name__in=names)
    seen = Account.objects.visible_to(landing.by).filter(asked).select_related("client").order_by("pk")
    by_name, by_client, by_code = defaultdict(list), defaultdict(list), {}
    for account in seen:
        by_name[fold(account.name)].append(account)
        by_client[name_key(account.client.name)].append(account)
        by_code[account.code] = account
    found = {}
    for prepared in rows:
        code, client, name = prepared.get("code").upper(), prepared.get("client"), prepared.get("account")
        if name:
            candidates = [one for one in by_name[fold(name)] if not client or name_key(one.client.name) == name_key(client)]
        elif client:
            candidates = by_client[name_key(client)]
        else:
            candidates = [by_code[code]] if code in by_code else []
        if len(candidates) > 1:
            candidates = [one for one in candidates if one.code == code] or candidates
        if len(candidates) == 1:
            found[prepared.number] = candidates[0]
            continue
        words = {"name": name or client or code}
        why = (
            _("Several accounts are called “%(name)s”: give the code, or the client.")
            if candidates
            else _("Its account “%(name)s” is not here: import the accounts first.")
        )
        journal.refuse(prepared, why % words, landing.heading("account") or landing.heading("client") or landing.heading("code"))
    return found


def _by_ids(landing: Landing, rows: list[Prepared]) -> None:
    """A row that names its account, client or contact by the other system's id: the code of the one account that is meant."""
    asked = {one.get(name) for one in rows for name in ("client_id", "contact_id")} - {""}
    if not asked:
        return
    known = SourceId.objects.filter(system=landing.batch.source, object__in=("accounts", "clients", "contacts"), source_id__in=asked)
    ids = {(object_, source_id): pk for object_, source_id, pk in known.values_list("object", "source_id", "object_id")}
    seen = Account.objects.visible_to(landing.by).live()
    of_client = defaultdict(list)
    keys = {pk for (object_, _id), pk in ids.items() if object_ == "clients"}
    people = {pk for (object_, _id), pk in ids.items() if object_ == "contacts"}
    contacts = Contact.objects.visible_to(landing.by).in_bulk(people)
    for account in seen.filter(client__in=keys | {contact.client_id for contact in contacts.values()}):
        of_client[account.client_id].append(account)
    accounts = seen.in_bulk({pk for (object_, _id), pk in ids.items() if object_ == "accounts"})
    for prepared in rows:
        if prepared.get("account") or prepared.get("client") or prepared.get("code"):
            continue
        found = [accounts.get(ids.get(("accounts", prepared.get("client_id"))))]
        if found == [None]:
            found = of_client[ids.get(("clients", prepared.get("client_id")))]
        if not found and (contact := contacts.get(ids.get(("contacts", prepared.get("contact_id"))))):
            found = [one for one in of_client[contact.client_id] if contact.account_id in (None, one.pk)]
        if len(found) == 1:
            prepared.values["code"] = found[0].code
        elif not found and prepared.get("client_id"):
            prepared.values["client"] = prepared.get("client_id")  # the refusal names it


class KnownContracts:
    """The contracts that rows may name, within their accounts: by name, number and first day, as far as the row says them."""

    def __init__(self, landing: Landing, rows: list[Prepared], accounts: dict[int, Account]):
        names = {prepared.get("contract") for prepared in rows} - {""}
        numbers = {prepared.get("contract_number") for prepared in rows} - {""}
        keys = {account.pk for account in accounts.values()}
        named = Q(name__in=names) | Q(number__in=numbers)
        found = Contract.objects.visible_to(landing.by).filter(named, account__in=keys).select_related("account__client").order_by("pk")
        self._of = defaultdict(list)
        for contract in found:
            self._of[contract.account_id].append(contract)

    def find(self, prepared: Prepared, account: Account) -> list[Contract]:
        """All that answer to what the row says: one is certain, none and several are not."""
        candidates = self._of[account.pk]
        for name, asked in (("name", "contract"), ("number", "contract_number"), ("starts_on", "contract_starts_on")):
            if prepared.get(asked):
                candidates = [one for one in candidates if getattr(one, name) == prepared.get(asked)]
        if len(candidates) > 1 and prepared.get("ends_on"):
            candidates = [one for one in candidates if one.ends_on == prepared.get("ends_on")]
        return candidates


class Pairs:
    """Which row of the file is which of ours: by its id, else the first that is still free among those that answer to its key.

    Each row is a row of its own: two calls on one day are two here too, and a second import meets the same two.
    """

    def __init__(self, landing: Landing, object_: str, ours: QuerySet, narrow: Q, rows: list[Prepared], keys: Callable[[Model], tuple]):
        asked = {prepared.get("source_id") for prepared in rows} - {""}
        known = SourceId.objects.filter(system=landing.batch.source, object=object_)
        ids = dict(known.filter(source_id__in=asked).values_list("source_id", "object_id"))
        found = list(ours.filter(Q(pk__in=ids.values()) | narrow).select_for_update(of=("self",)).order_by("pk"))
        by_pk = {row.pk: row for row in found}
        self._ids = ids
        self._by_source = {source_id: by_pk[pk] for source_id, pk in ids.items() if pk in by_pk}
        self._tied = set(known.filter(object_id__in=by_pk).values_list("object_id", flat=True))
        kind = ours.model._meta.model_name
        landed = ImportRow.objects.filter(batch=landing.batch, kind=kind, object_id__in=by_pk)
        self._taken = set(landed.values_list("object_id", flat=True))
        self._by_key: dict[Hashable, list] = defaultdict(list)
        for row in found:
            for key in keys(row):
                self._by_key[key].append(row)

    def of(self, landing: Landing, journal: Journal, wanted: list[tuple[Prepared, Hashable, dict]]) -> dict[int, Model | None]:
        """Row → which of ours it is, or None. Rows that repeat an id of the file, or mean what one may not see, are refused."""
        found: dict[int, Model | None] = {}
        ids = set()
        for prepared, _key, _facts in wanted:
            source_id = prepared.get("source_id")
            ours = self._by_source.get(source_id)
            if source_id and (source_id in ids or (ours is not None and ours.pk in self._taken)):
                journal.refuse(prepared, _("An earlier row of this file has the same id."), landing.heading("source_id"))
            elif source_id in self._ids and ours is None:
                why = _("It was imported by somebody else and is not yours to change.")
                journal.refuse(prepared, why, landing.heading("source_id"))
            elif ours is not None:
                found[prepared.number] = self._take(ours)
            ids.add(source_id)
        for is_the_same in (True, False):  # those that say exactly what stands here come first
            for prepared, key, facts in wanted:
                if prepared.number not in found and not prepared.is_refused:
                    ours = next((row for row in self._free(key, prepared) if not is_the_same or _says_the_same(row, facts)), None)
                    if ours is not None:
                        found[prepared.number] = self._take(ours)
        return {prepared.number: found.get(prepared.number) for prepared, _key, _facts in wanted if not prepared.is_refused}

    def _free(self, key: Hashable, prepared: Prepared):
        has_id = bool(prepared.get("source_id"))
        return (row for row in self._by_key.get(key, ()) if row.pk not in self._taken and not (has_id and row.pk in self._tied))

    def _take(self, row: Model) -> Model:
        self._taken.add(row.pk)
        return row


def _says_the_same(row: Model, facts: dict) -> bool:
    return all(getattr(row, name) == value for name, value in fitting(row, facts).items())


def settle(landing: Landing, journal: Journal, object_: str, *, made: list, changes: list, verb: str) -> None:
    """`made`: (row of the file, ours); `changes`: (row of the file, ours, facts). The outcomes, and what an undo needs."""
    for prepared, row in made:
        journal.made.append((prepared.number, row))
        journal.settle(prepared, row, Outcome.CREATED)
        journal.remember(object_, prepared.get("source_id"), row)
    fitted = [(prepared, row, fitting(row, facts)) for prepared, row, facts in changes]
    before = bulk.change_many([(row, facts) for _p, row, facts in fitted if facts], verb, by=landing.by)
    for prepared, row, _facts in fitted:
        settle_change(journal, prepared, row, before)
        journal.remember(object_, prepared.get("source_id"), row)


def left_as_it_is(landing: Landing, prepared: Prepared, row: Model, name: str, value) -> None:
    """What an import does not change, because a person's own act does."""
    words = {
        "kind": row._meta.verbose_name,
        "stands": str(getattr(row, f"get_{name}_display", lambda: getattr(row, name))()),
        "value": str(value),
    }
    why = _("Left as it is: the %(kind)s is “%(stands)s” here and “%(value)s” there; a person changes that.")
    prepared.note(why % words, landing.heading(name) or name)


def word_of(landing: Landing, prepared: Prepared, name: str, reader, otherwise):
    """One of our few words for what the row says; what is no word of ours is noted and taken as `otherwise`."""
    text = prepared.get(name) or ""
    found = reader(text) if text else None
    if text and found is None:
        words = {"text": text[:80], "otherwise": otherwise.label}
        prepared.note(_("“%(text)s” is no word of ours: taken as “%(otherwise)s”.") % words, landing.heading(name))
    return found or otherwise
