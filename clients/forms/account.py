from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.base import AddingForm, CauseField, DayInput, HouseForm, VersionedForm
from clients.models import Account, Contact, Preference
from clients.states import SeatRole
from people.models import Person

ACCOUNT = ["name", "code", "about", "currency", "tier", "cadence_days", "opened_on"]
ACCOUNT_ROWS = (("name", "code"), "about", ("tier", "cadence_days"), ("currency", "opened_on"))


class AccountFields:
    model = Account
    fields = ACCOUNT
    widgets = {"opened_on": DayInput(), "code": forms.TextInput(attrs={"maxlength": 5, "autocapitalize": "characters"})}


class CodeMixin:
    def clean_code(self):
        return self.cleaned_data["code"].strip().upper()


class AccountAddForm(CodeMixin, AddingForm, forms.ModelForm):
    """`lead` is asked at once: an account without one is nobody's."""

    lead = forms.ModelChoiceField(label=_("Lead"), queryset=Person.objects.none(), required=False)

    rows = (("name", "code"), "lead", *ACCOUNT_ROWS[1:])

    class Meta(AccountFields):
        pass

    def __init__(self, *args, client, **kwargs):
        self.client = client
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Two to five letters, used in job numbers. Empty: made from the name.")
        self.fields["lead"].queryset = Person.objects.active()
        self.fields["lead"].help_text = _("The client's one point of contact.")
        self.fields["opened_on"].initial = self.today


class AccountChangeForm(CodeMixin, VersionedForm, forms.ModelForm):
    rows = ACCOUNT_ROWS

    class Meta(AccountFields):
        pass


class AccountCloseForm(VersionedForm):
    on = forms.DateField(label=_("Last day with us"), widget=DayInput())
    cause = CauseField()
    reason = forms.CharField(label=_("In a sentence"), max_length=300, widget=forms.Textarea)

    rows = ("on", "cause", "reason")

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["on"].initial = self.today


# ── The team ─────────────────────────────────────────────────────────────────────────────────────


class NotLaterThanToday:
    def no_later_than_today(self, name: str):
        day = self.cleaned_data[name]
        if day and self.today and day > self.today:
            raise forms.ValidationError(_("This day is still to come. Choose today or a day before."))
        return day


class SeatAddForm(NotLaterThanToday, AddingForm):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=SeatRole, initial=SeatRole.EXECUTIVE)
    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    is_lead = forms.BooleanField(label=_("Leads the account from that day"), required=False)

    rows = ("person", ("role", "starts_on"), "is_lead")

    def narrow(self):
        self.fields["person"].queryset = Person.objects.active()
        self.fields["starts_on"].initial = self.today

    def clean_starts_on(self):
        return self.no_later_than_today("starts_on")


class SeatChangeForm(NotLaterThanToday, VersionedForm):
    role = forms.ChoiceField(label=_("Role"), choices=SeatRole)
    on = forms.DateField(label=_("From"), widget=DayInput())

    rows = (("role", "on"),)

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["role"].initial, self.fields["on"].initial = self.instance.role, self.today

    def clean_on(self):
        return self.no_later_than_today("on")


class SeatLeaveForm(VersionedForm):
    on = forms.DateField(label=_("Last day on the team"), widget=DayInput())

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["on"].initial = self.today

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day < self.instance.starts_on:
            raise forms.ValidationError(_("The seat began later than this day."))
        return day


class LeadForm(NotLaterThanToday, HouseForm):
    """Who leads from which day; one account or many."""

    person = forms.ModelChoiceField(label=_("New lead"), queryset=Person.objects.none())
    on = forms.DateField(label=_("From"), widget=DayInput())

    rows = (("person", "on"),)

    def narrow(self):
        self.fields["person"].queryset = Person.objects.active().in_account_services()
        self.fields["on"].initial = self.today

    def clean_on(self):
        return self.no_later_than_today("on")


class WallForm(VersionedForm):
    note = forms.CharField(label=_("Why"), max_length=300, required=False, widget=forms.Textarea)

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)


# ── Preferences ──────────────────────────────────────────────────────────────────────────────────


class PreferenceForm(AddingForm, forms.ModelForm):
    rows = ("text", ("contact", "heard_on"))

    class Meta:
        model = Preference
        fields = ["text", "contact", "heard_on"]
        widgets = {"heard_on": DayInput(), "text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["contact"].queryset = Contact.objects.visible_to(self.person).of_account(self.account).present()
        self.fields["heard_on"].initial = self.today
