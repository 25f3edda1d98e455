"""Contracts (C5): the counterparty is the client, the business unit its account; terms in words become terms in figures."""

from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.utils.translation import gettext as _

from clients import bulk
from clients.actions.contract import why_not_by_rank
from clients.models import Contract
from clients.states import (
    LIVE_CONTRACT_STATES,
    ClientState,
    ContractKind,
    ContractState,
    FeePeriod,
    NoticeParty,
    NoticeRule,
    NoticeUnit,
    UpliftKind,
)
from core.money import Money
from exchange.landing.accounts import KnownAccounts, open_accounts, seat_leads
from exchange.landing.amendments import add_amendments, compare_amendments
from exchange.landing.base import Landing, NewClients, company_of, first_row_wins, known_companies, new_account, settle_change
from exchange.landing.journal import Journal
from exchange.landing.words import (
    cause_of,
    contract_kind_of,
    contract_over_of,
    fee_period_of,
    notice_party_of,
    notice_rule_of,
    notice_unit_of,
    says_in_force,
    uplift_kind_of,
)
from exchange.models import ImportRow, SourceId
from exchange.preparing import Prepared
from exchange.states import Outcome
from people.models import ApprovalRule
from people.states import DocumentKind

FEE_MOST = 10**17  # minor units: what the column holds, with room for sums
TERMS_ONLY = frozenset({"name", "number", "signed_on", "note"})  # may change although something hangs on the contract
ONE_DAY = timedelta(days=1)


def land_contracts(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if _is_whole(landing, journal, prepared)]
    facts = {prepared.number: terms_of(landing, prepared) for prepared in rows}
    for prepared in rows:
        if why := contract_trouble(facts[prepared.number]):
            journal.refuse(prepared, why, landing.heading("ends_on"))
    rows = [prepared for prepared in rows if not prepared.is_refused]
    accounts = _accounts(landing, journal, rows)
    rows = [prepared for prepared in rows if prepared.number in accounts]
    known = KnownContracts(landing, rows, accounts)
    made, changes, written = [], [], set()
    for prepared in rows:
        account, terms = accounts[prepared.number], facts[prepared.number]
        contract = known.find(prepared, account, terms)
        if contract is None:
            contract = Contract(account=account, **terms, **_notice_given(landing, prepared, terms))
            contract.is_uplift_open = bool(prepared.get("is_uplift_open")) and contract.uplift_kind == UpliftKind.INDEX
            contract.state = state_of(prepared, contract, today=landing.today)
            if account.closed_on and contract.state in LIVE_CONTRACT_STATES:
                why = _("%(account)s is closed: open it again before a contract in force is entered.") % {"account": account}
                journal.refuse(prepared, why, landing.heading("account") or landing.heading("client"))
                continue
            made.append((prepared, contract))
            known.add(contract, prepared.get("source_id"))
        else:
            is_double = id(contract) in written or contract.pk in known.touched
            terms = said_terms(landing, prepared, contract, terms)
            changes.append((prepared, contract, first_row_wins(landing, prepared, contract, terms) if is_double else terms))
        result = journal.result(prepared)
        result.owner = landing.owner_of(prepared)[1]
        result.pending = _previous(prepared)
        journal.remember("contracts", prepared.get("source_id"), contract)
        written.add(id(contract))
    bulk.add_contracts([contract for _p, contract in made], by=landing.by)
    for prepared, contract in made:
        journal.made.append((prepared.number, contract))
        journal.settle(prepared, contract, Outcome.CREATED)
    add_amendments(landing, made)
    compare_amendments(landing, [(prepared, contract) for prepared, contract, _t in changes if contract.pk])
    _change(landing, journal, changes)


