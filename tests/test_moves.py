"""Moves: one way to change a state, on any model that has a table of them (STYLE §6). Shown on clients (C7)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection

from clients.models import Client
from clients.states import CLIENT_MOVES, ClientState
from core.errors import IllegalMove, LostRace
from core.models import Event
from core.moves import available_moves, make_move, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def prospect(dana):
    return Client.objects.create(name="Halden Ferries", owner=dana)


def test_c7_a_move_writes_one_event_with_who_from_where_to_where_and_why(prospect, dana):
    moved = make_move(prospect, "win", by=dana, note="Signed on the quay.")
    assert moved.state == ClientState.ACTIVE
    event = Event.objects.get()
    assert (event.actor, event.verb, event.from_state, event.to_state, event.note) == (
        dana,
        "client.win",
        "prospect",
        "active",
        "Signed on the quay.",
    )
    assert (event.subject, event.topic) == (moved, moved)


@pytest.mark.parametrize("state", sorted(set(ClientState) - {ClientState.PROSPECT}))
def test_c7_only_a_prospect_can_be_won(state, prospect, dana):
    Client.objects.filter(pk=prospect.pk).update(state=state, lost_reason="price")
    with pytest.raises(IllegalMove):
        make_move(prospect, "win", by=dana)
    assert not Event.objects.exists()


def test_c7_a_stranger_moves_nothing(prospect, otto):
    with pytest.raises(PermissionDenied):
        make_move(prospect, "win", by=otto)
    prospect.refresh_from_db()
    assert prospect.state == ClientState.PROSPECT


def test_c7_a_superuser_is_bound_by_the_same_rules(prospect, ada):
    assert ada.is_superuser
    with pytest.raises(PermissionDenied):
        make_move(prospect, "win", by=ada)


def test_c7_the_buttons_are_what_the_table_allows(prospect, dana, otto):
    assert list(available_moves(prospect, by=dana)) == [name for name, move in CLIENT_MOVES.items() if ClientState.PROSPECT in move.sources]
    assert available_moves(prospect, by=otto) == {}


def test_c7_a_form_opened_before_somebody_elses_save_is_refused(prospect, dana):
    make_move(prospect, "win", by=dana)
    with pytest.raises(LostRace):
        take(prospect, by=dana, version=1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_c7_of_two_who_move_at_once_one_wins_and_one_is_told(prospect, dana):
    def win(_):
        close_old_connections()
        try:
            make_move(Client.objects.get(pk=prospect.pk), "win", by=dana)
            return "won"
        except IllegalMove:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(win, range(8)))
    assert answers == ["told"] * 7 + ["won"]
    assert Event.objects.filter(verb="client.win").count() == 1
