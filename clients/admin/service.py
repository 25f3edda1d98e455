from django.contrib import admin

from clients.admin.base import HouseAdmin
from clients.models import AnswerTime, BoughtService, SalesHandover, Service, ServiceLevel
from core.admin import DjangosOwnPermissions, ReadOnly


@admin.register(Service)
class ServiceAdmin(HouseAdmin):
    list_display = ["name", "is_sold"]
    list_filter = ["is_sold"]
    search_fields = ["name"]


@admin.register(BoughtService)
class BoughtServiceAdmin(HouseAdmin):
    """Bought, rated and ended on the account's page; found and read here."""

    list_display = ["service", "account", "contract", "sold_by", "bought_on", "ended_on", "fit", "fit_on"]
    list_filter = ["fit", ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["service", "account", "contract", "sold_by"]
    search_fields = ["service__name", "account__name", "account__code"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(SalesHandover)
class SalesHandoverAdmin(HouseAdmin):
    """Written by sales, taken over by the lead; read here."""

    list_display = ["account", "sold_by", "handed_on", "taken_by", "taken_on"]
    list_filter = [("taken_on", admin.EmptyFieldListFilter)]
    list_select_related = ["account", "sold_by", "taken_by"]
    search_fields = ["account__name", "account__code", "promised", "needs"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(ServiceLevel)
class ServiceLevelAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["tier", "cadence_days", "request_answer_days"]


@admin.register(AnswerTime)
class AnswerTimeAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["level", "severity", "answer_hours", "resolve_hours"]
    list_select_related = ["level"]
