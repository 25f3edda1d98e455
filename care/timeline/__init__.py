"""What care says on a timeline, by part of the work."""

from care.timeline import check_ins, health  # noqa: F401
