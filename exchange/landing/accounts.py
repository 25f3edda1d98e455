"""Accounts (C1): the brands and business lines of clients, with code, tier, cadence and lead."""

from django.db.models import Q
from django.utils.translation import gettext as _

from clients import bulk
from clients.actions.seat import make_lead
from clients.models import Account, Seat
from exchange.landing.base import Landing, NewClients, company_of, first_row_wins, known_companies, new_account, place_codes, settle_change
from exchange.landing.journal import Journal
from exchange.landing.words import cause_of, tier_of
from exchange.models import ImportRow, SourceId
from exchange.preparing import Prepared
from exchange.reading.text import fold
from exchange.states import Outcome


def land_accounts(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if _is_whole(landing, journal, prepared)]
    known = known_companies(landing, rows)
    new = NewClients(landing, journal, known)
    companies = {prepared.number: company_of(landing, known, new, journal, prepared, with_account=False) for prepared in rows}
    new.save()
    rows = [prepared for prepared in rows if companies[prepared.number] is not None]
    known_accounts = KnownAccounts(landing, rows, [companies[prepared.number] for prepared in rows], names=_names(rows))
    made, changes, written = [], [], set()
    for prepared in rows:
        account = known_accounts.by_id(prepared.get("source_id")) or known_accounts.by_name(
            companies[prepared.number], prepared.get("name")
        )
        facts = _facts(landing, prepared)
        owner, unknown = landing.owner_of(prepared)
        if account is None:
            account = new_account(landing, prepared, companies[prepared.number], name=prepared.get("name"))
            for name, value in facts.items():
                setattr(account, name, value)
            if (closed_on := prepared.get("closed_on", None)) and closed_on >= account.opened_on:
                account.closed_on = closed_on
                account.closed_reason = prepared.get("closed_reason") or _("Closed before it was imported.")
                account.closed_cause = cause_of(prepared.get("closed_cause"))
            account.is_walled = bool(prepared.get("is_walled"))  # of one that is here already the wall is moved by a director
            made.append((prepared, account, owner))
            known_accounts.add(account, prepared.get("source_id"))
        else:
            is_double = id(account) in written or account.pk in known_accounts.touched
            changes.append((prepared, account, first_row_wins(landing, prepared, account, facts) if is_double else facts, owner))
        journal.result(prepared).owner = unknown
        journal.remember("accounts", prepared.get("source_id"), account)
        written.add(id(account))
    open_accounts(landing, journal, made)
    before = bulk.change_many(
        [(account, facts) for _p, account, facts, _o in changes if account.pk and facts], "account.changed", by=landing.by
    )
    for prepared, account, _facts_of, _owner in changes:
        settle_change(journal, prepared, account, before)
    seat_leads(landing, journal, [(prepared, account, owner) for prepared, account, _f, owner in changes if owner is not None])


def _names(rows: list[Prepared]) -> set[str]:
    return {prepared.get("name") for prepared in rows}


def _is_whole(landing: Landing, journal: Journal, prepared: Prepared) -> bool:
    """A list of accounts that names no client means clients of the same name."""
    if prepared.is_refused:
        journal.refuse(prepared, "")
        return False
    values = prepared.values
    values.setdefault("name", values.get("client", ""))
    if not (values.get("client") or values.get("client_id") or values.get("client_domain")):
        values["client"] = values["name"]
    if prepared.get("is_deleted"):
        journal.refuse(prepared, _("It is deleted in the other system."), landing.heading("is_deleted"))
    elif not values["name"]:
        journal.refuse(prepared, _("The name is missing."), landing.heading("name") or landing.heading("client"))
    return not prepared.is_refused


def _facts(landing: Landing, prepared: Prepared) -> dict:
    facts = {"name": prepared.get("name")}
    facts |= {name: prepared.values[name] for name in ("about", "currency") if name in prepared.values}
    if "cadence_days" in prepared.values:
        if 1 <= prepared.values["cadence_days"] <= 365:
            facts["cadence_days"] = prepared.values["cadence_days"]
        else:
            prepared.note(_("Left empty: a cadence lies between 1 and 365 days."), landing.heading("cadence_days"))
    if tier := prepared.get("tier"):
        if chosen := tier_of(tier):
            facts["tier"] = chosen
        else:
            prepared.note(_("Left empty: “%(tier)s” is no tier of ours.") % {"tier": tier[:40]}, landing.heading("tier"))
    return facts


