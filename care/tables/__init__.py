from care.tables.check_ins import (
    FILL,
    ActionItemTable,
    AttendeesColumn,
    CheckInTable,
    TimeColumn,
    actions_url,
    check_in_look,
    client_unless_same,
)
from care.tables.concerns import (
    SEVERITY_TAGS,
    ConcernTable,
    concern_look,
)

__all__ = [
    "ActionItemTable",
    "AttendeesColumn",
    "CheckInTable",
    "ConcernTable",
    "FILL",
    "SEVERITY_TAGS",
    "TimeColumn",
    "actions_url",
    "check_in_look",
    "client_unless_same",
    "concern_look",
]
