"""What people do with an account: open one, change it, wall it, close it, open it again (C1)."""

import re
import unicodedata
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.actions.seat import make_lead, take_seat
from clients.models import Account, Client
from clients.states import LIVE_CONTRACT_STATES, SeatRole
from clients.words import in_words
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import record, take
from people.states import Rank

ROLE_OF_RANK = {
    Rank.COORDINATOR: SeatRole.COORDINATOR,
    Rank.EXECUTIVE: SeatRole.EXECUTIVE,
    Rank.SUPERVISOR: SeatRole.SUPERVISOR,
    Rank.DIRECTOR: SeatRole.DIRECTOR,
    Rank.HEAD: SeatRole.DIRECTOR,
}
CODE_LENGTH = 5
FIGURES = "23456789"


def role_for(person) -> str:
    """The seat that fits a person's rank; planning's is the planner's, another department's a liaison's (P6, P10)."""
    if person.rank:
        return ROLE_OF_RANK[person.rank]
    return SeatRole.PLANNER if person.department == "planning" else SeatRole.LIAISON


def letters_of(name: str) -> str:
    """The name's letters and figures as capitals without accents; letters of other scripts are left out."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D").replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return re.sub(r"[^A-Z0-9]", "", plain.upper().encode("ascii", "ignore").decode())


def code_candidates(name: str):
    """Codes that a person would try for this name, shortest thought first: KAURA, KAUR2 …, then figures alone."""
    letters = letters_of(name).lstrip("0123456789")
    words = [letters_of(word) for word in name.split()]
    initials = "".join(word[0] for word in words if word and word[0].isalpha())
    if 3 <= len(initials) <= CODE_LENGTH:
        yield initials
    stem = letters if len(letters) >= 2 else f"{letters}X" if letters else "AC"
    yield stem[:CODE_LENGTH]
    yield stem[:3]
    for digits in range(1, CODE_LENGTH):
        for number in range(10 ** (digits - 1) + 1, 10**digits):
            yield f"{stem[: CODE_LENGTH - digits]}{number}"


def suggest_code(name: str, *, taken: set[str] | None = None) -> str:
    """A free code for this name (C1). `taken` holds codes promised already but not saved yet (an import's batch).

    Asks the database for a hundred candidates at once, so that the ten-thousandth "Account 1" is not ten thousand queries.
    """
    taken, batch = taken or set(), []
    for candidate in code_candidates(name):
        batch.append(candidate)
        if len(batch) < 100:
            continue
        if free := first_free(batch, taken):
            return free
        batch = []
    if free := first_free(batch, taken):
        return free
    raise Refused(_("There is no free code left for %(name)s: choose one.") % {"name": name})


def first_free(candidates: list[str], taken: set[str]) -> str:
    used = set(Account.objects.filter(code__in=candidates).values_list("code", flat=True)) | taken
    return next((candidate for candidate in candidates if candidate not in used), "")


@transaction.atomic
def add_account(client: Client, *, by, today: date, lead=None, code: str = "", is_walled: bool = False, **facts) -> Account:
    """Open an account of a client, with a code of its own if none is given, and seat its lead.

    Whoever opens it gets a seat too, unless they see it without one: nobody makes what they cannot find again.
    Raises PermissionDenied; Refused when the name or the code is taken.
    """
    ask(by, "clients.add_account", client)
    take(client, by=by)  # one at a time for each client, so that a name cannot be taken twice
    if Account.objects.filter(client=client, name=facts["name"]).exists():
        raise Refused(_("%(client)s has an account %(name)s already.") % {"client": client, "name": facts["name"]})
    code = code.strip().upper() or suggest_code(facts["name"])
    if Account.objects.filter(code=code).exists():
        raise Refused(_("The code %(code)s is taken. %(free)s is free.") % {"code": code, "free": suggest_code(facts["name"])})
    facts.setdefault("opened_on", today)
    try:
        with transaction.atomic():
            account = Account.objects.create(client=client, code=code, is_walled=is_walled, **facts)
    except IntegrityError as taken:
        raise Refused(_("The code %(code)s was taken a moment ago. Try again.") % {"code": code}) from taken
    record(account, "account.added", by=by, code=code, client=str(client))
    if lead is not None:
        make_lead(account, lead, by=None, on=min(account.opened_on, today), seated_by=by)
    if by is not None and not Account.objects.visible_to(by).filter(pk=account.pk).exists():
        take_seat(account, by, role_for(by), by=None, starts_on=today, seated_by=by)
    return account


@transaction.atomic
def change_account(account: Account, *, by, version: int | None = None, **facts) -> Account:
    """Raises PermissionDenied, LostRace; Refused when the name or the code is taken."""
    fresh = take_for_change(account, by=by, may="clients.change_account", version=version, facts=facts)
    others = Account.objects.exclude(pk=fresh.pk)
    if (code := facts.get("code")) and others.filter(code=code).exists():
        raise Refused(_("The code %(code)s is taken. %(free)s is free.") % {"code": code, "free": suggest_code(fresh.name)})
    if (name := facts.get("name")) and others.filter(client=fresh.client_id, name=name).exists():
        raise Refused(_("%(client)s has an account %(name)s already.") % {"client": fresh.client, "name": name})
    if changes := set_facts(fresh, facts):
        record(fresh, "account.changed", by=by, changes=changes)
    return fresh


@transaction.atomic
def wall_account(account: Account, *, by, is_walled: bool, note: str = "", version: int | None = None) -> Account:
    """Put up the wall, or take it down: behind it only a seat opens the account (DESIGN §2)."""
    fresh = take(account, by=by, may="clients.wall_account", version=version)
    if set_facts(fresh, {"is_walled": is_walled}):
        record(fresh, "account.walled" if is_walled else "account.unwalled", by=by, note=note)
    return fresh


@transaction.atomic
def close_account(account: Account, *, by, on: date, reason: str, cause: str = "", version: int | None = None) -> Account:
    """The last day we look after it. Raises Refused while a contract is in force or without a reason."""
    fresh = take(account, by=by, may="clients.close_account", version=version)
    if not reason.strip():
        raise Refused(_("Say why the account is closed."))
    if fresh.closed_on:
        raise Refused(_("%(account)s was closed on %(closed_on)s.") % {"account": fresh, "closed_on": in_words(fresh.closed_on)})
    if contract := fresh.contracts.filter(state__in=LIVE_CONTRACT_STATES).order_by("pk").first():
        raise Refused(
            _("%(contract)s is still in force. Terminate it or let it end, then close %(account)s.")
            % {"contract": contract.name, "account": fresh}
        )
    if on < fresh.opened_on:
        raise Refused(
            _("%(account)s is with us since %(opened_on)s; it cannot close before.")
            % {"account": fresh, "opened_on": in_words(fresh.opened_on)}
        )
    set_facts(fresh, {"closed_on": on, "closed_reason": reason.strip()[:300], "closed_cause": cause})
    record(fresh, "account.closed", by=by, note=reason)
    return fresh


@transaction.atomic
def reopen_account(account: Account, *, by, note: str = "", version: int | None = None) -> Account:
    fresh = take(account, by=by, may="clients.close_account", version=version)
    if set_facts(fresh, {"closed_on": None, "closed_reason": "", "closed_cause": ""}):
        record(fresh, "account.reopened", by=by, note=note)
    return fresh
