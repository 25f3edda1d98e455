"""The sweep (S1): who hears of what, what climbs, what ends by itself; that twice, late or beside another changes nothing."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from care.models import CheckIn
from care.states import CheckInState
from clients.models import Account, Contract, Seat
from clients.states import RenewalStage, SeatRole
from clients.tests.factories import AccountFactory, ContractFactory, LeadFactory, RenewalFactory, SeatFactory
from core.errors import Refused
from core.models import ExchangeRate, Heartbeat
from core.moves import record
from core.workdays import add_working_days
from people.tests.factories import PersonFactory
from reminders import actions, engine
from reminders.deliver import deliver
from reminders.models import Reminder, SweepError, SweepRun
from reminders.registry import Rule, Step, rule_named, rules
from reminders.statements import only_one
from reminders.states import Outcome, ReminderState
from reminders.tests.factories import AbsenceFactory

TODAY = date(2026, 3, 10)  # a Tuesday
NOW = timezone.now()


@pytest.fixture
def clock():
    """Sweeps as of TODAY plus so many days, each a little later than the one before."""
    moment = [NOW]

    def sweep(days=0, **kwargs):
        moment[0] += timedelta(seconds=1)
        return engine.sweep(TODAY + timedelta(days=days), now=moment[0], **kwargs)

    return sweep


def contract_with_notice_in(days, **fields):
    """A contract whose last safe notice day is so many days after TODAY."""
    contract = ContractFactory(starts_on=date(2025, 1, 1), ends_on=date(2027, 1, 29), **fields)
    Contract.objects.filter(pk=contract.pk).update(last_safe_notice_on=TODAY + timedelta(days=days))
    contract.refresh_from_db()
    return contract


def told(**filters):
    """(rule, rung, recipient) of the open reminders that match."""
    return {(r.rule, r.rung, r.recipient.name) for r in Reminder.objects.open().filter(**filters).select_related("recipient")}


# ── Once, and to the right person ────────────────────────────────────────────────────────────────


def test_s1_twice_is_once(account, clock):
    contract_with_notice_in(30, account=account)
    assert clock().total("created") == Reminder.objects.count() > 0
    assert clock().total("created") == 0


def test_c5_the_lead_hears_first(account, clock):
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    assert told() == {("renewal", 0, "Eli Executive")}


@pytest.mark.parametrize(
    ("leaves", "hears"),
    [
        ([], ("renewal", 0, "Eli Executive")),
        (["eli"], ("renewal", 1, "Sam Supervisor")),
        (["eli", "sam"], ("renewal", 2, "Dana Director")),
        (["eli", "sam", "dana"], ("renewal", 3, "Hana Head")),
    ],
)
def test_s1_without_a_lead_it_begins_on_the_first_rung_where_somebody_stands(account, clock, leaves, hears):
    contract_with_notice_in(30, account=account)
    Seat.objects.filter(person__email__in=[f"{name}@example.com" for name in leaves]).update(ends_on=TODAY - timedelta(days=1))
    clock(only={"renewal"})
    assert told() == {hears}


def test_s1_somebody_who_may_not_log_in_stands_on_no_rung(account, clock, eli):
    eli.is_active = False
    eli.save()
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    assert told() == {("renewal", 1, "Sam Supervisor")}


def test_s1_what_nobody_reads_climbs_on(account, clock, eli, sam, any_hour):
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    clock(10, only={"renewal"})
    passed_on = Reminder.objects.get(step=30, rung=1)
    sam.is_active = False
    sam.save()
    deliver(clock=lambda: passed_on.next_attempt_at)
    clock(11, only={"renewal"})
    rows = Reminder.objects.filter(step=30).order_by("rung").values_list("recipient__name", "state")
    assert [row[0] for row in rows] == ["Eli Executive", "Sam Supervisor", "Dana Director"]
    assert rows[1][1] == "failed"


def test_s1_without_a_seat_of_their_own_the_line_above_the_lead_hears(clock, eli, sam, dana, hana):
    account = LeadFactory(person=eli).account
    contract_with_notice_in(30, account=account)
    for days in (0, 10, 20, 27):
        clock(days, only={"renewal"})
    rows = Reminder.objects.filter(step=30).order_by("rung").values_list("recipient__name", "passed__name")
    assert list(rows) == [
        ("Eli Executive", None), ("Sam Supervisor", "Eli Executive"), ("Dana Director", "Sam Supervisor")
    ]  # fmt: skip


def test_s1_a_walled_account_is_never_told_to_the_line_above(walled_account, clock, eli, sam, dana, hana):
    contract_with_notice_in(30, account=walled_account)
    for days in (0, 7, 14, 21, 28):
        clock(days, only={"renewal"})
    assert set(Reminder.objects.values_list("recipient__name", flat=True)) == {"Eli Executive", "Hana Head"}


def test_s1_every_recipient_may_see_what_they_are_told_of(account, walled_account, clock, hana, otto):
    """Twin: account_ladder() and visible_to(), over teams of many kinds and every rung up to the head."""
    boss = PersonFactory(rank=40, reports_to=hana)
    lead = PersonFactory(rank=20, reports_to=PersonFactory(rank=30, reports_to=boss))
    accounts = [account, walled_account, AccountFactory(), LeadFactory(person=lead).account, LeadFactory(person=otto).account]
    accounts += [LeadFactory(person=lead, account__is_walled=True).account]
    accounts += [SeatFactory(role=SeatRole.DIRECTOR, account__is_walled=True, person=boss).account]
    for one in accounts:
        contract_with_notice_in(30, account=one)
        contract_with_notice_in(-1, account=one)
        CheckIn.objects.create(account=one, planned_on=TODAY - timedelta(days=4), owner=otto)
        CheckIn.objects.create(account=one, planned_on=TODAY - timedelta(days=3), state=CheckInState.MISSED, reason="ill")
    AbsenceFactory(person=lead, starts_on=TODAY + timedelta(days=10))
    for days in (0, 7, 14, 21, 28):
        assert clock(days, only={rule.name for rule in rules}).errors == {}
    rows = Reminder.objects.select_related("recipient")
    assert {row.rule for row in rows} > {"renewal", "notice_day_passed", "account_without_lead", "check_in_overdue", "check_in_missed"}
    for row in rows:
        subjects = rule_named(row.rule).subject().objects
        row.recipient.__dict__.pop("standing", None)
        assert subjects.visible_to(row.recipient).filter(pk=row.subject_id).exists(), f"{row} is not for {row.recipient}"


# ── Climbing ─────────────────────────────────────────────────────────────────────────────────────


def test_s1_not_acted_on_it_climbs_the_day_after_its_time_and_says_whom_it_passed(account, clock):
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    act_by = Reminder.objects.get().act_by_on
    assert act_by == add_working_days(TODAY, 5)
    assert clock((act_by - TODAY).days, only={"renewal"}).total("escalated") == 0
    assert clock((act_by - TODAY).days + 1, only={"renewal"}).total("escalated") == 1
    above = Reminder.objects.get(rung=1)
    assert (above.recipient.name, above.passed.name) == ("Sam Supervisor", "Eli Executive")
    assert Reminder.objects.get(rung=0).is_open
    assert clock((act_by - TODAY).days + 1, only={"renewal"}).total("escalated") == 0


def test_s1_after_a_long_silence_it_climbs_one_rung_in_a_sweep(account, clock):
    contract_with_notice_in(-1, account=account)
    clock(only={"notice_day_passed"})
    for days, rungs in ((60, [0, 1]), (61, [0, 1]), (90, [0, 1, 2]), (120, [0, 1, 2, 3]), (150, [0, 1, 2, 3])):
        clock(days, only={"notice_day_passed"})
        assert list(Reminder.objects.order_by("rung").values_list("rung", flat=True)) == rungs


def test_p7_who_holds_two_rungs_hears_once(clock, sam, hana):
    account = LeadFactory(person=sam).account
    SeatFactory(account=account, person=sam, role=SeatRole.SUPERVISOR)
    contract_with_notice_in(-1, account=account)
    clock(only={"notice_day_passed"})
    clock(10, only={"notice_day_passed"})
    assert list(Reminder.objects.order_by("rung").values_list("recipient__name", flat=True)) == ["Sam Supervisor", "Dana Director"]


def test_s1_undeliverable_climbs_at_once(account, clock):
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    Reminder.objects.update(state=ReminderState.FAILED, last_error="550")
    assert clock(only={"renewal"}).total("escalated") == 1


def test_s1_put_off_it_does_not_climb_before(account, clock, eli):
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    actions.snooze(Reminder.objects.get(), by=eli, until=TODAY + timedelta(days=15), reason="They are away", today=TODAY)
    assert clock(14, only={"renewal"}).total("escalated") == 0
    assert clock(15, only={"renewal"}).total("escalated") == 1


@pytest.fixture
def climbed_to_sam(account, clock):
    """Eli did not act, and Sam has heard: the days after TODAY on which that was."""
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    clock(10, only={"renewal"})
    assert told() == {("renewal", 0, "Eli Executive"), ("renewal", 1, "Sam Supervisor")}
    return 10


@pytest.fixture
def nora(account, dana):
    """Takes Sam's seat."""
    Seat.objects.filter(account=account, role=SeatRole.SUPERVISOR).update(ends_on=TODAY + timedelta(days=10))
    nora = PersonFactory(name="Nora New", rank=30, reports_to=dana)
    SeatFactory(account=account, person=nora, role=SeatRole.SUPERVISOR)
    return nora


