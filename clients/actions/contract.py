"""What people do with contracts (C5). Each function is one thing that a person would say they did."""

from copy import copy
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Acknowledgement, Amendment, Contract, Renewal
from clients.models.contract import TIMES_A_YEAR
from clients.notice import earliest_end
from clients.permissions import rank_for_amount
from clients.states import (
    LIVE_CONTRACT_STATES,
    OPEN_STAGES,
    AcknowledgingRole,
    ContractState,
    NoticeParty,
    RenewalStage,
    UpliftKind,
)
from clients.terms import uplift_of, uplifted
from clients.words import in_words as day_in_words
from core.changes import ask, label_of, take_for_change, value_in_words
from core.errors import Refused
from core.moves import make_move, record, take
from core.uploads import checked
from people.states import Rank

# What may be put right at any time: it changes nothing that was agreed.
DESCRIPTION = ("name", "number", "signed_on", "note")
# What an amendment may change once something hangs on the contract.
TERMS = (
    "kind",
    "ends_on",
    "fee_minor",
    "fee_period",
    "notice_count",
    "notice_unit",
    "notice_rule",
    "auto_renews",
    "renewal_months",
    "uplift_kind",
    "uplift_percent",
    "uplift_index",
    "rounds_per_job",
    "hours_per_period",
)
# What an amendment changes at once, whenever it takes effect: the end decides what is to be done today.
AT_ONCE = ("ends_on",)
FEE_FIELDS = ("fee_minor", "fee_period", "uplift_kind", "uplift_percent", "uplift_index")
# What a renewal decides: changed otherwise, the policy asks for the same rank.
DECIDED_TERMS = (*FEE_FIELDS, "currency", "ends_on", "renewal_months")


def state_on(starts_on: date, ends_on: date | None, *, today: date) -> str:
    """Agreed before its first day, in force in its term; ended only when it is over and nobody will roll it on."""
    if starts_on > today:
        return ContractState.COMING
    return ContractState.ENDED if ends_on and ends_on < today else ContractState.ACTIVE


@transaction.atomic
def add_contract(account, *, by, today: date, **facts) -> Contract:
    """Enter a contract that was agreed with the client. One that renews by itself stays in force until the clock rolls it on.

    Raises Refused where the account is closed and the contract is not over: nobody would see it.
    """
    account = take(account, by=by, may="clients.add_contract")  # so that nobody closes it meanwhile
    contract = Contract(account=account, **facts)
    contract.state = state_on(contract.starts_on, None if contract.auto_renews else contract.ends_on, today=today)
    if account.closed_on and contract.state in LIVE_CONTRACT_STATES:
        raise Refused(_("%(account)s is closed: open it again before a contract in force is entered.") % {"account": account})
    contract.derive()
    contract.full_clean(exclude=["document"])
    contract.save()
    record(
        contract,
        "contract.added",
        by=by,
        kind=contract.get_kind_display(),
        ends_on=day_in_words(contract.ends_on) if contract.ends_on else "",
    )
    return contract


def is_settled(contract: Contract) -> bool:
    """Something hangs on its terms, so that they change by amendment only: an amendment, a proposal, a decision, a next term."""
    if contract.state not in LIVE_CONTRACT_STATES or contract.notice_given_on or contract.amendments.exists():
        return True
    renewal = Renewal.objects.filter(contract=contract).first()
    return renewal is not None and renewal.stage not in (RenewalStage.UPCOMING, RenewalStage.HEALTH_CHECK)


def why_not_by_rank(contract: Contract, terms: dict, *, by) -> str:
    """Why these new terms are not this person's to set; empty when they are.

    What a contract costs and how long it runs asks for the rank that decides its renewal, by the fee that stands or the new one,
    whichever is higher: otherwise an amendment or a correction led round the approval (P3, P4).
    """
    if by is None or not any(field in DECIDED_TERMS and getattr(contract, field) != value for field, value in terms.items()):
        return ""
    agreed = copy(contract)
    for field, value in terms.items():
        setattr(agreed, field, value)
    asked = max(rank_for_amount(one, one.fee_minor * TIMES_A_YEAR[one.fee_period]) for one in (contract, agreed))
    if by.rank is not None and by.rank >= asked:
        return ""
    return _("The policy asks for a %(rank)s or above to change fee or end of this contract.") % {"rank": Rank(asked).label.lower()}


