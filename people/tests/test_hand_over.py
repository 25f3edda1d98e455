"""When somebody leaves: one step, everything, with a briefing (P8)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from care.tests import factories as care
from clients.models import Account, Seat
from clients.tests.factories import ClientFactory
from core.errors import LostRace, Refused
from core.models import Event
from core.my_day import needs_of
from people import actions
from people.handover import bundles_of
from people.models import Person
from people.tests.factories import AbsenceFactory, PersonFactory


@pytest.fixture
def nora(sam):
    return PersonFactory(name="Nora Next", reports_to=sam)


def hand_over(person, **facts):
    return actions.hand_over(person, **{"today": person.today, "note": "They like mornings.", **facts})


def test_p8_seats_move_and_the_old_ones_stay_in_the_history(account, eli, sam, nora):
    was = Seat.objects.get(account=account, person=eli)
    Seat.objects.filter(pk=was.pk).update(starts_on=date(2024, 1, 1))
    hand_over(eli, to=nora, by=sam)
    assert Account.objects.led_by(nora, today=nora.today).get() == account
    was.refresh_from_db()
    assert was.ends_on == eli.today - timedelta(days=1)
    assert account not in Account.objects.visible_to(Person.objects.get(pk=eli.pk)).filter(
        pk__in=Account.objects.led_by(eli, today=eli.today)
    )
    assert Seat.objects.live(today=eli.today).leads().filter(account=account).count() == 1


def test_p8_open_actions_and_planned_check_ins_go_with_the_account(account, eli, sam, nora):
    open_one = care.ActionItemFactory(account=account, owner=eli)
    done = care.ActionItemFactory(account=account, owner=eli, done_on=eli.today)
    planned = care.CheckInFactory(account=account, owner=eli)
    hand_over(eli, to=nora, by=sam)
    for row, owner in ((open_one, nora), (done, eli), (planned, nora)):
        row.refresh_from_db()
        assert row.owner == owner


def test_p8_one_account_may_go_to_somebody_else(account, eli, sam, nora, otto):
    item = care.ActionItemFactory(account=account, owner=eli)
    client = ClientFactory(owner=eli)
    hand_over(eli, to=nora, by=sam, others={f"account:{account.pk}": otto})
    item.refresh_from_db()
    client.refresh_from_db()
    assert item.owner == otto
    assert client.owner == nora
    assert account in Account.objects.led_by(otto, today=otto.today)


def test_p8_a_successor_on_the_team_keeps_their_seat_and_leads(account, eli, sam):
    hand_over(eli, to=sam, by=sam)
    seats = Seat.objects.live(today=sam.today).filter(account=account, person=sam)
    assert [(seat.role, seat.is_lead) for seat in seats] == [("supervisor", True)]


def test_p8_reports_follow_and_promised_cover_too(cora, eli, sam, nora, otto):
    absence = AbsenceFactory(person=otto, cover=eli)
    hand_over(eli, to=nora, by=sam)
    cora.refresh_from_db()
    absence.refresh_from_db()
    assert cora.reports_to == nora
    assert absence.cover == nora


def test_p8_a_report_who_takes_over_takes_the_place_in_the_line(cora, eli, sam, dana):
    other = PersonFactory(reports_to=eli)
    hand_over(eli, to=cora, by=sam)
    cora.refresh_from_db()
    other.refresh_from_db()
    assert (cora.reports_to, other.reports_to) == (sam, cora)


def test_p8_a_receiver_far_below_makes_no_circle(cora, eli, sam, dana, hana):
    hand_over(sam, to=cora, by=dana)
    eli.refresh_from_db()
    cora.refresh_from_db()
    assert (eli.reports_to, cora.reports_to) == (dana, eli)


def test_p8_who_leaves_today_can_no_longer_log_in(client, account, eli, sam, nora):
    client.force_login(eli)
    assert client.get(reverse("team_list")).status_code == 200
    hand_over(eli, to=nora, by=sam, leaving_on=eli.today)
    eli.refresh_from_db()
    assert (eli.is_active, eli.left_on) == (False, eli.today)
    assert client.get(reverse("team_list")).status_code == 302
    assert not Account.objects.visible_to(Person.objects.get(pk=eli.pk)).exists()


def test_p8_a_last_day_to_come_is_kept_by_the_clock(eli, sam, nora):
    last = eli.today + timedelta(days=10)
    hand_over(eli, to=nora, by=sam, leaving_on=last)
    assert actions.switch_off_leavers(today=last) == 0
    assert actions.switch_off_leavers(today=last + timedelta(days=3)) == 1
    assert actions.switch_off_leavers(today=last + timedelta(days=3)) == 0
    eli.refresh_from_db()
    assert (eli.is_active, eli.left_on) == (False, last)


def test_p8_the_successor_finds_the_briefing(client, account, eli, sam, nora, otto):
    briefing = hand_over(eli, to=nora, by=sam)
    assert [need.title for need in needs_of(nora, today=nora.today) if need.key == f"briefing:{briefing.pk}"] == [
        "Read the briefing from Eli Executive"
    ]
    client.force_login(nora)
    page = client.get(reverse("briefing_detail", args=[briefing.pk])).content.decode()
    assert "They like mornings." in page
    assert "Kaura" in page
    client.force_login(otto)
    assert client.get(reverse("briefing_detail", args=[briefing.pk])).status_code == 404


def test_p8_a_receiver_reads_of_their_own_part_only(client, account, eli, sam, nora, otto):
    briefing = hand_over(eli, to=nora, by=sam, others={f"account:{account.pk}": otto})
    client.force_login(nora)
    assert "Kaura" not in client.get(reverse("briefing_detail", args=[briefing.pk])).content.decode()


def test_p8_walled_seats_are_handed_over_by_who_sees_them(walled_account, eli, sam, hana, nora):
    with pytest.raises(Refused, match="a head must"):
        hand_over(eli, to=nora, by=sam)
    assert Seat.objects.live(today=eli.today).filter(person=eli).count() == 1
    hand_over(eli, to=nora, by=hana)
    assert Account.objects.visible_to(nora).get() == walled_account


@pytest.mark.parametrize("who", ["cora", "eli", "otto", "tara", "ada"])
def test_p8_only_a_supervisor_above_hands_over(who, eli, nora, request):
    with pytest.raises(PermissionDenied):
        hand_over(eli, to=nora, by=request.getfixturevalue(who))


def test_p8_nothing_moves_to_somebody_who_cannot_log_in(account, eli, sam, nora):
    nora.is_active = False
    nora.save()
    with pytest.raises(Refused):
        hand_over(eli, to=nora, by=sam)
    assert not Event.objects.filter(verb="person.handed_over").exists()


def test_p8_all_or_nothing(account, eli, sam, nora, monkeypatch):
    before = [(bundle.place.name, bundle.words) for bundle in bundles_of(eli, today=eli.today)]
    monkeypatch.setattr("people.actions.handover.switch_off", lambda *args, **facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hand_over(eli, to=nora, by=sam, leaving_on=eli.today)
    assert [(bundle.place.name, bundle.words) for bundle in bundles_of(eli, today=eli.today)] == before
    assert not Event.objects.exists()


def test_p8_a_hand_over_on_a_stale_page_loses(eli, sam, nora):
    with pytest.raises(LostRace):
        hand_over(eli, to=nora, by=sam, version=eli.version + 1)


def test_p8_the_page_shows_what_moves_and_moves_it(client, account, eli, sam, nora):
    care.ActionItemFactory(account=account, owner=eli)
    client.force_login(sam)
    url = reverse("person_hand_over", args=[eli.pk])
    page = client.get(url).content.decode()
    assert "1 seat" in page
    assert "1 open action" in page
    answer = client.post(url, {"to": nora.pk, "note": "Be kind.", "version": eli.version, f"place-account:{account.pk}": ""})
    assert answer.status_code == 302
    assert Account.objects.led_by(nora, today=nora.today).get() == account


def test_p8_the_page_of_somebody_who_may_not(client, eli, otto, cora):
    for stranger in (otto, cora, eli):
        client.force_login(stranger)
        assert client.get(reverse("person_hand_over", args=[eli.pk])).status_code == 403