def test_s1_a_supervisor_who_comes_after_it_climbed_hears_and_gets_the_whole_time(climbed_to_sam, nora, clock):
    """Sam's time is over on the same day: it does not pass Nora, who has not heard yet."""
    day = 15
    clock(day, only={"renewal"})
    assert told(step=30) == {("renewal", 0, "Eli Executive"), ("renewal", 1, "Nora New")}
    row = Reminder.objects.get(recipient=nora)
    assert (row.passed.name, row.act_by_on) == ("Eli Executive", add_working_days(TODAY + timedelta(days=day), 5))
    assert Reminder.objects.values_list("state", "outcome").get(recipient__name="Sam Supervisor") == ("cancelled", "followed")
    assert clock(day, only={"renewal"}).total("created") == 0


def test_s1_what_a_new_supervisor_does_not_act_on_climbs_to_the_director(climbed_to_sam, nora, clock):
    clock(11, only={"renewal"})
    clock(20, only={"renewal"})
    assert ("renewal", 2, "Dana Director") in told(step=30, passed=nora)


def test_s1_a_row_that_its_reader_may_no_longer_see_ends_no_climb(climbed_to_sam, nora, clock):
    """Sam lost the seat before the mail left: it is not Sam's to see, and somebody above must hear."""
    Reminder.objects.filter(rung=1).update(state=ReminderState.CANCELLED, outcome=Outcome.UNSEEN, closed_at=NOW)
    clock(11, only={"renewal"})
    assert told(step=30) == {("renewal", 0, "Eli Executive"), ("renewal", 1, "Nora New")}


