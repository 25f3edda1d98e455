"""Forms of showing the work (W5): presentations, review links, remarks, verdicts; some are filled in by the client's contacts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.models import Presentation
from briefs.states import ClientVerdict, Wish
from clients.forms.base import AddingForm, DayInput, HouseForm, VersionedForm
from clients.models import Contact
from core.missing import MissingWordsMixin
from core.once import OnceFormMixin
from people.models import Person

LONGEST_REMARK = 4_000
ROUTES_OFFERED = 2
PLACES = {  # a place in words, for whoever does not point: thousandths of width and height
    "top-left": (_("Top left"), 170, 170),
    "top": (_("Top, in the middle"), 500, 170),
    "top-right": (_("Top right"), 830, 170),
    "left": (_("Left"), 170, 500),
    "middle": (_("In the middle"), 500, 500),
    "right": (_("Right"), 830, 500),
    "bottom-left": (_("Bottom left"), 170, 830),
    "bottom": (_("Bottom, in the middle"), 500, 830),
    "bottom-right": (_("Bottom right"), 830, 830),
}


class CommentForm(OnceFormMixin, HouseForm):
    """A remark at a place: pointed at in the picture (`x`, `y`), or said in words (`where`), or on the whole."""

    text = forms.CharField(label=_("Remark"), max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 3}))
    wish = forms.ChoiceField(label=_("What it asks for"), choices=Wish, initial=Wish.CHANGE, widget=forms.RadioSelect)
    where = forms.ChoiceField(label=_("Where"), required=False)
    page = forms.IntegerField(min_value=1, max_value=999, widget=forms.HiddenInput, required=False)
    x = forms.IntegerField(min_value=0, max_value=1000, widget=forms.HiddenInput, required=False)
    y = forms.IntegerField(min_value=0, max_value=1000, widget=forms.HiddenInput, required=False)
    is_internal = forms.BooleanField(label=_("Between us: the client never sees it"), required=False, initial=True)

    rows = ("wish", "where", "text", "is_internal")

    def __init__(self, *args, page=1, has_place=True, is_ours=False, **kwargs):
        self.has_place, self.is_ours, self.page = has_place, is_ours, page
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["page"].initial = self.page
        self.fields["where"].choices = [("", _("The whole")), *((key, label) for key, (label, _x, _y) in PLACES.items())]
        if not self.has_place:
            for name in ("where", "x", "y"):
                del self.fields[name]
        if not self.is_ours:
            del self.fields["is_internal"]

    def clean(self):
        cleaned = super().clean()
        where = cleaned.pop("where", "")
        if cleaned.get("x") is None or cleaned.get("y") is None:
            cleaned["x"], cleaned["y"] = PLACES[where][1:] if where else (None, None)
        cleaned["page"] = cleaned.get("page") or 1
        return cleaned


class ReplyForm(OnceFormMixin, HouseForm):
    """An answer to a remark; a contact says whether they agree by what they wish themselves."""

    text = forms.CharField(label=_("Answer"), max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 2}))
    wish = forms.ChoiceField(label=_("What you want"), choices=Wish, initial=Wish.QUESTION, required=False)

    rows = ("text", "wish")

    def clean_wish(self):
        return self.cleaned_data["wish"] or Wish.QUESTION


class VerdictForm(OnceFormMixin, HouseForm):
    """Approve, or say what is to change; `file` is the version that was looked at."""

    verdict = forms.ChoiceField(choices=ClientVerdict)
    note = forms.CharField(
        label=_("In a sentence"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )


class StandsForm(HouseForm):
    """Which of opposing remarks stands."""

    stands = forms.IntegerField()
    note = forms.CharField(max_length=200, required=False)


class SettleForm(HouseForm):
    note = forms.CharField(max_length=300, required=False)


class ReviewLinkForm(AddingForm):
    """Who of the client sees the work, for how long, and whether they decide."""

    contact = forms.ModelChoiceField(label=_("Who"), queryset=Contact.objects.none())
    is_decider = forms.BooleanField(label=_("Decides for the client"), required=False, help_text=_("One decides; the others are heard."))
    days = forms.TypedChoiceField(
        label=_("Opens for"), coerce=int, initial=21, choices=[(7, _("a week")), (21, _("three weeks")), (60, _("two months"))]
    )
    mail = forms.BooleanField(label=_("Send it by e-mail now"), required=False, initial=True)
    words = forms.CharField(label=_("A few words in the mail"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    rows = (("contact", "days"), "is_decider", "mail", "words")

    def __init__(self, *args, brief, has_decider, **kwargs):
        self.brief, self.has_decider = brief, has_decider
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        contacts = Contact.objects.visible_to(self.person).of_account(self.brief.account).present()
        self.fields["contact"].queryset = contacts.order_by("name", "pk")
        self.fields["is_decider"].initial = not self.has_decider
        self.fields["contact"].initial = self.brief.contact_id

    def clean(self):
        cleaned = super().clean()
        contact = cleaned.get("contact")
        if contact and cleaned.get("mail") and not contact.email:
            self.add_error("mail", _("There is no e-mail address of %(contact)s: clear this and copy the link.") % {"contact": contact})
        return cleaned


class HeardForm(VersionedForm):
    """What one of ours heard: from whom, in which words; what is to change, in which deliverables."""

    contact = forms.ModelChoiceField(label=_("Who said it"), queryset=Contact.objects.none(), required=False)
    deliverables = forms.ModelMultipleChoiceField(
        label=_("What is to change"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("In their words"), widget=forms.Textarea, required=False)

    rows = ("contact", "deliverables", "note")

    def __init__(self, *args, row, deliverables=None, needs_note=False, **kwargs):
        self.instance, self.judged = row, deliverables
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needs_note

    def narrow(self):
        super().narrow()
        contacts = Contact.objects.visible_to(self.person).of_account(self.instance.account).present()
        self.fields["contact"].queryset = contacts.order_by("name", "pk")
        if self.judged is None:
            del self.fields["deliverables"]
        else:
            self.fields["deliverables"].queryset = self.judged
            self.fields["deliverables"].initial = [one.pk for one in self.judged]

    def clean(self):
        cleaned = super().clean()
        if "deliverables" in cleaned and not cleaned["deliverables"]:
            cleaned["deliverables"] = None  # none was named: all that are not approved yet
        return cleaned


class RouteForm(MissingWordsMixin, forms.Form):
    """One route; an empty row is none."""

    name = forms.CharField(label=_("Route"), max_length=150, required=False)
    rationale = forms.CharField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    verdict = forms.ChoiceField(
        label=_("The client"), required=False, choices=[("", _("not said")), ("chosen", _("chose it")), ("rejected", _("rejected it"))]
    )
    note = forms.CharField(label=_("What they said"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "verdict" else "form-control"

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("name") and any(cleaned.get(name) for name in ("rationale", "verdict", "note")):
            self.add_error("name", _("Give the route a name."))
        return cleaned


class RouteFormSet(forms.BaseFormSet):
    @property
    def routes(self) -> list[dict]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]


def route_forms(data, *, routes=()):
    """The rows of routes under a presentation."""
    formset = forms.formset_factory(
        RouteForm, formset=RouteFormSet, extra=max(ROUTES_OFFERED - len(routes), 1), max_num=12, absolute_max=12
    )
    initial = [{"name": one.name, "rationale": one.rationale, "verdict": one.verdict, "note": one.note} for one in routes]
    return formset(data, prefix="routes", initial=initial)


class PresentationFields(forms.ModelForm):
    rows = (("held_on", "presented_by"), "rationale", "contacts", "people", "notes")

    class Meta:
        model = Presentation
        fields = ["held_on", "presented_by", "rationale", "contacts", "people", "notes"]
        widgets = {"held_on": DayInput(), "contacts": forms.CheckboxSelectMultiple, "people": forms.CheckboxSelectMultiple}

    def _post_clean(self):
        """Leaves the row alone; the action makes it."""

    def offer(self, brief) -> None:
        team = Person.objects.filter(seats__in=brief.account.seats.live(today=self.today)) | Person.objects.filter(pk=self.person.pk)
        if self.instance.pk:
            team = team | Person.objects.filter(pk=self.instance.presented_by_id) | self.instance.people.all()
        people = Person.objects.filter(pk__in=team.values("pk")).order_by("name", "pk")
        self.fields["people"].queryset = self.fields["presented_by"].queryset = people
        self.fields["contacts"].queryset = (
            Contact.objects.visible_to(self.person).of_account(brief.account).present().order_by("name", "pk")
        )
        self.fields["rationale"].help_text = _("The client reads this beside the work.")

    def clean_held_on(self):
        if self.cleaned_data["held_on"] > self.today:
            raise forms.ValidationError(_("Write it down when it has taken place."))
        return self.cleaned_data["held_on"]


class PresentationForm(AddingForm, PresentationFields):
    rows = PresentationFields.rows

    class Meta(PresentationFields.Meta):
        pass

    def __init__(self, *args, brief, **kwargs):
        self.brief = brief
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.offer(self.brief)
        self.fields["held_on"].initial = self.today
        self.fields["presented_by"].initial = self.person.pk


class PresentationChangeForm(VersionedForm, PresentationFields):
    rows = PresentationFields.rows

    class Meta(PresentationFields.Meta):
        pass

    def narrow(self):
        super().narrow()
        self.offer(self.instance.brief)
