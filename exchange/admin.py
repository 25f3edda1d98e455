"""The admin finds every import and changes none: states and outcomes are made by the import alone (S6)."""

from django.contrib import admin

from exchange.models import ImportBatch, ImportedObject, ImportRow, OwnerToReview, SourceId


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "source", "object", "state", "rows_read", "created", "updated", "unchanged", "refused", "by", "created_at")
    list_filter = ("state", "object", "source")
    search_fields = ("file_name", "sha256")
    list_select_related = ("by",)
    exclude = ("file",)


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    list_display = ("batch", "number", "outcome", "name", "owner")
    list_filter = ("outcome", "kind")
    list_select_related = ("batch",)
    show_full_result_count = False


@admin.register(ImportedObject)
class ImportedObjectAdmin(ReadOnlyAdmin):
    list_display = ("batch", "number", "kind", "object_id", "was_created", "version_after")
    list_filter = ("kind", "was_created")
    list_select_related = ("batch",)
    show_full_result_count = False


@admin.register(SourceId)
class SourceIdAdmin(ReadOnlyAdmin):
    list_display = ("system", "object", "source_id", "object_id")
    list_filter = ("system", "object")
    search_fields = ("source_id",)
    show_full_result_count = False


@admin.register(OwnerToReview)
class OwnerToReviewAdmin(ReadOnlyAdmin):
    list_display = ("text", "batch", "rows", "person")
    list_select_related = ("batch", "person")
