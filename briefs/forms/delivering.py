from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.checklists import house_points
from briefs.states import BriefKind
from clients.forms.base import AddingForm, HouseForm, VersionedForm
from clients.models import Contact

SCORES = [(5, _("5, excellent")), (4, _("4, good")), (3, _("3, as it should be")), (2, _("2, with trouble")), (1, _("1, badly"))]


class ScoreMixin(forms.Form):
    score = forms.TypedChoiceField(label=_("How it went"), choices=SCORES, coerce=int, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Why"), required=False, max_length=2000, widget=forms.Textarea)


class DeliverForm(VersionedForm):
    """To whom it goes, and the note that goes with it."""

    contacts = forms.ModelMultipleChoiceField(
        label=_("To"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note to the client"),
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("What was delivered is listed by itself."),
    )
    sends = forms.BooleanField(label=_("Send the delivery note by e-mail"), required=False, initial=True)

    def __init__(self, *args, brief, contacts, **kwargs):
        self.instance, self.choices = brief, contacts
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["contacts"].queryset = self.choices
        if self.instance.contact_id:
            self.fields["contacts"].initial = [self.instance.contact_id]

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("contacts")
        if cleaned.get("sends") and chosen is not None:
            without = [str(contact) for contact in chosen if not contact.email]
            if not chosen:
                self.add_error("contacts", _("Choose who gets the delivery note, or do not send it."))
            elif without:
                self.add_error("contacts", _("No e-mail address is known of: %(names)s.") % {"names": ", ".join(without)})
        return cleaned


class CloseForm(ScoreMixin, VersionedForm):
    """Closing a job asks how it went, from our side."""

    rows = ("score", "note")

    def __init__(self, *args, brief, **kwargs):
        self.instance = brief
        super().__init__(*args, **kwargs)
        self.fields["score"].label = _("How it went with this client")


class HeardRatingForm(ScoreMixin, VersionedForm):
    """What the client said of us, written down by one of ours."""

    rows = ("contact", "score", "note")
    contact = forms.ModelChoiceField(label=_("Who said it"), queryset=Contact.objects.none())

    def __init__(self, *args, brief, contacts, **kwargs):
        self.instance, self.choices = brief, contacts
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["contact"].queryset = self.choices
        self.fields["contact"].initial = self.instance.contact_id


class ClientRatingForm(ScoreMixin, HouseForm):
    """What the client says by their own link."""

    note = forms.CharField(label=_("What should we keep, what should we change?"), required=False, max_length=2000, widget=forms.Textarea)


class ChecklistFields(HouseForm):
    """The questions, one on each line."""

    rows = (("name", "kind"), "points")
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any kind")), *BriefKind.choices], required=False)
    points = forms.CharField(
        label=_("Questions"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One on each line, in the order in which they are asked."),
    )

    def __init__(self, *args, checklist=None, **kwargs):
        self.instance = checklist
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        if self.instance is None:
            self.fields["points"].initial = "\n".join(house_points())
        else:
            self.fields["name"].initial, self.fields["kind"].initial = self.instance.name, self.instance.kind
            self.fields["points"].initial = "\n".join(item.text for item in self.instance.items.all())

    def clean_points(self):
        return [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]


class ChecklistAddForm(AddingForm, ChecklistFields):
    pass


class ChecklistChangeForm(VersionedForm, ChecklistFields):
    pass
