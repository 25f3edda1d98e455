"""What people do with renewals (C5): work them through their stages, say how likely they are, propose, decide."""

from copy import copy
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from clients.actions.contract import carry_over
from clients.likelihood import refresh_likelihood
from clients.models import Amendment, Contract, Renewal
from clients.permissions import proposed_it
from clients.states import ContractState, RenewalStage, UpliftKind
from clients.terms import Uplift, change_in_percent, next_term, uplift_of, uplifted
from clients.words import in_words
from core.changes import label_of, set_facts, take_for_change
from core.errors import IllegalMove, Refused
from core.money import Money
from core.moves import make_move, record, take

PLAIN_MOVES = ("check_health", "negotiate", "step_back")  # nothing to fill in: one press


@transaction.atomic
def move_renewal(renewal: Renewal, name: str, *, by, today: date, version=None) -> Renewal:
    """Take a renewal to another stage that needs nothing filled in. Raises IllegalMove, PermissionDenied, LostRace."""
    if name not in PLAIN_MOVES:
        raise IllegalMove(renewal, name, renewal.stage)
    moved = make_move(renewal, name, by=by, version=version)
    refresh_likelihood([moved], today=today)
    return moved


@transaction.atomic
def propose(renewal: Renewal, *, by, fee: Money, months: int | None = None, note: str = "", today: date, version=None) -> Renewal:
    """Draft what the next term shall cost, or put the draft right. Whoever does is its author and does not decide it (four eyes)."""
    if renewal.stage in (RenewalStage.PROPOSAL, RenewalStage.NEGOTIATION):
        fresh = take(renewal, by=by, may="clients.work_renewal", version=version)
        if fresh.stage not in (RenewalStage.PROPOSAL, RenewalStage.NEGOTIATION):
            raise IllegalMove(fresh, "propose", fresh.stage)
        if (fresh.proposed_fee_minor, fresh.proposed_months) == (fee.minor, months):  # its author stays its author
            raise Refused(_("Nothing differs from the draft that stands."))
        fresh.proposed_fee_minor, fresh.proposed_months = fee.minor, months
        fresh.version += 1
        fresh.save()
        record(fresh, "renewal.revise", by=by, note=note)
    else:
        fresh = make_move(renewal, "propose", by=by, note=note, version=version, proposed_fee_minor=fee.minor, proposed_months=months)
    refresh_likelihood([fresh], today=today)
    return fresh


@transaction.atomic
def forecast(renewal: Renewal, *, by, version=None, **facts) -> Renewal:
    """Say how likely it is (beside what the model says) and what comes next: `likelihood` in %, `next_step`."""
    fresh = take_for_change(renewal, by=by, may="clients.work_renewal", version=version, facts=facts)
    if not fresh.is_open:
        raise Refused(_("This renewal is decided: there is nothing left to foresee."))
    stood_at = fresh.likelihood
    changes = set_facts(fresh, facts)
    if changes:
        told = {"likelihood": fresh.likelihood, "stood_at": stood_at} if fresh.likelihood != stood_at else {}
        changes.pop(label_of(fresh, "likelihood"), None)  # told by the sentence itself
        record(fresh, "renewal.forecast", by=by, changes=changes, **told)
    return fresh


def contract_at_end(renewal: Renewal) -> Contract:
    """The contract as it will stand on its last day, with what has been agreed for later: a copy that is not saved."""
    if not hasattr(renewal, "agreed_contract"):
        renewal.agreed_contract = copy(renewal.contract)
        to_come = Amendment.objects.filter(contract=renewal.contract_id, begins_on__isnull=False)
        for amendment in to_come.order_by("begins_on", "number"):
            carry_over(amendment, renewal.agreed_contract)
    return renewal.agreed_contract


