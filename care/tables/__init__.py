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

__all__ = [
    "ActionItemTable",
    "AttendeesColumn",
    "CheckInTable",
    "FILL",
    "TimeColumn",
    "actions_url",
    "check_in_look",
    "client_unless_same",
]
