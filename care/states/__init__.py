from care.states.check_ins import (
    CHECK_IN_MOVES,
    CheckInKind,
    CheckInState,
    Presence,
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
from care.states.contact_reports import (
    REPORT_MOVES,
    WRITABLE,
    AcceptedBy,
    LineKind,
    ReportState,
)

__all__ = [
    "AcceptedBy",
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
    "LineKind",
    "Presence",
    "REPORT_MOVES",
    "ReportState",
    "WRITABLE",
]