def test_s1_who_led_it_before_and_supervises_now_is_not_passed_over(account, clock, eli, sam, cora):
    """Sam's old row as the lead is closed: Sam hears again, as the supervisor."""
    Seat.objects.filter(account=account).update(is_lead=False)
    Seat.objects.filter(account=account, person=sam).update(is_lead=True)
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    Seat.objects.filter(account=account, person=sam).update(is_lead=False)
    Seat.objects.filter(account=account, person=eli).update(is_lead=True)
    clock(1, only={"renewal"})
    assert told() == {("renewal", 0, "Eli Executive")}
    clock(10, only={"renewal"})
    assert told() == {("renewal", 0, "Eli Executive"), ("renewal", 1, "Sam Supervisor")}


# ── Ending by itself ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("state", "ends_as"), [("sent", ("done", "cause_gone")), ("pending", ("cancelled", "cause_gone"))])
def test_c5_a_decided_renewal_ends_its_reminders(account, clock, state, ends_as):
    contract = contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    Reminder.objects.update(state=state, sent_at=NOW if state == "sent" else None)
    RenewalFactory(contract=contract, stage=RenewalStage.RENEWED, decided_on=TODAY)
    clock(only={"renewal"})
    assert Reminder.objects.values_list("state", "outcome").get() == ends_as


