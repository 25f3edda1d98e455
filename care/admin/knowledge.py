"""Knowledge in the admin (S6): found and read; it is written, reviewed and archived in the app."""

from django.contrib import admin

from care.models import CompetitorNote, KnowledgePage, PageEdition, Tag
from core.admin import DjangosOwnPermissions, ReadOnly


class EditionInline(ReadOnly, admin.TabularInline):
    model = PageEdition
    fields = ["number", "title", "saved_by", "saved_at"]
    extra = 0


@admin.register(KnowledgePage)
class KnowledgePageAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["title", "kind", "author", "keeper", "reviewed_on", "review_due_on", "archived_on"]
    list_filter = ["kind", ("archived_on", admin.EmptyFieldListFilter)]
    list_select_related = ["author", "keeper"]
    search_fields = ["title", "body"]
    inlines = [EditionInline]
    show_full_result_count = False
    ordering = ["title", "pk"]


@admin.register(CompetitorNote)
class CompetitorNoteAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["about", "client", "noted_on", "source", "noted_by"]
    list_select_related = ["client", "noted_by"]
    search_fields = ["about", "text", "client__name"]
    date_hierarchy = "noted_on"
    show_full_result_count = False
    ordering = ["-noted_on", "-pk"]


@admin.register(Tag)
class TagAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["word", "kind", "page", "market_note", "competitor_note"]
    list_filter = ["kind"]
    list_select_related = ["page", "market_note", "competitor_note"]
    search_fields = ["word"]
    show_full_result_count = False
    ordering = ["kind", "word", "pk"]
