"""Entered twice: warned of, overruled by those who know better, merged by those who find it later (C2, C3)."""

import pytest
from django.urls import reverse

from clients.duplicates import clients_like
from clients.models import Client, Contact
from clients.tests.factories import AccountFactory, ClientFactory, ContactFactory
from core.models import Event

pytestmark = pytest.mark.django_db


def post_client(client, name, **more):
    return client.post(reverse("client_add"), {"name": name, "state": "prospect", "tier": "standard", **more})


def post_contact(client, of, name, **more):
    sent = {"name": name, "power": "2", "attitude": "0", "consent": "unknown", **more}
    return client.post(reverse("contact_add", args=[of.pk]), sent)


# ── Clients ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["Pohjola Oats", "POHJOLA OATS OY", "Pohjola Oats Ltd.", "Oats Pohjola", "Pohjola  Oat", "Pohjolà Oats", "Pojhola Oats"]
)
def test_c2_a_client_of_nearly_the_same_name_is_warned_of_and_not_made(name, client, account, eli):
    client.force_login(eli)
    answer = post_client(client, name)
    assert answer.status_code == 422
    assert account.client.get_absolute_url() in answer.text
    assert 'type="checkbox" name="is_another"' in answer.text
    assert Client.objects.count() == 1


@pytest.mark.parametrize("name", ["Pohjola Bank", "Oatly", "Pohjanmaa Rye", "Helsinki Oats"])
def test_c2_another_name_is_no_reason_to_warn(name, client, account, eli):
    client.force_login(eli)
    assert post_client(client, name).status_code == 302
    assert not Event.objects.filter(verb="client.told_apart").exists()


def test_c2_who_knows_better_overrules_the_warning_and_the_history_keeps_it(client, account, eli):
    client.force_login(eli)
    assert post_client(client, "Pohjola Oats", is_another="on").status_code == 302
    made = Client.objects.latest("pk")
    event = Event.objects.get(verb="client.told_apart")
    assert (event.actor, event.subject, event.words["keys"]) == (eli, made, [account.client_id])
    assert "said that" in client.get(made.get_absolute_url()).text


def test_c2_a_form_that_shows_no_warning_shows_no_box(client, eli):
    client.force_login(eli)
    assert 'type="hidden" name="is_another"' in client.get(reverse("client_add")).text


def test_c2_a_warning_gives_no_client_away(client, account, otto):
    client.force_login(otto)
    assert post_client(client, "Pohjola Oats").status_code == 302


def test_c2_looking_for_twins_among_many_asks_once(hana, django_assert_max_num_queries):
    ClientFactory.create_batch(30, name="Northern Oats")
    hana.standing  # noqa: B018  (asks who stands below, once in a request)
    with django_assert_max_num_queries(1):
        assert len(clients_like("Northern Oats", person=hana)) == 5


# ── Contacts ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "email"), [("Aino Aalto", ""), ("AALTO, Aino", ""), ("A. Virtanen", "Aino@Pohjola.example")])
def test_c3_a_contact_of_the_same_name_or_e_mail_is_warned_of(name, email, client, account, eli):
    aino = ContactFactory(client=account.client, name="Aino Aalto", email="aino@pohjola.example")
    client.force_login(eli)
    answer = post_contact(client, account.client, name, email=email)
    assert answer.status_code == 422
    assert aino.get_absolute_url() in answer.text
    assert set(Contact.objects.all()) == {aino}


def test_c3_the_same_name_at_another_client_is_somebody_else(client, account, eli):
    ContactFactory(client=AccountFactory().client, name="Aino Aalto")
    client.force_login(eli)
    assert post_contact(client, account.client, "Aino Aalto").status_code == 302


def test_c3_two_of_one_name_are_told_apart_in_the_history(client, account, eli):
    aino = ContactFactory(client=account.client, name="Aino Aalto")
    client.force_login(eli)
    assert post_contact(client, account.client, "Aino Aalto", is_another="on").status_code == 302
    event = Event.objects.get(verb="contact.told_apart")
    assert (event.actor, event.words["keys"]) == (eli, [aino.pk])
