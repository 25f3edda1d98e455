"""The admin's pages for what every app shares (S6). What happened is never edited; keys of forms and heartbeats are not shown."""

from django.contrib import admin
from django.contrib.auth.models import PermissionsMixin
from django.utils.translation import gettext_lazy as _

from core.models import Event, ExchangeRate, Letter

admin.site.site_header = _("Admin")
admin.site.site_title = _("Admin")
admin.site.index_title = _("Everything there is")


class DjangosOwnPermissions:
    """Mix in where our rules speak of `app.change_model` too: who may open the admin's page is Django's model permission.

    What they then do is an action, and the action asks our rules.
    """

    def _may(self, request, verb: str) -> bool:
        return PermissionsMixin.has_perm(request.user, f"{self.opts.app_label}.{verb}_{self.opts.model_name}")

    def has_view_permission(self, request, obj=None):
        return self._may(request, "view") or self._may(request, "change")

    def has_add_permission(self, request, obj=None):
        return self._may(request, "add")

    def has_change_permission(self, request, obj=None):
        return self._may(request, "change")

    def has_delete_permission(self, request, obj=None):
        return self._may(request, "delete")

    def has_module_permission(self, request):
        return self.has_view_permission(request)


class ReadOnly:
    """Mix in: found and read, never added, changed or deleted here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Event)
class EventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["at", "actor", "verb", "subject_type", "subject_id", "from_state", "to_state"]
    list_filter = ["at", "subject_type"]
    list_select_related = ["actor", "subject_type"]
    search_fields = ["verb", "note", "actor__name", "actor__email"]
    ordering = ["-at", "-pk"]
    show_full_result_count = False


@admin.register(Letter)
class LetterAdmin(ReadOnly, admin.ModelAdmin):
    """Who was written to, whether it left, and why not. Never what it said: it may hold the address of a secret link."""

    fields = [
        "to_name",
        "to_email",
        "reply_to",
        "subject",
        "written_by",
        "written_at",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "problem",
        "paper_name",
    ]
    list_display = ["written_at", "to_email", "subject", "written_by", "sent_at", "problem"]
    list_filter = ["written_at", ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["written_by"]
    search_fields = ["to_email", "to_name", "subject"]
    ordering = ["-written_at", "-pk"]
    show_full_result_count = False


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin):
    """Dated rows: a rate that was wrong is corrected by the row of a later day, so that old sums can be explained."""

    list_display = ["currency", "on", "house_per_unit"]
    list_filter = ["currency"]
    date_hierarchy = "on"
    ordering = ["-on", "currency"]

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False