def ask_the_rank(contract: Contract, terms: dict, *, by) -> None:
    if why := why_not_by_rank(contract, terms, by=by):
        raise Refused(why)


@transaction.atomic
def change_contract(contract: Contract, *, by, version=None, **facts) -> Contract:
    """Correct what was typed. Raises Refused for a term of a contract on which something hangs already: amend it instead."""
    fresh = take_for_change(contract, by=by, may="clients.change_contract", version=version, facts=facts)
    changed = [field for field, value in facts.items() if getattr(fresh, field) != value]
    if not changed:
        return fresh
    if not set(changed) <= set(DESCRIPTION) and is_settled(fresh):
        raise Refused(_("Something hangs on the terms of this contract already. Make an amendment, so that those concerned take note."))
    ask_the_rank(fresh, {field: facts[field] for field in changed}, by=by)
    for field in changed:
        setattr(fresh, field, facts[field])
    _save_terms(fresh)
    record(fresh, "contract.changed", by=by, fields=", ".join(label_of(fresh, field) for field in changed))
    return fresh


def _save_terms(contract: Contract) -> None:
    contract.version += 1
    contract.derive()
    contract.full_clean(exclude=["document"])
    contract.save()
    if contract.is_evergreen:  # there is no next term to decide any more
        Renewal.objects.filter(contract=contract, stage__in=OPEN_STAGES).delete()


@transaction.atomic
def amend_contract(contract: Contract, *, by, reason: str, effective_on: date, today: date, now=None, version=None, **terms) -> Amendment:
    """Change what was agreed: a numbered difference that lead, traffic and finance must acknowledge.

    What takes effect on a later day waits for it, but for the end, which counts as soon as it is agreed. Raises Refused when
    nothing differs, when the contract is over or will be by that day, or when its next term is agreed already.
    """
    fresh = take_for_change(contract, by=by, may="clients.amend_contract", version=version, facts=terms)
    if fresh.state not in LIVE_CONTRACT_STATES:
        raise Refused(_("This contract is over: nothing in it can be amended."))
    changed = [field for field in TERMS if field in terms and getattr(fresh, field) != terms[field]]
    if not changed:
        raise Refused(_("Nothing differs from what stands: there is nothing to amend."))
    if "ends_on" in changed and Contract.objects.filter(previous=fresh).exists():
        raise Refused(_("The next term is agreed already and begins on the day after this one: its end can no longer move."))
    ask_the_rank(fresh, {field: terms[field] for field in changed}, by=by)
    agreed = copy(fresh)
    for field in changed:
        setattr(agreed, field, terms[field])
    agreed.derive()
    agreed.full_clean(exclude=["document"])
    if agreed.ends_on and effective_on > agreed.ends_on:
        raise Refused(_("The term ends on %(day)s, before that day: propose it for the next term.") % {"day": day_in_words(agreed.ends_on)})
    differences = {field: [in_words(fresh, field), in_words(agreed, field)] for field in changed}
    yearly = {}
    if agreed.annual_fee != fresh.annual_fee:
        yearly = {"annual_fee_before_minor": fresh.annual_fee.minor, "annual_fee_after_minor": agreed.annual_fee.minor}
    is_to_come = effective_on > max(today, fresh.starts_on)
    waiting = [field for field in changed if is_to_come and field not in AT_ONCE]
    for field in changed:
        if field not in waiting:
            setattr(fresh, field, terms[field])
    _save_terms(fresh)
    amendment = Amendment.objects.create(
        contract=fresh,
        number=fresh.amendments.count() + 1,
        effective_on=effective_on,
        reason=reason,
        changes=differences,
        waiting={field: as_kept(terms[field]) for field in waiting},
        begins_on=effective_on if waiting else None,
        **yearly,
        made_by=by,
        made_at=now or timezone.now(),
    )
    Acknowledgement.objects.bulk_create(Acknowledgement(amendment=amendment, role=role) for role in AcknowledgingRole.values)
    fields = ", ".join(label_of(fresh, field) for field in changed)
    record(fresh, "contract.amended", by=by, note=reason, number=amendment.number, fields=fields)
    return amendment


