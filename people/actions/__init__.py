"""What one can do with people: every write goes through here; pages, the admin, imports and jobs only call it."""

from people.actions.absence import add_absence, change_absence, remove_absence
from people.actions.handover import hand_over
from people.actions.person import add_person, change_person, change_settings, end_old_password, end_sessions, switch_off_leavers
from people.actions.policy import add_approval_rule, change_approval_rule, remove_approval_rule

__all__ = [
    "add_absence",
    "add_approval_rule",
    "add_person",
    "change_absence",
    "change_approval_rule",
    "change_person",
    "change_settings",
    "end_old_password",
    "end_sessions",
    "hand_over",
    "remove_absence",
    "remove_approval_rule",
    "switch_off_leavers",
]
