"""What the clock does with contracts and renewals, set-wise and idempotent (C5, S1): run daily and inside every sweep.

Each job finds its work in the rows as they stand on `today`, so it may run late, twice, or side by side with itself: rows are
locked before they are read, and a contract has one renewal and one next term whatever happens.
"""

import logging
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.actions.contract import begin_amendment
from clients.actions.renewal import next_contract
from clients.leaving import end_for
from clients.likelihood import CHUNK, refresh_likelihood
from clients.models import Amendment, Contact, Contract, Renewal
from clients.querysets import LARGEST_LADDER_DAYS
from clients.states import OPEN_STAGES, ContractState, RenewalStage, UpliftKind
from clients.terms import Uplift, next_term, uplift_of, uplifted
from clients.words import in_words
from core.models import Event
from core.moves import topic_of

logger = logging.getLogger(__name__)

OPENED_AT_ONCE = 2_000
MOST_NEW_IN_ONE_RUN = 500  # a sweep is not held up; the night looks at all of them
MOST_TERMS_IN_ONE_RUN = 200  # a monthly contract that was entered seventeen years late


def daily(today: date) -> dict[str, int]:
    """Everything of a day, in the order in which one follows from the other: terms rolled on may be due to be opened."""
    return {
        "contracts_begun": begin_agreed_terms(today),
        "amendments_begun": begin_amendments(today),
        **roll_ended_terms(today),
        "renewals_opened": open_due_renewals(today),
        "likelihoods": refresh_likelihoods(today, only_new=True),
        "ended_with_contacts": end_with_those_who_left(),
    }


@transaction.atomic
def end_with_those_who_left() -> int:
    """Whoever's leaving nobody noted by hand: an import said so. Returns how much of theirs ended."""
    return end_for(Contact.objects.exclude(left_on=None), at=timezone.now()).total()


@transaction.atomic
def begin_agreed_terms(today: date) -> int:
    """Agreed contracts whose first day has come are in force. Returns how many."""
    due = Contract.objects.select_for_update(of=("self",)).filter(state=ContractState.COMING, starts_on__lte=today)
    begun = list(due.select_related("account").order_by("pk"))
    for contract in begun:
        contract.state, contract.version = ContractState.ACTIVE, contract.version + 1
    Contract.objects.bulk_update(begun, ["state", "version"], batch_size=CHUNK)
    now = timezone.now()
    Event.objects.bulk_create(
        Event(at=now, verb="contract.begun", subject=contract, topic=contract.account, words={"name": contract.name}) for contract in begun
    )
    return len(begun)


def begin_amendments(today: date) -> int:
    """What was agreed for a day that has come stands now. One that fits its contract no more waits, and is named in the log."""
    begun = 0
    due = Amendment.objects.filter(begins_on__lte=today).select_related("contract")
    for amendment in due.order_by("begins_on", "contract", "number"):
        try:
            begun += begin_amendment(amendment)
        except ValidationError:
            logger.exception("%s could not take effect.", amendment)
    return begun


def open_due_renewals(today: date) -> int:
    """Open the renewal of every contract in force whose last safe notice day is at most 120 days away or past. Returns how many.

    First read, then written: an INSERT … SELECT that asks "is there one already" of the table it fills may read that growing table
    anew for every row (measured: minutes instead of seconds on the first run over a million contracts).
    """
    due = Contract.objects.in_force().filter(
        last_safe_notice_on__lte=today + timedelta(days=LARGEST_LADDER_DAYS), notice_given_on=None, renewal=None
    )
    keys = list(due.values_list("pk", flat=True))
    made = 0
    for start in range(0, len(keys), OPENED_AT_ONCE):
        batch = keys[start : start + OPENED_AT_ONCE]
        with transaction.atomic():
            before = Renewal.objects.filter(contract__in=batch).count()
            Renewal.objects.bulk_create([Renewal(contract_id=key, opened_on=today) for key in batch], ignore_conflicts=True)
            made += Renewal.objects.filter(contract__in=batch).count() - before
    return made


def roll_ended_terms(today: date) -> dict[str, int]:
    """Close the terms that are over: what was decided is carried out, what was not is decided by the contract itself.

    One that renews by itself gets its next term (as often as terms have gone by); any other has lapsed, undecided.
    """
    counts = {"terms_closed": 0, "terms_renewed": 0, "terms_lapsed": 0}
    for _round in range(MOST_TERMS_IN_ONE_RUN):
        last = 0
        while keys := _ended_after(last, today):
            last = keys[-1]
            for name, count in _roll(keys, today).items():
                counts[name] += count
        if not Contract.objects.ended_by(today=today).exists():
            break
    return counts


def _ended_after(last: int, today: date) -> list[int]:
    return list(Contract.objects.ended_by(today=today).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK])