def test_c5_a_moved_date_cancels_and_is_told_anew(account, clock):
    contract = contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    Contract.objects.filter(pk=contract.pk).update(last_safe_notice_on=TODAY + timedelta(days=50))
    clock(only={"renewal"})
    rows = list(Reminder.objects.order_by("pk").values_list("step", "state", "outcome"))
    assert rows == [(30, "cancelled", "date_moved"), (60, "pending", "")]


def test_c5_work_on_the_renewal_settles_this_step_and_not_the_next(account, clock, eli):
    contract = contract_with_notice_in(30, account=account)
    renewal = RenewalFactory(contract=contract)
    clock(only={"renewal"})
    record(renewal, "renewal.check_health", by=eli, at=NOW + timedelta(minutes=1))
    assert clock(10, only={"renewal"}).total("escalated") == 0
    assert Reminder.objects.values_list("state", "outcome").get() == ("done", "acted")
    clock(16, only={"renewal"})
    assert told() == {("renewal", 0, "Eli Executive")}


def test_c5_what_the_clock_itself_did_is_no_work(account, clock):
    renewal = RenewalFactory(contract=contract_with_notice_in(30, account=account))
    clock(only={"renewal"})
    record(renewal, "renewal.weighed", by=None, at=NOW + timedelta(minutes=1))
    clock(only={"renewal"})
    assert Reminder.objects.get().is_open


def test_c5_when_the_notice_day_has_passed_another_rule_speaks_and_no_hand_ends_it(account, clock, eli):
    contract = contract_with_notice_in(1, account=account)
    clock(only={"renewal", "notice_day_passed"})
    clock(2, only={"renewal", "notice_day_passed"})
    assert told() == {("notice_day_passed", 0, "Eli Executive")}
    with pytest.raises(Refused, match="ends by itself"):
        actions.mark_done(Reminder.objects.open().get(), by=eli, now=NOW)
    Contract.objects.filter(pk=contract.pk).update(notice_given_on=TODAY, notice_given_by="us")
    clock(2, only={"renewal", "notice_day_passed"})
    assert told() == set()


def test_s1_a_new_lead_hears_and_the_old_one_is_left_in_peace(account, clock, eli, cora):
    contract_with_notice_in(30, account=account)
    clock(only={"renewal"})
    Seat.objects.filter(person=eli).update(ends_on=TODAY, is_lead=False)
    SeatFactory(account=account, person=cora, is_lead=True)
    clock(1, only={"renewal"})
    assert told() == {("renewal", 0, "Cora Coordinator")}


def test_c1_an_account_without_a_lead_is_told_above_until_it_has_one(account, clock, eli):
    Seat.objects.filter(person=eli).update(ends_on=TODAY - timedelta(days=1))
    clock(only={"account_without_lead"})
    assert told() == {("account_without_lead", 1, "Sam Supervisor")}
    SeatFactory(account=account, person=eli, is_lead=True)
    clock(only={"account_without_lead"})
    assert told() == set()
    assert list(Account.objects.without_lead(today=TODAY)) == []


