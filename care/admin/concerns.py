"""Concerns in the admin (S6): found and read; they are answered and closed in the app."""

from django.contrib import admin

from care.models import Concern, ConcernCause, ConcernClimb, ConcernLink, ConcernMessage, MediationNote
from core.admin import DjangosOwnPermissions, ReadOnly


class Read(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    show_full_result_count = False


@admin.register(Concern)
class ConcernAdmin(Read):
    list_display = ["title", "account", "kind", "severity", "state", "owner", "rung", "due_at", "raised_at"]
    list_filter = ["state", "severity", "kind", "rung"]
    list_select_related = ["account", "owner"]
    search_fields = ["title", "account__name", "account__code"]
    date_hierarchy = "raised_at"
    ordering = ["-raised_at", "-pk"]


@admin.register(ConcernCause)
class ConcernCauseAdmin(Read):
    list_display = ["name", "position", "is_retired"]


@admin.register(ConcernClimb)
class ConcernClimbAdmin(Read):
    list_display = ["concern", "climbed_at", "lapse", "hours", "rung", "passed", "reached"]
    list_select_related = ["concern", "passed", "reached"]
    ordering = ["-climbed_at", "-pk"]


@admin.register(ConcernMessage)
class ConcernMessageAdmin(Read):
    list_display = ["concern", "person", "contact", "is_internal", "at"]
    list_select_related = ["concern", "person", "contact"]
    ordering = ["-at", "-pk"]


@admin.register(MediationNote)
class MediationNoteAdmin(Read):
    list_display = ["concern", "held_on", "noted_by"]
    list_select_related = ["concern", "noted_by"]
    ordering = ["-held_on", "-pk"]


@admin.register(ConcernLink)
class ConcernLinkAdmin(Read):
    list_display = ["contact", "account", "made_at", "expires_at", "revoked_at", "uses", "last_used_at"]
    list_select_related = ["contact", "account"]
    exclude = ["secret_hash"]
    ordering = ["-made_at", "-pk"]
