"""What the clock says about care (S1), by part of the work."""

from care.reminder_rules import check_ins, concerns, contact_reports, health, knowledge, surveys  # noqa: F401
