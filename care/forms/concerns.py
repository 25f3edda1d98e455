"""Forms of concerns: ours, and those that the client's contact fills in on a phone. Each cleans and never saves."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from care.actions.concern_letters import can_be_told
from care.forms.check_ins import owners_on
from care.models import Concern, ConcernCause, MediationNote
from care.states import ConcernKind
from clients.forms.base import AddingForm, DayInput, HouseForm, VersionedForm
from clients.models import Contact
from clients.states import Severity
from core.missing import MissingWordsMixin
from people.models import Person

LONGEST_WORDS = 5_000  # signs


def words_field(label, *, rows: int = 4, **more) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ConcernFields(HouseForm):
    """What one says of a concern."""

    title = forms.CharField(label=_("In one line"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=ConcernKind, initial=ConcernKind.PROBLEM)
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Severity, coerce=int, initial=Severity.NORMAL)
    text = words_field(_("What troubles them"), required=False, help_text=_("In their words, as far as you remember them."))
    contact = forms.ModelChoiceField(
        label=_("Who of the client"), queryset=Contact.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    about = forms.CharField(
        label=_("Job or contract"), max_length=200, required=False, help_text=_("Its number or name, if it is about one.")
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=Person.objects.none(), required=False, help_text=_("Empty: the account's lead.")
    )
    is_shared = forms.BooleanField(
        label=_("The contact sees it on their page"),
        required=False,
        help_text=_("With what you wrote above. A letter of ours shows it anyway."),
    )

    rows = ("title", ("kind", "severity"), "text", ("contact", "about"), "owner", "is_shared")

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["contact"].queryset = Contact.objects.visible_to(self.person).of_account(self.account).present()
        self.fields["owner"].queryset = owners_on(self.account, today=self.today)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_shared") and not cleaned.get("contact"):
            self.add_error("contact", _("Say who of the client sees it, or leave it with us."))
        return cleaned


class ConcernAddForm(AddingForm, ConcernFields):
    """A concern that came by phone, by mail or across a table."""


class ConcernChangeForm(VersionedForm, ConcernFields):
    def __init__(self, *args, row: Concern, **kwargs):
        self.instance = row
        super().__init__(*args, account=row.account, **kwargs)

    def narrow(self):
        super().narrow()
        concern = self.instance
        for name in ("title", "kind", "severity", "text", "contact", "about", "owner", "is_shared"):
            self.fields[name].initial = getattr(concern, name)
        self.fields["severity"].help_text = _("Another one gives both words anew, from when they turned to us.")
        self.fields["owner"].help_text = ""
        for name, key, model in (("contact", concern.contact_id, Contact), ("owner", concern.owner_id, Person)):
            if key:  # whoever stands there stays to choose, also when they have left
                shown = self.fields[name].queryset
                self.fields[name].queryset = model.objects.filter(Q(pk__in=shown.values("pk")) | Q(pk=key))


class OnConcernForm(VersionedForm):
    def __init__(self, *args, row: Concern, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)


class TellingForm(OnConcernForm):
    """A letter to the contact goes out where there is an address to write to."""

    tell = forms.BooleanField(label=_("Write to the contact"), required=False, initial=True)

    def narrow(self):
        super().narrow()
        if can_be_told(self.instance):
            words = {"name": self.instance.contact, "email": self.instance.contact.email}
            self.fields["tell"].label = _("Send it to %(name)s, %(email)s") % words
        else:
            del self.fields["tell"]


class AnswerForm(TellingForm):
    text = words_field(_("Our answer"), rows=6, help_text=_("The contact reads this, word for word."))

    rows = ("text", "tell")


class MessageForm(AddingForm):
    """A further word to the client, or a note that stays with us."""

    text = words_field(_("What do you want to say?"))
    is_internal = forms.BooleanField(label=_("Only for us"), required=False, help_text=_("The contact never sees it."))
    tell = forms.BooleanField(label=_("Write to the contact"), required=False)

    rows = ("text", "is_internal", "tell")

    def __init__(self, *args, row: Concern, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        if not can_be_told(self.instance):
            del self.fields["tell"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_internal") and cleaned.get("tell"):
            self.add_error("tell", _("What is only for us is not sent."))
        return cleaned


class HeardForm(AddingForm):
    text = words_field(_("What did they say?"))


class OutcomeForm(TellingForm):
    outcome = words_field(_("The outcome"), rows=5, help_text=_("So that the client can say yes or no to it. They read it word for word."))

    rows = ("outcome", "tell")

    def narrow(self):
        super().narrow()
        last = self.instance.mediation_notes.exclude(agreed="").last()
        self.fields["outcome"].initial = last.agreed if last else ""


class ConfirmForm(OnConcernForm):
    who = forms.CharField(label=_("Who of the client agreed?"), max_length=200)

    def narrow(self):
        super().narrow()
        self.fields["who"].initial = str(self.instance.contact) if self.instance.contact else ""


class CloseForm(OnConcernForm):
    cause = forms.ModelChoiceField(
        label=_("What did it come from?"), queryset=ConcernCause.objects.none(), empty_label=_("Choose the cause")
    )

    def narrow(self):
        super().narrow()
        self.fields["cause"].queryset = ConcernCause.objects.filter(Q(is_retired=False) | Q(pk=self.instance.cause_id))
        self.fields["cause"].initial = self.instance.cause_id


class BeginMediationForm(OnConcernForm):
    """Nothing to say: the version alone."""


class MediationForm(AddingForm, forms.ModelForm):
    """One talk with both sides."""

    rows = ("held_on", "client_side", "our_side", "offered", "agreed")

    class Meta:
        model = MediationNote
        fields = ["held_on", "client_side", "our_side", "offered", "agreed"]
        widgets = {"held_on": DayInput()}
        labels = {"agreed": _("What was agreed, in words")}

    def narrow(self):
        super().narrow()
        self.fields["held_on"].initial = self.today

    def clean_held_on(self):
        if self.cleaned_data["held_on"] > self.today:
            raise ValidationError(_("Write it down when it has taken place."))
        return self.cleaned_data["held_on"]

    def _post_clean(self):
        """Leaves the row alone; the action makes it."""


class CauseForm(MissingWordsMixin, forms.ModelForm):
    class Meta:
        model = ConcernCause
        fields = ["name", "position", "is_retired"]

    rows = (("name", "position"), "is_retired")


class CauseAddForm(AddingForm, CauseForm):
    def _post_clean(self):
        """Leaves the row alone; the action makes it."""


class CauseChangeForm(VersionedForm, CauseForm):
    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""


# ── The client's ──

THEIR_KINDS = [
    (ConcernKind.PROBLEM, _("Something went wrong")),
    (ConcernKind.QUESTION, _("I have a question")),
    (ConcernKind.REQUEST, _("I need something from you")),
    (ConcernKind.CONFLICT, _("We disagree about something")),
]
THEIR_SEVERITIES = [
    (Severity.LOW, _("There is no hurry")),
    (Severity.NORMAL, _("In the usual time")),
    (Severity.HIGH, _("Soon: it holds us up")),
    (Severity.CRITICAL, _("At once: everything stands still")),
]


class ClientConcernForm(HouseForm):
    """What a contact tells us, on whatever they hold in their hand."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=THEIR_KINDS, initial=ConcernKind.PROBLEM, widget=forms.RadioSelect)
    title = forms.CharField(label=_("In one line"), max_length=200)
    text = words_field(_("Tell us more"), rows=5, help_text=_("What happened, and what would help you most?"))
    about = forms.CharField(
        label=_("Is it about one of your jobs?"), max_length=200, required=False, help_text=_("Its name or number, if you know it.")
    )
    severity = forms.TypedChoiceField(
        label=_("How soon do you need a word from us?"), choices=THEIR_SEVERITIES, coerce=int, initial=Severity.NORMAL
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    rows = ("kind", "title", "text", "about", "severity")

    def narrow(self):
        super().narrow()
        for field in self.fields.values():
            field.error_messages["required"] = _("Please say a word here.")


class ClientWordForm(HouseForm):
    text = words_field(_("Your words"))
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class ClientReasonForm(HouseForm):
    """`version` is the concern's as they have read it; without one it counts as another."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = words_field(_("What is missing?"), rows=3)

    def __init__(self, *args, row: Concern, label, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label

    def narrow(self):
        super().narrow()
        self.fields["version"].initial = self.instance.version

    @property
    def version_read(self) -> int:
        return self.cleaned_data["version"] or 0

    def read_anew(self, row: Concern) -> None:
        """The page shows the concern as it is now, and the same words may be sent again."""
        self.data = self.data.copy()
        self.data["version"] = row.version
