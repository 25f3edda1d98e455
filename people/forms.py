from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.missing import MissingWordsMixin
from core.money import Money
from core.once import OnceFormMixin
from people.cover import why_not_away, why_not_cover
from people.models import Absence, ApprovalRule, Person
from people.policy import choices_of
from people.states import Rank
from people.time_zones import time_zones


class DayInput(forms.DateInput):
    """The browser's own picker."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def helper_of(*fields) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


def side_by_side(*names: str) -> Div:
    return Div(*[Div(Field(name)) for name in names], css_class="field-row")


def title(text) -> HTML:
    return HTML(f'<h2 class="group-head">{text}</h2>')


class SettingsForm(MissingWordsMixin, forms.ModelForm):
    """One's own ways. Never saves: `actions.change_settings` does."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Person
        fields = ["language", "time_zone", "phone", "theme", "density", "has_single_keys", "delivery"]
        help_texts = {
            "time_zone": _("Days, hours and the time of reminders follow it."),
            "has_single_keys": _("“/” searches, “n” makes something new, “g” goes to a place. “?” shows all keys."),
            "delivery": _("Your inbox here holds every reminder, whatever you choose."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=time_zones(), help_text=self.fields["time_zone"].help_text
        )
        self.fields["version"].initial = self.instance.version
        for name in ("theme", "density"):  # empty is a choice too: "as the computer"
            self.fields[name].required, self.fields[name].empty_values = True, ()
        self.fields["delivery"].label = _("Reminders by e-mail")
        self.helper = helper_of(
            side_by_side("language", "time_zone"), side_by_side("theme", "density"), "delivery", "phone", "has_single_keys", "version"
        )


class AbsenceForm(OnceFormMixin, forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Absence
        fields = ["starts_on", "ends_on", "cover", "reason"]
        widgets = {"starts_on": DayInput, "ends_on": DayInput}
        help_texts = {
            "cover": _("Sees and does on these days what the absent person could; approvals and reminders are marked “for …”."),
            "ends_on": _("The last day away."),
        }

    def __init__(self, *args, person: Person, by: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.by = person, by
        self.fields["cover"].queryset = Person.objects.visible_to(by).active().exclude(pk=person.pk)
        self.fields["cover"].empty_label = _("Nobody yet")
        self.helper = helper_of(side_by_side("starts_on", "ends_on"), "cover", "reason", "version", "form_key")

    def clean(self):
        """The same sentences with which the action would refuse, each at its field."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        planned = Absence(pk=self.instance.pk, person=self.person, **{name: cleaned[name] for name in self.Meta.fields})
        if why := why_not_away(planned):
            self.add_error("ends_on" if planned.ends_on < planned.starts_on else "starts_on", why)
        elif why := why_not_cover(planned, by=self.by):
            self.add_error("cover", why)
        return cleaned

    def _post_clean(self):
        """The constraints are asked by `clean` in words that help; the bound row stays as it was."""

    @property
    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ApprovalRuleForm(OnceFormMixin, forms.Form):
    """One row of the policy. The amount is typed in whole money of the agency."""

    document_kind = forms.ChoiceField(label=_("Document"))
    amount_from = forms.DecimalField(label=_("From amount"), min_value=0, max_digits=14, decimal_places=2, initial=0)
    client_tier = forms.ChoiceField(label=_("Client tier"), required=False)
    brief_kind = forms.CharField(label=_("Kind of brief"), max_length=30, required=False, help_text=_("Empty: every kind."))
    rank_required = forms.TypedChoiceField(label=_("Who must say yes"), choices=Rank, coerce=int, help_text=_("This rank or one above."))
    needs_strategy_sign_off = forms.BooleanField(
        label=_("A strategy sign-off comes first"),
        required=False,
        help_text=_("By the planner; without one by supervisor or director."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, rule: ApprovalRule | None = None, **kwargs):
        self.rule = rule
        if rule is not None:
            names = ("document_kind", "client_tier", "brief_kind", "rank_required", "needs_strategy_sign_off", "version")
            kwargs["initial"] = {name: getattr(rule, name) for name in names} | {"amount_from": rule.amount_from.amount}
        super().__init__(*args, **kwargs)
        self.fields["document_kind"].choices = ApprovalRule._meta.get_field("document_kind").choices
        self.fields["client_tier"].choices = [("", _("Every tier")), *choices_of("tier")]
        self.fields["amount_from"].help_text = _("In %(currency)s, a year or in all.") % {"currency": settings.AGENCY_CURRENCY}
        self.helper = helper_of(
            "document_kind",
            side_by_side("amount_from", "client_tier"),
            side_by_side("rank_required", "brief_kind"),
            "needs_strategy_sign_off",
            "version",
            "form_key",
        )

    @property
    def case(self) -> dict:
        """The row's columns as cleaned."""
        names = ("document_kind", "client_tier", "brief_kind", "rank_required", "needs_strategy_sign_off")
        minor = Money.of(self.cleaned_data["amount_from"], settings.AGENCY_CURRENCY).minor
        return {name: self.cleaned_data[name] for name in names} | {"amount_from_minor": minor}

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        same = {name: value for name, value in self.case.items() if name not in ("rank_required", "needs_strategy_sign_off")}
        if ApprovalRule.objects.filter(**same).exclude(pk=self.rule and self.rule.pk).exists():
            self.add_error("amount_from", _("There is a row for this case already: change that one."))
        return cleaned


class HandOverForm(MissingWordsMixin, forms.Form):
    """Who gets what. A place may go to somebody else than the rest; `others` gives those that do."""

    to = forms.ModelChoiceField(label=_("Hand over to"), queryset=Person.objects.none())
    leaving_on = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        required=False,
        help_text=_("Empty: stays with us. After this day the log-in is switched off and every session ended."),
    )
    note = forms.CharField(
        label=_("Briefing"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Promises made, moods, next steps."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, person: Person, by: Person, bundles, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.today, self.bundles = person, today, bundles
        receivers = Person.objects.visible_to(by).active().exclude(pk=person.pk)
        self.fields["to"].queryset = receivers
        names = [(one.pk, str(one)) for one in receivers]  # read once, for every choice on the page
        self.fields["to"].widget.choices = [("", self.fields["to"].empty_label), *names]
        named = [("", _("as above")), *names]
        self.by_key = {str(one.pk): one for one in receivers}
        for bundle in bundles:
            if bundle.place.key:
                self.fields[self.name_of(bundle)] = forms.ChoiceField(label=bundle.place.name, choices=named, required=False)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-select" if isinstance(field, forms.ChoiceField) else "form-control")
        self.helper = helper_of(side_by_side("to", "leaving_on"), "note", "version")

    @staticmethod
    def name_of(bundle) -> str:
        return f"place-{bundle.place.key}"

    def clean_leaving_on(self):
        day = self.cleaned_data["leaving_on"]
        if day and day < self.person.joined_on:
            raise forms.ValidationError(_("Choose a day after they joined."))
        return day

    @property
    def rows(self) -> list[tuple]:
        """(bundle, its field or nothing) for the page's table."""
        return [(bundle, self[self.name_of(bundle)] if bundle.place.key else None) for bundle in self.bundles]

    @property
    def others(self) -> dict[str, Person]:
        names = {bundle.place.key: self.cleaned_data.get(self.name_of(bundle)) for bundle in self.bundles if bundle.place.key}
        return {key: self.by_key[chosen] for key, chosen in names.items() if chosen}
