"""C5: renewals through their stages, who decides, and what the clock does by itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from clients.actions import renewal as actions
from clients.actions.contract import give_notice
from clients.jobs import daily, open_due_renewals, roll_ended_terms
from clients.likelihood import loyalty
from clients.models import Contract, Renewal
from clients.states import DECIDED_STAGES, OPEN_STAGES, RENEWAL_MOVES, ContractState, RenewalStage
from clients.telling import lines
from clients.tests.factories import ContractFactory, EvergreenFactory, RenewalFactory, SeatFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event
from core.money import Money
from core.moves import available_moves, make_move
from people.tests.factories import ApprovalRuleFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)
EVERYBODY = ("cora", "eli", "sam", "dana", "hana", "otto", "pia", "tara", "fin", "cree", "ada")
WORKS = {"eli", "sam", "dana", "hana"}  # the lead, and supervisors and above who see it
DECIDES = {"dana", "hana"}  # by the policy below
RECORDS_NOTICE = {"sam", "dana", "hana"}


@pytest.fixture
def policy():
    """Contracts from EUR 250,000 a year: a director."""
    ApprovalRuleFactory(amount_from_minor=0, rank_required=30)
    ApprovalRuleFactory(amount_from_minor=25_000_000, rank_required=40)


@pytest.fixture
def contract(account):
    """EUR 312,000 a year, 3% uplift, ends 31 May 2026."""
    return ContractFactory(
        account=account, starts_on=date(2025, 6, 1), ends_on=date(2026, 5, 31), fee_minor=2_600_000, uplift_kind="fixed", uplift_percent=3
    )


@pytest.fixture
def renewal(contract):
    return RenewalFactory(contract=contract, opened_on=TODAY)


def set_stage(renewal, stage):
    decided_on = TODAY if stage in DECIDED_STAGES else None
    Renewal.objects.filter(pk=renewal.pk).update(stage=stage, reason="because", decided_on=decided_on)
    return Renewal.objects.get(pk=renewal.pk)


# ── Every move from every stage by everybody ─────────────────────────────────────────────────────


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("move", RENEWAL_MOVES)
def test_c5_every_move_from_every_stage(move, who, renewal, policy, request):
    person = request.getfixturevalue(who)
    may = {"clients.work_renewal": WORKS, "clients.decide_renewal": DECIDES, "clients.record_notice": RECORDS_NOTICE}[
        RENEWAL_MOVES[move].may
    ]
    for stage in RenewalStage:
        standing = set_stage(renewal, stage)
        facts = {"decided_on": TODAY, "reason": "because"} if RENEWAL_MOVES[move].target in DECIDED_STAGES else {"decided_on": None}
        is_offered = move in available_moves(standing, by=person)
        assert is_offered == (who in may and stage in RENEWAL_MOVES[move].sources)
        if who not in may:
            with pytest.raises(PermissionDenied):
                make_move(standing, move, by=person, **facts)
        elif stage not in RENEWAL_MOVES[move].sources:
            with pytest.raises(IllegalMove):
                make_move(standing, move, by=person, **facts)
        else:
            assert make_move(standing, move, by=person, **facts).stage == RENEWAL_MOVES[move].target


# ── Proposing and deciding ───────────────────────────────────────────────────────────────────────


def test_c5_renewing_makes_the_next_term_with_the_uplift_and_leaves_the_old_row_alone(renewal, contract, policy, dana):
    before = Contract.objects.filter(pk=contract.pk).values().get()
    new = actions.renew(renewal, by=dana, today=TODAY)
    assert (new.starts_on, new.ends_on, new.fee, new.previous) == (date(2026, 6, 1), date(2027, 5, 31), Money.of(26_780, "EUR"), contract)
    assert new.state == ContractState.COMING
    assert Contract.objects.filter(pk=contract.pk).values().get() == before
    renewal.refresh_from_db()
    assert (renewal.stage, renewal.decided_on, renewal.decided_by) == (RenewalStage.RENEWED, TODAY, dana)


def test_c5_a_second_press_makes_no_second_term(renewal, policy, dana):
    actions.renew(renewal, by=dana, today=TODAY)
    with pytest.raises(IllegalMove):
        actions.renew(renewal, by=dana, today=TODAY)
    assert Contract.objects.count() == 2


def test_c5_what_was_proposed_goes_before_the_clause(renewal, policy, sam, dana):
    actions.propose(renewal, by=sam, fee=Money.of(27_500, "EUR"), months=6, today=TODAY)
    new = actions.renew(renewal, by=dana, today=TODAY)
    assert (new.fee, new.ends_on) == (Money.of(27_500, "EUR"), date(2026, 11, 30))


def test_c5_nobody_decides_their_own_proposal(renewal, policy, dana, hana):
    actions.propose(renewal, by=dana, fee=Money.of(27_500, "EUR"), today=TODAY)
    with pytest.raises(PermissionDenied):
        actions.renew(renewal, by=dana, today=TODAY)
    assert actions.renew(renewal, by=hana, today=TODAY).previous_id == renewal.contract_id


def test_c5_whoever_puts_the_draft_right_becomes_its_author(renewal, policy, sam, dana):
    proposed = actions.propose(renewal, by=sam, fee=Money.of(27_500, "EUR"), today=TODAY)
    actions.propose(proposed, by=dana, fee=Money.of(27_000, "EUR"), today=TODAY)
    with pytest.raises(PermissionDenied):
        actions.renew(renewal, by=dana, today=TODAY)


def test_p7_in_a_small_shop_one_may_decide_ones_own_proposal_and_it_is_marked(renewal, policy, dana, settings):
    settings.SMALL_SHOP_MODE = True
    actions.propose(renewal, by=dana, fee=Money.of(27_500, "EUR"), today=TODAY)
    actions.renew(renewal, by=dana, today=TODAY)
    renewal.refresh_from_db()
    assert renewal.is_self_approval


def test_c5_a_higher_proposal_asks_for_the_higher_rank(contract, renewal, sam, eli, dana):
    ApprovalRuleFactory(amount_from_minor=0, rank_required=30)
    ApprovalRuleFactory(amount_from_minor=40_000_000, rank_required=40)
    assert sam.has_perm("clients.decide_renewal", renewal)
    proposed = actions.propose(renewal, by=eli, fee=Money.of(40_000, "EUR"), today=TODAY)
    assert not sam.has_perm("clients.decide_renewal", proposed)
    assert dana.has_perm("clients.decide_renewal", proposed)


def test_c5_a_fee_without_a_rate_asks_for_the_highest_rank_of_the_policy(policy, account, sam, dana):
    renewal = RenewalFactory(contract=ContractFactory(account=account, fee_minor=100, currency="THB"))
    assert not sam.has_perm("clients.decide_renewal", renewal)
    assert dana.has_perm("clients.decide_renewal", renewal)


def test_c5_a_fee_that_follows_an_index_waits_until_somebody_states_it(account, policy, dana):
    contract = ContractFactory(account=account, fee_minor=1_000_000, uplift_kind="index", uplift_percent=4)
    renewal = RenewalFactory(contract=contract)
    with pytest.raises(Refused):
        actions.renew(renewal, by=dana, today=TODAY)
    assert Renewal.objects.get(pk=renewal.pk).stage == RenewalStage.UPCOMING
    assert actions.renew(renewal, by=dana, today=TODAY, index_percent=Decimal("6")).fee == Money(1_040_000, "EUR")


def test_c5_a_contract_that_renews_by_itself_ends_by_notice_only(account, policy, dana):
    renewal = RenewalFactory(contract=ContractFactory(account=account, auto_renews=True, renewal_months=12))
    with pytest.raises(Refused):
        actions.let_lapse(renewal, by=dana, today=TODAY, reason="Price")


def test_c5_a_lapse_keeps_its_reason(renewal, policy, dana):
    lapsed = actions.let_lapse(renewal, by=dana, today=TODAY, reason="Price")
    assert (lapsed.stage, lapsed.reason, lapsed.decided_by) == (RenewalStage.LAPSED, "Price", dana)


def test_c5_the_lead_says_how_likely_it_is_beside_the_model(renewal, eli, otto):
    told = actions.forecast(renewal, by=eli, version=1, likelihood=70, next_step="Call Sirpa")
    assert (told.likelihood, told.next_step) == (70, "Call Sirpa")
    with pytest.raises(PermissionDenied):
        actions.forecast(renewal, by=otto, likelihood=5)
    with pytest.raises(LostRace):
        actions.forecast(renewal, by=eli, version=1, likelihood=60)


def test_c7_a_forecast_says_each_thing_once(renewal, eli):
    for facts in ({"likelihood": 70, "next_step": "Call Sirpa"}, {"likelihood": 85}, {"next_step": "Sign"}, {"likelihood": None}):
        actions.forecast(renewal, by=eli, **facts)
    link = f'<a href="{renewal.get_absolute_url()}">{renewal}</a>'
    told = [(str(line.text), line.changes_in_words) for line in lines(Event.objects.filter(verb="renewal.forecast").order_by("pk"))]
    assert told == [
        (f"put the renewal of {link} at 70%", "next step: Call Sirpa"),
        (f"moved the renewal of {link} from 70% to 85%", ""),
        (f"said what comes next for the renewal of {link}", "next step: Call Sirpa → Sign"),
        (f"took back how likely the renewal of {link} is", ""),
    ]


def test_c5_the_model_gives_its_reasons(renewal, eli):
    from clients.tests.factories import BoughtServiceFactory, ContactFactory

    ContactFactory(client=renewal.contract.account.client, decision_role="decision_maker", attitude=2, power=3)
    BoughtServiceFactory(account=renewal.contract.account, fit="good", fit_on=TODAY)
    moved = actions.move_renewal(renewal, "check_health", by=eli, today=TODAY)
    why = {part["label"]: part["value"] for part in moved.model_why}
    assert why["Who decides"] == 100
    assert why["Fit of services"] == 95
    weighed = sum(part["weight"] * part["value"] for part in moved.model_why) / sum(part["weight"] for part in moved.model_why)
    assert moved.model_likelihood == round(weighed)


def test_c5_the_plain_moves_are_no_way_round_a_decision(renewal, dana):
    with pytest.raises(IllegalMove):
        actions.move_renewal(renewal, "renew", by=dana, today=TODAY)


# ── The clock ────────────────────────────────────────────────────────────────────────────────────


def test_c5_the_clock_opens_a_renewal_120_days_before_the_last_safe_notice_day(account):
    due = ContractFactory(account=account, ends_on=TODAY + timedelta(days=120))
    late = ContractFactory(account=account, ends_on=TODAY + timedelta(days=30), notice_count=90)
    ContractFactory(account=account, ends_on=TODAY + timedelta(days=140))
    EvergreenFactory(account=account)
    ContractFactory(account=account, ends_on=TODAY + timedelta(days=20), state=ContractState.ENDED)
    known = RenewalFactory(contract=ContractFactory(account=account, ends_on=TODAY + timedelta(days=10)))
    assert open_due_renewals(TODAY) == 2
    assert set(Renewal.objects.exclude(pk=known.pk).values_list("contract", flat=True)) == {due.pk, late.pk}
    assert open_due_renewals(TODAY) == 0


def test_c5_a_term_that_renews_by_itself_is_followed_by_the_next_with_its_uplift(account):
    contract = ContractFactory(
        account=account,
        starts_on=date(2025, 3, 1),
        ends_on=date(2026, 2, 28),
        auto_renews=True,
        renewal_months=12,
        uplift_kind="fixed",
        uplift_percent=3,
        fee_minor=100_000,
    )
    renewal = RenewalFactory(contract=contract, stage=RenewalStage.HEALTH_CHECK)
    assert roll_ended_terms(TODAY) == {"terms_closed": 1, "terms_renewed": 1, "terms_lapsed": 0}
    contract.refresh_from_db()
    renewal.refresh_from_db()
    assert (contract.state, renewal.stage, renewal.decided_on, renewal.decided_by) == ("ended", "renewed", date(2026, 2, 28), None)
    new = contract.next
    assert (new.state, new.starts_on, new.ends_on, new.fee_minor) == ("active", date(2026, 3, 1), date(2027, 2, 28), 103_000)
    assert new.last_safe_notice_on is not None


def test_c5_terms_that_went_by_unseen_are_all_made_up_for(account):
    ContractFactory(account=account, starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31), auto_renews=True, renewal_months=12)
    roll_ended_terms(TODAY)
    terms = list(Contract.objects.order_by("starts_on").values_list("starts_on", "state"))
    assert terms == [(date(year, 1, 1), "ended") for year in range(2021, 2026)] + [(date(2026, 1, 1), "active")]
    assert Renewal.objects.filter(stage=RenewalStage.RENEWED).count() == 5


def test_c5_a_term_that_ends_undecided_has_lapsed(account):
    contract = ContractFactory(account=account, starts_on=date(2025, 1, 1), ends_on=date(2026, 3, 9))
    assert roll_ended_terms(TODAY)["terms_lapsed"] == 1
    renewal = Renewal.objects.get(contract=contract)
    assert (renewal.stage, renewal.reason, renewal.decided_on) == (RenewalStage.LAPSED, "Ended without a decision", date(2026, 3, 9))


def test_c5_the_last_day_belongs_to_the_term(account):
    ContractFactory(account=account, starts_on=date(2025, 1, 1), ends_on=TODAY)
    assert roll_ended_terms(TODAY)["terms_closed"] == 0


def test_c5_what_was_decided_is_carried_out_on_its_day(account, renewal, policy, dana, sam):
    actions.renew(renewal, by=dana, today=TODAY)
    noticed = ContractFactory(account=account, starts_on=date(2025, 6, 1), ends_on=date(2026, 5, 31), auto_renews=True, renewal_months=12)
    give_notice(noticed, by=sam, given_by="client", given_on=TODAY, reason="Merged")
    lapsed = ContractFactory(account=account, starts_on=date(2025, 6, 1), ends_on=date(2026, 5, 31))
    actions.let_lapse(RenewalFactory(contract=lapsed), by=dana, today=TODAY, reason="Price")
    counts = daily(date(2026, 6, 1))
    assert (counts["contracts_begun"], counts["terms_closed"], counts["terms_renewed"]) == (1, 3, 0)
    states = dict(Contract.objects.filter(ends_on=date(2026, 5, 31)).values_list("pk", "state"))
    assert states == {renewal.contract_id: "ended", noticed.pk: "terminated", lapsed.pk: "ended"}
    assert Contract.objects.get(previous=renewal.contract_id).state == ContractState.ACTIVE


def test_c5_an_index_that_nobody_stated_leaves_the_fee_open(account):
    contract = ContractFactory(
        account=account,
        starts_on=date(2025, 3, 1),
        ends_on=date(2026, 2, 28),
        auto_renews=True,
        renewal_months=12,
        uplift_kind="index",
        uplift_percent=4,
    )
    roll_ended_terms(TODAY)
    assert (contract.next.is_uplift_open, contract.next.fee_minor) == (True, contract.fee_minor)


def test_s1_a_day_may_be_run_twice_late_or_after_a_year_of_silence(account, walled_account):
    for months, auto in ((12, True), (1, True), (12, False), (3, False)):
        for place in (account, walled_account):
            ContractFactory(account=place, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), auto_renews=auto, renewal_months=months)
    daily(date(2027, 1, 15))
    once = list(Contract.objects.order_by("pk").values_list("pk", "state", "starts_on", "ends_on"))
    events = Event.objects.count()
    again = daily(date(2027, 1, 15))
    assert {name: count for name, count in again.items() if count} == {}
    assert list(Contract.objects.order_by("pk").values_list("pk", "state", "starts_on", "ends_on")) == once
    assert Event.objects.count() == events
    assert Contract.objects.filter(state="active").count() == 4  # two yearly ones, two monthly ones


def test_c5_the_roll_asks_no_more_of_the_database_for_many_than_for_few(account, django_assert_max_num_queries):
    for number in range(40):
        ContractFactory(
            account=account, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), auto_renews=number % 2 == 0, renewal_months=24
        )
    with django_assert_max_num_queries(16):
        roll_ended_terms(TODAY)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_s1_two_clocks_at_once_make_one_next_term(account):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    for _number in range(30):
        ContractFactory(account=account, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), auto_renews=True, renewal_months=24)

    def run(_clock):
        try:
            return daily(TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(run, range(4)))
    assert sum(count["terms_renewed"] for count in counts) == 30
    assert Contract.objects.count() == 60


def test_c5_a_stranger_sees_no_renewal(renewal, otto, eli):
    SeatFactory(account=ContractFactory().account, person=otto)
    assert set(Renewal.objects.visible_to(eli)) == {renewal}
    assert not Renewal.objects.visible_to(otto)
    assert set(OPEN_STAGES) | set(DECIDED_STAGES) == set(RenewalStage)


def test_c5_a_term_that_was_renewed_once_is_told_so(contract):
    following = ContractFactory(account=contract.account, starts_on=date(2026, 6, 1), ends_on=date(2027, 5, 31), previous=contract)
    renewal = RenewalFactory(contract=following)
    assert loyalty([renewal], TODAY)[renewal.pk].words == "Renewed once in five years."
