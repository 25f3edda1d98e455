from care.views.action_item import (
    action_item_add,
    action_item_change,
    action_item_detail,
    action_item_done,
    action_item_list,
    action_item_reopen,
)
from care.views.check_in import (
    account_check_ins,
    check_in_cancel,
    check_in_change,
    check_in_detail,
    check_in_hold,
    check_in_list,
    check_in_log,
    check_in_miss,
    check_in_plan,
    check_in_week,
)

__all__ = [
    "account_check_ins",
    "action_item_add",
    "action_item_change",
    "action_item_detail",
    "action_item_done",
    "action_item_list",
    "action_item_reopen",
    "check_in_cancel",
    "check_in_change",
    "check_in_detail",
    "check_in_hold",
    "check_in_list",
    "check_in_log",
    "check_in_miss",
    "check_in_plan",
    "check_in_week",
]