def as_kept(value):
    """A term as JSON keeps it; `carry_over` reads it back."""
    return str(value) if isinstance(value, Decimal) else value


def carry_over(amendment: Amendment, contract: Contract) -> None:
    """Set on this row what waits in the amendment; saves nothing."""
    for field, value in amendment.waiting.items():
        setattr(contract, field, Contract._meta.get_field(field).to_python(value))


@transaction.atomic
def begin_amendment(amendment: Amendment) -> bool:
    """By the clock, on its day: what was agreed for later stands now. False when it stands already or the contract is over."""
    contract = take(amendment.contract, by=None)
    fresh = Amendment.objects.filter(pk=amendment.pk, begins_on__isnull=False).first()
    if fresh is None:
        return False
    is_live = contract.state in LIVE_CONTRACT_STATES
    if is_live:
        carry_over(fresh, contract)
        _save_terms(contract)
        record(contract, "contract.amendment_begun", by=None, number=fresh.number)
    if is_live and fresh.annual_fee_after_minor is not None:
        fresh.annual_fee_after_minor = contract.annual_fee.minor  # other amendments may have begun since it was agreed
    fresh.waiting, fresh.begins_on = {}, None
    fresh.save(update_fields=["waiting", "begins_on", "annual_fee_after_minor"])
    return is_live


def in_words(contract: Contract, field: str) -> str:
    """A term as an amendment keeps it: money with its currency and cents, so that the page needs no row to read it."""
    if field == "fee_minor":
        return str(contract.fee)
    value = getattr(contract, field)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return day_in_words(value) if isinstance(value, date) else value_in_words(contract, field)


@transaction.atomic
def acknowledge(acknowledgement: Acknowledgement, *, by, now=None) -> Acknowledgement:
    """Take note of an amendment for one's part. Done already, it stays with whoever was first."""
    fresh = take(acknowledgement, by=by, may="clients.acknowledge_amendment")
    if fresh.person_id:
        return fresh
    fresh.person, fresh.at = by, now or timezone.now()
    fresh.save(update_fields=["person", "at"])
    contract = fresh.amendment.contract
    record(contract, "contract.acknowledged", by=by, number=fresh.amendment.number, role=fresh.get_role_display())
    return fresh


@transaction.atomic
def give_notice(
    contract: Contract, *, by, given_by: str, given_on: date, reason: str, cause: str = "", ends_on: date | None = None, version=None
) -> Contract:
    """Write down that the client or we gave notice: the contract runs out and does not renew.

    An evergreen contract gets its end: `ends_on`, else the earliest that the notice period allows. An open renewal is closed as
    terminated; when the agency gives notice that is a decision and asks for the rank that decides.
    """
    may = "clients.record_notice" if given_by == NoticeParty.CLIENT else "clients.end_contract"
    fresh = take(contract, by=by, may=may, version=version)
    if fresh.state not in LIVE_CONTRACT_STATES:
        raise Refused(_("This contract is over already."))
    if fresh.notice_given_on:
        raise Refused(_("Notice was given already, on %(day)s.") % {"day": fresh.notice_given_on})
    if Contract.objects.filter(previous=fresh).exists():
        raise Refused(_("The next term is agreed already: give notice for that one."))
    if ends_on is None and fresh.is_evergreen:
        ends_on = earliest_end(given_on, count=fresh.notice_count, unit=fresh.notice_unit, rule=fresh.notice_rule)
    renewal = Renewal.objects.filter(contract=fresh, stage__in=OPEN_STAGES).first()
    if renewal:
        name = "take_notice" if given_by == NoticeParty.CLIENT else "terminate"
        make_move(renewal, name, by=by, note=reason, reason=reason, cause=cause, decided_on=given_on, decided_by=by)
    fresh.notice_given_on, fresh.notice_given_by, fresh.end_reason = given_on, given_by, reason
    fresh.end_cause = cause
    fresh.ends_on_without_notice = fresh.ends_on
    fresh.ends_on = ends_on or fresh.ends_on
    _save_terms(fresh)
    record(fresh, "contract.noticed", by=by, note=reason, party=fresh.get_notice_given_by_display(), ends_on=day_in_words(fresh.ends_on))
    return fresh


