"""Forms of knowledge pages and of notes about competitors. Each cleans and never saves: the view hands its facts to an action."""

from django import forms
from django.utils.translation import gettext_lazy as _

from care.models import CompetitorNote, KnowledgePage
from care.states.knowledge import REVIEW_MONTHS, KnownKind, TagKind
from care.tags import MOST_TAGS, split_words, words_on
from clients.forms.base import AddingForm, ClientByNameField, DayInput, HouseForm, VersionedForm
from clients.forms.fields import Offering
from clients.models import Account, Client, MarketNote
from people.models import Person

MOST_CLIENTS = 20  # that one page is about
MOST_OFFERED = 60


class TagsField(forms.CharField):
    """Words between commas; cleans to a list, each once."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "max_length": 800, "help_text": _("Words between commas."), **kwargs})

    def clean(self, value):
        words = split_words(super().clean(value) or "")
        if len(words) > MOST_TAGS:
            raise forms.ValidationError(_("At most %(n)d words: leave out the weakest.") % {"n": MOST_TAGS})
        return words

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value


class ClientsByNameField(ClientByNameField):
    """Clients typed by name, one on each line. Cleans to those that the person may see."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        words = _("One name on each line, as it stands in the list of clients. Empty: for everybody in the house.")
        super().__init__(**{"max_length": 4_000, "help_text": words, **kwargs})

    def clean(self, value):
        names = dict.fromkeys(filter(None, (line.strip() for line in (value or "").splitlines())))
        if len(names) > MOST_CLIENTS:
            raise forms.ValidationError(_("At most %(n)d clients.") % {"n": MOST_CLIENTS})
        found = []
        for name in names:
            try:
                found.append(super().clean(name))
            except forms.ValidationError as problem:
                raise forms.ValidationError(f"{name}: {problem.messages[0]}") from problem
        return found

    def prepare_value(self, value):
        return "\n".join(str(client) for client in value) if isinstance(value, list | tuple) else value


class TagFields(HouseForm):
    """Under which words it is found."""

    industries = TagsField(label=_("Industries"))
    topics = TagsField(label=_("Topics"))


class PageFields(TagFields):
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=KnowledgePage._meta.get_field("kind").choices)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18}),
        max_length=100_000,
        help_text=KnowledgePage._meta.get_field("body").help_text,
    )
    clients = ClientsByNameField(label=_("About clients"), required=False)
    keeper = forms.ModelChoiceField(
        label=_("Keeper"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("Is asked from time to time whether it still holds. Empty: whoever wrote it."),
    )
    review_months = forms.IntegerField(
        label=_("Review every … months"), min_value=1, max_value=60, required=False, initial=REVIEW_MONTHS, help_text=_("Empty: never.")
    )

    rows = (("title", "kind"), "body", "clients", ("industries", "topics"), ("keeper", "review_months"))

    def narrow(self):
        super().narrow()
        self.fields["keeper"].queryset = Person.objects.active().order_by("name", "pk")
        self.fields["clients"].person = self.person


class PageAddForm(PageFields, AddingForm):
    pass


class PageChangeForm(PageFields, VersionedForm):
    def __init__(self, *args, instance, **kwargs):
        self.instance = instance
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        page = self.instance
        here = {name: getattr(page, name) for name in ("title", "kind", "body", "review_months")}
        here |= {"keeper": page.keeper_id, "clients": list(page.clients.order_by("name", "pk"))}
        here |= {"industries": words_on(page, TagKind.INDUSTRY), "topics": words_on(page, TagKind.TOPIC)}
        for name, value in here.items():
            self.fields[name].initial = value
        self.fields["keeper"].queryset = (Person.objects.active() | Person.objects.filter(pk=page.keeper_id)).order_by("name", "pk")


class NoteForm(TagFields, AddingForm):
    """Something one has just learned, written down while one remembers: about a client's market, or about whom it competes with."""

    client = ClientByNameField(label=_("Client"), widget=Offering())
    what = forms.ChoiceField(
        label=_("About"),
        choices=[(KnownKind.MARKET_NOTE, _("Their market, company or industry")), (KnownKind.COMPETITOR_NOTE, _("A competitor of theirs"))],
        initial=KnownKind.MARKET_NOTE,
        widget=forms.RadioSelect,
    )
    about = forms.CharField(
        label=_("Competitor"), max_length=200, required=False, help_text=_("Only for a note about a competitor: its name.")
    )
    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    noted_on = forms.DateField(label=_("Noted on"), widget=DayInput())

    rows = ("client", "what", "about", "text", ("source", "noted_on"), ("industries", "topics"))

    def narrow(self):
        super().narrow()
        self.fields["client"].person = self.person
        own = Account.objects.seating(self.person.standing.seats_of, today=self.today)
        clients = Client.objects.visible_to(self.person).filter(pk__in=own.values("client"))
        names = clients.order_by("name").values_list("name", flat=True).distinct()[:MOST_OFFERED]
        self.fields["client"].widget.offered = [(name, "") for name in names]
        self.fields["noted_on"].initial = self.today

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what") == KnownKind.COMPETITOR_NOTE and not cleaned.get("about"):
            self.add_error("about", _("Name the competitor."))
        return cleaned

    def clean_noted_on(self):
        if self.cleaned_data["noted_on"] > self.today:
            raise forms.ValidationError(_("Note it on the day on which you learn it."))
        return self.cleaned_data["noted_on"]


class TaggedForm(TagFields, VersionedForm):
    """An edit of a note with its tags."""

    def __init__(self, *args, instance, **kwargs):
        self.instance = instance
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["industries"].initial = words_on(self.instance, TagKind.INDUSTRY)
        self.fields["topics"].initial = words_on(self.instance, TagKind.TOPIC)


class CompetitorNoteForm(TaggedForm):
    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    noted_on = forms.DateField(label=_("Noted on"), widget=DayInput())

    rows = ("text", ("source", "noted_on"), ("industries", "topics"))
    instance: CompetitorNote

    def narrow(self):
        super().narrow()
        for name in ("text", "source", "noted_on"):
            self.fields[name].initial = getattr(self.instance, name)


class MarketNoteTagsForm(TaggedForm):
    """Under which words a market note is found, besides its client's industry."""

    rows = (("industries", "topics"),)
    instance: MarketNote
