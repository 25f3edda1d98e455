"""Who may do what with clients, accounts, contracts and renewals. Seeing is `visible_to`; this is doing. A table at the end."""

import rules
from django.utils import timezone

from clients.models import Account, Client, Contact, Renewal, Seat
from clients.models.contract import TIMES_A_YEAR
from clients.sight import is_remembered
from clients.states import AcknowledgingRole, SeatRole
from core.models import Event
from core.money import in_house_currency
from people.permissions import director_up, executive_up, has_a_rank, in_a_small_shop, in_department, supervisor_up
from people.policy import rank_required
from people.states import Department, DocumentKind

PROPOSING = ("renewal.propose", "renewal.revise")
LARGEST_AMOUNT = 2**62  # minor units


def account_of(obj) -> Account | None:
    """The account that a row hangs on; None for a client or a contact of all its accounts."""
    if isinstance(obj, Account):
        return obj
    if isinstance(obj, Renewal):
        return obj.contract.account
    return getattr(obj, "account", None) or getattr(getattr(obj, "contract", None), "account", None)


@rules.predicate
def sees_all(person, obj=None):
    """A head, or whoever covers for one: nothing is hidden from them that would be moved unseen."""
    return person.standing.sees_all


@rules.predicate
def sees_it(person, obj):
    """It exists for this person: the same answer as `visible_to`, row by row."""
    if obj is None:
        return False
    account = account_of(obj)
    if is_remembered(person, obj) or is_remembered(person, account):
        return True
    if isinstance(obj, Client | Contact):
        return type(obj).objects.visible_to(person).filter(pk=obj.pk).exists()
    if account is not None:
        return Account.objects.visible_to(person).filter(pk=account.pk).exists()
    return Client.objects.visible_to(person).filter(pk=obj.client_id).exists()


@rules.predicate
def leads_it(person, obj):
    """Holds the lead's seat today, or covers for whoever holds it."""
    account = account_of(obj)
    if is_remembered(person, account) and hasattr(account, "live_seats"):
        return any(seat.is_lead and seat.person_id in person.standing.seats_of for seat in account.live_seats)
    return (
        account is not None
        and Seat.objects.live(today=person.today).leads().filter(account=account, person__in=person.standing.seats_of).exists()
    )


@rules.predicate
def is_on_the_team(person, obj):
    account = account_of(obj)
    if is_remembered(person, account) and hasattr(account, "live_seats"):
        return any(seat.role != SeatRole.LIAISON and seat.person_id in person.standing.seats_of for seat in account.live_seats)
    return (
        account is not None
        and Seat.objects.live(today=person.today)
        .filter(account=account, person__in=person.standing.seats_of)
        .exclude(role=SeatRole.LIAISON)
        .exists()
    )


@rules.predicate
def owns_the_prospect(person, client):
    return isinstance(client, Client) and client.owner_id in person.standing.seats_of


@rules.predicate
def rank_covers_the_fee(person, renewal):
    """The approval policy asks for this rank or a lower one, by yearly fee and tier (P3, P4). Twin: people.policy.in_words()."""
    return person.rank is not None and person.rank >= rank_for_renewal(renewal)


def rank_for_renewal(renewal) -> int:
    """The rank that must decide this renewal, by the policy's rows for contracts: the higher of the old fee and the proposed.

    A page that has worked it out already keeps it on its row (`rank_asked`); an action's fresh row has none and asks anew.
    """
    if (asked := getattr(renewal, "rank_asked", None)) is not None:
        return asked
    contract = renewal.contract
    yearly = max(contract.fee_minor, renewal.proposed_fee_minor or 0) * TIMES_A_YEAR[contract.fee_period]
    return rank_for_amount(contract, yearly)


def rank_for_amount(contract, yearly_minor: int) -> int:
    """The rank that the policy asks for so much a year. Without a rate to the agency's currency: as for any amount, the highest."""
    in_house = in_house_currency([(contract.currency, yearly_minor)], on=timezone.localdate())
    amount = LARGEST_AMOUNT if in_house.without_rate else in_house.total.minor
    return rank_required(DocumentKind.CONTRACT, amount_minor=amount, tier=contract.account.tier_now)


