from care.states.check_ins import (
    CHECK_IN_MOVES,
    CheckInKind,
    CheckInState,
)
from care.states.concerns import (
    CONCERN_MOVES,
    IN_HAND,
    LIVE,
    SETTLED_BY_ANSWER,
    TICKING,
    WAITING,
    ConcernKind,
    ConcernSource,
    ConcernState,
    Lapse,
)

__all__ = [
    "CHECK_IN_MOVES",
    "CONCERN_MOVES",
    "CheckInKind",
    "CheckInState",
    "ConcernKind",
    "ConcernSource",
    "ConcernState",
    "IN_HAND",
    "LIVE",
    "Lapse",
    "SETTLED_BY_ANSWER",
    "TICKING",
    "WAITING",
]
