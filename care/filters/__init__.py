from care.filters.check_ins import (
    ActionItemFilter,
    CheckInFilter,
    OnAccountsMixin,
)

__all__ = [
    "ActionItemFilter",
    "CheckInFilter",
    "OnAccountsMixin",
]
