"""Check-ins and actions in the admin (S6): found and read; they are held, missed and done in the app."""

from django.contrib import admin

from care.models import ActionItem, CheckIn
from core.admin import DjangosOwnPermissions, ReadOnly


@admin.register(CheckIn)
class CheckInAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["account", "kind", "state", "planned_on", "held_on", "owner", "is_from_cadence"]
    list_filter = ["state", "kind", "is_from_cadence"]
    list_select_related = ["account", "owner"]
    search_fields = ["account__name", "account__code", "notes"]
    date_hierarchy = "planned_on"
    show_full_result_count = False
    ordering = ["-planned_on", "-pk"]


@admin.register(ActionItem)
class ActionItemAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["what", "account", "owner", "due_on", "done_on"]
    list_filter = [("done_on", admin.EmptyFieldListFilter)]
    list_select_related = ["account", "owner"]
    search_fields = ["what", "account__name", "account__code", "owner__name"]
    show_full_result_count = False
    ordering = ["due_on", "pk"]
