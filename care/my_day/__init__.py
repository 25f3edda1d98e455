"""What of care needs a person today, by part of the work."""

from care.my_day import check_ins, concerns, contact_reports, health, knowledge, surveys  # noqa: F401
