"""What the global search finds in care, by part of the work."""

from care.search import check_ins, concerns, contact_reports, knowledge, surveys  # noqa: F401
