from django import forms
from django.contrib import admin
from django.contrib.auth.models import PermissionsMixin

from clients.telling import snake_case
from core.changes import set_facts
from core.moves import record, take


def holds(person, permission: str) -> bool:
    """Django's own permission on the model. Our rules have the same names (`clients.change_client`) and ask for a row."""
    return PermissionsMixin.has_perm(person, permission)


class VersionedAdminForm(forms.ModelForm):
    """Carries the version it was opened with; not by the column's name, which no form may write."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opened_version"].initial = self.instance.version if self.instance.pk else None


class HouseAdmin(admin.ModelAdmin):
    """An admin sees no account in the app and needs none: what they put right here is an edit with its event, and nothing is deleted.

    Saving compares versions as every form does; a lost race is answered with the same 409 page.
    """

    form = VersionedAdminForm
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_staff

    def _holds(self, request, verb: str) -> bool:
        return holds(request.user, f"{self.opts.app_label}.{verb}_{self.opts.model_name}")

    def has_view_permission(self, request, obj=None):
        return self._holds(request, "view") or self._holds(request, "change")

    def has_add_permission(self, request):
        return self._holds(request, "add")

    def has_change_permission(self, request, obj=None):
        return self._holds(request, "change")

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        noun = snake_case(type(obj))
        if not change:
            obj.save()
            record(obj, f"{noun}.added", by=request.user)
            return
        fresh = take(obj, by=None, version=form.cleaned_data.get("opened_version"))
        facts = {name: form.cleaned_data[name] for name in form.changed_data if name != "opened_version"}
        if changes := set_facts(fresh, facts):
            record(fresh, f"{noun}.changed", by=request.user, changes=changes)
        obj.__dict__.update(fresh.__dict__)


class ReadOnlyInline(admin.TabularInline):
    """To be read here; changed on its own page, where the rules are."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request, obj=None):
        return holds(request.user, f"{self.opts.app_label}.view_{self.opts.model_name}")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
