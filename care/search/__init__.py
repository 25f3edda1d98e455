"""What the global search finds in care, by part of the work."""

from care.search import check_ins, contact_reports, knowledge  # noqa: F401
