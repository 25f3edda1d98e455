"""R1: check-ins planned by cadence, held, missed and followed by the next."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from care.actions import action_item as items
from care.actions import check_in as actions
from care.actions.check_in import NextAction
from care.jobs import call_off_idle, daily, give_to_leads, plan_check_ins
from care.models import ActionItem, CheckIn
from care.states import CHECK_IN_MOVES, CheckInState
from care.tests.factories import ActionItemFactory, CheckInFactory, HeldCheckInFactory
from clients.states import ClientState
from clients.tests.factories import AccountFactory, ClientFactory, ContactFactory, LeadFactory, SeatFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event
from core.moves import available_moves, make_move

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)  # a Tuesday
EVERYBODY = ("cora", "eli", "sam", "dana", "hana", "otto", "pia", "tara", "fin", "cree", "ada")
WORK_ON_IT = {"cora", "eli", "sam", "dana", "hana"}


@pytest.fixture(autouse=True)
def no_holidays(settings):
    settings.AGENCY_HOLIDAYS = ""


@pytest.fixture
def check_in(account, eli):
    return CheckInFactory(account=account, owner=eli, planned_on=TODAY, is_from_cadence=True)


def cadence_of(account):
    return CheckIn.objects.planned().get(account=account, is_from_cadence=True)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("move", CHECK_IN_MOVES)
def test_r1_every_move_from_every_state(move, who, check_in, request):
    person = request.getfixturevalue(who)
    for state in CheckInState:
        held_on = TODAY if state == CheckInState.HELD else None
        CheckIn.objects.filter(pk=check_in.pk).update(state=state, reason="because", held_on=held_on)
        standing = CheckIn.objects.get(pk=check_in.pk)
        can = state in CHECK_IN_MOVES[move].sources
        assert (move in available_moves(standing, by=person)) == (who in WORK_ON_IT and can)
        if who not in WORK_ON_IT:
            with pytest.raises(PermissionDenied):
                make_move(standing, move, by=person, held_on=TODAY, reason="because")
        elif can:
            assert make_move(standing, move, by=person, held_on=TODAY, reason="because").state == CHECK_IN_MOVES[move].target
        else:
            with pytest.raises(IllegalMove):
                make_move(standing, move, by=person, held_on=TODAY, reason="because")


def test_r1_a_held_check_in_keeps_who_was_there_what_was_said_and_what_follows(check_in, account, eli, sam):
    sirpa = ContactFactory(client=account.client, name="Sirpa")
    held = actions.hold_check_in(
        check_in,
        by=eli,
        held_on=TODAY,
        today=TODAY,
        minutes=25,
        notes="Procurement asks about the third round.",
        contacts=[sirpa],
        people=[eli, sam],
        actions=[NextAction("Send the price of a third round", sam, TODAY + timedelta(days=3))],
    )
    assert (held.state, held.minutes, set(held.people.all()), set(held.contacts.all())) == (CheckInState.HELD, 25, {eli, sam}, {sirpa})
    item = ActionItem.objects.get()
    assert (item.check_in, item.owner, item.account) == (held, sam, account)
    sirpa.refresh_from_db()
    assert sirpa.last_met_on == TODAY


def test_r1_after_one_is_held_the_next_is_planned_by_the_cadence(check_in, account, eli):
    account.cadence_days = 14
    account.save()
    actions.hold_check_in(check_in, by=eli, held_on=TODAY, today=TODAY)
    following = cadence_of(account)
    assert (following.planned_on, following.owner) == (TODAY + timedelta(days=14), eli)


def test_r1_the_next_one_falls_on_a_working_day(check_in, account, eli):
    account.cadence_days = 4
    account.save()
    actions.hold_check_in(check_in, by=eli, held_on=TODAY, today=TODAY)  # Saturday 14 March
    assert cadence_of(account).planned_on == date(2026, 3, 16)


def test_r1_a_check_in_that_nobody_planned_counts_for_the_cadence(check_in, account, eli):
    logged = actions.log_check_in(account, by=eli, held_on=TODAY, today=TODAY, notes="She rang.")
    assert (logged.state, logged.owner) == (CheckInState.HELD, eli)
    check_in.refresh_from_db()
    assert check_in.planned_on == date(2026, 4, 9)  # thirty days on


def test_r1_what_was_agreed_for_later_is_not_pulled_forward(account, eli):
    later = CheckInFactory(account=account, planned_on=date(2026, 6, 1), is_from_cadence=True)
    actions.log_check_in(account, by=eli, held_on=TODAY, today=TODAY)
    later.refresh_from_db()
    assert later.planned_on == date(2026, 6, 1)


def test_r1_a_missed_one_says_why_and_the_next_comes_after_half_the_cadence(check_in, account, eli):
    missed = actions.miss_check_in(check_in, by=eli, reason="Their fair", today=TODAY)
    assert (missed.state, missed.reason) == (CheckInState.MISSED, "Their fair")
    assert cadence_of(account).planned_on == date(2026, 3, 25)


def test_r1_a_missed_one_may_still_be_held_and_leaves_one_plan(check_in, account, eli):
    missed = actions.miss_check_in(check_in, by=eli, reason="Their fair", today=TODAY)
    actions.hold_check_in(missed, by=eli, held_on=TODAY, today=TODAY)
    assert CheckIn.objects.planned().filter(account=account).count() == 1


def test_r1_a_cancelled_one_is_skipped(check_in, account, eli):
    actions.cancel_check_in(check_in, by=eli, reason="Holidays", today=TODAY)
    assert cadence_of(account).planned_on == TODAY + timedelta(days=30)


def test_r1_nothing_is_held_in_the_future(check_in, eli):
    with pytest.raises(Refused):
        actions.hold_check_in(check_in, by=eli, held_on=TODAY + timedelta(days=1), today=TODAY)


def test_r1_contacts_met_later_keep_the_later_day(check_in, account, eli):
    sirpa = ContactFactory(client=account.client, last_met_on=TODAY)
    actions.log_check_in(account, by=eli, held_on=TODAY - timedelta(days=9), today=TODAY, contacts=[sirpa])
    sirpa.refresh_from_db()
    assert sirpa.last_met_on == TODAY


def test_r1_moving_a_check_in_says_from_when_to_when(check_in, eli):
    moved = actions.change_check_in(check_in, by=eli, version=1, planned_on=TODAY + timedelta(days=2))
    assert moved.version == 2
    assert Event.objects.get().words["on"] == "12 March 2026"
    with pytest.raises(LostRace):
        actions.change_check_in(check_in, by=eli, version=1, planned_on=TODAY)


# ── The clock ────────────────────────────────────────────────────────────────────────────────────


def test_r1_every_live_account_gets_its_next_check_in_once(eli):
    key = AccountFactory(tier="key", opened_on=date(2026, 3, 2))
    LeadFactory(account=key, person=eli)
    silent = AccountFactory(opened_on=date(2020, 1, 1))
    met = AccountFactory(tier="growth")
    HeldCheckInFactory(account=met, planned_on=date(2026, 3, 6))
    AccountFactory(closed_on=date(2026, 1, 1))
    AccountFactory(client=ClientFactory(state=ClientState.LOST, lost_reason="Price"))
    own = AccountFactory()
    CheckInFactory(account=own, planned_on=date(2026, 9, 1), is_from_cadence=True)
    assert plan_check_ins(TODAY) == 3
    planned = dict(CheckIn.objects.planned().values_list("account", "planned_on"))
    assert planned == {key.pk: TODAY, silent.pk: TODAY, met.pk: date(2026, 3, 20), own.pk: date(2026, 9, 1)}
    assert cadence_of(key).owner == eli
    assert plan_check_ins(TODAY) == 0


def test_r1_what_an_agreed_day_brings_besides_does_not_stop_the_cadence(account, eli):
    actions.plan_check_in(account, by=eli, kind="meeting", planned_on=date(2026, 3, 20))
    assert plan_check_ins(TODAY) == 1


def test_p8_check_ins_follow_the_lead(account, eli, otto, sam):
    stray = CheckInFactory(account=account, owner=otto)
    kept = CheckInFactory(account=account, owner=sam)
    CheckInFactory(owner=otto)  # nobody leads that account
    assert give_to_leads(TODAY) == 1
    stray.refresh_from_db()
    kept.refresh_from_db()
    assert (stray.owner, kept.owner) == (eli, sam)
    assert daily(TODAY)["check_ins_handed_over"] == 0
    event = Event.objects.get(verb="check_in.handed_over")
    assert (event.subject, event.words["before"], event.words["person"]) == (stray, str(otto), str(eli))


def test_p8_a_check_in_that_is_nobodys_is_given_to_the_lead_and_the_timeline_says_so(account, eli):
    stray = CheckInFactory(account=account, owner=None)
    assert give_to_leads(TODAY) == 1
    stray.refresh_from_db()
    event = Event.objects.get(verb="check_in.given")
    assert (stray.owner, event.subject, event.words["person"], event.actor) == (eli, stray, str(eli), None)


def test_p8_a_check_in_of_somebody_who_has_left_goes_to_the_lead(account, eli, sam):
    stray = CheckInFactory(account=account, owner=sam)
    type(sam).objects.filter(pk=sam.pk).update(is_active=False)
    assert give_to_leads(TODAY) == 1
    stray.refresh_from_db()
    assert stray.owner == eli


def test_r1_what_is_planned_with_a_closed_account_or_a_lost_client_is_called_off():
    closed = CheckInFactory(account=AccountFactory(closed_on=date(2026, 3, 1)))
    lost = ClientFactory(state=ClientState.LOST, lost_reason="Price")
    by_cadence = CheckInFactory(account=AccountFactory(client=lost), is_from_cadence=True)
    agreed = CheckInFactory(account=AccountFactory(client=lost))
    kept = CheckInFactory(is_from_cadence=True)
    held = HeldCheckInFactory(account=closed.account)
    assert call_off_idle(TODAY) == 2
    states = {row.pk: row.state for row in CheckIn.objects.all()}
    assert states == {closed.pk: "cancelled", by_cadence.pk: "cancelled", agreed.pk: "planned", kept.pk: "planned", held.pk: "held"}
    assert {event.subject for event in Event.objects.filter(verb="checkin.cancel")} == {closed, by_cadence}
    assert call_off_idle(TODAY) == 0


def test_r1_planning_costs_the_same_for_many_as_for_few(django_assert_max_num_queries):
    for _number in range(30):
        AccountFactory()
    with django_assert_max_num_queries(6):
        assert plan_check_ins(TODAY) == 30


# ── Discipline ───────────────────────────────────────────────────────────────────────────────────


def test_s2_discipline_counts_what_was_kept_late_missed_and_forgotten(account, eli, sam):
    day = date(2026, 2, 2)
    HeldCheckInFactory(account=account, owner=eli, planned_on=day)
    HeldCheckInFactory(account=account, owner=eli, planned_on=day, held_on=day - timedelta(days=1))
    HeldCheckInFactory(account=account, owner=eli, planned_on=day, held_on=day + timedelta(days=1))
    CheckInFactory(account=account, owner=eli, planned_on=day, state=CheckInState.MISSED, reason="ill")
    CheckInFactory(account=account, owner=eli, planned_on=day)
    CheckInFactory(account=account, owner=eli, planned_on=day, state=CheckInState.CANCELLED, reason="fair")
    CheckInFactory(account=account, owner=sam, planned_on=TODAY)
    HeldCheckInFactory(account=account, owner=sam, planned_on=date(2025, 2, 2))
    found = {row["owner"]: row for row in CheckIn.objects.discipline(first=date(2026, 1, 1), last=TODAY, today=TODAY)}
    assert found[eli.pk] == {"owner": eli.pk, "on_time": 2, "late": 1, "missed": 1, "overdue": 1}
    assert found[sam.pk] == {"owner": sam.pk, "on_time": 0, "late": 0, "missed": 0, "overdue": 0}


# ── Actions that follow ──────────────────────────────────────────────────────────────────────────


def test_r1_an_action_is_done_once_and_may_be_taken_up_again(account, sam):
    item = ActionItemFactory(account=account, owner=sam)
    items.finish_action_item(item, by=sam, today=TODAY)
    assert items.finish_action_item(item, by=sam, today=TODAY + timedelta(days=1)).done_on == TODAY
    assert items.reopen_action_item(item, by=sam).done_on is None
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["action_item.done", "action_item.reopened"]


def test_r1_who_owns_an_action_may_do_it_even_without_a_seat(account, tara, otto):
    item = ActionItemFactory(account=account, owner=tara)
    with pytest.raises(PermissionDenied):
        items.finish_action_item(item, by=otto, today=TODAY)
    assert items.finish_action_item(item, by=tara, today=TODAY).done_on == TODAY
    assert set(ActionItem.objects.visible_to(tara)) == {item}
    assert not ActionItem.objects.visible_to(otto)


def test_r1_an_action_changes_hands_and_says_so(account, eli, sam):
    item = ActionItemFactory(account=account, owner=eli)
    items.change_action_item(item, by=eli, version=1, owner=sam)
    assert Event.objects.get().words["changes"] == {"owner": ["Eli Executive", "Sam Supervisor"]}
    with pytest.raises(LostRace):
        items.change_action_item(item, by=eli, version=1, what="x")


def test_r1_a_stranger_sees_no_check_in(check_in, otto, eli):
    SeatFactory(person=otto)
    assert set(CheckIn.objects.visible_to(eli)) == {check_in}
    assert not CheckIn.objects.visible_to(otto)
