"""What a check-in will be about, who is invited, and to whom the agenda goes (R1, R6)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from care.models import CheckIn
from clients.forms.base import AddingForm, VersionedForm
from clients.models import Contact


def those_to_invite(check_in: CheckIn, *, person):
    return Contact.objects.visible_to(person).of_account(check_in.account).present()


class AgendaForm(VersionedForm):
    """`take` are the proposals that were ticked: they go to the end of the text, each once."""

    take = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    agenda = forms.CharField(label=_("Agenda"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 10}))
    invited = forms.ModelMultipleChoiceField(
        label=_("Invited"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    rows = ("agenda", "invited")

    def __init__(self, *args, row: CheckIn, parts, **kwargs):
        self.instance, self.parts = row, parts
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["take"].choices = [(item.text, item.text) for part in self.parts for item in part.items]
        self.fields["agenda"].initial = self.instance.agenda
        self.fields["invited"].queryset = those_to_invite(self.instance, person=self.person)
        self.fields["invited"].initial = list(self.instance.attendances.values_list("contact", flat=True))

    @property
    def helper(self):
        """The proposals are drawn by the page, with where each comes from."""
        helper = super().helper
        helper.layout.fields = [field for field in helper.layout.fields if "take" not in getattr(field, "fields", [])]
        return helper

    @property
    def facts(self) -> dict:
        text = self.cleaned_data["agenda"].strip()
        taken = [line for line in self.cleaned_data["take"] if line not in text]
        return {"agenda": "\n".join(filter(None, (text, *(f"– {line}" for line in taken)))), "invited": list(self.cleaned_data["invited"])}


class SendAgendaForm(AddingForm):
    """To those of the invited who have an e-mail address."""

    contacts = forms.ModelMultipleChoiceField(label=_("To whom"), queryset=Contact.objects.none(), widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(label=_("A word with it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    rows = ("contacts", "words")

    def __init__(self, *args, row: CheckIn, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        invited = self.instance.attendances.values("contact")
        self.fields["contacts"].queryset = those_to_invite(self.instance, person=self.person).filter(pk__in=invited).exclude(email="")
        self.fields["contacts"].initial = list(self.fields["contacts"].queryset.values_list("pk", flat=True))
