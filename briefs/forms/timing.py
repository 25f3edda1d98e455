"""Forms of the timing of jobs (W6): the plan from a day, milestones, the move that is looked at before it is made, plans by kind."""

import re
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from briefs.models import Milestone
from briefs.plans import house_steps
from briefs.states import BriefKind, MilestoneKind
from clients.forms.base import AddingForm, DayInput, VersionedForm
from clients.models import Seat
from core.missing import MissingWordsMixin
from people.models import Person
from people.states import Department

# Days from which one can work back and forth: the calendar itself ends not far beyond.
PLANNABLE = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 12, 31)))


class LookFirstForm(VersionedForm):
    """Saved only when what it asks for was shown before: `seen` says what the reader looked at."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    @property
    def asks_for(self) -> str:
        """What would be done, in one word to compare."""
        return "|".join(str(value) for name, value in self.cleaned_data.items() if name not in {"seen", "version", "reason"})

    @property
    def was_seen(self) -> bool:
        return self.cleaned_data["seen"] == self.asks_for

    def mark_seen(self) -> None:
        self.data = self.data.copy()
        self.data["seen"] = self.asks_for

    @property
    def facts(self) -> dict:
        return {name: value for name, value in super().facts.items() if name != "seen"}


class PlanForm(LookFirstForm):
    delivery = forms.DateField(label=_("Delivery day"), widget=DayInput(), validators=PLANNABLE)

    def narrow(self):
        super().narrow()
        self.fields["delivery"].initial = self.instance.wanted_on


class MoveMilestoneForm(LookFirstForm):
    to = forms.DateField(label=_("New day"), widget=DayInput(), validators=PLANNABLE)
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    moves_others = forms.BooleanField(label=_("What comes after it moves as well, by as many working days"), required=False, initial=True)

    rows = ("to", "reason", "moves_others")

    def clean_to(self):
        if self.cleaned_data["to"] == self.instance.due_on:
            raise forms.ValidationError(_("It is due on that day already."))
        return self.cleaned_data["to"]


class DropForm(VersionedForm):
    """Nothing to fill in: only the version that the reader saw."""

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)


class MilestoneFields(forms.ModelForm):
    rows = (("name", "kind"), ("owner", "department"), "due_on", "is_fixed")

    class Meta:
        model = Milestone
        fields = ["name", "kind", "owner", "department", "due_on", "is_fixed"]
        widgets = {"due_on": DayInput()}

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""

    def offer(self, brief) -> None:
        """The team of the account, and whoever has it now."""
        team = Seat.objects.live(today=self.today).filter(account=brief.account_id).values("person")
        now = Q(pk=self.instance.owner_id) if self.instance.owner_id else Q(pk__in=[])
        self.fields["owner"].queryset = Person.objects.active().filter(Q(pk__in=team) | now).order_by("name", "pk")
        self.fields["owner"].empty_label = str(_("Nobody yet"))
        self.fields["due_on"].validators += PLANNABLE
        self.fields["owner"].help_text = _("Somebody of the team; whoever is given work on the job joins it.")


class MilestoneForm(AddingForm, MilestoneFields):
    rows = MilestoneFields.rows

    class Meta(MilestoneFields.Meta):
        pass

    def __init__(self, *args, brief, **kwargs):
        self.brief = brief
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.offer(self.brief)


class MilestoneChangeForm(VersionedForm, MilestoneFields):
    """Its day is moved on a page of its own, which says whom that hits."""

    rows = MilestoneFields.rows

    class Meta(MilestoneFields.Meta):
        pass

    def narrow(self):
        super().narrow()
        self.offer(self.instance.brief)
        del self.fields["due_on"]


LINE = re.compile(
    r"^\s*(?P<before>\d{1,3})\s*[;,|]\s*(?P<name>[^;|]+?)\s*(?:[;|]\s*(?P<kind>[^;|]+?)\s*)?(?:[;|]\s*(?P<department>[^;|]+?)\s*)?$"
)


def named(choices, word: str, default):
    """The choice that this word means: its key or its label in the reader's language. Raises ValidationError."""
    if not word:
        return default
    found = next((key for key, label in choices if word.lower() in (key.lower(), str(label).lower())), None)
    if found is None:
        known = ", ".join(str(label) for _key, label in choices)
        raise forms.ValidationError(_("“%(word)s” is none of: %(known)s.") % {"word": word, "known": known})
    return found


def as_lines(steps) -> str:
    """The steps of a plan as one writes them."""
    kinds, departments = dict(MilestoneKind.choices), dict(Department.choices)
    return "\n".join(f"{one.working_days_before}; {one.name}; {kinds[one.kind]}; {departments[one.department]}" for one in steps)


class StepLines(MissingWordsMixin, forms.Form):
    """The milestones of a plan, one on each line."""

    rows = (("name", "kind"), "steps")
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any kind")), *BriefKind.choices], required=False)
    steps = forms.CharField(
        label=_("Milestones"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One on each line: working days before the delivery; name; kind; department. The delivery itself is 0 days before."),
    )

    def clean_steps(self) -> list[dict]:
        steps = []
        for line in self.cleaned_data["steps"].splitlines():
            if not line.strip():
                continue
            if (found := LINE.match(line)) is None:
                raise forms.ValidationError(
                    _("Not understood: “%(line)s”. Write for example “13; Concept; Concept; Creative”.") % {"line": line[:80]}
                )
            name = found["name"].strip()
            if len(name) > 120:
                raise forms.ValidationError(_("A name has at most 120 letters: “%(line)s”.") % {"line": line[:80]})
            steps.append(
                {
                    "name": name,
                    "kind": named(MilestoneKind.choices, found["kind"] or "", MilestoneKind.OTHER),
                    "department": named(Department.choices, found["department"] or "", Department.ACCOUNTS),
                    "working_days_before": int(found["before"]),
                }
            )
        return steps


class PlanAddForm(AddingForm, StepLines):
    rows = StepLines.rows

    def narrow(self):
        super().narrow()
        self.fields["steps"].initial = as_lines(house_steps())


class PlanChangeForm(VersionedForm, StepLines):
    rows = StepLines.rows

    def __init__(self, *args, plan, **kwargs):
        self.instance = plan
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["name"].initial, self.fields["kind"].initial = self.instance.name, self.instance.kind
        self.fields["steps"].initial = as_lines(self.instance.steps.all())
