"""Many rows at once, as an import brings them (S5): the twins of the actions, a handful of statements for hundreds of rows.

Each writes the same event for each row as its action does (`client.added`, `account.changed` …) and holds to the same rules; whoever
calls has asked for the permission and locked what it changes. Twins: clients.actions.client, .account, .contact, .contract.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from clients.actions.account import code_candidates, letters_of, role_for
from clients.models import Account, Acknowledgement, Amendment, BoughtService, Client, Contact, Contract, Renewal, Seat
from clients.states import LIVE_CONTRACT_STATES, OPEN_STAGES, RenewalStage
from clients.words import in_words as day_in_words
from core.changes import has_column, label_of, value_in_words
from core.kept import acted
from core.models import Event
from core.moves import record, topic_of, words_of_all

SPOKEN_CODES = 8  # so many codes that a person would think of, before figures that nobody would
DRAWN_CODES = 6
CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, 1, I and O, which people misread


def record_many(rows: Sequence[models.Model], verb: str, *, by, words: Callable[[models.Model], dict] = lambda row: {}) -> None:
    """One event per row, all at the same moment. Twin: core.moves.record."""
    if not rows:
        return
    now, subject_type = timezone.now(), ContentType.objects.get_for_model(rows[0])
    events = []
    for row in rows:
        topic = topic_of(row)
        events.append(
            Event(
                at=now,
                actor=by,
                verb=verb,
                subject_type=subject_type,
                subject_id=row.pk,
                topic_type=ContentType.objects.get_for_model(topic) if topic else None,
                topic_id=topic.pk if topic else None,
                words={"name": str(row), **words(row), **words_of_all()},
            )
        )
    Event.objects.bulk_create(events, batch_size=500)
    if by is not None:
        acted(by.pk)


def add_clients(clients: Sequence[Client], *, by) -> None:
    """Twin of add_client, but for the day of winning: clients that come from another system were won there, not today."""
    Client.objects.bulk_create(clients, batch_size=500)
    record_many(clients, "client.added", by=by, words=lambda client: {"state": client.get_state_display().lower()})


def free_codes(names: Iterable[str], wanted: Sequence[str] = ()) -> list[str]:
    """A free code for each name, `wanted` where it is free, all found by one query. Twin: suggest_code."""
    names = list(names)
    choices = [
        [code for code in (want,) if code] + list(_candidates(name)) for name, want in zip(names, wanted or [""] * len(names), strict=True)
    ]
    used = set(Account.objects.filter(code__in={code for codes in choices for code in codes}).values_list("code", flat=True))
    found = []
    for name, codes in zip(names, choices, strict=True):
        code = next((one for one in codes if one not in used), None) or _drawn_anew(name, used)
        used.add(code)
        found.append(code)
    return found


def _candidates(name: str) -> Iterable[str]:
    yield from islice(code_candidates(name), SPOKEN_CODES)
    for turn in range(DRAWN_CODES):
        yield _drawn(name, turn)


def _drawn(name: str, turn: int) -> str:
    """A code of the name's first letter and four signs drawn from the name: always the same for the same turn."""
    digest = hashlib.blake2b(f"{turn} {name}".encode("utf-8", "replace"), digest_size=4).digest()
    first = next((letter for letter in letters_of(name) if letter.isalpha()), "A")
    return first + "".join(CODE_SIGNS[byte % len(CODE_SIGNS)] for byte in digest)


def _drawn_anew(name: str, used: set[str]) -> str:
    turn = DRAWN_CODES
    while (code := _drawn(name, turn)) in used or Account.objects.filter(code=code).exists():
        turn += 1
    return code


def add_accounts(accounts: Sequence[Account], leads: Sequence, *, by, today: date) -> list[Seat]:
    """Twin of add_account. `leads`: for each account its lead or None; whoever enters it gets a seat unless they see it without one."""
    missing = [account for account in accounts if not account.code]
    for account, code in zip(missing, free_codes(account.name for account in missing), strict=True):
        account.code = code
    Account.objects.bulk_create(accounts, batch_size=500)
    record_many(accounts, "account.added", by=by, words=lambda account: {"code": account.code, "client": str(account.client)})
    return seat_many(accounts, leads, by=by, today=today)


def seat_many(accounts: Sequence[Account], leads: Sequence, *, by, today: date) -> list[Seat]:
    """Seat the leads, and whoever enters the accounts where they would not see them. The accounts have no lead before."""
    seats, taken = [], []
    for account, lead in zip(accounts, leads, strict=True):
        starts_on = min(account.opened_on, today)
        if lead is not None:
            seats.append(Seat(account=account, person=lead, role=role_for(lead), is_lead=True, starts_on=starts_on))
        if by is not None and not _sees_by(lead, account, by):
            taken.append(Seat(account=account, person=by, role=role_for(by), starts_on=today))
    Seat.objects.bulk_create([*seats, *taken], batch_size=500)
    record_many(seats, "seat.lead_made", by=by, words=lambda seat: {"person": str(seat.person), "before": ""})
    record_many(taken, "seat.taken", by=by, words=lambda seat: {"person": str(seat.person), "role": str(seat.get_role_display())})
    return [*seats, *taken]