@rules.predicate
def rank_covers_the_contract(person, contract):
    """Whoever could decide its renewal may also end it before (C5)."""
    return contract is not None and person.rank is not None and person.rank >= rank_for_amount(contract, contract.annual_fee.minor)


@rules.predicate
def proposed_it(person, renewal):
    """Wrote the proposal that is to be decided: the author of the last draft. Twin: clients.my_day_contracts.with_proposer()."""
    if hasattr(renewal, "drafted_by"):  # kept by the page that has read its events
        return renewal.drafted_by == person.pk
    last = Event.objects.about(renewal).filter(verb__in=PROPOSING).order_by("-at", "-pk").first()
    return last is not None and last.actor_id == person.pk


@rules.predicate
def may_acknowledge(person, acknowledgement):
    """The lead for the lead; whoever of traffic or finance sees the account for theirs."""
    if acknowledgement is None:
        return False
    if acknowledgement.role == AcknowledgingRole.LEAD:
        return leads_it(person, acknowledgement.amendment.contract)
    return person.department == Department(acknowledgement.role)


@rules.predicate
def sees_the_amended(person, acknowledgement):
    return acknowledgement is not None and sees_it(person, acknowledgement.amendment.contract)


in_sales = in_department(Department.SALES)
in_finance = in_department(Department.FINANCE)
works_on_it = sees_it & (has_a_rank | is_on_the_team)

# Fees are no business of creative, traffic or a learning coordinator: hidden from page, form, list and export alike.
rules.add_perm("clients.see_fees", executive_up | in_finance | in_sales)

rules.add_perm("clients.add_client", executive_up | in_sales)
rules.add_perm("clients.change_client", sees_it & (executive_up | owns_the_prospect))
rules.add_perm("clients.lose_client", sees_it & supervisor_up)
rules.add_perm("clients.add_account", sees_it & supervisor_up)
rules.add_perm("clients.change_account", sees_it & (supervisor_up | leads_it))
rules.add_perm("clients.close_account", sees_it & supervisor_up)
rules.add_perm("clients.seat_people", sees_it & supervisor_up)
rules.add_perm("clients.seat_anybody", supervisor_up)  # the act of a list; each account is asked again
rules.add_perm("clients.wall_account", sees_it & director_up)
rules.add_perm("clients.change_contact", works_on_it | (sees_it & in_sales))
rules.add_perm("clients.merge_contacts", sees_it & (executive_up | in_sales))
rules.add_perm("clients.merge_clients", sees_all)  # ADR 0049
rules.add_perm("clients.note_preference", works_on_it)
rules.add_perm("clients.note_market", works_on_it | (sees_it & in_sales))
rules.add_perm("clients.change_services", sees_it & (executive_up | in_sales))
rules.add_perm("clients.change_service_list", director_up)
rules.add_perm("clients.change_service_levels", director_up)
rules.add_perm("clients.hand_sales_over", sees_it & (supervisor_up | in_sales))
rules.add_perm("clients.take_sales_over", leads_it)
rules.add_perm("clients.enter_contracts", supervisor_up)
rules.add_perm("clients.add_contract", sees_it & supervisor_up)
rules.add_perm("clients.change_contract", sees_it & supervisor_up)
rules.add_perm("clients.amend_contract", sees_it & supervisor_up)
rules.add_perm("clients.record_notice", sees_it & supervisor_up)
rules.add_perm("clients.end_contract", sees_it & rank_covers_the_contract)
rules.add_perm("clients.acknowledge_amendment", sees_the_amended & may_acknowledge)
rules.add_perm("clients.work_renewal", sees_it & (supervisor_up | leads_it | (executive_up & is_on_the_team)))
rules.add_perm("clients.decide_renewal", sees_it & rank_covers_the_fee & (~proposed_it | in_a_small_shop))
