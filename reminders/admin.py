"""Reminders in the admin (S6): everything is found and read, nothing typed; an undeliverable one may be sent again."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import Refused
from reminders import actions
from reminders.models import Digest, Reminder, SweepError, SweepRun


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["rule", "recipient", "anchor_on", "step", "rung", "state", "attempts", "due_on", "sent_at"]
    list_filter = ["state", "rule", "rung", "outcome"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__name", "recipient__email", "rule", "last_error"]
    date_hierarchy = "due_on"
    show_full_result_count = False
    actions = ["send_again"]

    @admin.action(description=gettext_lazy("Send the undeliverable ones again"), permissions=["view"])
    def send_again(self, request, queryset):
        sent = 0
        for reminder in queryset.failed():
            try:
                actions.send_again(reminder, by=request.user, now=timezone.now())
                sent += 1
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
        words = ngettext("%(count)d reminder will be sent again.", "%(count)d reminders will be sent again.", sent)
        self.message_user(request, words % {"count": sent} if sent else _("None of these is undeliverable."))


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ["person", "day", "state", "attempts", "sent_at"]
    list_filter = ["state"]
    list_select_related = ["person"]
    search_fields = ["person__name", "person__email"]


class SweepErrorInline(admin.TabularInline):
    model = SweepError
    extra = 0
    can_delete = False
    fields = readonly_fields = ["rule", "error"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin):
    list_display = ["on", "started_at", "ended_at", "made", "failed"]
    inlines = [SweepErrorInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("errors")

    @admin.display(description=gettext_lazy("made"))
    def made(self, run):
        return sum(counts.get("created", 0) for counts in run.counts.values())

    @admin.display(description=gettext_lazy("failed rules"))
    def failed(self, run):
        return ", ".join(error.rule for error in run.errors.all())
