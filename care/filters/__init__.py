from care.filters.check_ins import (
    ActionItemFilter,
    CheckInFilter,
    OnAccountsMixin,
)
from care.filters.concerns import (
    ConcernFilter,
)

__all__ = [
    "ActionItemFilter",
    "CheckInFilter",
    "ConcernFilter",
    "OnAccountsMixin",
]
