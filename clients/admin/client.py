from django.contrib import admin

from clients.admin.base import HouseAdmin, ReadOnlyInline
from clients.models import Account, Client, Competitor, MarketNote


class AccountInline(ReadOnlyInline):
    model = Account
    fields = readonly_fields = ["code", "name", "tier", "opened_on", "closed_on"]
    show_change_link = True


class CompetitorInline(ReadOnlyInline):
    model = Competitor
    fields = readonly_fields = ["name", "website", "note"]


@admin.register(Client)
class ClientAdmin(HouseAdmin):
    """The state moves on the client's own page, where each move asks who and why."""

    list_display = ["name", "state", "tier", "industry", "country", "owner", "won_on", "lost_on"]
    list_filter = ["state", "tier"]
    list_select_related = ["owner"]
    search_fields = ["name", "legal_name", "website"]
    autocomplete_fields = ["owner", "parent"]
    readonly_fields = ["state", "won_on", "lost_on", "lost_cause", "lost_reason", "created_at"]
    ordering = ["name", "pk"]
    inlines = [AccountInline, CompetitorInline]


@admin.register(Competitor)
class CompetitorAdmin(HouseAdmin):
    list_display = ["name", "client", "website"]
    list_select_related = ["client"]
    search_fields = ["name", "client__name"]
    autocomplete_fields = ["client"]


@admin.register(MarketNote)
class MarketNoteAdmin(HouseAdmin):
    list_display = ["__str__", "client", "noted_on", "source", "noted_by"]
    list_select_related = ["client", "noted_by"]
    search_fields = ["text", "client__name"]
    autocomplete_fields = ["client"]
    readonly_fields = ["noted_by"]
    date_hierarchy = "noted_on"

    def has_add_permission(self, request):
        """Whoever heard it notes it, under their own name."""
        return False
