"""One's own ways, and the safety of the log-in."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from django.urls import reverse

from core.models import Event
from people import actions


def ways(**changes):
    return {
        "language": "en-gb",
        "time_zone": "Europe/Helsinki",
        "theme": "dark",
        "density": "compact",
        "delivery": "digest",
        "phone": "",
        **changes,
    }


def test_p7_everybody_sets_their_own_ways(client, eli):
    client.force_login(eli)
    assert client.post(reverse("my_settings"), ways(version=eli.version)).status_code == 302
    eli.refresh_from_db()
    assert (eli.time_zone, eli.theme, eli.has_single_keys, eli.delivery) == ("Europe/Helsinki", "dark", False, "digest")
    assert 'data-bs-theme="dark"' in client.get(reverse("my_settings")).content.decode()
    assert client.post(reverse("my_settings"), ways(version=1, theme="light")).status_code == 409


def test_p7_nobody_sets_the_ways_of_another(eli, sam):
    with pytest.raises(PermissionDenied):
        actions.change_settings(eli, by=sam, theme="dark")
    with pytest.raises(ValueError, match="rank"):
        actions.change_settings(eli, by=eli, rank=50)


def test_p7_a_page_speaks_in_the_time_zone_of_its_reader(client, eli):
    actions.change_settings(eli, by=eli, time_zone="Asia/Bangkok")
    actions.add_absence(person=eli, by=eli, starts_on=eli.today, ends_on=eli.today)
    client.force_login(eli)
    assert "+07:00" in client.get(eli.get_absolute_url()).content.decode()
    assert Event.objects.exists()


@override_settings(SECOND_FACTOR_RANKS=["DIRECTOR", "HEAD"])
def test_s6_ranks_that_need_a_second_factor_see_nothing_before_it(client, dana, eli):
    client.force_login(dana)
    assert client.get(reverse("team_list")).url == reverse("mfa_activate_totp")
    assert client.post(reverse("my_settings"), ways(version=1)).url == reverse("mfa_activate_totp")
    totp.TOTP.activate(dana, totp.generate_totp_secret())
    assert client.get(reverse("team_list")).status_code == 200
    client.force_login(eli)
    assert client.get(reverse("team_list")).status_code == 200


def test_s6_one_logs_out_everywhere(client, eli):
    from django.test import Client

    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(eli)
        assert browser.get(reverse("my_settings")).status_code == 200
        session = browser.session
        UserSession.objects.get_or_create(
            session_key=session.session_key, defaults={"user": eli, "ip": "127.0.0.1", "user_agent": "test", "data": {}}
        )
    assert client.get(reverse("settings_log_out_everywhere")).status_code == 405
    client.post(reverse("settings_log_out_everywhere"))
    for browser in (client, elsewhere):
        assert browser.get(reverse("my_settings")).status_code == 302


def test_s2_a_page_is_given_the_person_and_not_a_stand_in(client, eli):
    """It looks at them two hundred times."""
    client.force_login(eli)
    assert type(client.get(reverse("my_settings")).wsgi_request.user) is type(eli)