def open_accounts(landing: Landing, journal: Journal, made: list[tuple[Prepared, Account, object]], *, settle: bool = True) -> None:
    """Save new accounts with codes and seats. `settle`: the row is about the account itself."""
    accounts = [account for _p, account, _o in made]
    place_codes(accounts, [prepared for prepared, _a, _o in made])
    seats = bulk.add_accounts(accounts, [owner for _p, _a, owner in made], by=landing.by, today=landing.today)
    numbers = {account.pk: prepared.number for prepared, account, _o in made}
    for prepared, account, _owner in made:
        journal.made.append((prepared.number, account))
        if settle:
            journal.settle(prepared, account, Outcome.CREATED)
    journal.made += [(numbers[seat.account_id], seat) for seat in seats]


def seat_leads(landing: Landing, journal: Journal, wanted: list[tuple[Prepared, Account, object]]) -> None:
    """Give accounts that have no lead the owner that the file names. One that has a lead keeps it: hand-overs are made by people."""
    accounts = {account.pk: (prepared, account, owner) for prepared, account, owner in reversed(wanted)}
    held_on = Q(ends_on=None) | Q(ends_on__gte=landing.today)  # one whose last day is named already leads until then
    led = set(Seat.objects.filter(held_on, account__in=accounts, is_lead=True).values_list("account", flat=True))
    open_seats = Seat.objects.filter(account__in=accounts, ends_on=None, is_lead=False).select_related("person").order_by("-pk")
    held = {(seat.account_id, seat.person_id): seat for seat in open_seats}
    unled = [row for pk, row in accounts.items() if pk not in led]
    seated = [row for row in unled if (row[1].pk, row[2].pk) in held]
    free = [row for row in unled if (row[1].pk, row[2].pk) not in held]
    for prepared, account, owner in seated:
        _lead_from_seat(landing, journal, prepared, account, held[account.pk, owner.pk])
    seats = bulk.seat_many([account for _p, account, _o in free], [owner for *_rest, owner in free], by=None, today=landing.today)
    for (prepared, account, _owner), seat in zip(free, seats, strict=True):
        journal.made.append((prepared.number, seat))
        journal.settle(prepared, account, Outcome.UPDATED)


def _lead_from_seat(landing: Landing, journal: Journal, prepared: Prepared, account: Account, seat: Seat) -> None:
    """Whoever is on the team already leads from today: their seat goes on as the lead's (`make_lead`)."""
    before = {name: getattr(seat, name) for name in ("is_lead", "ends_on")}
    lead = make_lead(account, seat.person, by=None, on=landing.today, seated_by=landing.by)
    seat.refresh_from_db()
    journal.changed.append((prepared.number, seat, before))
    if lead.pk != seat.pk:
        journal.made.append((prepared.number, lead))
    journal.settle(prepared, account, Outcome.UPDATED)


class KnownAccounts:
    """Accounts that the rows of a chunk may mean: by id, else by name within the client."""

    def __init__(self, landing: Landing, rows: list[Prepared], clients: list, *, names: set[str], all_of_them: bool = False):
        ids = dict(
            SourceId.objects.filter(
                system=landing.batch.source, object="accounts", source_id__in={prepared.get("source_id") for prepared in rows} - {""}
            ).values_list("source_id", "object_id")
        )
        keys = {client.pk for client in clients}
        named = Q(client__in=keys) if all_of_them else Q(client__in=keys, name__in=names)
        found = Account.objects.visible_to(landing.by).filter(Q(pk__in=ids.values()) | named).select_for_update(of=("self",)).order_by("pk")
        by_pk = {account.pk: account for account in found}
        self._by_source = {source_id: by_pk[pk] for source_id, pk in ids.items() if pk in by_pk}
        self._by_name, self._of_client = {}, {}
        for account in by_pk.values():
            self._index(account)
        self.touched = set(
            ImportRow.objects.filter(batch=landing.batch, kind="account", object_id__in=by_pk).values_list("object_id", flat=True)
        )

    def _index(self, account: Account) -> None:
        self._by_name.setdefault((account.client_id, fold(account.name)), account)
        self._of_client.setdefault(account.client_id, []).append(account)

    def add(self, account: Account, source_id: str = "") -> None:
        self._index(account)
        if source_id:
            self._by_source[source_id] = account

    def by_id(self, source_id: str) -> Account | None:
        return self._by_source.get(source_id) if source_id else None

    def by_name(self, client, name: str) -> Account | None:
        return self._by_name.get((client.pk, fold(name)))

    def only_one_of(self, client) -> Account | None:
        """The client's account where it has just one; of several the one that bears the client's name."""
        accounts = self._of_client.get(client.pk, [])
        return accounts[0] if len(accounts) == 1 else self.by_name(client, client.name)
