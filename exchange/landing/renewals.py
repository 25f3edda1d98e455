"""Renewals (C5): the stage and the decision of a contract's term, read into the renewal that stands for it.

Of a term in force each step is the domain's own move, with its permission, its event and its four eyes; of a term that is over
the decision is written down as it was. What contradicts the contract is refused.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from clients import bulk
from clients.actions.renewal import forecast, propose
from clients.likelihood import refresh_likelihood
from clients.models import Contract, Renewal
from clients.states import (
    DECIDED_STAGES,
    LIVE_CONTRACT_STATES,
    OPEN_STAGES,
    ContractState,
    NoticeParty,
    RenewalStage,
)
from core.errors import Refused
from core.money import Money
from core.moves import make_move, record
from exchange.landing.base import Landing
from exchange.landing.hanging import KnownContracts, accounts_of, is_whole, left_as_it_is
from exchange.landing.journal import Journal
from exchange.landing.words import cause_of, stage_of
from exchange.models import ImportRow
from exchange.preparing import Prepared
from exchange.states import Outcome

R = RenewalStage
MONTHS_MOST = 1200
# (from, to) → the moves that lead there.
WAYS = {
    (R.UPCOMING, R.HEALTH_CHECK): ("check_health",),
    (R.UPCOMING, R.PROPOSAL): ("propose",),
    (R.HEALTH_CHECK, R.PROPOSAL): ("propose",),
    (R.NEGOTIATION, R.PROPOSAL): ("step_back",),
    (R.UPCOMING, R.NEGOTIATION): ("propose", "negotiate"),
    (R.HEALTH_CHECK, R.NEGOTIATION): ("propose", "negotiate"),
    (R.PROPOSAL, R.NEGOTIATION): ("negotiate",),
}
KEPT = (
    "stage",
    "likelihood",
    "next_step",
    "proposed_fee_minor",
    "proposed_months",
    "reason",
    "cause",
    "decided_on",
    "decided_by",
    "is_self_approval",
)


def land_renewals(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared, stage=_("The stage is missing."))]
    for prepared in rows:
        if not (prepared.get("contract") or prepared.get("contract_number")):
            journal.refuse(prepared, _("The contract is missing."), landing.heading("contract") or landing.heading("contract_number"))
    rows = [prepared for prepared in rows if not prepared.is_refused]
    accounts = accounts_of(landing, journal, rows)
    rows = [prepared for prepared in rows if prepared.number in accounts]
    contracts = _contracts(landing, journal, rows, accounts)
    rows = [prepared for prepared in rows if prepared.number in contracts]
    keys = [contract.pk for contract in contracts.values()]
    known = {one.contract_id: one for one in Renewal.objects.select_for_update(of=("self",)).filter(contract__in=keys).order_by("pk")}
    followed = set(Contract.objects.filter(previous__in=keys).values_list("previous", flat=True))
    landed = ImportRow.objects.filter(batch=landing.batch, kind="renewal", object_id__in=[one.pk for one in known.values()])
    seen = set(landed.values_list("object_id", flat=True))
    still_open = []
    for prepared in rows:
        contract = contracts[prepared.number]
        renewal = known.get(contract.pk)
        if renewal is not None and renewal.pk in seen:
            journal.refuse(prepared, _("An earlier row of this file is about the same term."), landing.heading("contract"))
            continue
        row = _Row(landing, prepared, contract, renewal, is_followed=contract.pk in followed)
        if why := row.trouble():
            journal.refuse(prepared, why, landing.heading("stage"))
            continue
        try:
            with transaction.atomic():
                fresh = row.land(journal)
        except PermissionDenied:
            journal.refuse(prepared, _("The approval policy gives this decision to somebody else."), landing.heading("stage"))
            continue
        except Refused as refusal:
            journal.refuse(prepared, str(refusal), landing.heading("stage"))
            continue
        known[contract.pk] = fresh
        seen.add(fresh.pk)
        journal.remember("renewals", prepared.get("source_id"), fresh)
        if fresh.is_open:
            still_open.append(fresh)
    refresh_likelihood(still_open, today=landing.today)


def _contracts(landing: Landing, journal: Journal, rows: list[Prepared], accounts: dict) -> dict[int, Contract]:
    known, found = KnownContracts(landing, rows, accounts), {}
    for prepared in rows:
        contracts = known.find(prepared, accounts[prepared.number])
        words = {"name": prepared.get("contract") or prepared.get("contract_number")}
        if len(contracts) == 1:
            found[prepared.number] = contracts[0]
        elif contracts:
            why = _("Several terms of the account are called “%(name)s”: give the first day, or the number.") % words
            journal.refuse(prepared, why, landing.heading("contract"))
        else:
            why = _("Its contract “%(name)s” is not here: import the contracts first.") % words
            journal.refuse(prepared, why, landing.heading("contract") or landing.heading("contract_number"))
    locked = Contract.objects.select_for_update(of=("self",)).select_related("account__client").order_by("pk")
    fresh = locked.in_bulk([contract.pk for contract in found.values()])
    return {number: fresh[contract.pk] for number, contract in found.items()}


class _Row:
    """One row on its way into the renewal of its term, which may be here or not."""

    def __init__(self, landing: Landing, prepared: Prepared, contract: Contract, renewal: Renewal | None, *, is_followed: bool):
        self.landing, self.prepared, self.contract, self.renewal, self.is_followed = landing, prepared, contract, renewal, is_followed
        if renewal is not None:
            renewal.contract = contract
        self.stage = stage_of(prepared.get("stage"))
        self.fee: Money | None = None

    @property
    def is_live(self) -> bool:
        return self.contract.state in LIVE_CONTRACT_STATES

    def trouble(self) -> str:
        """Why this cannot be; empty when it can."""
        stands = self.renewal.stage if self.renewal else None
        if self.stage is None:
            return _("“%(text)s” is no stage of a renewal.") % {"text": self.prepared.get("stage")[:40]}
        if self.contract.is_evergreen:
            return _("The contract has no end, so there is no next term to decide.")
        if why := self._trouble_with_the_fee():
            return why
        if stands == self.stage:
            return ""
        if stands in DECIDED_STAGES:
            return _("It is decided here already: %(stage)s.") % {"stage": self.renewal.get_stage_display()}
        return self._trouble_with_the_decision() if self.stage in DECIDED_STAGES else self._trouble_with_the_stage(stands)

    def _trouble_with_the_fee(self) -> str:
        values = self.prepared.values
        if "proposed_fee" not in values:
            return ""
        if values.get("proposed_fee_currency", self.contract.currency) != self.contract.currency:
            return _("The proposed fee is not in the currency of the contract.")
        if not 0 <= values["proposed_fee"] <= 10**15:
            return _("The proposed fee is out of reach.")
        self.fee = Money.of(values["proposed_fee"], self.contract.currency)
        return ""

    def _trouble_with_the_stage(self, stands: str | None) -> str:
        if not self.is_live:
            return _("The contract is over: nothing is left to decide.")
        if self.contract.notice_given_on:
            return _("Notice was given for the contract: its renewal is closed.")
        if self.is_followed:
            return _("The contract has its next term already.")
        if (stands or R.UPCOMING) != self.stage and ((stands or R.UPCOMING), self.stage) not in WAYS:
            return _("It is further on here: %(stage)s.") % {"stage": R(stands).label}
        return ""

    def _trouble_with_the_decision(self) -> str:
        decided_on, today = self.prepared.get("decided_on"), self.landing.today
        if not decided_on:
            return _("It is decided, but on which day is missing.")
        if decided_on > today:
            return _("It cannot be decided on a day that is still to come.")
        if self.stage == R.RENEWED:
            why = _("Its next term is not here: import the contracts with their previous terms first, or renew it by hand.")
            return "" if self.is_followed else why
        if not self.prepared.get("reason"):
            return _("It was lost, but why is missing.")
        if self.is_followed:
            return _("The contract has its next term already.")
        if self.stage == R.LAPSED and self.is_live and self.contract.auto_renews and not self.contract.notice_given_on:
            return _("This contract renews by itself: to end it, give notice.")
        was_ended = self.contract.notice_given_on or self.contract.state == ContractState.TERMINATED
        if self.stage == R.TERMINATED and not was_ended:
            return _("No notice stands on the contract: write it down there.")
        return ""

    def land(self, journal: Journal) -> Renewal:
        """Raises PermissionDenied, Refused."""
        if self.renewal is None:
            fresh = self._open()
            journal.made.append((self.prepared.number, fresh))
            journal.settle(self.prepared, fresh, Outcome.CREATED)
            return fresh
        before = {name: getattr(self.renewal, name if name != "decided_by" else "decided_by_id") for name in KEPT}
        fresh = self._bring(self.renewal)
        after = {name: getattr(fresh, name if name != "decided_by" else "decided_by_id") for name in KEPT}
        changed = {name: value for name, value in before.items() if after[name] != value}
        if changed:
            journal.changed.append((self.prepared.number, fresh, changed))
        journal.settle(self.prepared, fresh, Outcome.UPDATED if changed else Outcome.UNCHANGED)
        return fresh

    def _open(self) -> Renewal:
        """A renewal that is not here: of a term that is over as it was decided; of one in force opened, then brought on."""
        renewal = Renewal(contract=self.contract, opened_on=self._opened_on(), **self._forecast())
        if self.fee is not None:
            renewal.proposed_fee_minor, renewal.proposed_months = self.fee.minor, self._months()
        if not self.is_live:
            renewal.stage = self.stage
            for name, value in self._decision().items():
                setattr(renewal, name, value)
        bulk.open_renewals([renewal], by=self.landing.by)
        if self.fee is not None and self.is_live and self.stage in OPEN_STAGES:
            record(renewal, "renewal.revise", by=self.landing.by)  # whoever brings a proposal in does not decide it
        return self._move(renewal) if self.is_live else renewal

    def _opened_on(self) -> date:
        return min(self.prepared.get("opened_on") or self.landing.today, self.landing.today)

    def _bring(self, renewal: Renewal) -> Renewal:
        """The renewal that is here: its stage by moves, a proposal by whoever imports, a forecast."""
        by, today = self.landing.by, self.landing.today
        if renewal.stage in DECIDED_STAGES:
            for name in ("reason", "decided_on"):
                if self.prepared.get(name) and self.prepared.get(name) != getattr(renewal, name):
                    left_as_it_is(self.landing, self.prepared, renewal, name, self.prepared.get(name))
            return renewal
        fresh = self._move(renewal)
        if not fresh.is_open:
            return fresh
        draft = (self.fee.minor, self._months() or fresh.proposed_months) if self.fee is not None else None
        if draft and draft != (fresh.proposed_fee_minor, fresh.proposed_months):
            if fresh.stage in (R.PROPOSAL, R.NEGOTIATION):
                fresh = propose(fresh, by=by, fee=self.fee, months=draft[1], today=today)
            else:
                why = _("Left empty: what is proposed belongs to a renewal from the stage of the proposal on.")
                self.prepared.note(why, self.landing.heading("proposed_fee"))
        facts = self._forecast()
        return forecast(fresh, by=by, **facts) if facts else fresh

    def _move(self, renewal: Renewal) -> Renewal:
        if renewal.stage == self.stage:
            return renewal
        by = self.landing.by
        if self.stage in DECIDED_STAGES:
            decision = self._decision()
            return make_move(renewal, self._decisive_move(), by=by, note=decision.get("reason", ""), **decision)
        for name in WAYS[renewal.stage, self.stage]:
            draft = {"proposed_fee_minor": self.fee.minor, "proposed_months": self._months()} if name == "propose" and self.fee else {}
            renewal = make_move(renewal, name, by=by, **draft)
        return renewal

    def _decisive_move(self) -> str:
        if self.stage == R.TERMINATED:
            return "take_notice" if self.contract.notice_given_by == NoticeParty.CLIENT else "terminate"
        return {R.RENEWED: "renew", R.LAPSED: "lapse"}[self.stage]

    def _decision(self) -> dict:
        values = self.prepared.values
        facts = {"decided_on": values["decided_on"], "is_self_approval": bool(values.get("is_self_approval"))}
        if values.get("reason"):
            facts["reason"] = values["reason"]
        if self.stage != R.RENEWED and (cause := cause_of(values.get("cause", ""))):
            facts["cause"] = cause
        if text := values.get("decided_by"):
            facts["decided_by"] = self.landing.people.find_anybody(text)
            if facts["decided_by"] is None:
                words = {"text": text[:80]}
                self.prepared.note(_("Left empty: “%(text)s” is nobody of ours.") % words, self.landing.heading("decided_by"))
        return facts

    def _forecast(self) -> dict:
        values = self.prepared.values
        facts = {"next_step": values["next_step"]} if values.get("next_step") else {}
        if "likelihood" in values:
            if 0 <= values["likelihood"] <= 100:
                facts["likelihood"] = values["likelihood"]
            else:
                self.prepared.note(_("Left empty: a likelihood lies between 0 and 100."), self.landing.heading("likelihood"))
        return facts

    def _months(self) -> int | None:
        months = self.prepared.values.get("proposed_months")
        return months if months and months <= MONTHS_MOST else None
