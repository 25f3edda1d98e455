"""What other systems said, in the admin (S6): found and read; it comes by an import."""

from django.contrib import admin

from care.models import ReportedFigure
from core.admin import DjangosOwnPermissions, ReadOnly


@admin.register(ReportedFigure)
class ReportedFigureAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["client", "which", "value", "as_of", "source", "record", "entered_by"]
    list_filter = ["which", "source"]
    list_select_related = ["client", "entered_by"]
    search_fields = ["client__name"]
    date_hierarchy = "as_of"
    show_full_result_count = False
    ordering = ["-as_of", "-pk"]
