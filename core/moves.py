"""Moves: the one way in which a row changes its state (STYLE §6).

A model that moves names its table in `moves` and its column in `state_field`. `available_moves` draws the buttons,
`make_move` does it: locks and re-reads the row, asks who, asks when, sets the state and writes one `Event`.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from core.errors import IllegalMove, LostRace
from core.links import SecretLink
from core.models import Event

_said_by_all: ContextVar[dict] = ContextVar("said_by_all", default={})  # noqa: B039 never changed, only replaced


@contextmanager
def every_event_says(**words) -> Iterator[None]:
    """Each event recorded within has these words too: so an import tells what it did itself from what people did meanwhile."""
    token = _said_by_all.set({**_said_by_all.get(), **words})
    try:
        yield
    finally:
        _said_by_all.reset(token)


def words_of_all() -> dict:
    """What `every_event_says` asks for here and now."""
    return _said_by_all.get()


@dataclass(frozen=True, slots=True)
class Move:
    """From any of `sources` to `target`, by whoever holds `may`. `label` is the button: a verb of the department."""

    sources: Collection[str]
    target: str
    may: str
    label: str = ""
    needs_note: bool = False


def state_of(subject: models.Model) -> str:
    return getattr(subject, getattr(subject, "state_field", "state"))


def available_moves(subject: models.Model, *, by) -> dict[str, Move]:
    """What this person may do with this row now, by name, in the order of the table."""
    state = state_of(subject)
    open_moves = {name: move for name, move in subject.moves.items() if state in move.sources}
    allowed = {may: by.has_perm(may, subject) for may in {move.may for move in open_moves.values()}}
    return {name: move for name, move in open_moves.items() if allowed[move.may]}


def take(subject, *, by, may: str = "", version: int | None = None):
    """Lock the row, read it afresh, and ask who. `by=None` is the clock. Raises PermissionDenied, LostRace.

    `version` is what the form was opened with: another one in the database means that somebody was faster.
    """
    fresh = subject._meta.model._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    if by is not None and may and not by.has_perm(may, fresh):
        raise PermissionDenied(f"{by} may not {may} on {fresh}.")
    if version is not None and str(fresh.version) != str(version).strip():  # what was never a version is none of today's either
        raise LostRace(fresh)
    return fresh


def topic_of(subject: models.Model) -> models.Model | None:
    """The row on whose timeline the events of this one show; a model says so in `event_topic`."""
    topic = getattr(subject, "event_topic", None)
    return topic() if callable(topic) else topic


def record(subject, verb: str, *, by, note: str = "", from_state: str = "", to_state: str = "", at=None, **words) -> Event:
    """Write down that this happened. `words` are what its sentence needs (JSON), the name of the row among them.

    `by` is one of ours, None for the clock, or a secret link (`core.links`), whose contact the words then name.
    """
    if isinstance(by, SecretLink):
        by, words = None, words | by.event_words()
    return Event.objects.create(
        at=at or timezone.now(),
        actor=by,
        verb=verb,
        subject=subject,
        topic=topic_of(subject),
        from_state=from_state,
        to_state=to_state,
        note=note,
        words={"name": str(subject), **words, **words_of_all()},
    )


@transaction.atomic
def make_move(subject, name: str, *, by, note: str = "", version: int | None = None, **changes):
    """Make the move, with other `changes` to the row in the same write. Returns the fresh row.

    Raises PermissionDenied (who), IllegalMove (when), LostRace (somebody was faster).
    """
    move = subject.moves[name]
    fresh = take(subject, by=by, may=move.may, version=version)
    state = state_of(fresh)
    if state not in move.sources:
        raise IllegalMove(fresh, name, state)
    field = getattr(fresh, "state_field", "state")
    setattr(fresh, field, move.target)
    for key, value in changes.items():
        setattr(fresh, key, value)
    if hasattr(fresh, "version"):
        fresh.version += 1
    fresh.save()
    record(fresh, f"{fresh._meta.model_name}.{name}", by=by, note=note, from_state=state, to_state=move.target)
    return fresh
