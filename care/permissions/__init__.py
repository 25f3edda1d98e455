"""Who may do what in care, by part of the work. Seeing is `visible_to`; this is doing."""

from care.permissions import check_ins, concerns, contact_reports, health, knowledge, surveys  # noqa: F401
from care.permissions.check_ins import owns_it

__all__ = ["owns_it"]
