"""Reports in the admin (S6): found and read; they are written and issued in the app."""

from django.contrib import admin

from core.admin import DjangosOwnPermissions, ReadOnly
from reports.models import Report, ReportWord


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
