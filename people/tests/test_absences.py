"""Absence and cover (P8)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from clients.models import Account
from core.errors import LostRace, Refused
from core.models import Event
from people import actions
from people.models import Absence
from people.my_day import absences_without_cover
from people.tests.factories import AbsenceFactory


def week(person, **facts):
    start = person.today + timedelta(days=3)
    return {"starts_on": start, "ends_on": start + timedelta(days=6), **facts}


def test_p8_one_plans_ones_own_absence(eli, otto):
    absence = actions.add_absence(person=eli, by=eli, cover=otto, **week(eli))
    assert absence.cover == otto
    event = Event.objects.get(verb="absence.added")
    assert (event.actor, event.topic, event.words["cover"]) == (eli, eli, "Otto Outsider")


def test_p8_whoever_stands_above_may_plan_it(eli, sam, dana, hana):
    for days, boss in enumerate((sam, dana, hana)):
        start = eli.today + timedelta(days=10 * days)
        actions.add_absence(person=eli, by=boss, starts_on=start, ends_on=start)
    assert Absence.objects.filter(person=eli).count() == 3


@pytest.mark.parametrize("who", ["cora", "otto", "tara", "fin", "pia"])
def test_p8_nobody_else_plans_it(who, eli, request):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        actions.add_absence(person=eli, by=by, **week(eli))
    assert not Absence.objects.exists()


def test_p8_a_cover_who_is_away_is_refused(eli, sam, otto):
    AbsenceFactory(person=otto, **week(otto))
    with pytest.raises(Refused, match="away on some of these days"):
        actions.add_absence(person=eli, by=eli, cover=otto, **week(eli))


def test_p8_two_absences_of_one_person_do_not_overlap(eli):
    AbsenceFactory(person=eli, **week(eli))
    with pytest.raises(Refused, match="already away"):
        actions.add_absence(person=eli, by=eli, **week(eli))


def test_p8_nobody_opens_a_walled_account_by_naming_the_cover(walled_account, eli, sam, hana, otto):
    with pytest.raises(Refused, match="may not see"):
        actions.add_absence(person=eli, by=sam, cover=sam, starts_on=eli.today, ends_on=eli.today)
    assert walled_account not in Account.objects.visible_to(sam)
    actions.add_absence(person=eli, by=hana, cover=otto, starts_on=eli.today, ends_on=eli.today)
    assert walled_account in Account.objects.visible_to(otto)


def test_p8_only_a_head_names_the_cover_of_a_head(ada, dana, hana):
    with pytest.raises(Refused, match="Only a head"):
        actions.add_absence(person=hana, by=ada, cover=dana, **week(hana))
    actions.add_absence(person=hana, by=hana, cover=dana, **week(hana))


def test_p8_a_stale_form_loses(eli, sam, otto):
    absence = AbsenceFactory(person=eli, **week(eli))
    actions.change_absence(absence, by=eli, version=1, cover=sam)
    with pytest.raises(LostRace):
        actions.change_absence(absence, by=eli, version=1, cover=otto)
    absence.refresh_from_db()
    assert (absence.cover, absence.version) == (sam, 2)


def test_p8_an_absence_removed_leaves_its_event(eli):
    absence = AbsenceFactory(person=eli, **week(eli))
    actions.remove_absence(absence, by=eli)
    assert not Absence.objects.exists()
    assert Event.objects.filter(verb="absence.removed", actor=eli).exists()


def test_s1_an_absence_without_cover_is_on_my_day_of_both(eli, sam, dana, otto):
    AbsenceFactory(person=eli, **week(eli))
    AbsenceFactory(person=otto, cover=sam, **week(otto))
    for person, titles in ((eli, ["Name a cover for your absence"]), (sam, ["Find a cover for Eli Executive"]), (dana, []), (otto, [])):
        assert [need.title for need in absences_without_cover(person, person.today)] == titles


def test_p8_the_page_plans_it_once_however_often_it_is_sent(client, eli, sam):
    client.force_login(eli)
    url = reverse("absence_add", args=[eli.pk])
    form = client.get(url).context["form"]
    sent = {
        **{key: str(value) for key, value in week(eli).items()},
        "cover": sam.pk,
        "reason": "Holiday",
        "form_key": str(form["form_key"].value()),
    }
    assert client.post(url, sent).url == client.post(url, sent).url == eli.get_absolute_url()
    assert [absence.cover for absence in Absence.objects.all()] == [sam]


def test_p8_the_page_says_what_is_wrong_at_its_field(client, eli, otto):
    AbsenceFactory(person=otto, **week(otto))
    client.force_login(eli)
    answer = client.post(reverse("absence_add", args=[eli.pk]), {**week(eli), "cover": otto.pk})
    assert answer.status_code == 422
    assert "cover" in answer.context["form"].errors


def test_p8_the_page_of_a_stranger(client, eli, otto):
    absence = AbsenceFactory(person=eli)
    client.force_login(otto)
    for name, key in (("absence_add", eli.pk), ("absence_change", absence.pk), ("absence_remove", absence.pk)):
        assert client.post(reverse(name, args=[key]), week(eli)).status_code == 403
    assert Absence.objects.count() == 1


def test_p8_a_stale_page_is_answered_with_409(client, eli):
    absence = AbsenceFactory(person=eli, **week(eli))
    client.force_login(eli)
    sent = {**week(eli), "version": 1, "reason": "Fishing"}
    assert client.post(reverse("absence_change", args=[absence.pk]), sent).status_code == 302
    assert client.post(reverse("absence_change", args=[absence.pk]), {**sent, "reason": "Golf"}).status_code == 409
    absence.refresh_from_db()
    assert absence.reason == "Fishing"


def test_p8_removing_asks_first(client, eli):
    absence = AbsenceFactory(person=eli)
    client.force_login(eli)
    url = reverse("absence_remove", args=[absence.pk])
    assert "Remove the absence of Eli Executive?" in client.get(url).content.decode()
    assert Absence.objects.exists()
    client.post(url, {"version": 1})
    assert not Absence.objects.exists()
