"""What the global search finds in care, by part of the work."""

from care.search import check_ins, knowledge  # noqa: F401
