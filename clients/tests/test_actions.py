"""Verbs of clients, accounts, teams, contacts and services: what happens, who may, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from clients import actions
from clients.models import Account, Client, Seat
from clients.states import CLIENT_MOVES, ClientState, Fit, SeatRole
from clients.tests.factories import (
    AccountFactory,
    BoughtServiceFactory,
    ClientFactory,
    ContactFactory,
    ContractFactory,
    SalesHandoverFactory,
    SeatFactory,
)
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event
from people.tests.factories import PersonFactory

TODAY = date(2026, 3, 10)


@pytest.fixture
def seller(db):
    return PersonFactory(name="Sela Sales", rank=None, department="sales")


def leads(account, on=TODAY):
    return [seat.person for seat in Seat.objects.live(today=on).leads().filter(account=account)]


# ── C7: prospects and clients ────────────────────────────────────────────────────────────────────


def test_c7_a_prospect_becomes_a_client_and_keeps_its_history(eli):
    prospect = actions.add_client(by=eli, today=TODAY, name="Halden Ferries")
    actions.note_market(prospect, by=eli, text="Two new ships", noted_on=TODAY)
    client = actions.win_client(prospect, by=eli, today=TODAY)
    assert (client.state, client.won_on, client.owner) == (ClientState.ACTIVE, TODAY, eli)
    assert [event.verb for event in Event.objects.on_timeline_of(client)] == ["client.win", "market_note.added", "client.added"]


@pytest.mark.parametrize("name", CLIENT_MOVES)
@pytest.mark.parametrize("state", ClientState.values)
def test_c7_each_move_of_a_client_from_each_state(name, state, hana):
    client = ClientFactory(state=state, owner=hana, lost_reason="Price" if state == ClientState.LOST else "")
    move = actions.CLIENT_ACTIONS[name]
    if state in CLIENT_MOVES[name].sources:
        moved = move(client, by=hana, today=TODAY, note="They merged")
        assert moved.state == CLIENT_MOVES[name].target
        assert (moved.lost_reason, moved.lost_on) == (("They merged", TODAY) if name == "lose" else ("", None))
    else:
        with pytest.raises(IllegalMove):
            move(client, by=hana, today=TODAY, note="They merged")
        assert not Event.objects.exists()


def test_g8_nobody_loses_a_client_without_a_reason(sam, account):
    with pytest.raises(Refused):
        actions.lose_client(account.client, by=sam, today=TODAY, note="  ")
    assert Client.objects.get(pk=account.client_id).state == ClientState.ACTIVE


@pytest.mark.parametrize(("who", "may"), [("cora", False), ("eli", False), ("sam", True), ("dana", True), ("hana", True), ("otto", False)])
def test_c7_supervisors_and_above_lose_a_client(who, may, account, request):
    person = request.getfixturevalue(who)
    if may:
        assert actions.lose_client(account.client, by=person, today=TODAY, note="Price").state == ClientState.LOST
    else:
        with pytest.raises(PermissionDenied):
            actions.lose_client(account.client, by=person, today=TODAY, note="Price")


def test_c7_sales_and_executives_enter_clients_and_coordinators_do_not(eli, seller, cora, cree):
    assert {actions.add_client(by=person, today=TODAY, name="N").owner for person in (eli, seller)} == {eli, seller}
    for person in (cora, cree):
        with pytest.raises(PermissionDenied):
            actions.add_client(by=person, today=TODAY, name="N")


def test_c2_an_edit_says_what_each_field_was_and_became(sam, account):
    actions.change_client(account.client, by=sam, version=1, industry="Food", tier="key")
    assert Event.objects.get().words["changes"] == {"industry": ["–", "Food"], "tier": ["Standard", "Key account"]}


def test_c2_whoever_saves_second_is_told_both_versions(sam, dana, account):
    client = account.client
    actions.change_client(client, by=sam, version=1, industry="Food")
    with pytest.raises(LostRace) as race:
        actions.change_client(client, by=dana, version=1, industry="Drinks")
    assert race.value.mine == {"industry": ("Food", "Drinks")}


def test_c2_an_edit_that_changes_nothing_writes_nothing(sam, account):
    actions.change_client(account.client, by=sam, version=1, name=account.client.name)
    assert not Event.objects.exists()


def test_c2_a_client_cannot_belong_to_its_own_daughter(hana):
    mother = ClientFactory()
    daughter = ClientFactory(parent=mother)
    with pytest.raises(Refused):
        actions.change_client(mother, by=hana, parent=daughter)


def test_c2_a_competitor_is_on_the_list_once(sam, account):
    actions.add_competitor(account.client, by=sam, name="Havre Oy")
    with pytest.raises(Refused):
        actions.add_competitor(account.client, by=sam, name="HAVRE OY")
    actions.drop_competitor(account.client.competitors.get(), by=sam)
    assert not account.client.competitors.exists()


# ── C1: accounts ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kaurajuomat", "KAURA"),
        ("Trà Sen Phương Bắc", "TSPB"),
        ("Đà Nẵng", "DANAN"),
        ("A", "AX"),
        ("ข้าวหอมแม่สายรุ้ง", "AC"),
        ("24 Hours", "HOURS"),
        ("X1", "X1"),
    ],
)
def test_c1_a_code_is_suggested_from_the_name(db, name, code):
    assert actions.suggest_code(name) == code


def test_c1_a_taken_code_gets_a_neighbour(db):
    AccountFactory(code="KAURA")
    AccountFactory(code="KAU")
    assert actions.suggest_code("Kaurajuomat") == "KAUR2"
    assert actions.suggest_code("Kaurajuomat", taken={"KAUR2"}) == "KAUR3"


def test_c1_whoever_opens_an_account_finds_it_again(sam, account):
    made = actions.add_account(account.client, by=sam, today=TODAY, name="Barista")
    assert made in Account.objects.visible_to(sam)
    assert (made.code, made.opened_on) == ("BARIS", TODAY)


def test_c1_an_account_opened_with_a_lead_has_one(sam, eli, account):
    made = actions.add_account(account.client, by=sam, today=TODAY, name="Barista", lead=eli)
    assert leads(made, TODAY) == [eli]


@pytest.mark.parametrize("facts", [{"name": "Kaura"}, {"name": "Barista", "code": "kaura"}])
def test_c1_names_and_codes_are_taken_once(facts, sam, account):
    with pytest.raises(Refused):
        actions.add_account(account.client, by=sam, today=TODAY, **facts)
    assert Account.objects.count() == 1


def test_c1_an_account_closes_with_a_reason_and_without_contracts_in_force(sam, account):
    contract = ContractFactory(account=account)
    with pytest.raises(Refused):
        actions.close_account(account, by=sam, on=TODAY, reason="Merged")
    contract.state = "ended"
    contract.save()
    with pytest.raises(Refused):
        actions.close_account(account, by=sam, on=TODAY, reason=" ")
    closed = actions.close_account(account, by=sam, on=TODAY, reason="Merged")
    assert (closed.closed_on, closed in Account.objects.live()) == (TODAY, False)
    assert actions.reopen_account(closed, by=sam).closed_on is None


def test_c1_only_directors_wall_an_account(sam, dana, account):
    with pytest.raises(PermissionDenied):
        actions.wall_account(account, by=sam, is_walled=True)
    assert actions.wall_account(account, by=dana, is_walled=True).is_walled
    assert [event.verb for event in Event.objects.all()] == ["account.walled"]


# ── P8: the team ─────────────────────────────────────────────────────────────────────────────────


def test_p8_a_new_lead_takes_over_and_the_old_one_stays_on_the_team(sam, eli, account):
    before = Seat.objects.get(account=account, person=eli)
    actions.make_lead(account, sam, by=sam, on=TODAY)
    assert leads(account) == [sam]
    assert leads(account, TODAY - timedelta(days=1)) == [eli]
    assert Seat.objects.live(today=TODAY).filter(account=account, person=eli).count() == 1
    before.refresh_from_db()
    assert (before.is_lead, before.ends_on) == (True, TODAY - timedelta(days=1))


def test_p8_a_lead_who_leaves_goes_with_the_seat(sam, eli, account):
    actions.make_lead(account, sam, by=sam, on=TODAY, leaves=True)
    assert not Seat.objects.live(today=TODAY).filter(account=account, person=eli).exists()


def test_p8_two_leads_on_one_day_leave_one(sam, eli, dana, account):
    for person in (sam, dana, eli):
        actions.make_lead(account, person, by=dana, on=TODAY)
    assert leads(account) == [eli]
    assert Seat.objects.filter(account=account, is_lead=True, ends_on=None).count() == 1


def test_p8_a_lead_whose_last_day_is_named_gives_way_to_the_next_at_once(sam, eli, dana, account):
    seat = Seat.objects.get(account=account, is_lead=True)
    last = TODAY + timedelta(days=30)
    actions.leave_seat(seat, by=sam, on=last)
    actions.make_lead(account, sam, by=dana, on=TODAY)
    assert leads(account) == leads(account, last) == leads(account, last + timedelta(days=1)) == [sam]
    stays = Seat.objects.live(today=TODAY).get(account=account, person=eli)
    assert (stays.is_lead, stays.ends_on) == (False, last)


def test_p8_a_lead_whose_last_day_is_named_may_stay_after_all(sam, eli, account):
    actions.leave_seat(Seat.objects.get(account=account, is_lead=True), by=sam, on=TODAY + timedelta(days=30))
    actions.make_lead(account, eli, by=sam, on=TODAY)
    assert leads(account, TODAY + timedelta(days=365)) == [eli]
    assert Seat.objects.filter(account=account, person=eli).count() == 1


def test_p8_nobody_sits_twice_in_one_role(sam, cora, account):
    seat = actions.take_seat(account, cora, "planner", by=sam, starts_on=TODAY)
    actions.leave_seat(seat, by=sam, on=TODAY + timedelta(days=30))
    with pytest.raises(Refused):
        actions.take_seat(account, cora, "planner", by=sam, starts_on=TODAY)


def test_p8_making_the_lead_lead_changes_nothing(sam, eli, account):
    actions.make_lead(account, eli, by=sam, on=TODAY)
    assert Seat.objects.filter(account=account).count() == 4
    assert not Event.objects.exists()


def test_p8_a_seat_is_taken_changed_and_left_and_all_of_it_is_kept(sam, pia, account):
    seat = actions.take_seat(account, pia, SeatRole.PLANNER, by=sam, starts_on=TODAY)
    with pytest.raises(Refused):
        actions.take_seat(account, pia, SeatRole.PLANNER, by=sam, starts_on=TODAY)
    later = actions.change_seat(seat, by=sam, role=SeatRole.LIAISON, on=TODAY + timedelta(days=5))
    actions.leave_seat(later, by=sam, on=TODAY + timedelta(days=9))
    held = Seat.objects.filter(account=account, person=pia).order_by("starts_on").values_list("role", "starts_on", "ends_on")
    assert list(held) == [
        (SeatRole.PLANNER, TODAY, TODAY + timedelta(days=4)),
        (SeatRole.LIAISON, TODAY + timedelta(days=5), TODAY + timedelta(days=9)),
    ]


def test_p8_executives_seat_nobody_and_who_left_is_not_seated(eli, sam, account):
    gone = PersonFactory(is_active=False)
    with pytest.raises(PermissionDenied):
        actions.take_seat(account, gone, SeatRole.EXECUTIVE, by=eli, starts_on=TODAY)
    with pytest.raises(Refused):
        actions.take_seat(account, gone, SeatRole.EXECUTIVE, by=sam, starts_on=TODAY)


def test_p8_many_accounts_change_hands_at_once_or_not_at_all(sam, eli, otto, account):
    other = AccountFactory()
    SeatFactory(account=other, person=eli)
    hidden = AccountFactory()
    SeatFactory(account=hidden, person=otto, is_lead=True)
    assert actions.assign_lead([account, other], eli, by=sam, on=TODAY) == 1
    with pytest.raises(PermissionDenied):
        actions.assign_lead([account, hidden], sam, by=sam, on=TODAY)
    assert (leads(account), leads(hidden)) == ([eli], [otto])


# ── C3: contacts ─────────────────────────────────────────────────────────────────────────────────


def test_c3_a_contact_reports_to_somebody_of_the_same_client_and_never_in_a_circle(sam, account):
    chief = actions.add_contact(account.client, by=sam, name="Jukka")
    second = actions.add_contact(account.client, by=sam, name="Sirpa", reports_to=chief)
    with pytest.raises(Refused):
        actions.change_contact(chief, by=sam, reports_to=second)
    with pytest.raises(Refused):
        actions.add_contact(account.client, by=sam, name="Elina", reports_to=ContactFactory())
    with pytest.raises(Refused):
        actions.add_contact(account.client, by=sam, name="Elina", account=AccountFactory())


def test_c3_one_contact_is_called_first(sam, account):
    first = actions.add_contact(account.client, by=sam, name="Jukka", is_primary=True)
    second = actions.add_contact(account.client, by=sam, name="Sirpa", is_primary=True)
    first.refresh_from_db()
    assert (first.is_primary, second.is_primary) == (False, True)
    with pytest.raises(LostRace):  # a form that was opened before would make the first the first again
        actions.change_contact(first, by=sam, version=1, phone="1", is_primary=True)


def test_c3_who_left_is_off_the_map_and_can_come_back(sam, account):
    chief = actions.add_contact(account.client, by=sam, name="Jukka")
    second = actions.add_contact(account.client, by=sam, name="Sirpa", reports_to=chief)
    gone = actions.contact_left(chief, by=sam, on=TODAY)
    second.refresh_from_db()
    assert (second.reports_to, gone in account.client.contacts.present()) == (None, False)
    assert actions.contact_came_back(gone, by=sam).left_on is None


# ── C4 and C8: services, the sales hand-over, preferences ────────────────────────────────────────


def test_c4_a_fit_below_good_says_what_does_not_fit(eli, account):
    bought = BoughtServiceFactory(account=account)
    with pytest.raises(Refused):
        actions.rate_fit(bought, by=eli, fit=Fit.POOR, on=TODAY)
    rated = actions.rate_fit(bought, by=eli, fit=Fit.POOR, on=TODAY, note="No reports")
    assert (rated.fit, rated.fit_on, rated.fit_note) == (Fit.POOR, TODAY, "No reports")


def test_c4_a_service_is_bought_under_a_contract_of_the_account(eli, account):
    bought = BoughtServiceFactory(account=account)
    with pytest.raises(Refused):
        actions.buy_service(account, by=eli, service=bought.service, bought_on=TODAY, contract=ContractFactory())


def test_p10_the_lead_takes_over_from_sales_once(eli, sam, seller, account):
    handover = actions.hand_sales_over(account, by=sam, sold_by=seller, promised="Two films", needs="To be known", handed_on=TODAY)
    with pytest.raises(PermissionDenied):
        actions.take_sales_over(handover, by=sam, today=TODAY)
    taken = actions.take_sales_over(handover, by=eli, today=TODAY)
    assert (taken.taken_by, taken.taken_on) == (eli, TODAY)
    with pytest.raises(Refused):
        actions.take_sales_over(handover, by=eli, today=TODAY)
    with pytest.raises(Refused):
        actions.hand_sales_over(account, by=sam, promised="Three films")


def test_p10_a_hand_over_is_mended_until_it_is_taken(sam, account):
    SalesHandoverFactory(account=account)
    changed = actions.hand_sales_over(account, by=sam, version=1, promised="Three films")
    assert changed.promised == "Three films"


def test_c8_a_preference_is_heard_from_somebody_of_this_client_and_withdrawn(cora, account):
    contact = ContactFactory(client=account.client)
    heard = actions.hear_preference(account, by=cora, text="No films with rain", heard_on=TODAY, contact=contact)
    assert actions.withdraw_preference(heard, by=cora, on=TODAY).withdrawn_on == TODAY
    with pytest.raises(Refused):
        actions.hear_preference(account, by=cora, text="No rain", heard_on=TODAY, contact=ContactFactory())
