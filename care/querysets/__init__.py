from care.querysets.check_ins import (
    HELD_LATE,
    MISSED,
    ON_TIME,
    ActionItemQuerySet,
    AttendanceQuerySet,
    CheckInQuerySet,
)
from care.querysets.concerns import (
    ConcernLinkQuerySet,
    ConcernQuerySet,
)
from care.querysets.contact_reports import (
    ContactReportQuerySet,
    ReportDisputeQuerySet,
    ReportLinkQuerySet,
    without_report,
)

__all__ = [
    "ActionItemQuerySet",
    "AttendanceQuerySet",
    "CheckInQuerySet",
    "ConcernLinkQuerySet",
    "ConcernQuerySet",
    "ContactReportQuerySet",
    "HELD_LATE",
    "MISSED",
    "ON_TIME",
    "ReportDisputeQuerySet",
    "ReportLinkQuerySet",
    "without_report",
]
