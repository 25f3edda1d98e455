"""Between two sides (R3): begin to mediate, write down each talk, and make actions of what was agreed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from care import concern_clock as clock
from care.actions.check_in import NextAction
from care.models import ActionItem, Concern, MediationNote
from care.states import ConcernState
from clients.words import in_words
from core.errors import IllegalMove, Refused
from core.moves import make_move, record, take


@transaction.atomic
def begin_mediation(concern: Concern, *, by, now: datetime, version=None) -> Concern:
    """The sides do not agree: somebody speaks with both. The outcome stays due when it was."""
    fresh = take(concern, by=by, may="care.mediate_concern", version=version)
    return make_move(fresh, "mediate", by=by, **clock.answered(fresh, now=now))


@transaction.atomic
def note_mediation(
    concern: Concern,
    *,
    by,
    held_on: date,
    today: date,
    client_side: str,
    our_side: str,
    offered: str = "",
    agreed: str = "",
    actions: Sequence[NextAction] = (),
) -> MediationNote:
    """Write down one talk: what each side says, what was offered and agreed, and who of us does what by when."""
    fresh = take(concern, by=by, may="care.mediate_concern")
    if fresh.state != ConcernState.MEDIATION:
        raise IllegalMove(fresh, "note", fresh.state)
    if held_on > today:
        raise Refused(_("A talk can be written down when it has taken place, not before."))
    note = MediationNote.objects.create(
        concern=fresh, held_on=held_on, client_side=client_side, our_side=our_side, offered=offered, agreed=agreed, noted_by=by
    )
    record(fresh, "concern.mediated", by=by, on=in_words(held_on), note=agreed or offered)
    promise(fresh, by=by, actions=actions)
    return note


def promise(concern: Concern, *, by, actions: Sequence[NextAction]) -> None:
    """Each promised action becomes a row with an owner and a day."""
    for action in actions:
        item = ActionItem.objects.create(
            account=concern.account, concern=concern, what=action.what, owner=action.owner, due_on=action.due_on
        )
        record(item, "action_item.added", by=by, owner=str(action.owner), due_on=in_words(action.due_on))
