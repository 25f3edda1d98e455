from care.querysets.check_ins import (
    HELD_LATE,
    MISSED,
    ON_TIME,
    ActionItemQuerySet,
    CheckInQuerySet,
)
from care.querysets.concerns import (
    ConcernLinkQuerySet,
    ConcernQuerySet,
)

__all__ = [
    "ActionItemQuerySet",
    "CheckInQuerySet",
    "ConcernLinkQuerySet",
    "ConcernQuerySet",
    "HELD_LATE",
    "MISSED",
    "ON_TIME",
]
