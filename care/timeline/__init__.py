"""What care says on a timeline, by part of the work."""

from care.timeline import check_ins, concerns, health, knowledge, surveys  # noqa: F401
