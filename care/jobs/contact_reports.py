"""What the clock does with contact reports (R1): silence accepts them."""

from datetime import date

from care.actions.report_links import accept_silent
from care.report_clock import moment_of


def daily(today: date) -> dict[str, int]:
    return {"contact_reports_accepted": accept_silent(now=moment_of(today))}
