"""People in the admin (S6): everything is found, writes go through the actions, nobody is deleted and nobody raises themselves."""

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnly
from people import actions
from people.models import Absence, ApprovalRule, Person

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")  # only a superuser grants these


class PersonAddForm(AdminUserCreationForm):
    class Meta:
        model = Person
        fields = ("email", "name")
        field_classes = {}

    def __init__(self, *args, **kwargs):
        """Nobody has to hand a password over: whoever is new asks for a link by letter."""
        super().__init__(*args, **kwargs)
        how = self.fields["usable_password"]
        how.label, how.initial = _("How they begin"), "false"
        how.choices = [("false", _("They choose their password")), ("true", _("With the password below"))]
        how.help_text = _("“Forgot your password?” on the log-in page sends them a link by which they choose one.")


class PersonChangeForm(UserChangeForm):
    opened_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Person
        fields = "__all__"
        field_classes = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opened_version"].initial = self.instance.version

    def clean(self):
        cleaned = super().clean()
        boss = cleaned.get("reports_to")
        if boss and boss.pk in Person.objects.ids_below([self.instance.pk]):
            self.add_error("reports_to", _("%(boss)s already reports to this person.") % {"boss": boss})
        return cleaned


class AbsenceInline(admin.TabularInline):
    """To be read here; planned on the person's page, where the cover is checked."""

    model = Absence
    fk_name = "person"
    extra = 0
    can_delete = False
    fields = readonly_fields = ["starts_on", "ends_on", "cover", "reason"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Person)
class PersonAdmin(UserAdmin):
    form = PersonChangeForm
    add_form = PersonAddForm
    list_display = ["name", "email", "department", "rank", "reports_to", "is_active"]
    list_filter = ["is_active", "department", "rank", "is_staff"]
    list_select_related = ["reports_to"]
    search_fields = ["name", "email", "job_title"]
    ordering = ["name", "pk"]
    filter_horizontal = []
    readonly_fields = ["last_login", "leaves_on", "left_on"]
    inlines = [AbsenceInline]
    fieldsets = [
        (None, {"fields": ["email", "name", "job_title", "password", "opened_version"]}),
        (
            _("Place in the house"),
            {"fields": ["department", "rank", "grade", "reports_to", "weekly_hours", "joined_on", "leaves_on", "left_on"]},
        ),
        (_("Ways"), {"fields": ["phone", "time_zone", "language", "delivery"]}),
        (_("What they may"), {"fields": ["is_active", *POWERS, "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "job_title", "usable_password", "password1", "password2"]}),
        (_("Place in the house"), {"fields": ["department", "rank", "grade", "reports_to"]}),
    ]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_readonly_fields(self, request, obj=None):
        held = list(super().get_readonly_fields(request, obj))
        return held if request.user.is_superuser else [*held, *POWERS]

    def has_change_permission(self, request, obj=None):
        """Only a superuser changes a superuser: otherwise a new password would open every door."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Whoever leaves hands over and is switched off; what they did keeps their name."""
        return False

    def save_model(self, request, obj, form, change):
        if not change:
            facts = {name: form.cleaned_data[name] for name in ("email", "name", "job_title", "department", "rank", "grade", "reports_to")}
            made = actions.add_person(by=request.user, password=form.cleaned_data.get("password1") or None, **facts)
            obj.__dict__.update(made.__dict__)
            return
        names = [name for name in form.changed_data if name not in ("groups", "user_permissions", "password", "opened_version")]
        facts = {name: form.cleaned_data[name] for name in names}
        saved = actions.change_person(obj, by=request.user, version=form.cleaned_data["opened_version"], **facts)
        obj.__dict__.update(saved.__dict__)

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            actions.end_old_password(Person.objects.get(pk=id), by=request.user)
        return response


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin):
    list_display = ["person", "starts_on", "ends_on", "cover", "reason"]
    list_select_related = ["person", "cover"]
    list_filter = ["starts_on"]
    search_fields = ["person__name", "cover__name", "reason"]
    fields = ["person", "starts_on", "ends_on", "cover", "reason"]

    def get_readonly_fields(self, request, obj=None):
        return ["person"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("CheckedAbsenceForm", (CheckedAbsence, form), {"by": request.user})

    def save_model(self, request, obj, form, change):
        facts = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on", "cover", "reason")}
        if change:
            actions.change_absence(obj, by=request.user, **facts)
        else:
            obj.pk = actions.add_absence(person=form.cleaned_data["person"], by=request.user, **facts).pk

    def delete_model(self, request, obj):
        actions.remove_absence(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for absence in queryset:
            self.delete_model(request, absence)


class CheckedAbsence:
    """The sentences of the person's page, in the admin's form."""

    by: Person

    def clean(self):
        from people.cover import why_not_away, why_not_cover

        cleaned = super().clean()
        if not self.errors:
            person = cleaned.get("person") or self.instance.person
            facts = {name: cleaned[name] for name in ("starts_on", "ends_on", "cover")}
            planned = Absence(pk=self.instance.pk, person=person, **facts)
            if why := why_not_away(planned) or why_not_cover(planned, by=self.by):
                raise forms.ValidationError(why)
        return cleaned


@admin.register(ApprovalRule)
class ApprovalRuleAdmin(admin.ModelAdmin):
    """To be read here: a director edits the policy on its own page, with a preview (P4)."""

    list_display = ["document_kind", "amount_from", "client_tier", "brief_kind", "rank_required", "needs_strategy_sign_off"]
    list_filter = ["document_kind", "rank_required"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


# ── What packages registered: secrets are not shown, and nobody writes another's second factor ───────────────────────────────

for module in ("account", "mfa", "usersessions"):
    import_module(f"allauth.{module}.admin")  # registered now, so that it can be taken back
admin.site.unregister(EmailAddress)  # the person's own address is the log-in; there is no second list


class ReadAndEnd(ReadOnly, admin.ModelAdmin):
    """Found and ended (deleted) by a superuser; never added or changed."""

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadAndEnd):
    """Delete somebody's when their phone is lost: they set a new one up at the next log-in."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(UserSession)
class UserSessionAdmin(ReadAndEnd):
    list_display = ["user", "ip", "user_agent", "created_at", "last_seen_at"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "ip"]
    fields = ["user", "ip", "user_agent", "created_at", "last_seen_at"]

    def delete_model(self, request, obj):
        obj.end()

    def delete_queryset(self, request, queryset):
        for session in queryset:
            session.end()
