"""Contact reports in the admin (S6): found and read; they are written, issued and accepted in the app."""

from django.contrib import admin

from care.models import ContactReport, ReportDispute, ReportIssue, ReportLink
from core.admin import DjangosOwnPermissions, ReadOnly


@admin.register(ContactReport)
class ContactReportAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["number", "account", "state", "edition", "author", "issued_at", "accept_at", "accepted_by"]
    list_filter = ["state", "accepted_by"]
    list_select_related = ["account", "author"]
    search_fields = ["number", "account__name", "account__code", "lines__text"]
    show_full_result_count = False
    ordering = ["-begun_at", "-pk"]


@admin.register(ReportIssue)
class ReportIssueAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["report", "number", "issued_at", "issued_by"]
    list_select_related = ["report", "issued_by"]
    search_fields = ["report__number"]
    show_full_result_count = False
    ordering = ["-issued_at", "-pk"]


@admin.register(ReportDispute)
class ReportDisputeAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["report", "contact", "heard_by", "text", "at", "settled_at", "settled_by"]
    list_filter = [("settled_at", admin.EmptyFieldListFilter), ("heard_by", admin.EmptyFieldListFilter)]
    list_select_related = ["report", "contact", "heard_by", "settled_by"]
    search_fields = ["report__number", "text", "answer"]
    show_full_result_count = False
    ordering = ["-at", "-pk"]


@admin.register(ReportLink)
class ReportLinkAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["report", "contact", "made_by", "expires_at", "revoked_at", "uses", "last_used_at"]
    exclude = ["secret_hash"]
    list_select_related = ["report", "contact", "made_by"]
    search_fields = ["report__number", "contact__name"]
    show_full_result_count = False
    ordering = ["-made_at", "-pk"]
