"""What of contracts needs a person today: amendments to take note of, an index to state, renewals to decide (C5)."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Account, Acknowledgement, Contract, Renewal, Seat
from clients.models.contract import TIMES_A_YEAR
from clients.permissions import LARGEST_AMOUNT, PROPOSING
from clients.states import AcknowledgingRole, RenewalStage
from core.addresses import address_of
from core.models import Event, ExchangeRate
from core.money import in_house_currency
from core.my_day import Need, line_by_line, lines, of_rows
from core.registries import approvals, my_day
from people.models import ApprovalRule
from people.policy import DEFAULT_RANK
from people.states import DocumentKind, Rank

DECIDE_DAYS = 30
MOST = 20


def led_by(person):
    return Seat.objects.live(today=person.today).leads().filter(person__in=person.standing.seats_of).values("account")


def unacknowledged(person, today):
    """The lead's own, and those of traffic or finance on accounts they see."""
    mine = Q(role=AcknowledgingRole.LEAD, amendment__contract__account__in=led_by(person))
    if person.department in AcknowledgingRole.values:
        mine |= Q(role=person.department, amendment__contract__account__in=Account.objects.visible_to(person))
    account, contract = "amendment__contract__account", "amendment__contract"
    words = {"title": f"{contract}__name", "why": "amendment__reason", "state": "amendment__number", "leads_to": contract}
    rows = Acknowledgement.objects.filter(mine, person=None)
    return lines(rows, due_on="amendment__effective_on", code=f"{account}__code", code_of=account, **words)


@my_day.register
@line_by_line(unacknowledged)
def amendment_to_acknowledge(line, person) -> Need:
    """One press each."""
    return Need(
        key=f"acknowledgement:{line.pk}",
        title=_("Acknowledge amendment %(n)d of %(contract)s") % {"n": int(line.state), "contract": line.title},
        why=line.why[:100],
        due_on=line.due_on,
        act_label=_("Acknowledge"),
        act_url=address_of("amendment_acknowledge", line.pk),
        icon="stamp",
        code=line.code,
        code_url=address_of("account_detail", line.code_of),
        group="contracts",
        post=True,
        url=address_of("contract_detail", line.leads_to),
    )


def at_stake(person, today):
    """Proposals to decide soon and fees that wait for an index, on accounts where they sit; for supervisors and above."""
    if not person.rank or person.rank < Rank.SUPERVISOR:
        return None
    seats = Seat.objects.live(today=today).filter(person__in=person.standing.seats_of).values("account")
    soon = Q(
        renewal__stage__in=(RenewalStage.PROPOSAL, RenewalStage.NEGOTIATION), last_safe_notice_on__lte=today + timedelta(days=DECIDE_DAYS)
    )
    return Contract.objects.in_force().filter(soon | Q(is_uplift_open=True), account__in=seats)


def first_at_stake(person, today):
    """With who proposed the renewal, and at what rate its currency stands."""
    rates = ExchangeRate.objects.filter(currency=OuterRef("currency"), on__lte=today).order_by("-on").values("house_per_unit")
    rows = with_proposer(at_stake(person, today).for_pages()).annotate(house_per_unit=Subquery(rates[:1]))
    return rows.order_by("last_safe_notice_on", "pk")[:MOST]


def policy_of_contracts(person, today):
    return ApprovalRule.objects.filter(document_kind=DocumentKind.CONTRACT, brief_kind="").order_by("pk")


@my_day.register
@of_rows(at_stake, contracts=first_at_stake, policy=policy_of_contracts)
def renewals_to_decide(person, today, *, contracts, policy) -> list[Need]:
    """Proposals on accounts where they sit, that their rank covers and that they did not write; and fees that wait for an index.

    Supervisors and above. Twin of `clients.decide_renewal`.
    """
    ranks = ranks_for(contracts, policy, today=today)
    needs = []
    for contract in contracts:
        if contract.is_uplift_open:
            needs.append(index_need(contract))
        elif person.rank >= ranks[contract.pk] and contract.proposer != person.pk:
            needs.append(decision_need(contract))
    return needs


@approvals.register
def renewals_to_approve(person, today) -> list[Need]:
    """The decisions among them, for the page of approvals."""
    return [need for need in renewals_to_decide(person, today) if need.group == "renewals"]


def ranks_for(contracts, policy, *, today) -> dict[int, int]:
    """The rank that the policy asks for each, set-wise. Twin: clients.permissions.rank_for_renewal()."""
    known = {contract.currency: contract.house_per_unit for contract in contracts if contract.house_per_unit is not None}
    rates = {currency: ExchangeRate(currency=currency, on=today, house_per_unit=rate) for currency, rate in known.items()}
    found = {}
    for contract in contracts:
        renewal = getattr(contract, "renewal", None)
        proposed = (renewal.proposed_fee_minor or 0) if renewal else 0
        yearly = max(contract.fee_minor, proposed) * TIMES_A_YEAR[contract.fee_period]
        in_house = in_house_currency([(contract.currency, yearly)], on=today, rates=rates)
        amount = LARGEST_AMOUNT if in_house.without_rate else in_house.total.minor
        tier = contract.account.tier_now
        asked = [rule.rank_required for rule in policy if rule.amount_from_minor <= amount and rule.client_tier in ("", tier)]
        found[contract.pk] = max(asked, default=DEFAULT_RANK)
    return found


def with_proposer(contracts):
    """Annotates who wrote the last draft of the renewal. Twin: clients.permissions.proposed_it()."""
    drafts = Event.objects.filter(
        verb__in=PROPOSING, subject_type=ContentType.objects.get_for_model(Renewal), subject_id=OuterRef("renewal__pk")
    )
    return contracts.annotate(proposer=Subquery(drafts.order_by("-at", "-pk").values("actor")[:1]))


def decision_need(contract: Contract) -> Need:
    renewal = contract.renewal
    return Need(
        key=f"renewal:{renewal.pk}",
        title=_("Decide the renewal of %(contract)s") % {"contract": contract},
        why=_("%(stage)s; your rank covers it") % {"stage": renewal.get_stage_display()},
        due_on=contract.last_safe_notice_on,
        act_label=_("Open the renewal"),
        act_url=renewal.get_absolute_url(),
        icon="calendar-sync",
        code=contract.account.code,
        code_url=contract.account.get_absolute_url(),
        group="renewals",
    )


def index_need(contract: Contract) -> Need:
    return Need(
        key=f"index:{contract.pk}",
        title=_("State the index for %(contract)s") % {"contract": contract},
        why=_("It renewed by itself at the old fee"),
        due_on=contract.starts_on,
        act_label=_("State it"),
        act_url=reverse("contract_index", args=[contract.pk]),
        icon="percent",
        code=contract.account.code,
        code_url=contract.account.get_absolute_url(),
        group="contracts",
        url=contract.get_absolute_url(),
    )