def next_fee(renewal: Renewal, *, index_percent: Decimal | None = None) -> tuple[Money, Uplift | None]:
    """The fee of the next term and the uplift behind it: what was proposed, else the fee raised by its clause.

    Raises Refused when the clause follows an index and nobody has stated it.
    """
    contract = contract_at_end(renewal)
    if renewal.proposed_fee is not None:
        return renewal.proposed_fee, None
    uplift = uplift_of(contract.uplift_kind, contract.uplift_percent, index_percent=index_percent)
    if uplift is None:
        raise Refused(
            _("The fee follows %(index)s: state by how many per cent it rose.") % {"index": contract.uplift_index or _("an index")}
        )
    return uplifted(contract.fee, uplift), uplift


def term_after(renewal: Renewal) -> tuple[date, date]:
    """First and last day of the next term: as long as proposed, else as the contract says, else as long as the old one."""
    contract = contract_at_end(renewal)
    return next_term(contract.starts_on, contract.ends_on, months=renewal.proposed_months or contract.renewal_months)


CARRIED_OVER = (
    "account",
    "name",
    "number",
    "kind",
    "currency",
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


def next_contract(contract: Contract, *, starts_on: date, ends_on: date, fee: Money, today: date) -> Contract:
    """The next term as an unsaved row: the old terms, the new days and fee. The old row is never edited."""
    facts = {field: getattr(contract, field) for field in CARRIED_OVER}
    state = ContractState.COMING if starts_on > today else ContractState.ACTIVE
    new = Contract(**facts, previous=contract, starts_on=starts_on, ends_on=ends_on, fee_minor=fee.minor, state=state)
    new.derive()
    return new


def lock_contract(renewal: Renewal) -> Contract:
    """First the contract, then its renewal, as the clock does: so neither overwrites what the other has decided."""
    return Contract.objects.select_for_update().get(pk=renewal.contract_id)


@transaction.atomic
def renew(renewal: Renewal, *, by, today: date, index_percent: Decimal | None = None, note: str = "", version=None) -> Contract:
    """Decide that there is a next term, and make it. A second press finds the renewal decided and makes nothing."""
    lock_contract(renewal)
    is_own_work = by is not None and proposed_it(by, renewal)
    decided = make_move(
        renewal,
        "renew",
        by=by,
        note=note,
        version=version,
        decided_on=today,
        decided_by=by,
        is_self_approval=is_own_work and settings.SMALL_SHOP_MODE,
    )
    fee, uplift = next_fee(decided, index_percent=index_percent)
    starts_on, ends_on = term_after(decided)
    contract = contract_at_end(decided)
    new = next_contract(contract, starts_on=starts_on, ends_on=ends_on, fee=fee, today=today)
    new.save()
    percent = change_in_percent(contract.fee, fee)
    record(
        new,
        "contract.renewed",
        by=by,
        note=note,
        starts_on=in_words(starts_on),
        ends_on=in_words(ends_on),
        percent=str(percent) if percent is not None else "",
        is_capped=bool(uplift and uplift.is_capped),
        is_self_approval=decided.is_self_approval,
    )
    return new


@transaction.atomic
def let_lapse(renewal: Renewal, *, by, today: date, reason: str, cause: str = "", version=None) -> Renewal:
    """Decide that the contract ends with its term and nothing follows. One that renews by itself needs notice instead."""
    contract = lock_contract(renewal)
    if contract.auto_renews and not contract.notice_given_on:
        raise Refused(_("This contract renews by itself: to end it, give notice."))
    is_own_work = by is not None and settings.SMALL_SHOP_MODE and proposed_it(by, renewal)
    return make_move(
        renewal,
        "lapse",
        by=by,
        note=reason,
        version=version,
        reason=reason,
        cause=cause,
        decided_on=today,
        decided_by=by,
        is_self_approval=is_own_work,
    )


def needs_index(renewal: Renewal) -> bool:
    """Renewing needs the index stated: the fee follows one and nobody proposed another."""
    return contract_at_end(renewal).uplift_kind == UpliftKind.INDEX and renewal.proposed_fee_minor is None
