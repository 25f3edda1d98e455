"""My day and the dashboards."""

from tests.matrix.line import HEADS, SUPERVISORS, Line, page

LINES: dict[str, Line] = {
    "my_day": page(),
    "portfolio_dashboard": page(SUPERVISORS),
    "agency_dashboard": page(HEADS),
    "people_dashboard": page(SUPERVISORS),
    "work_dashboard": page(SUPERVISORS),
    "relationship_dashboard": page(SUPERVISORS),
    "retention_dashboard": page(SUPERVISORS),
    "dashboard_records": page(SUPERVISORS, captures=(("which", "in-force"),)),
    "bench_floor": page(),
}