def _sees_by(lead, account: Account, by) -> bool:
    """Whether this lead's seat opens the account for `by` too. Twin: AccountQuerySet.visible_to()."""
    standing = by.standing
    if standing.sees_all:
        return True
    return lead is not None and (lead.pk in standing.seats_of or (not account.is_walled and lead.pk in standing.line_of))


def add_contacts(contacts: Sequence[Contact], *, by) -> None:
    """Twin of add_contact."""
    Contact.objects.bulk_create(contacts, batch_size=500)
    record_many(contacts, "contact.added", by=by, words=lambda contact: {"job_title": contact.job_title})


def add_contracts(contracts: Sequence[Contract], *, by) -> None:
    """Twin of add_contract; `contract_trouble` has been asked before."""
    for contract in contracts:
        contract.derive()
    Contract.objects.bulk_create(contracts, batch_size=500)
    record_many(
        contracts,
        "contract.added",
        by=by,
        words=lambda one: {"kind": str(one.get_kind_display()), "ends_on": day_in_words(one.ends_on) if one.ends_on else ""},
    )


def add_amendments(amendments: Sequence[Amendment], acknowledgements: Sequence[Acknowledgement], *, by) -> None:
    """Amendments that were made elsewhere, with who took note of them; the contracts have the terms already. Twin of amend_contract."""
    Amendment.objects.bulk_create(amendments, batch_size=500)
    Acknowledgement.objects.bulk_create(acknowledgements, batch_size=500)
    for amendment in amendments:
        fields = ", ".join(label_of(amendment.contract, name) for name in amendment.changes if has_column(amendment.contract, name))
        record(amendment.contract, "contract.amended", by=by, note=amendment.reason, number=amendment.number, fields=fields)


def add_bought_services(bought: Sequence[BoughtService], *, by) -> None:
    """Twin of buy_service and rate_fit."""
    BoughtService.objects.bulk_create(bought, batch_size=500)
    record_many(bought, "bought_service.added", by=by, words=lambda row: {"service": str(row.service)})


def open_renewals(renewals: Sequence[Renewal], *, by) -> None:
    """Renewals that were opened, and perhaps decided, elsewhere."""
    Renewal.objects.bulk_create(renewals, batch_size=500)
    record_many(renewals, "renewal.entered", by=by, words=lambda row: {"stage": str(row.get_stage_display()).lower()})


def settled_contracts(contracts: Sequence[Contract]) -> set[int]:
    """Keys of those whose terms change by amendment only. Twin: clients.actions.contract.is_settled."""
    keys = [contract.pk for contract in contracts]
    settled = {one.pk for one in contracts if one.state not in LIVE_CONTRACT_STATES or one.notice_given_on}
    settled |= set(Amendment.objects.filter(contract__in=keys).values_list("contract", flat=True))
    worked = Renewal.objects.filter(contract__in=keys).exclude(stage__in=[RenewalStage.UPCOMING, RenewalStage.HEALTH_CHECK])
    return settled | set(worked.values_list("contract", flat=True))


def _drop_renewals_without_a_term(rows: Sequence[models.Model]) -> None:
    """A contract that has no end any more has no next term to decide. Twin: clients.actions.contract._save_terms."""
    endless = [row.pk for row in rows if isinstance(row, Contract) and row.is_evergreen]
    if endless:
        Renewal.objects.filter(contract__in=endless, stage__in=OPEN_STAGES).delete()


def words_of_change(row: models.Model, changes: dict) -> dict:
    """What differed, field by field; of a contract only which fields, never what a fee was, for timelines are read by everybody."""
    fields = {"fields": ", ".join(changes)}
    return fields if isinstance(row, Contract | Renewal) else {"changes": changes, **fields}


def change_many(changes: Sequence[tuple[models.Model, dict]], verb: str, *, by, also: dict | None = None) -> dict[int, dict]:
    """Set what differs in each row. Returns {key of the row: {column: value before}} of those that changed.

    `also`: more words for each event. Twin of the actions that change one row: version, event and the field-by-field difference are theirs.
    """
    before: dict[int, dict] = {}
    said: dict[int, dict] = {}
    columns: set[str] = set()
    changed = []
    for row, facts in changes:
        differing = [name for name, value in facts.items() if getattr(row, name) != value]
        if not differing:
            continue
        words = {name: value_in_words(row, name) for name in differing}
        old = {name: getattr(row, row._meta.get_field(name).attname) for name in differing}
        for name in differing:
            setattr(row, name, facts[name])
        if row.pk not in before:
            row.version += 1
            changed.append(row)
        before[row.pk] = old | before.get(row.pk, {})
        said[row.pk] = said.get(row.pk, {}) | {label_of(row, name): [words[name], value_in_words(row, name)] for name in differing}
        columns.update(differing)
        if isinstance(row, Contract):
            row.derive()
            columns.add("last_safe_notice_on")
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, [*sorted(columns), "version"], batch_size=200)
        _drop_renewals_without_a_term(changed)
        record_many(changed, verb, by=by, words=lambda row: words_of_change(row, said[row.pk]) | (also or {}))
    return before