def _is_whole(landing: Landing, journal: Journal, prepared: Prepared) -> bool:
    if prepared.is_refused:
        journal.refuse(prepared, "")
        return False
    values = prepared.values
    if landing.mapping.answers.get("counterparty") == "buyer" and values.get("account"):
        values["client"], values["account"] = values["account"], values.get("client", "")
    if prepared.get("is_deleted"):
        journal.refuse(prepared, _("It is deleted in the other system."), landing.heading("is_deleted"))
    elif prepared.get("stage") in ("tender", "planning"):
        journal.refuse(prepared, _("A tender that is not awarded is no contract yet."), landing.heading("stage"))
    elif not (values.get("client") or values.get("client_id") or values.get("client_domain")):
        journal.refuse(prepared, _("The other party is missing."), landing.heading("client"))
    elif not (values.get("starts_on") or values.get("starts_on_otherwise")):
        journal.refuse(prepared, _("The first day is missing."), landing.heading("starts_on") or landing.heading("starts_on_otherwise"))
    return not prepared.is_refused


def terms_of(landing: Landing, prepared: Prepared) -> dict:
    """The columns of the contract that the row fills."""
    values = prepared.values
    starts_on = values.get("starts_on") or values["starts_on_otherwise"]
    terms = {"starts_on": starts_on, "name": _name(prepared), "kind": _kind(landing, prepared)}
    terms |= {name: values[name] for name in ("number", "signed_on", "rounds_per_job") if name in values}
    terms |= _fee(landing, prepared) | _end(prepared, starts_on) | _notice(landing, prepared) | _renewal(prepared)
    if "hours_per_period" in values and 0 <= values["hours_per_period"] < 1_000_000:
        terms["hours_per_period"] = Decimal(values["hours_per_period"]).quantize(Decimal("0.01"))
    terms |= _uplift(prepared)
    if terms.get("auto_renews") and terms.get("ends_on") is not None and not terms.get("renewal_months"):
        terms["renewal_months"] = _months_between(starts_on, terms["ends_on"])
    note = _note(prepared)
    return terms | ({"note": note} if note else {})


def said_terms(landing: Landing, prepared: Prepared, contract: Contract, terms: dict) -> dict:
    """Of the terms those that the row itself says: what we supposed for a new contract does not touch one that is here already."""
    said = dict(terms)
    if not prepared.get("name"):
        del said["name"]
    if not (prepared.get("kind") and contract_kind_of(prepared.get("kind"))):
        del said["kind"]
    if not (prepared.get("fee_period") or _period_in(landing.heading("fee"))):
        said.pop("fee_period", None)
    if not prepared.get("uplift_kind") and contract.uplift_kind != UpliftKind.NONE:
        said.pop("uplift_kind", None)
    if "renewal" not in prepared.values and "renewal_months" not in prepared.values and contract.renewal_months:
        said.pop("renewal_months", None)
    if not prepared.get("currency"):
        said.pop("currency", None)
        amount = _amount(prepared)
        if amount is not None:
            said["fee_minor"] = _minor(amount, contract.currency)
    return said


def _name(prepared: Prepared) -> str:
    return (prepared.get("name") or prepared.get("number") or prepared.get("client") or _("Contract"))[:250]


def _kind(landing: Landing, prepared: Prepared) -> str:
    text = prepared.get("kind")
    return (contract_kind_of(text) if text else None) or (
        ContractKind.PROJECT if prepared.get("fee_period") == "once" else ContractKind.RETAINER
    )


def _amount(prepared: Prepared) -> Decimal | None:
    return prepared.values.get("fee", prepared.values.get("fee_otherwise"))


def _minor(amount: Decimal, currency: str) -> int:
    """In minor units; an amount beyond all reach as just beyond `FEE_MOST`, which refuses the row."""
    return Money.of(amount, currency).minor if abs(amount) <= FEE_MOST else FEE_MOST + 1


def _period_in(heading: str) -> str:
    """The period that the heading of the fee names; empty when it names none."""
    heading = heading.lower()
    if "monthly" in heading:
        return FeePeriod.MONTH
    return FeePeriod.YEAR if "annual" in heading or "yearly" in heading else ""


