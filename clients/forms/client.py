from django import forms
from django.utils.translation import gettext_lazy as _

from clients.duplicates import clients_like
from clients.forms.base import AddingForm, CauseField, ClientByNameField, DayInput, ReasonForm, VersionedForm
from clients.forms.warning import LikeWarningMixin
from clients.models import Client, Competitor, MarketNote
from clients.states import ClientState
from people.models import Person

PROFILE = [
    "name",
    "legal_name",
    "industry",
    "website",
    "phone",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "employees",
    "about",
    "end_goals",
    "tier",
    "owner",
]
PROFILE_ROWS = (
    "name",
    "legal_name",
    ("industry", "tier"),
    "about",
    "end_goals",
    ("website", "phone"),
    "street",
    ("postcode", "city"),
    ("region", "country"),
    ("employees", "owner"),
    "parent",
)


class ProfileMixin:
    """Who they are, what they do, what they are after (C2)."""

    def narrow(self):
        super().narrow()
        self.fields["owner"].queryset = Person.objects.active()
        self.fields["parent"].person = self.person
        self.fields["website"].assume_scheme = "https"


class ClientAddForm(LikeWarningMixin, ProfileMixin, AddingForm, forms.ModelForm):
    state = forms.ChoiceField(
        label=_("We already work for them"),
        choices=[(ClientState.PROSPECT, _("Not yet: a prospect")), (ClientState.ACTIVE, _("Yes: a client"))],
        initial=ClientState.PROSPECT,
        widget=forms.RadioSelect,
    )
    parent = ClientByNameField(label=_("Belongs to"), required=False)

    rows = ("name", "is_another", "state", *PROFILE_ROWS[1:])

    class Meta:
        model = Client
        fields = PROFILE

    def narrow(self):
        super().narrow()
        self.fields["owner"].initial = self.person

    def look_alikes(self):
        return clients_like(self.cleaned_data["name"], person=self.person)


class ClientChangeForm(ProfileMixin, VersionedForm, forms.ModelForm):
    parent = ClientByNameField(label=_("Belongs to"), required=False)

    rows = PROFILE_ROWS

    class Meta:
        model = Client
        fields = PROFILE

    def narrow(self):
        super().narrow()
        if self.instance.parent_id and self.instance.parent is None:
            del self.fields["parent"]  # it belongs to a client that this person may not know: that stays as it is
        else:
            self.fields["parent"].initial = self.instance.parent


class LoseForm(ReasonForm):
    """Why a client is lost: a reason that is counted, and a sentence (G8)."""

    cause = CauseField()

    rows = ("cause", "note")


class CompetitorFields:
    model = Competitor
    fields = ["name", "website", "note"]


class CompetitorAddForm(AddingForm, forms.ModelForm):
    class Meta(CompetitorFields):
        pass


class CompetitorChangeForm(VersionedForm, forms.ModelForm):
    class Meta(CompetitorFields):
        pass


class MarketNoteFields:
    model = MarketNote
    fields = ["text", "source", "noted_on"]
    widgets = {"noted_on": DayInput()}


class MarketNoteAddForm(AddingForm, forms.ModelForm):
    class Meta(MarketNoteFields):
        pass

    def narrow(self):
        super().narrow()
        self.fields["noted_on"].initial = self.today


class MarketNoteChangeForm(VersionedForm, forms.ModelForm):
    class Meta(MarketNoteFields):
        pass
