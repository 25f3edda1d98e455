from care.states.check_ins import (
    CHECK_IN_MOVES,
    CheckInKind,
    CheckInState,
)

__all__ = [
    "CHECK_IN_MOVES",
    "CheckInKind",
    "CheckInState",
]