def _fee(landing: Landing, prepared: Prepared) -> dict:
    amount = _amount(prepared)
    currency = landing.currency(prepared)
    facts: dict = {}
    if amount is not None:
        facts = {"fee_minor": _minor(amount, currency), "currency": currency}
    elif prepared.get("currency"):
        facts = {"currency": currency}
    if text := prepared.get("fee_period"):
        if period := fee_period_of(text):
            facts["fee_period"] = period
        else:
            prepared.note(_("“%(text)s” is no period of ours; taken as a fee in all.") % {"text": text[:40]}, landing.heading("fee_period"))
            facts["fee_period"] = FeePeriod.ONCE
    elif named := _period_in(landing.heading("fee")):
        facts["fee_period"] = named
    elif amount is not None and landing.heading("fee"):
        facts["fee_period"] = FeePeriod.ONCE if "value" in landing.heading("fee").lower() else FeePeriod.MONTH
    return facts


def _end(prepared: Prepared, starts_on) -> dict:
    values = prepared.values
    renewal = values.get("renewal")
    if renewal is not None and renewal.perpetual:
        return {"ends_on": None}
    if "ends_on" in values:
        return {"ends_on": values["ends_on"]}
    if values.get("term_months"):
        return {"ends_on": starts_on + relativedelta(months=min(values["term_months"], 1200)) - ONE_DAY}
    if values.get("term_days"):
        return {"ends_on": starts_on + timedelta(days=min(values["term_days"], 36_500) - 1)}
    return {"ends_on": None} if values.get("is_evergreen") else {}


def _notice(landing: Landing, prepared: Prepared) -> dict:
    facts: dict = {}
    if "notice" in prepared.values:
        count, unit = prepared.values["notice"]
        facts = {"notice_count": count, "notice_unit": unit}
        asked = notice_unit_of(prepared.get("notice_unit")) if prepared.get("notice_unit") else None
        if asked and unit == NoticeUnit.CALENDAR_DAYS:
            facts["notice_unit"] = asked
    if (text := prepared.get("notice_rule")) and (rule := notice_rule_of(text) or _rule_in(text)):
        facts["notice_rule"] = rule
    return facts


def _uplift(prepared: Prepared) -> dict:
    """A percentage without a kind is a fixed one; with an index it is the cap."""
    values = prepared.values
    if not 0 < values.get("uplift_percent", 0) < 1000:
        return {}
    kind = uplift_kind_of(prepared.get("uplift_kind")) or (UpliftKind.INDEX if prepared.get("uplift_index") else UpliftKind.FIXED)
    if kind == UpliftKind.NONE:
        return {}
    facts = {"uplift_kind": kind, "uplift_percent": Decimal(values["uplift_percent"]).quantize(Decimal("0.01"))}
    return facts | ({"uplift_index": values["uplift_index"]} if values.get("uplift_index") else {})


def _previous(prepared: Prepared) -> dict:
    """Which term this one follows; that one may stand further down, so it is looked for at the end."""
    values = prepared.values
    return {name: str(values[name]) for name in ("previous", "previous_starts_on") if values.get(name)}


def _notice_given(landing: Landing, prepared: Prepared, terms: dict) -> dict:
    """Notice under which a new contract stands. For one that is here already notice is given, and withdrawn, by a person."""
    if not (given_on := prepared.values.get("notice_given_on")):
        return {}
    says_end = bool(landing.heading("ends_on_without_notice"))  # and an empty cell is a contract that had no end
    return {
        "notice_given_on": given_on,
        "notice_given_by": notice_party_of(prepared.get("notice_given_by")) or NoticeParty.CLIENT,
        "end_reason": prepared.get("end_reason"),
        "end_cause": cause_of(prepared.get("end_cause")),
        "ends_on_without_notice": prepared.values.get("ends_on_without_notice", None if says_end else terms.get("ends_on")),
    }


