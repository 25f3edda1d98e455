"""Status reports and reports of a line."""

from tests.matrix.line import ACT, EVERYBODY, SAM, SUPERVISORS, WORKERS, WRITE, Line, about, page

LINES: dict[str, Line] = {
    "account_status": about("account"),
    "account_status_word": about("account", WORKERS, ACT),
    "account_status_issue": about("account", WORKERS, WRITE),
    "account_status_schedule": about("account", WORKERS, WRITE),
    "line_report_schedule": about("supervisor", SAM, WRITE, knows=EVERYBODY, captures=(("kind", "portfolio"),)),
    "report_schedule_change": about("report_schedule", WORKERS, WRITE),
    "report_list": page(),
    "report_detail": about("report"),
    "line_report": about("supervisor", SUPERVISORS, knows=EVERYBODY, captures=(("kind", "portfolio"),)),
    "line_report_word": about("supervisor", SAM, ACT, knows=EVERYBODY, captures=(("kind", "portfolio"),)),
    "line_report_issue": about("supervisor", SAM, WRITE, knows=EVERYBODY, captures=(("kind", "portfolio"),)),
}
