"""Forms of check-ins and of the actions that follow. Each cleans and never saves: the view hands its facts to an action."""

from django import forms
from django.utils.translation import gettext_lazy as _

from care.actions.check_in import NextAction
from care.models import ActionItem, CheckIn
from care.states import CheckInKind
from clients.forms.base import AddingForm, DayInput, HouseForm, VersionedForm
from clients.models import Contact
from core.missing import MissingWordsMixin
from people.models import Person

NEXT_ACTIONS = 3  # empty rows under a check-in; more are added on its own page


class HeldFields(HouseForm):
    """What one says of a check-in that took place."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CheckInKind)
    held_on = forms.DateField(label=_("Held on"), widget=DayInput())
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, required=False)
    contacts = forms.ModelMultipleChoiceField(
        label=_("From the client"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.ModelMultipleChoiceField(
        label=_("From us"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    held_at = forms.TimeField(label=_("Ended at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)
    material = forms.CharField(
        label=_("What was taught"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Of a training: content and material."),
    )
    notes = forms.CharField(label=_("What was said"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    owes_report = forms.BooleanField(
        label=_("A contact report goes to those who were there"), required=False, initial=True, help_text=_("Due 24 working hours later.")
    )

    rows = (("kind", "held_on", "held_at", "minutes"), "topic", ("contacts", "people"), "notes", "material", "owes_report")

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        team = Person.objects.filter(seats__in=self.account.seats.live(today=self.today)).distinct().order_by("name", "pk")
        self.fields["contacts"].queryset = Contact.objects.visible_to(self.person).of_account(self.account).present()
        self.fields["people"].queryset = team
        self.fields["held_on"].initial = self.today
        self.fields["people"].initial = [self.person.pk]

    def clean_held_on(self):
        if self.cleaned_data["held_on"] > self.today:
            raise forms.ValidationError(_("Write it down when it has taken place."))
        return self.cleaned_data["held_on"]


class HoldForm(VersionedForm, HeldFields):
    """A planned check-in took place."""

    def __init__(self, *args, row: CheckIn, **kwargs):
        self.instance = row
        super().__init__(*args, account=row.account, **kwargs)

    def narrow(self):
        super().narrow()
        for name in ("kind", "topic", "material"):
            self.fields[name].initial = getattr(self.instance, name)
        self.fields["contacts"].initial = list(self.instance.attendances.values_list("contact", flat=True))
        held_by = {self.person.pk, self.instance.owner_id} - {None}
        self.fields["people"].initial = sorted(held_by)
        self.fields["held_on"].initial = min(self.instance.planned_on, self.today)


class LogForm(AddingForm, HeldFields):
    """A check-in that nobody had planned took place."""


class PlanForm(AddingForm, forms.ModelForm):
    """A day agreed with the client."""

    rows = (("kind", "planned_on", "planned_at"), "owner", "topic", "agenda", "material")

    class Meta:
        model = CheckIn
        fields = ["kind", "planned_on", "planned_at", "owner", "topic", "agenda", "material"]
        widgets = {"planned_on": DayInput(), "planned_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["material"].help_text = _("Of a training: what it teaches, with which material.")
        self.fields["owner"].queryset = owners_on(self.account, today=self.today)
        self.fields["owner"].help_text = _("Empty: the account's lead.")

    def clean_planned_on(self):
        if self.cleaned_data["planned_on"] < self.today:
            raise forms.ValidationError(_("This day is over: log the check-in instead."))
        return self.cleaned_data["planned_on"]

    def _post_clean(self):
        """Leaves the row alone; the action makes it."""


class MoveForm(VersionedForm, forms.ModelForm):
    """Another day for a planned check-in, or another holder, kind or agenda."""

    rows = PlanForm.rows

    class Meta(PlanForm.Meta):
        pass

    def narrow(self):
        super().narrow()
        self.fields["owner"].queryset = owners_on(self.instance.account, today=self.today)

    def clean_planned_on(self):
        day = self.cleaned_data["planned_on"]
        if day < self.today and day != self.instance.planned_on:
            raise forms.ValidationError(_("Move it to today or later."))
        return day

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""


def owners_on(account, *, today):
    """Those who may hold it: the team of today."""
    return Person.objects.active().filter(seats__in=account.seats.live(today=today)).distinct().order_by("name", "pk")


class ActionForm(MissingWordsMixin, forms.Form):
    """One row under a check-in: what, who, by when. An empty row is no action."""

    what = forms.CharField(label=_("What"), max_length=300, required=False)
    owner = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none(), required=False)
    due_on = forms.DateField(label=_("By"), required=False, widget=DayInput())

    def __init__(self, *args, team, choices, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = team
        self.fields["owner"].choices = choices
        self.fields["owner"].initial = by.pk
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "owner" else "form-control"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what"):
            for name in ("owner", "due_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Say who does it.") if name == "owner" else _("Say by when."))
        return cleaned

    @property
    def next_action(self) -> NextAction | None:
        facts = self.cleaned_data
        return NextAction(facts["what"], facts["owner"], facts["due_on"]) if facts.get("what") else None


class ActionFormSet(forms.BaseFormSet):
    @property
    def next_actions(self) -> list[NextAction]:
        return [action for form in self.forms if (action := form.next_action)]


def action_forms(data, *, account, person):
    """The rows of next actions under the form of a check-in."""
    formset = forms.formset_factory(ActionForm, formset=ActionFormSet, extra=NEXT_ACTIONS, max_num=20, absolute_max=20)
    team = owners_on(account, today=person.today)
    choices = list(forms.ModelChoiceField(team, required=False).choices)  # asked once, not for each row
    return formset(data, prefix="next", form_kwargs={"team": team, "choices": choices, "by": person})


class ActionItemForm(AddingForm, forms.ModelForm):
    rows = ("what", ("owner", "due_on"))

    class Meta:
        model = ActionItem
        fields = ["what", "owner", "due_on"]
        widgets = {"due_on": DayInput()}

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["owner"].queryset = owners_on(self.account, today=self.today)
        self.fields["owner"].initial = self.person.pk
        self.fields["owner"].required = True

    def _post_clean(self):
        """Leaves the row alone; the action makes it."""


class ActionItemChangeForm(VersionedForm, forms.ModelForm):
    rows = ActionItemForm.rows

    class Meta(ActionItemForm.Meta):
        pass

    def narrow(self):
        super().narrow()
        if self.instance.contact_id:  # the client's own: it stays theirs
            del self.fields["owner"]
            return
        team = owners_on(self.instance.account, today=self.today)
        self.fields["owner"].required = True
        self.fields["owner"].queryset = (team | Person.objects.filter(pk=self.instance.owner_id).distinct()).distinct()

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""