@transaction.atomic
def _roll(keys: list[int], today: date) -> dict[str, int]:
    """One chunk of ended terms. The lock comes first: a second clock waits here and then finds them closed."""
    ended = list(
        Contract.objects.select_for_update(of=("self",)).ended_by(today=today).filter(pk__in=keys).select_related("account").order_by("pk")
    )
    renewals = {one.contract_id: one for one in Renewal.objects.select_for_update().filter(contract__in=ended).order_by("pk")}
    followed = set(Contract.objects.filter(previous__in=ended).values_list("previous", flat=True))
    roll = _Roll(today)
    for contract in ended:
        renewal = renewals.get(contract.pk)
        if renewal:
            renewal.contract = contract
        is_decided = renewal is not None and renewal.stage not in OPEN_STAGES
        if contract.notice_given_on or (is_decided and renewal.stage == RenewalStage.TERMINATED):
            roll.terminate(contract, None if is_decided else renewal)
        elif is_decided or contract.pk in followed:
            roll.close(contract, ContractState.ENDED)
        elif contract.auto_renews:
            roll.renew(contract, renewal)
        else:
            roll.lapse(contract, renewal)
    return roll.write()


DECIDED_VERBS = {
    RenewalStage.RENEWED: "renewal.renewed_by_itself",
    RenewalStage.LAPSED: "renewal.lapsed_undecided",
    RenewalStage.TERMINATED: "renewal.closed_by_notice",
}


class _Roll:
    """What becomes of a chunk of ended terms, gathered first and then written in a handful of statements."""

    def __init__(self, today: date):
        self.today, self.now = today, timezone.now()
        self.contracts: list[Contract] = []
        self.new_terms: list[Contract] = []
        self.changed: list[Renewal] = []
        self.made: list[Renewal] = []
        self.told: list[tuple[object, str, dict]] = []
        self.closed = 0

    def close(self, contract: Contract, state: str) -> None:
        contract.state, contract.version = state, contract.version + 1
        self.contracts.append(contract)
        self.closed += 1
        self.told.append((contract, "contract.ended", {"to_state": state}))

    def terminate(self, contract: Contract, renewal: Renewal | None) -> None:
        """Notice was given. A renewal that the clock opened at that very moment is closed with it."""
        self.close(contract, ContractState.TERMINATED)
        if renewal is not None:
            self._decide(contract, renewal, RenewalStage.TERMINATED, contract.end_reason or _("Notice was given"))

    def renew(self, contract: Contract, renewal: Renewal | None) -> None:
        """By itself: the clause decides, the clock writes it down. An index that nobody stated leaves the fee open."""
        uplift = uplift_of(contract.uplift_kind, contract.uplift_percent)
        starts_on, ends_on = next_term(contract.starts_on, contract.ends_on, months=contract.renewal_months)
        fee = uplifted(contract.fee, uplift or Uplift(0))
        new = next_contract(contract, starts_on=starts_on, ends_on=ends_on, fee=fee, today=self.today)
        new.is_uplift_open = uplift is None and contract.uplift_kind == UpliftKind.INDEX
        self.new_terms.append(new)
        self.close(contract, ContractState.ENDED)
        self._decide(contract, renewal, RenewalStage.RENEWED, _("Renewed by itself"))

    def lapse(self, contract: Contract, renewal: Renewal | None) -> None:
        self.close(contract, ContractState.ENDED)
        self._decide(contract, renewal, RenewalStage.LAPSED, _("Ended without a decision"))

    def _decide(self, contract: Contract, renewal: Renewal | None, stage: str, reason: str) -> None:
        """The term decided itself on its last day. A term too old to have had a renewal gets one, so that none is missing."""
        from_state = renewal.stage if renewal else ""
        if renewal is None:
            renewal = Renewal(contract=contract, opened_on=self.today)
            self.made.append(renewal)
        else:
            self.changed.append(renewal)
            renewal.version += 1
        renewal.stage, renewal.reason, renewal.decided_on = stage, reason, contract.ends_on
        verb = DECIDED_VERBS[stage]
        self.told.append((renewal, verb, {"from_state": from_state, "to_state": stage, "note": reason}))

    def write(self) -> dict[str, int]:
        Contract.objects.bulk_update(self.contracts, ["state", "version"])
        Contract.objects.bulk_create(self.new_terms)
        Renewal.objects.bulk_update(self.changed, ["stage", "reason", "decided_on", "version"])
        Renewal.objects.bulk_create(self.made)
        for new in self.new_terms:
            self.told.append((new, "contract.renewed", {"words": {"starts_on": in_words(new.starts_on), "ends_on": in_words(new.ends_on)}}))
        Event.objects.bulk_create([self._event(subject, verb, **facts) for subject, verb, facts in self.told])
        return {
            "terms_closed": self.closed,
            "terms_renewed": len(self.new_terms),
            "terms_lapsed": sum(renewal.stage == RenewalStage.LAPSED for renewal in self.changed + self.made),
        }

    def _event(self, subject, verb: str, *, words: dict | None = None, **facts) -> Event:
        words = {"name": str(subject), **(words or {})}
        return Event(at=self.now, verb=verb, subject=subject, topic=topic_of(subject), words=words, **facts)


def refresh_likelihoods(today: date, *, only_new: bool = False) -> int:
    """The model's word on every open renewal, a chunk at a time; `only_new`: on the first 500 that have none. Returns how many."""
    looked, last = 0, 0
    open_renewals = Renewal.objects.open().select_related("contract__account__client").order_by("pk")
    if only_new:
        open_renewals = open_renewals.filter(model_likelihood=None)
    while renewals := list(open_renewals.filter(pk__gt=last)[:CHUNK]):
        last = renewals[-1].pk
        looked += refresh_likelihood(renewals, today=today)
        if only_new and looked >= MOST_NEW_IN_ONE_RUN:
            break
    return looked