@transaction.atomic
def withdraw_notice(contract: Contract, *, by, reason: str, version=None) -> Contract:
    """Notice is taken back, or was written down by mistake: the contract has the end of before, and its renewal is open again.

    Asks for what giving it asked for. Raises Refused when no notice stands, or when the contract is over.
    """
    fresh = take(contract, by=by, may="clients.record_notice", version=version)
    if fresh.notice_given_by == NoticeParty.AGENCY:
        ask(by, "clients.end_contract", fresh)
    if fresh.state not in LIVE_CONTRACT_STATES:
        raise Refused(_("This contract is over already."))
    if not fresh.notice_given_on:
        raise Refused(_("No notice stands that could be withdrawn."))
    given_on = fresh.notice_given_on
    fresh.ends_on, fresh.ends_on_without_notice = fresh.ends_on_without_notice, None
    fresh.notice_given_on, fresh.notice_given_by, fresh.end_reason, fresh.end_cause = None, "", "", ""
    _save_terms(fresh)
    renewal = Renewal.objects.filter(contract=fresh, stage=RenewalStage.TERMINATED, decided_on=given_on).first()
    if renewal:
        make_move(renewal, "reopen", by=by, note=reason, reason="", cause="", decided_on=None, decided_by=None)
    record(
        fresh,
        "contract.notice_withdrawn",
        by=by,
        note=reason,
        ends_on=day_in_words(fresh.ends_on) if fresh.ends_on else "",
        was_given_on=day_in_words(given_on),
    )
    return fresh


@transaction.atomic
def attach_document(contract: Contract, *, by, file, signed_on: date | None = None, version=None) -> Contract:
    """Keep the signed paper: checked by name and content, stored under a name of ours. An earlier one stays on disk."""
    fresh = take(contract, by=by, may="clients.change_contract", version=version)
    upload = checked(file)
    fresh.document_name = upload.name
    fresh.document.save(upload.stored_name(), file, save=False)
    if signed_on:
        fresh.signed_on = signed_on
    fresh.version += 1
    fresh.save()
    record(fresh, "contract.document_attached", by=by, file=upload.name)
    return fresh


@transaction.atomic
def state_index(contract: Contract, *, by, index_percent, effective_on: date, today: date, version=None) -> Contract:
    """State the index of a term that renewed by itself: its fee follows as an amendment, held down by the cap."""
    fresh = take(contract, by=by, may="clients.amend_contract", version=version)
    if not fresh.is_uplift_open:
        raise Refused(_("The index of this term has been stated already."))
    uplift = uplift_of(UpliftKind.INDEX, fresh.uplift_percent, index_percent=index_percent)
    fresh.is_uplift_open = False
    fresh.save(update_fields=["is_uplift_open"])
    fee = uplifted(fresh.fee, uplift)
    if fee != fresh.fee:
        index = fresh.uplift_index or _("Index")
        words = _("%(index)s is stated: the fee follows.") % {"index": index}  # no figures: those read it from whom fees are hidden
        amend_contract(fresh, by=by, reason=words, effective_on=effective_on, today=today, fee_minor=fee.minor)
    else:
        record(fresh, "contract.index_stated", by=by, percent=str(index_percent))
    return Contract.objects.get(pk=fresh.pk)
