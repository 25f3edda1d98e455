"""How a job goes from state to state: every action that moves one does it here, so that its days are kept (W4, W6)."""

from datetime import date

from briefs.models import Brief
from briefs.states import BriefState
from core.moves import make_move


def move_brief(brief: Brief, name: str, *, by, today: date, note: str = "", version=None, **changes) -> Brief:
    """`make_move` that also notes since when the job stands where it stands. Raises PermissionDenied, IllegalMove, LostRace."""
    return make_move(brief, name, by=by, note=note, version=version, state_since=today, **changes)


def hold(brief: Brief, *, by, reason: str, today: date, version=None) -> Brief:
    """Nobody works on it for now, and why. The state it had comes back with `resume`."""
    return move_brief(brief, "hold", by=by, note=reason, version=version, today=today, held_from=brief.state)


def resume(brief: Brief, *, by, today: date, version=None) -> Brief:
    return move_brief(brief, "resume", by=by, version=version, today=today, held_from="")


def cancel(brief: Brief, *, by, reason: str, today: date, version=None) -> Brief:
    """The job is off, and why; its number is never given again."""
    return move_brief(brief, "cancel", by=by, note=reason, version=version, today=today, held_from="")


def start_creative(brief: Brief, *, by, today: date, version=None) -> Brief:
    """Creative begins the first round (W4)."""
    from briefs.actions.making import open_round

    moved = move_brief(brief, "start", by=by, version=version, today=today)
    open_round(moved, by=by, today=today)
    return moved


def is_open_for_writing(brief: Brief) -> bool:
    """After approval only a new version may say something else (W2)."""
    return brief.state == BriefState.DRAFT
