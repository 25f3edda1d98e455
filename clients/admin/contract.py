from django.contrib import admin

from clients.actions.contract import DECIDED_TERMS, TERMS, is_settled, state_on
from clients.admin.base import HouseAdmin, ReadOnlyInline
from clients.models import Acknowledgement, Amendment, Contract, Renewal
from core.admin import DjangosOwnPermissions, ReadOnly
from core.changes import set_facts
from core.moves import record, take


class AmendmentInline(ReadOnlyInline):
    model = Amendment
    fields = readonly_fields = ["number", "effective_on", "reason", "made_by", "made_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("made_by", "contract")


@admin.register(Contract)
class ContractAdmin(HouseAdmin):
    """What was typed may be put right; state, notice and the next term are the actions' and the clock's.

    What a contract costs and how long it runs is corrected in the app, where the approval policy is asked (P3, P4).
    """

    list_display = ["name", "number", "account", "kind", "state", "starts_on", "ends_on", "last_safe_notice_on", "auto_renews"]
    list_filter = ["state", "kind", "auto_renews", "currency", ("ends_on", admin.EmptyFieldListFilter)]
    list_select_related = ["account"]
    search_fields = ["name", "number", "account__name", "account__code", "account__client__name"]
    autocomplete_fields = ["account"]
    exclude = ["document"]  # attached where it is checked
    readonly_fields = [
        "state",
        "last_safe_notice_on",
        "previous",
        "notice_given_on",
        "notice_given_by",
        "end_cause",
        "end_reason",
        "document_name",
    ]
    date_hierarchy = "ends_on"
    ordering = ["-starts_on", "-pk"]
    inlines = [AmendmentInline]

    def get_readonly_fields(self, request, obj=None):
        held = super().get_readonly_fields(request, obj)
        if obj is None:
            return held
        return [*held, "account", *((*TERMS, "starts_on", "currency") if is_settled(obj) else DECIDED_TERMS)]

    def save_model(self, request, obj, form, change):
        """As the correction in the app: which fields, never what a fee was, for timelines are read by everybody."""
        if not change:
            obj.state = state_on(obj.starts_on, None if obj.auto_renews else obj.ends_on, today=request.user.today)
            obj.save()
            record(obj, "contract.added", by=request.user)
            return
        fresh = take(obj, by=None, version=form.cleaned_data.get("opened_version"))
        changes = set_facts(fresh, {name: form.cleaned_data[name] for name in form.changed_data if name != "opened_version"})
        if changes:
            record(fresh, "contract.changed", by=request.user, fields=", ".join(changes))


@admin.register(Renewal)
class RenewalAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    """To be read: a renewal moves by its moves only."""

    list_display = ["contract", "stage", "opened_on", "likelihood", "model_likelihood", "decided_on", "decided_by", "is_self_approval"]
    list_filter = ["stage", "is_self_approval"]
    list_select_related = ["contract", "decided_by"]
    search_fields = ["contract__name", "contract__account__name", "contract__account__code"]
    show_full_result_count = False
    ordering = ["-opened_on", "-pk"]


@admin.register(Amendment)
class AmendmentAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    """Never edited: it says what was agreed, and when."""

    list_display = ["contract", "number", "effective_on", "made_by", "made_at"]
    list_select_related = ["contract", "made_by"]
    search_fields = ["contract__name", "contract__account__code", "reason"]
    show_full_result_count = False
    ordering = ["-made_at", "-pk"]


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ReadOnly, DjangosOwnPermissions, admin.ModelAdmin):
    list_display = ["amendment", "role", "person", "at"]
    list_filter = ["role", ("person", admin.EmptyFieldListFilter)]
    list_select_related = ["amendment__contract", "person"]
    search_fields = ["amendment__contract__name", "amendment__contract__account__code"]
    show_full_result_count = False
    ordering = ["-pk"]
