from care.forms.check_ins import (
    NEXT_ACTIONS,
    ActionForm,
    ActionFormSet,
    ActionItemChangeForm,
    ActionItemForm,
    HeldFields,
    HoldForm,
    LogForm,
    MoveForm,
    PlanForm,
    action_forms,
    owners_on,
)

__all__ = [
    "ActionForm",
    "ActionFormSet",
    "ActionItemChangeForm",
    "ActionItemForm",
    "HeldFields",
    "HoldForm",
    "LogForm",
    "MoveForm",
    "NEXT_ACTIONS",
    "PlanForm",
    "action_forms",
    "owners_on",
]
