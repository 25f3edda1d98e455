"""Health in the admin (R4, S6): everything is found and read; policy, alerts and plans are worked in the app."""

from django.contrib import admin

from care.models import HealthAlert, HealthPolicy, HealthSnapshot, HealthWeight, RecoveryPlan, RecoveryStep, SentimentEntry
from clients.admin.base import ReadOnlyInline
from clients.models import AccountHealth
from core.admin import DjangosOwnPermissions, ReadOnly


class ReadAlone(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    show_full_result_count = False


class HealthWeightInline(ReadOnlyInline):
    model = HealthWeight


class RecoveryStepInline(ReadOnlyInline):
    model = RecoveryStep


@admin.register(AccountHealth)
class AccountHealthAdmin(ReadAlone):
    list_display = ["account", "observed", "sentiment", "hygiene", "colour", "colour_since", "changed_7", "changed_30", "looked_on"]
    list_filter = ["colour"]
    list_select_related = ["account"]
    search_fields = ["account__name", "account__code"]
    ordering = ["account"]


@admin.register(HealthPolicy)
class HealthPolicyAdmin(ReadAlone):
    list_display = ["tier", "number", "good_from", "watch_from", "note", "made_by", "made_at"]
    list_filter = ["tier"]
    list_select_related = ["made_by"]
    inlines = [HealthWeightInline]


@admin.register(HealthSnapshot)
class HealthSnapshotAdmin(ReadAlone):
    list_display = ["account", "on", "observed", "sentiment", "hygiene", "colour", "policy"]
    list_filter = ["colour"]
    list_select_related = ["account", "policy"]
    search_fields = ["account__code"]
    ordering = ["-pk"]


@admin.register(SentimentEntry)
class SentimentEntryAdmin(ReadAlone):
    list_display = ["account", "person", "rating", "said_on", "withdrawn_on"]
    list_filter = ["rating"]
    list_select_related = ["account", "person"]
    search_fields = ["account__name", "account__code", "words"]


@admin.register(HealthAlert)
class HealthAlertAdmin(ReadAlone):
    list_display = ["account", "kind", "raised_on", "was", "now", "acknowledged_by", "acknowledged_on", "overtaken_on"]
    list_filter = ["kind", ("acknowledged_on", admin.EmptyFieldListFilter)]
    list_select_related = ["account", "acknowledged_by"]
    search_fields = ["account__name", "account__code"]


@admin.register(RecoveryPlan)
class RecoveryPlanAdmin(ReadAlone):
    list_display = ["account", "state", "goal", "owner", "written_by", "agreed_by", "review_on", "score_then", "score_now"]
    list_filter = ["state", "is_self_agreed", "is_self_judged"]
    list_select_related = ["account", "owner", "written_by", "agreed_by"]
    search_fields = ["account__name", "account__code", "goal"]
    inlines = [RecoveryStepInline]
