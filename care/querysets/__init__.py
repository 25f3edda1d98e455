from care.querysets.check_ins import (
    HELD_LATE,
    MISSED,
    ON_TIME,
    ActionItemQuerySet,
    CheckInQuerySet,
)

__all__ = [
    "ActionItemQuerySet",
    "CheckInQuerySet",
    "HELD_LATE",
    "MISSED",
    "ON_TIME",
]
