from django.urls import path, register_converter

from reports import views, views_schedules
from reports.states import LINE_KINDS


class LineKind:
    """activity or portfolio."""

    regex = "|".join(LINE_KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LineKind, "line_kind")

urlpatterns = [
    path("accounts/<int:pk>/status/", views.account_status, name="account_status"),
    path("accounts/<int:pk>/status/word/", views.account_status_word, name="account_status_word"),
    path("accounts/<int:pk>/status/issue/", views.account_status_issue, name="account_status_issue"),
    path("accounts/<int:pk>/status/schedule/", views_schedules.account_status_schedule, name="account_status_schedule"),
    path("reports/schedules/<int:pk>/", views_schedules.report_schedule_change, name="report_schedule_change"),
    path("reports/<line_kind:kind>/<int:pk>/schedule/", views_schedules.line_report_schedule, name="line_report_schedule"),
    path("reports/", views.report_list, name="report_list"),
    path("reports/<int:pk>/", views.report_detail, name="report_detail"),
    path("reports/<line_kind:kind>/<int:pk>/", views.line_report, name="line_report"),
    path("reports/<line_kind:kind>/<int:pk>/word/", views.line_report_word, name="line_report_word"),
    path("reports/<line_kind:kind>/<int:pk>/issue/", views.line_report_issue, name="line_report_issue"),
]
