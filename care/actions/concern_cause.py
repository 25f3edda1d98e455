"""The causes from which concerns come, as a director words them (R3)."""

from django.db import transaction

from care.models import ConcernCause
from core.changes import ask, set_facts, take_for_change
from core.moves import record


@transaction.atomic
def add_cause(*, by, name: str, position: int = 50, is_retired: bool = False) -> ConcernCause:
    """Raises ValidationError for a name that is there already."""
    ask(by, "care.change_concern_causes")
    cause = ConcernCause(name=name, position=position, is_retired=is_retired)
    cause.validate_unique()
    cause.save()
    record(cause, "concern_cause.added", by=by)
    return cause


@transaction.atomic
def change_cause(cause: ConcernCause, *, by, version=None, **facts) -> ConcernCause:
    """Another name, another place, or no longer offered: what is closed under it stays so."""
    fresh = take_for_change(cause, by=by, may="care.change_concern_causes", version=version, facts=facts)
    if changes := set_facts(fresh, facts):
        record(fresh, "concern_cause.changed", by=by, changes=changes)
    return fresh
