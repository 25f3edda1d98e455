from care.models.check_ins import (
    ActionItem,
    CheckIn,
)

__all__ = [
    "ActionItem",
    "CheckIn",
]
