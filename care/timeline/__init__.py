"""What care says on a timeline, by part of the work."""

from care.timeline import check_ins, concerns, contact_reports, health, knowledge, reported_figures, surveys  # noqa: F401
