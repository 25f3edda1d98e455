"""What somebody reads when it did not work: what happened, whether anything was kept, and the way on (LOOK, "Errors")."""

import re

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("core.tests.refusing_pages")]


@pytest.fixture
def ask(client, sam):
    client.force_login(sam)
    client.raise_request_exception = False
    return client.get


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1]))


def test_a_lost_race_shows_both_versions_and_leads_to_the_row(ask, sam):
    answer = ask("/lost-race/")
    assert answer.status_code == 409
    assert "€1,000 &lt;b&gt;€2,000&lt;/b&gt;" in re.sub(r"\s+", " ", words(answer))
    assert f'href="/team/{sam.pk}/"' in answer.content.decode()


def test_a_move_that_came_too_late_says_that_nothing_was_done_twice(ask):
    answer = ask("/too-late/")
    assert answer.status_code == 409
    assert "cannot send back from approved" in words(answer)
    assert "nothing was done twice" in words(answer)


def test_what_the_domain_refuses_is_said_in_its_own_words(ask):
    answer = ask("/refused/")
    assert answer.status_code == 409
    assert "A client with a contract in force cannot be lost." in words(answer)


@pytest.mark.parametrize(
    ("address", "status", "said"), [("/forbidden/", 403, "not yours to do"), ("/nowhere/", 404, "nothing here for you to see")]
)
def test_a_stranger_reads_no_more_than_that(ask, client, address, status, said):
    for_sam = ask(address)
    client.logout()
    for_nobody = client.get(address)
    assert for_sam.status_code == status
    assert said in words(for_sam)
    assert for_nobody.status_code in {status, 302}


def test_a_fault_shows_a_reference_and_nothing_of_the_cause(ask):
    answer = ask("/broken/")
    assert answer.status_code == 500
    assert re.search(r"Reference\s+[0-9A-F]{8}", words(answer))
    assert "secret of the house" not in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_our_words(sam):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(sam)
    answer = client.post("/door/logout/")
    assert answer.status_code == 403
    assert "open too long" in words(answer)
