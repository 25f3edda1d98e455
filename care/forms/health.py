"""Forms about the health of an account (R4)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from care.forms.check_ins import owners_on
from care.models import HealthPolicy, RecoveryPlan, RecoveryStep, SentimentEntry
from clients.forms.base import AddingForm, DayInput, HouseForm, ReasonForm, VersionedForm
from clients.health import Terms, caps, factors
from clients.states import HealthGroup, HealthNumber
from people.models import Person

RATINGS = SentimentEntry._meta.get_field("rating").choices


class SentimentForm(AddingForm):
    rating = forms.TypedChoiceField(label=_("How they feel about us"), coerce=int, choices=RATINGS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What makes you think so"),
        max_length=500,
        widget=forms.Textarea,
        help_text=_("What was said or done, and by whom. It counts for 90 days."),
    )

    rows = ("rating", "words")


class AcknowledgeForm(ReasonForm):
    """What follows from an alert."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label=_("What follows from it"), **kwargs)


def people_on(account, *, today, also: int | None = None):
    """Whoever may be given something to do on it: the team of today, and whoever has it already or writes."""
    found = owners_on(account, today=today)
    return (found | Person.objects.filter(pk=also).distinct()).distinct()


class PlanForm(AddingForm, forms.ModelForm):
    rows = ("goal", "cause", ("owner", "review_on"))

    class Meta:
        model = RecoveryPlan
        fields = ["goal", "cause", "owner", "review_on"]
        widgets = {"review_on": DayInput()}

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["owner"].queryset = people_on(self.account, today=self.today, also=self.person.pk)
        self.fields["owner"].initial = self.person.pk

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day to come: a plan needs time to work."))
        return day

    def _post_clean(self):
        """Leaves the row alone; the action makes it."""


class PlanChangeForm(VersionedForm, forms.ModelForm):
    rows = PlanForm.rows

    class Meta(PlanForm.Meta):
        pass

    def narrow(self):
        super().narrow()
        self.fields["owner"].queryset = people_on(self.instance.account, today=self.today, also=self.instance.owner_id)

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if day <= self.today and day != self.instance.review_on:
            raise forms.ValidationError(_("Choose a day to come: a plan needs time to work."))
        return day

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""


class StepForm(AddingForm, forms.ModelForm):
    rows = ("what", ("owner", "due_on"))

    class Meta:
        model = RecoveryStep
        fields = ["what", "owner", "due_on"]
        widgets = {"due_on": DayInput()}

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["owner"].queryset = people_on(self.account, today=self.today, also=self.person.pk)
        self.fields["owner"].initial = self.person.pk

    def _post_clean(self):
        """Leaves the row alone; the action makes it."""


class StepChangeForm(VersionedForm, forms.ModelForm):
    rows = StepForm.rows

    class Meta(StepForm.Meta):
        pass

    def narrow(self):
        super().narrow()
        self.fields["owner"].queryset = people_on(self.instance.plan.account, today=self.today, also=self.instance.owner_id)

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""


class VerdictForm(VersionedForm):
    has_recovered = forms.TypedChoiceField(
        label=_("Has it worked?"),
        choices=[("yes", _("Yes, the account has recovered")), ("no", _("No, it has not"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    verdict = forms.CharField(
        label=_("In words"), widget=forms.Textarea, help_text=_("What changed, and what you learnt for the next one.")
    )

    rows = ("has_recovered", "verdict")

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)


# ── Policy ───────────────────────────────────────────────────────────────────────────────────────

THRESHOLDS = ("good_from", "watch_from", "hysteresis", "least_evidence")
ALERTS = ("drop_points", "drop_days", "gap_points")


class PolicyForm(HouseForm):
    """Weights of groups and factors, caps, thresholds and alerts of one tier; `version` is the one it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Why"), max_length=300, help_text=_("Stands beside the version: what it is to put right."))

    def __init__(self, *args, tier: str, terms: Terms, version: int, **kwargs):
        self.tier, self.terms, self.now = tier, terms, version
        super().__init__(*args, **kwargs)

    def narrow(self):
        self.fields["version"].initial = self.now
        for group in HealthGroup:
            self.whole(f"group_{group}", group.label, self.terms.weight_of_group(group))
        for factor in factors:
            self.whole(f"factor_{factor.key}", factor.label, self.terms.weight_of(factor))
        for cap in caps:
            self.whole(f"cap_{cap.key}", cap.label, self.terms.highest(cap))
        for name in (*THRESHOLDS, *ALERTS):
            column = HealthPolicy._meta.get_field(name)
            self.whole(name, column.verbose_name, getattr(self.terms, name), least=1 if name in ("drop_points", "drop_days") else 0)
        self.fields["note"].widget.attrs["class"] = "form-control"

    def whole(self, name: str, label, initial: int, *, least: int = 0) -> None:
        most = 30 if name == "drop_days" else 100
        field = forms.IntegerField(label=str(label), min_value=least, max_value=most, initial=initial)
        field.widget.attrs["class"] = "form-control num"
        self.fields[name] = field

    def clean(self):
        said = super().clean()
        if "good_from" in said and "watch_from" in said and said["good_from"] <= said["watch_from"]:
            self.add_error("good_from", _("Steady begins above watch: choose a higher score."))
        for number in HealthNumber:
            weights = [said.get(f"factor_{factor.key}", 1) for factor in factors if factor.number == number]
            if weights and not any(weights):
                self.add_error(None, _("Something must weigh in “%(number)s”: not every factor can be nought.") % {"number": number.label})
        if not any(said.get(f"group_{group}", 1) for group in HealthGroup):
            self.add_error(None, _("At least one group must weigh something."))
        return said

    @property
    def weights(self) -> dict[tuple[str, str], int]:
        said = self.cleaned_data
        return (
            {("group", str(group)): said[f"group_{group}"] for group in HealthGroup}
            | {("factor", factor.key): said[f"factor_{factor.key}"] for factor in factors}
            | {("cap", cap.key): said[f"cap_{cap.key}"] for cap in caps}
        )

    @property
    def plain(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in (*THRESHOLDS, *ALERTS)}

    @property
    def wanted(self) -> Terms:
        """What was typed, ready to weigh with."""
        by_kind = {"group": {}, "factor": {}, "cap": {}}
        for (kind, key), value in self.weights.items():
            by_kind[kind][key] = value
        return Terms(by_kind["group"], by_kind["factor"], by_kind["cap"], **self.plain)

    def groups(self):
        """(group's label, its field, its factors' fields) of the observed health, for the page."""
        return [
            (
                group.label,
                self[f"group_{group}"],
                [self[f"factor_{one.key}"] for one in factors if one.number == HealthNumber.OBSERVED and one.group == group],
            )
            for group in HealthGroup
        ]

    def others(self):
        """(number's label, its factors' fields) of the two numbers without groups."""
        return [
            (number.label, [self[f"factor_{one.key}"] for one in factors if one.number == number])
            for number in (HealthNumber.SENTIMENT, HealthNumber.HYGIENE)
        ]

    def cap_fields(self):
        return [self[f"cap_{cap.key}"] for cap in caps]

    def threshold_fields(self):
        return [self[name] for name in THRESHOLDS]

    def alert_fields(self):
        return [self[name] for name in ALERTS]
