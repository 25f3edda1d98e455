from people.views.absence import absence_add, absence_change, absence_remove
from people.views.handover import briefing_detail, person_hand_over
from people.views.policy import approval_policy, approval_rule_add, approval_rule_change, approval_rule_remove
from people.views.settings import my_settings, settings_log_out_everywhere
from people.views.team import person_detail, team_list

__all__ = [
    "absence_add",
    "absence_change",
    "absence_remove",
    "approval_policy",
    "approval_rule_add",
    "approval_rule_change",
    "approval_rule_remove",
    "briefing_detail",
    "my_settings",
    "person_detail",
    "person_hand_over",
    "settings_log_out_everywhere",
    "team_list",
]