def test_c5_a_contract_that_lapsed_without_a_decision_is_told(account, clock):
    contract = ContractFactory(account=account, starts_on=date(2025, 1, 1), ends_on=TODAY - timedelta(days=1))
    assert clock().errors == {}
    assert told(rule="contract_lapsed") == {("contract_lapsed", 0, "Eli Executive")}
    assert Contract.objects.get(pk=contract.pk).state == "ended"


def test_c5_a_contract_near_its_end_is_told_again_after_its_notice_day(account, clock):
    contract = contract_with_notice_in(-20, account=account)
    Contract.objects.filter(pk=contract.pk).update(ends_on=TODAY + timedelta(days=7))
    clock(only={"contract_ending"})
    assert told() == {("contract_ending", 0, "Eli Executive")}


def test_c5_fees_count_in_the_agencys_currency_and_without_a_rate_as_large(account, clock):
    ExchangeRate.objects.create(currency="GBP", on=date(2026, 1, 1), house_per_unit="1.25")
    for currency, fee in (("GBP", 666_700), ("GBP", 666_600), ("JPY", 1)):  # a month: 80,004 and 79,992 pounds a year
        contract_with_notice_in(120, account=account, currency=currency, fee_minor=fee, name=f"{currency} {fee}")
    clock(only={"renewal"})
    names = {Contract.objects.get(pk=row.subject_id).name for row in Reminder.objects.all()}
    assert names == {"GBP 666700", "JPY 1"}


# ── Check-ins and absences ───────────────────────────────────────────────────────────────────────


def test_r1_a_check_in_is_told_the_day_before_and_on_its_day_then_as_overdue_after_a_working_day(account, clock, eli):
    CheckIn.objects.create(account=account, planned_on=date(2026, 3, 13), owner=eli)  # a Friday
    care = {"check_in_due", "check_in_overdue"}
    heard = {}
    for days in range(8):
        clock(days, only=care)
        heard[days] = set(Reminder.objects.open().values_list("rule", "step", "rung"))
    due, overdue = "check_in_due", "check_in_overdue"
    assert heard == {
        0: set(), 1: set(), 2: {(due, 1, 0)}, 3: {(due, 0, 0)}, 4: set(), 5: set(), 6: {(overdue, 0, 0)}, 7: {(overdue, 0, 0)},
    }  # fmt: skip


def test_r1_a_missed_check_in_is_told_to_the_supervisor_until_somebody_has_spoken(account, clock):
    CheckIn.objects.create(account=account, planned_on=TODAY, state=CheckInState.MISSED, reason="ill")
    clock(only={"check_in_missed"})
    assert told() == {("check_in_missed", 1, "Sam Supervisor")}
    CheckIn.objects.create(account=account, planned_on=TODAY, state=CheckInState.HELD, held_on=TODAY + timedelta(days=1))
    clock(1, only={"check_in_missed"})
    assert told() == set()


def test_r1_a_check_in_of_somebody_without_a_seat_is_told_to_the_lead(account, clock, otto):
    CheckIn.objects.create(account=account, planned_on=TODAY, owner=otto)
    clock(only={"check_in_due"})
    assert told() == {("check_in_due", 0, "Eli Executive")}


def test_p8_an_absence_without_cover_is_told_14_and_3_days_before_to_whom_they_report(clock, eli, sam, dana):
    absence = AbsenceFactory(person=eli, starts_on=TODAY + timedelta(days=14))
    clock(only={"absence_without_cover"})
    assert told() == {("absence_without_cover", 1, "Sam Supervisor")}
    for days in (8, 11):
        clock(days, only={"absence_without_cover"})
    assert set(Reminder.objects.open().values_list("step", "recipient__name")) == {(3, "Sam Supervisor"), (14, "Dana Director")}
    absence.cover = sam
    absence.save()
    clock(11, only={"absence_without_cover"})
    assert told() == set()


