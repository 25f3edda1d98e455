from django import forms
from django.utils.translation import gettext_lazy as _

from clients.duplicates import contacts_like
from clients.forms.base import AddingForm, DayInput, VersionedForm
from clients.forms.warning import LikeWarningMixin
from clients.models import Account, Contact

CONTACT_ROWS = (
    ("name", "job_title"),
    ("email", "phone", "mobile"),
    ("account", "is_primary"),
    "#Part in decisions",
    ("decision_role", "reports_to"),
    ("power", "attitude"),
    "#More",
    ("language",),
    ("consent", "consent_on"),
    "note",
)


class ContactFields:
    model = Contact
    fields = [
        "name",
        "job_title",
        "email",
        "phone",
        "mobile",
        "account",
        "is_primary",
        "decision_role",
        "power",
        "attitude",
        "reports_to",
        "language",
        "consent",
        "consent_on",
        "note",
    ]
    widgets = {"consent_on": DayInput()}


class NarrowMixin:
    """Accounts and bosses of the same client, as far as this person sees them."""

    def narrow_to(self, client, contact=None):
        self.fields["account"].queryset = Account.objects.visible_to(self.person).filter(client=client)
        self.fields["account"].empty_label = _("Every account of %(client)s") % {"client": client}
        others = Contact.objects.visible_to(self.person).filter(client=client).present()
        self.fields["reports_to"].queryset = others.exclude(pk=contact.pk) if contact else others
        if contact and contact.reports_to_id and contact.reports_to is None:
            del self.fields["reports_to"]  # somebody whom this person may not know: that stays as it is


class ContactAddForm(LikeWarningMixin, NarrowMixin, AddingForm, forms.ModelForm):
    rows = (*CONTACT_ROWS[:2], "is_another", *CONTACT_ROWS[2:])

    class Meta(ContactFields):
        pass

    def __init__(self, *args, client, **kwargs):
        self.client = client
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.narrow_to(self.client)

    def look_alikes(self):
        return contacts_like(self.client, person=self.person, name=self.cleaned_data["name"], email=self.cleaned_data["email"])


class ContactChangeForm(NarrowMixin, VersionedForm, forms.ModelForm):
    rows = CONTACT_ROWS

    class Meta(ContactFields):
        pass

    def narrow(self):
        super().narrow()
        self.narrow_to(self.instance.client, self.instance)


class ContactLeftForm(VersionedForm):
    on = forms.DateField(label=_("Last day at the client"), widget=DayInput())
    note = forms.CharField(label=_("What we know about it"), max_length=300, required=False, widget=forms.Textarea)

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["on"].initial = self.today
