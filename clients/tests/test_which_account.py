"""The first step of what is begun from anywhere: on which account? (C1, R1, R2, W1, W2)"""

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.tests.factories import AccountFactory, SeatFactory

pytestmark = pytest.mark.django_db

BEGUN_FROM_ANYWHERE = ["check_in_log", "concern_raise", "brief_create", "job_request_add"]


@pytest.fixture(params=BEGUN_FROM_ANYWHERE)
def url(request):
    return reverse(request.param)


def test_c1_accounts_on_whose_team_one_sits_today_are_one_press(url, client, hana):
    """A head sees every account, so that only the seats decide."""
    today, day = hana.today, timedelta(days=1)
    seat = {"person": hana, "starts_on": today - 9 * day}
    AccountFactory(name="Of others")
    SeatFactory(account=AccountFactory(name="Until further notice"), **seat)
    SeatFactory(account=AccountFactory(name="Until tomorrow"), ends_on=today + day, **seat)
    SeatFactory(account=AccountFactory(name="Over"), ends_on=today - day, **seat)
    SeatFactory(account=AccountFactory(name="From tomorrow on"), person=hana, starts_on=today + day)
    SeatFactory(account=AccountFactory(name="Closed", closed_on=today - day), **seat)
    client.force_login(hana)
    page = client.get(url).context
    assert [name for name, _url in page["shortcuts"]] == ["Until further notice", "Until tomorrow"]
    assert [name for _code, name in page["form"].fields["account"].widget.offered] == ["Until further notice", "Until tomorrow"]


def test_c1_a_code_or_a_name_goes_on_to_the_account(url, client, account, cora):
    client.force_login(cora)
    further = f"{url}?account={account.pk}"
    for answer in (client.post(url, {"account": "kaura"}), client.post(url, {"account": "Kaura"}), client.get(url, {"account": "KAURA"})):
        assert (answer.status_code, answer.url) == (302, further)
    assert client.get(further).status_code == 200


def test_c1_what_names_no_account_is_asked_again(url, client, account, cora):
    client.force_login(cora)
    for answer in (client.post(url, {"account": ""}), client.post(url, {"account": "Nobody"})):
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["account"]


def test_c1_an_account_of_others_is_neither_offered_nor_found(url, client, account, otto):
    client.force_login(otto)
    assert "Kaura" not in client.get(url).text
    assert client.post(url, {"account": "KAURA"}).status_code == 422
    assert client.get(url, {"account": account.pk}).status_code == 404