# ── The machine ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def broken_rule(monkeypatch):
    list(rules)
    rule = Rule(
        name="broken", label="", subject=lambda: Account, causes=lambda today: Account.objects.filter(name__regex="("), anchor="opened_on",
        steps=(Step(0, 1),), is_after=True, ladder=lambda today: (None, None, None, engine.models.Value(1)), line=None,
    )  # fmt: skip
    monkeypatch.setattr(rules, "_declared", [rule, *rules._declared])


def test_s1_a_rule_that_fails_stops_no_other_and_is_written_down(account, clock, broken_rule):
    contract_with_notice_in(30, account=account)
    swept = clock()
    assert list(swept.errors) == ["broken"]
    assert swept.rules["renewal"]["created"] == 1
    assert SweepError.objects.get().rule == "broken"
    assert SweepRun.objects.get().ended_at
    assert Heartbeat.objects.filter(name="sweep").exists()


def test_s1_a_sweep_ahead_of_its_day_sends_nothing_before_it(account):
    contract_with_notice_in(30, account=account)
    ahead = timezone.localdate() + timedelta(days=40)
    Contract.objects.update(last_safe_notice_on=ahead + timedelta(days=30), ends_on=ahead + timedelta(days=60))
    engine.sweep(ahead, now=timezone.now(), only={"renewal"})
    assert Reminder.objects.get().next_attempt_at.date() == ahead


def test_s1_the_number_of_statements_does_not_grow_with_the_rows(account, clock, django_assert_max_num_queries):
    counts = []
    for number in (1, 60):
        for _ in range(number):
            contract_with_notice_in(30, account=account)
        with django_assert_max_num_queries(25) as queries:
            assert clock(number == 60, only={"renewal"}).total("created") == number
        counts.append(len([query for query in queries if 'INSERT INTO "reminders_reminder"' in query["sql"]]))
    assert counts[0] == counts[1]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_s1_eight_sweeps_side_by_side_make_each_reminder_once_and_none_deadlocks(account):
    for _ in range(300):
        contract_with_notice_in(30, account=account)
    start, errors = threading.Barrier(8), []

    def run(wait):
        try:
            start.wait()
            errors.extend(engine.sweep(TODAY, now=timezone.now(), wait=wait).errors.items())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number % 2 == 0]) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert errors == []
    assert Reminder.objects.filter(rule="renewal").count() == 300


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_s1_a_sweep_that_leaves_work_to_another_does_not_count_as_ended(account):
    """The other may be killed: then neither the record nor the heartbeat may say that the day was swept."""
    busy, over = threading.Event(), threading.Event()

    def hold_the_lock():
        try:
            with transaction.atomic():
                only_one(wait=True)
                busy.set()
                over.wait(20)
        finally:
            connections.close_all()

    other = threading.Thread(target=hold_the_lock)
    other.start()
    busy.wait(20)
    contract_with_notice_in(30, account=account)
    swept = engine.sweep(TODAY, now=NOW)
    over.set()
    other.join()
    assert "renewal" in swept.left_to_another
    assert not SweepRun.objects.ended().exists()
    assert not Heartbeat.objects.filter(name="sweep").exists()
    assert engine.sweep(TODAY, now=NOW).rules["renewal"]["created"] == 1
    assert SweepRun.objects.ended().count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_s1_two_workers_claim_different_rows(due):
    from uuid import uuid4

    due(40)
    start, taken = threading.Barrier(2), []

    def claim():
        try:
            start.wait()
            for _ in range(3):
                taken.append(Reminder.objects.claim(now=timezone.now(), token=uuid4(), lease=timedelta(minutes=5), most=20))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    keys = [key for ids in taken for key in ids]
    assert len(keys) == len(set(keys)) == 40


def test_s1_closed_reminders_say_why(account, clock):
    contract_with_notice_in(30, account=account)
    clock()
    for outcome in Reminder.objects.closed().values_list("outcome", flat=True):
        assert outcome in Outcome.values
