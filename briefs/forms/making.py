"""Forms of the work (W4): assignments, files, handing in, the verdict inside, the next round, change orders."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from briefs.models import Assignment, Deliverable
from clients.forms.base import AddingForm, DayInput, VersionedForm
from clients.forms.fields import FeeField, check_places
from core.money import Money
from core.uploads import WORK_FILES, checked
from people.models import Person
from people.states import Department

LONGEST_DAYS = 731  # of an assignment, whose hours are spread day by day wherever somebody's load is shown


class AssignmentFields(forms.ModelForm):
    """Who does what from when to when; anybody of the house, whoever makes work for a living first."""

    rows = ("what", ("person", "department"), ("starts_on", "due_on", "hours"), "deliverable")

    class Meta:
        model = Assignment
        fields = ["what", "person", "department", "starts_on", "due_on", "hours", "deliverable"]
        widgets = {"starts_on": DayInput(), "due_on": DayInput()}

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""

    def offer(self, brief) -> None:
        people = Person.objects.active().order_by("name", "pk")
        makers = people.filter(department__in=(Department.CREATIVE, Department.TRAFFIC, Department.PLANNING))
        others = people.exclude(department__in=(Department.CREATIVE, Department.TRAFFIC, Department.PLANNING))
        self.fields["person"].queryset = people
        named = [(_("Creative, traffic, planning"), makers), (_("Others"), others)]
        self.fields["person"].choices = [("", "---------"), *((label, [(one.pk, str(one)) for one in some]) for label, some in named)]
        self.fields["deliverable"].queryset = Deliverable.objects.filter(brief=brief, dropped_on=None)
        self.fields["deliverable"].empty_label = str(_("The job as a whole"))
        self.fields["hours"].widget.attrs.update({"inputmode": "decimal", "step": "0.5"})

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("starts_on") and cleaned.get("due_on") and cleaned["due_on"] < cleaned["starts_on"]:
            self.add_error("due_on", _("It would be due before it begins."))
        elif cleaned.get("starts_on") and cleaned.get("due_on") and (cleaned["due_on"] - cleaned["starts_on"]).days > LONGEST_DAYS:
            self.add_error("due_on", _("That is more than two years of work: assign it part by part."))
        return cleaned


class AssignmentForm(AddingForm, AssignmentFields):
    rows = AssignmentFields.rows

    class Meta(AssignmentFields.Meta):
        pass

    def __init__(self, *args, brief, **kwargs):
        self.brief = brief
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.offer(self.brief)
        self.fields["starts_on"].initial = self.today
        self.fields["person"].help_text = _("Somebody without a seat on the account gets one with it.")


class AssignmentChangeForm(VersionedForm, AssignmentFields):
    rows = AssignmentFields.rows

    class Meta(AssignmentFields.Meta):
        pass

    def narrow(self):
        super().narrow()
        self.offer(self.instance.brief)


class WorkFileForm(AddingForm):
    """The next version of one deliverable."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Pictures and PDF can be remarked on in place; film, sound, artwork and office documents are downloaded."),
        widget=forms.FileInput(attrs={"accept": ",".join(WORK_FILES)}),
    )
    note = forms.CharField(label=_("What changed"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    rows = ("file", "note")

    def clean_file(self):
        checked(self.cleaned_data["file"], allowed=WORK_FILES)
        return self.cleaned_data["file"]


class MoveForm(VersionedForm):
    """What a move of the job asks: a sentence, and a day where the round gets one."""

    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    due_on = forms.DateField(label=_("Round due on"), required=False, widget=DayInput())

    rows = ("note", "due_on")

    def __init__(self, *args, row, label="", needs_note=False, asks_day=False, help_text="", due_on=None, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label or self.fields["note"].label
        self.fields["note"].help_text = help_text
        self.fields["note"].required = needs_note
        self.fields["due_on"].initial = due_on
        if not asks_day:
            del self.fields["due_on"]


class ShowClientForm(VersionedForm):
    """Which versions the client sees; the newest of each deliverable unless one is left out."""

    files = forms.ModelMultipleChoiceField(
        label=_("What the client sees"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Verdict of the internal review"), widget=forms.Textarea, required=False)

    rows = ("files", "note")

    def __init__(self, *args, row, files, **kwargs):
        self.instance, self.newest = row, files
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        from briefs.models import WorkFile

        field = self.fields["files"]
        field.queryset = WorkFile.objects.filter(pk__in=[file.pk for file in self.newest]).select_related("deliverable")
        field.choices = [(file.pk, f"{file.deliverable}, {_('version')} {file.number} · {file.name}") for file in self.newest]
        field.initial = [file.pk for file in self.newest]
        if not self.newest:
            del self.fields["files"]


class PriceMixin(forms.Form):
    """An amount in the job's currency, kept as minor units."""

    def keep_amount(self, brief) -> None:
        amount = self.cleaned_data.pop("amount", None)
        if amount is None:
            return
        try:
            check_places(amount, brief.currency)
        except ValidationError as problem:
            self.add_error("amount", problem)
        else:
            self.cleaned_data["amount_minor"] = Money.of(amount, brief.currency).minor


class ChangeOrderForm(AddingForm, PriceMixin):
    """A round more, at a price."""

    amount = FeeField(label=_("Price"), help_text=_("Net of VAT."))
    reason = forms.CharField(label=_("What it covers"), widget=forms.Textarea)

    rows = ("amount", "reason")

    def __init__(self, *args, brief, **kwargs):
        self.brief = brief
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = _("Price in %(currency)s") % {"currency": brief.currency}

    def clean(self):
        cleaned = super().clean()
        self.keep_amount(self.brief)
        return cleaned


class OfferAgainForm(VersionedForm, PriceMixin):
    """The refused change order at another price, or for something else."""

    amount = FeeField(label=_("Price"), help_text=_("Net of VAT."))
    reason = forms.CharField(label=_("What it covers"), widget=forms.Textarea)

    rows = ("amount", "reason")

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = _("Price in %(currency)s") % {"currency": row.brief.currency}
        self.fields["amount"].initial = row.amount.amount
        self.fields["reason"].initial = row.reason

    def clean(self):
        cleaned = super().clean()
        self.keep_amount(self.instance.brief)
        return cleaned


OFFER, WAIVE = "offer", "waive"


class RoundForm(VersionedForm, PriceMixin):
    """A round begins. Beyond what was sold (`asks_order`) also what it costs, or why it costs nothing (ADR 0043)."""

    way = forms.ChoiceField(label=_("Who pays for it"), widget=forms.RadioSelect, choices=())
    amount = FeeField(label=_("Price"), required=False, help_text=_("Net of VAT."))
    covers = forms.CharField(label=_("What it covers"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    waived_because = forms.CharField(label=_("Why it is waived"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    pays: tuple[str, ...] = ("way", "amount", "covers", "waived_because")

    def __init__(self, *args, row, asks_order: bool, **kwargs):
        self.instance, self.asks_order = row, asks_order
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        if not self.asks_order:
            for name in self.pays:
                del self.fields[name]
            return
        ways = [
            (OFFER, _("The client, by a change order"), "briefs.work_change_order"),
            (WAIVE, _("Nobody: it is waived"), "briefs.waive_change_order"),
        ]
        self.fields["way"].choices = [(way, label) for way, label, may in ways if self.person.has_perm(may, self.instance)]
        self.fields["way"].initial = next((way for way, _label in self.fields["way"].choices), None)
        self.fields["amount"].label = _("Price in %(currency)s") % {"currency": self.instance.currency}
        allowed = {way for way, _label in self.fields["way"].choices}
        if OFFER not in allowed:
            del self.fields["amount"], self.fields["covers"]
        if WAIVE not in allowed:
            del self.fields["waived_because"]

    def clean(self):
        cleaned = super().clean()
        way = cleaned.pop("way", None)
        if way == OFFER:
            cleaned.pop("waived_because", None)
            for name, words in (("amount", _("Say what the round costs.")), ("covers", _("Say what it covers."))):
                if not cleaned.get(name) and cleaned.get(name) != 0 and name not in self.errors:
                    self.add_error(name, words)
            self.keep_amount(self.instance)
        elif way == WAIVE:
            cleaned.pop("amount", None)
            cleaned.pop("covers", None)
            if not cleaned.get("waived_because"):
                self.add_error("waived_because", _("Say why the client does not pay for it."))
        return cleaned


class NextRoundForm(RoundForm):
    """When the next round is due, and who pays for it."""

    due_on = forms.DateField(label=_("Round due on"), required=False, widget=DayInput())

    rows = ("due_on", *RoundForm.pays)


class ReopenForm(RoundForm):
    """Why a job that was over is not, and who pays for the round."""

    note = forms.CharField(label=_("What is still to be done"), max_length=300, widget=forms.Textarea)

    rows = ("note", *RoundForm.pays)


class NoteForm(VersionedForm):
    """A sentence that goes with a decision; required where the table of moves asks for it."""

    note = forms.CharField(label=_("Why"), widget=forms.Textarea, required=False)

    def __init__(self, *args, row, required=True, label="", **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required
        self.fields["note"].label = label or self.fields["note"].label
