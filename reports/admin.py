"""Reports in the admin (S6): found and read; they are written and issued in the app."""

from django.contrib import admin

from core.admin import DjangosOwnPermissions, ReadOnly
from reports.models import Report, ReportSchedule, ReportSending, ReportWord


@admin.register(Report)
class ReportAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["kind", "account", "person", "week_on", "state", "issued_at", "issued_by"]
    list_filter = ["kind", "state"]
    list_select_related = ["account", "person", "issued_by"]
    search_fields = ["account__name", "account__code", "person__name"]
    date_hierarchy = "week_on"
    show_full_result_count = False


@admin.register(ReportWord)
class ReportWordAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["report", "key", "written_by", "written_at", "version"]
    list_select_related = ["report__account", "report__person", "written_by"]
    search_fields = ["report__account__name", "report__account__code", "text"]
    show_full_result_count = False


@admin.register(ReportSchedule)
class ReportScheduleAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["kind", "account", "person", "weekday", "hour", "is_for_client", "is_active", "made_by"]
    list_filter = ["kind", "is_active", "is_for_client"]
    list_select_related = ["account", "person", "made_by"]
    search_fields = ["account__name", "account__code", "person__name"]


@admin.register(ReportSending)
class ReportSendingAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["schedule", "week_on", "report", "sent_at"]
    list_select_related = ["schedule__account", "schedule__person", "report__account", "report__person"]
    search_fields = ["schedule__account__name", "schedule__account__code"]
    date_hierarchy = "sent_at"
