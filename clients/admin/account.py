from django.contrib import admin

from clients.admin.base import HouseAdmin, ReadOnlyInline
from clients.models import Account, Preference, Seat


class SeatInline(ReadOnlyInline):
    model = Seat
    fields = readonly_fields = ["person", "role", "is_lead", "starts_on", "ends_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "account")


@admin.register(Account)
class AccountAdmin(HouseAdmin):
    """Team, wall and closing are changed on the account's own pages."""

    list_display = ["name", "code", "client", "tier", "currency", "is_walled", "opened_on", "closed_on"]
    list_filter = ["is_walled", "tier", "currency", ("closed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["client"]
    search_fields = ["name", "code", "client__name"]
    autocomplete_fields = ["client"]
    readonly_fields = ["is_walled", "closed_on", "closed_cause", "closed_reason"]
    ordering = ["name", "pk"]
    inlines = [SeatInline]

    def get_readonly_fields(self, request, obj=None):
        held = super().get_readonly_fields(request, obj)
        return [*held, "client"] if obj else held  # contracts and history stay with the client they were made for


@admin.register(Seat)
class SeatAdmin(HouseAdmin):
    """Who sat where and when, to be read: one lead at a time is kept by the actions."""

    list_display = ["person", "account", "role", "is_lead", "starts_on", "ends_on"]
    list_filter = ["role", "is_lead", ("ends_on", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "account"]
    search_fields = ["person__name", "account__name", "account__code"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Preference)
class PreferenceAdmin(HouseAdmin):
    """Never edited (C8): what changed is heard anew."""

    list_display = ["__str__", "account", "contact", "heard_on", "withdrawn_on", "noted_by"]
    list_select_related = ["account", "contact", "noted_by"]
    search_fields = ["text", "account__name", "account__code"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
