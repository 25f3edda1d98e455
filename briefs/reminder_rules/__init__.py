"""What the clock says about requests and jobs (S1), by part of the work."""

from briefs.reminder_rules import approving, delivering, making, requests, showing, timing  # noqa: F401