def _rule_in(text: str) -> str | None:
    return next((rule.value for rule in NoticeRule if rule.value in text.casefold()), None)


def _renewal(prepared: Prepared) -> dict:
    """A term that follows "successive" comes by itself; so does one that a notice can stop; any other is an option."""
    values, facts = prepared.values, {}
    renewal = values.get("renewal")
    if renewal is not None and not renewal.perpetual:
        facts["renewal_months"] = min(renewal.months, 1200)
        facts["auto_renews"] = renewal.by_itself or "notice" in values
    if "auto_renews" in values:
        facts["auto_renews"] = values["auto_renews"]
    return facts


def _months_between(starts_on, ends_on) -> int:
    term = relativedelta(ends_on + ONE_DAY, starts_on)
    return max(1, term.years * 12 + term.months)


def _note(prepared: Prepared) -> str:
    values = prepared.values
    lines = [values.get("note", "")]
    if values.get("client_others"):
        lines.append(_("With: %(names)s") % {"names": "; ".join(values["client_others"])})
    if values.get("latest_end") and values["latest_end"] != values.get("ends_on"):
        lines.append(_("Latest end with all options: %(day)s") % {"day": values["latest_end"]})
    if values.get("options"):
        lines.append(_("Options: %(text)s") % {"text": values["options"]})
    renewal = values.get("renewal")
    if renewal is not None and renewal.perpetual and values.get("ends_on"):
        lines.append(_("First term to %(day)s, then without end.") % {"day": values["ends_on"]})
    return "\n".join(filter(None, lines))


def contract_trouble(terms: dict) -> str:
    """Why these terms cannot stand; empty when they can. Twin: the constraints of clients.models.Contract."""
    ends_on = terms.get("ends_on")
    if ends_on is not None and ends_on < terms["starts_on"]:
        return _("It ends on %(ends)s, before it starts on %(starts)s.") % {"ends": ends_on, "starts": terms["starts_on"]}
    if terms.get("fee_minor", 0) < 0:
        return _("The fee is below nought.")
    if terms.get("fee_minor", 0) > FEE_MOST:
        return _("The fee is out of reach.")
    return ""


def state_of(prepared: Prepared, contract: Contract, *, today) -> str:
    """What its status says; else by its days. A term that the file calls current stays in force until the clock closes it (ADR 0021)."""
    status = prepared.get("status")
    if status and (over := contract_over_of(status)):
        return over
    if contract.starts_on > today:
        return ContractState.COMING
    is_over = contract.ends_on is not None and contract.ends_on < today and not contract.auto_renews
    return ContractState.ENDED if is_over and not (status and says_in_force(status)) else ContractState.ACTIVE


def _accounts(landing: Landing, journal: Journal, rows: list[Prepared]) -> dict:
    """Row → the account that its contract is for, made when it is new."""
    known = known_companies(landing, rows)
    new = NewClients(landing, journal, known)
    clients = {
        prepared.number: company_of(landing, known, new, journal, prepared, state=ClientState.ACTIVE, with_account=False)
        for prepared in rows
    }
    new.save()
    rows = [prepared for prepared in rows if clients[prepared.number] is not None]
    known_accounts = KnownAccounts(landing, rows, [clients[prepared.number] for prepared in rows], names=set(), all_of_them=True)
    accounts, made, leads = {}, [], []
    for prepared in rows:
        client, name = clients[prepared.number], prepared.get("account")
        account = known_accounts.by_name(client, name) if name else known_accounts.only_one_of(client)
        owner, _unknown = landing.owner_of(prepared)
        if account is None:
            account = new_account(landing, prepared, client, name=name)
            account.opened_on = min(prepared.get("starts_on") or landing.today, landing.today)
            known_accounts.add(account)
            made.append((prepared, account, owner))
        elif account.pk and owner is not None:
            leads.append((prepared, account, owner))
        accounts[prepared.number] = account
    open_accounts(landing, journal, made, settle=False)
    seat_leads(landing, journal, leads)
    return accounts


