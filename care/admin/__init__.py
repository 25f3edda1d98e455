"""Care in the admin (S6), by part of the work."""

from care.admin import check_ins, concerns, contact_reports, health, knowledge, reported_figures, surveys  # noqa: F401
