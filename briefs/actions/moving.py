"""How a job goes from state to state: every action that moves one does it here, so that its days are kept (W4, W6)."""

from datetime import date

from django.db import transaction

from briefs.models import Brief
from briefs.states import BriefState
from core.moves import make_move, take


def move_brief(brief: Brief, name: str, *, by, today: date, note: str = "", version=None, **changes) -> Brief:
    """`make_move` that also notes since when the job stands where it stands. Raises PermissionDenied, IllegalMove, LostRace."""
    return make_move(brief, name, by=by, note=note, version=version, state_since=today, **changes)


@transaction.atomic
def hold(brief: Brief, *, by, reason: str, today: date, version=None) -> Brief:
    """Nobody works on it for now, and why. The state it had comes back with `resume`."""
    fresh = take(brief, by=by, may="briefs.hold_brief", version=version)  # what it is held from is what it is, not what the page saw
    return move_brief(fresh, "hold", by=by, note=reason, today=today, held_from=fresh.state)


@transaction.atomic
def resume(brief: Brief, *, by, today: date, version=None) -> Brief:
    fresh = take(brief, by=by, may="briefs.resume_brief", version=version)
    return move_brief(fresh, "resume", by=by, today=today, held_from="")


def cancel(brief: Brief, *, by, reason: str, today: date, version=None) -> Brief:
    """The job is off, and why; its number is never given again."""
    return move_brief(brief, "cancel", by=by, note=reason, version=version, today=today, held_from="")


@transaction.atomic
def start_creative(brief: Brief, *, by, today: date, due_on: date | None = None, version=None, **pays) -> Brief:
    """Creative begins a round: the first, or after a new version the next (W4). `pays` is who pays where it is more than was sold."""
    from briefs.actions.making import open_round, pay_for_round

    moved = move_brief(brief, "start", by=by, version=version, today=today)
    pay_for_round(moved, by=by, today=today, **pays)
    open_round(moved, by=by, today=today, due_on=due_on)
    return moved


def is_open_for_writing(brief: Brief) -> bool:
    """After approval only a new version may say something else (W2)."""
    return brief.state == BriefState.DRAFT
