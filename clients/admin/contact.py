from django.contrib import admin

from clients.actions.contact import check_the_account, check_the_line
from clients.admin.base import HouseAdmin, VersionedAdminForm
from clients.models import Contact, MergedClient, MergedContact
from core.errors import Refused


class ContactAdminForm(VersionedAdminForm):
    def clean(self):
        """The account and the boss are of the same client, and nobody reports to themselves over a detour."""
        cleaned = super().clean()
        self.instance.client = cleaned.get("client") or self.instance.client
        try:
            check_the_account(self.instance.client, cleaned.get("account"))
            check_the_line(self.instance, cleaned.get("reports_to"))
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return cleaned


@admin.register(Contact)
class ContactAdmin(HouseAdmin):
    form = ContactAdminForm
    list_display = ["name", "job_title", "client", "account", "decision_role", "attitude", "email", "left_on"]
    list_filter = ["decision_role", "attitude", "consent", ("left_on", admin.EmptyFieldListFilter)]
    list_select_related = ["client", "account"]
    search_fields = ["name", "email", "client__name"]
    autocomplete_fields = ["client", "account", "reports_to"]
    readonly_fields = ["last_met_on"]
    ordering = ["name", "pk"]

    def get_readonly_fields(self, request, obj=None):
        held = super().get_readonly_fields(request, obj)
        return [*held, "client"] if obj else held


@admin.register(MergedContact, MergedClient)
class MergedAdmin(admin.ModelAdmin):
    """Found and read; what was merged stays merged."""

    list_display = ["__str__", "kept", "by", "at"]
    list_select_related = ["kept", "by"]
    search_fields = ["kept__name", "old_id"]
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