def _change(landing: Landing, journal: Journal, changes: list) -> None:
    """Terms of a contract on which something hangs already are left; the row is refused and says why (twin: change_contract)."""
    settled = bulk.settled_contracts([contract for _p, contract, _t in changes if contract.pk])
    above = ApprovalRule.objects.filter(document_kind=DocumentKind.CONTRACT, rank_required__gt=landing.by.rank or 0)
    asks_more_rank = above.exists()  # else nobody need be asked about each row
    kept = []
    for prepared, contract, terms in changes:
        differing = {name for name, value in terms.items() if getattr(contract, name) != value}
        if contract.pk in settled and not differing <= TERMS_ONLY:
            journal.refuse(
                prepared, _("Something hangs on the terms of this contract already: amend it instead."), landing.heading("ends_on")
            )
            continue
        if contract.pk and asks_more_rank and (why := why_not_by_rank(contract, terms, by=landing.by)):
            journal.refuse(prepared, why, landing.heading("fee"))
            continue
        kept.append((prepared, contract, terms))
    before = bulk.change_many(
        [(contract, terms) for _p, contract, terms in kept if contract.pk and terms], "contract.changed", by=landing.by
    )
    for prepared, contract, _terms in kept:
        settle_change(journal, prepared, contract, before)


class KnownContracts:
    """Contracts that the rows of a chunk may mean: by id, else by number or by name and first day within the account."""

    def __init__(self, landing: Landing, rows: list[Prepared], accounts: dict):
        ids = dict(
            SourceId.objects.filter(
                system=landing.batch.source, object="contracts", source_id__in={prepared.get("source_id") for prepared in rows} - {""}
            ).values_list("source_id", "object_id")
        )
        keys = {account.pk for account in accounts.values()}
        named = Q(account__in=keys) & (
            Q(number__in={prepared.get("number") for prepared in rows} - {""}) | Q(name__in={_name(prepared) for prepared in rows})
        )
        found = (
            Contract.objects.visible_to(landing.by).filter(Q(pk__in=ids.values()) | named).select_for_update(of=("self",)).order_by("pk")
        )
        by_pk = {contract.pk: contract for contract in found.select_related("account")}
        self._by_source = {source_id: by_pk[pk] for source_id, pk in ids.items() if pk in by_pk}
        self._tied = set(
            SourceId.objects.filter(system=landing.batch.source, object="contracts", object_id__in=by_pk).values_list(
                "object_id", flat=True
            )
        )
        self._by_number, self._by_name = {}, {}
        for contract in by_pk.values():
            self._index(contract)
        touched = ImportRow.objects.filter(batch=landing.batch, kind="contract", object_id__in=by_pk)
        self.touched = set(touched.values_list("object_id", flat=True))

    def _index(self, contract: Contract) -> None:
        if contract.number:
            self._by_number.setdefault((contract.account.pk or id(contract.account), contract.number, contract.starts_on), contract)
        self._by_name.setdefault((contract.account.pk or id(contract.account), contract.name, contract.starts_on), contract)

    def add(self, contract: Contract, source_id: str) -> None:
        self._index(contract)
        if source_id:
            self._by_source[source_id] = contract
            self._tied.add(id(contract))

    def find(self, prepared: Prepared, account, terms: dict) -> Contract | None:
        source_id = prepared.get("source_id")
        if source_id and (contract := self._by_source.get(source_id)):
            return contract
        key, number = account.pk or id(account), terms.get("number")
        contract = self._by_number.get((key, number, terms["starts_on"])) if number else None
        if contract is None:
            contract = self._by_name.get((key, terms["name"], terms["starts_on"]))
            if contract is not None and number and contract.number and contract.number != number:
                return None  # two contracts of one name, as schools have each year
        if contract is not None and source_id and (contract.pk or id(contract)) in self._tied:
            return None  # the other system knows that one under another id
        return contract
