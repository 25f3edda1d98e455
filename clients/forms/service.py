from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.base import AddingForm, DayInput, VersionedForm
from clients.models import BoughtService, Contract, SalesHandover, Service
from clients.states import Fit
from clients.words import name_and_term
from people.models import Person


class ServiceFields:
    model = Service
    fields = ["name", "about", "is_sold"]


class ServiceAddForm(AddingForm, forms.ModelForm):
    class Meta(ServiceFields):
        pass


class ServiceChangeForm(VersionedForm, forms.ModelForm):
    class Meta(ServiceFields):
        pass


class BoughtFields:
    model = BoughtService
    fields = ["service", "contract", "sold_by", "bought_on"]
    widgets = {"bought_on": DayInput()}


class NarrowMixin:
    def narrow_to(self, account):
        self.fields["contract"].queryset = Contract.objects.visible_to(self.person).filter(account=account)
        self.fields["contract"].label_from_instance = name_and_term
        self.fields["sold_by"].queryset = Person.objects.active()


class BoughtServiceAddForm(NarrowMixin, AddingForm, forms.ModelForm):
    rows = ("service", "contract", ("sold_by", "bought_on"))

    class Meta(BoughtFields):
        pass

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.narrow_to(self.account)
        self.fields["service"].queryset = Service.objects.filter(is_sold=True)
        self.fields["bought_on"].initial = self.today


class BoughtServiceChangeForm(NarrowMixin, VersionedForm, forms.ModelForm):
    rows = BoughtServiceAddForm.rows

    class Meta(BoughtFields):
        pass

    def narrow(self):
        super().narrow()
        self.narrow_to(self.instance.account)


class FitForm(VersionedForm):
    fit = forms.ChoiceField(
        label=_("How well it serves what they need"), choices=[choice for choice in Fit.choices if choice[0] != Fit.UNKNOWN]
    )
    note = forms.CharField(
        label=_("Why"), max_length=300, required=False, widget=forms.Textarea, help_text=_("Say what does not fit when it is not good.")
    )

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["fit"].initial = self.instance.fit if self.instance.fit != Fit.UNKNOWN else Fit.GOOD
        self.fields["note"].initial = self.instance.fit_note

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("fit") in {Fit.PARTIAL, Fit.POOR} and not (cleaned.get("note") or "").strip():
            self.add_error("note", _("Say what does not fit."))
        return cleaned


class ServiceEndForm(VersionedForm):
    on = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["on"].initial = self.today


class SalesHandoverForm(VersionedForm, forms.ModelForm):
    """Written once, mended until the lead takes it over; a new one has no version yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    rows = (("sold_by", "handed_on"), "promised", "needs", "risks")

    class Meta:
        model = SalesHandover
        fields = ["sold_by", "handed_on", "promised", "needs", "risks"]
        widgets = {"handed_on": DayInput()}

    def narrow(self):
        super().narrow()
        self.fields["sold_by"].queryset = Person.objects.active()
        if self.instance.pk is None:
            self.fields["version"].initial = None
            self.fields["handed_on"].initial = self.today
            self.fields["sold_by"].initial = self.person if self.person.department == "sales" else None
