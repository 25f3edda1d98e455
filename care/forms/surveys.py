"""Forms of surveys: what a contact or one of ours answers, whom to ask, and what is asked. Each cleans and never saves."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from care.actions.questionnaires import MOST_QUESTIONS, Asked
from care.actions.survey_answers import LONGEST_WORDS, text_for
from care.models import Question, Questionnaire, SurveySchedule
from care.querysets.surveys import REST_DAYS, askable, asked_lately
from care.states.surveys import AnswerSide, QuestionKind, SurveyKind
from clients.forms.base import AddingForm, DayInput, HouseForm, VersionedForm
from clients.models import Account, Contact
from clients.states import DecisionRole, Tier
from core.missing import MissingWordsMixin

EMPTY_QUESTIONS = 3
MOST_ACCOUNTS = 200


# ── Answering ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    id: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AskedField:
    """A question as its page draws it."""

    question: Question
    text: str
    field: forms.BoundField
    options: list[Option]


class AnswerForm(MissingWordsMixin, forms.Form):
    """One questionnaire. Scales and choices are radio buttons drawn as large keys; what was answered before stands in it."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, questions: list[Question], side: str = AnswerSide.CLIENT, edition: int, version: int = 0, said=None):
        self.questions, self.side, self.edition_now = questions, side, edition
        super().__init__(data, initial={"edition": edition, "version": version, "form_key": uuid.uuid4()})
        for question in questions:
            self.fields[name_of(question)] = self._field(question, (said or {}).get(question.pk))

    def _field(self, question: Question, value) -> forms.Field:
        # A client is never held up by the browser: only what is truly needed is required, and nothing of our own side is left out.
        settings = {
            "label": text_for(question, self.side),
            "required": question.is_required or self.side == AnswerSide.TEAM,
            "initial": value,
        }
        if question.kind == QuestionKind.WORDS:
            return forms.CharField(max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}), **settings)
        if question.kind == QuestionKind.CHOICE:
            return forms.ChoiceField(choices=[(one, one) for one in question.options], widget=forms.RadioSelect, **settings)
        choices = [(step, str(step)) for step in question.steps]
        return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, widget=forms.RadioSelect, **settings)

    @property
    def asked(self) -> list[AskedField]:
        return [self._drawn(question, self[name_of(question)]) for question in self.questions]

    def _drawn(self, question: Question, bound: forms.BoundField) -> AskedField:
        value = "" if bound.value() is None else str(bound.value())
        choices = getattr(bound.field, "choices", [])
        options = [
            Option(str(key), str(label), f"id_{bound.html_name}_{place}", str(key) == value) for place, (key, label) in enumerate(choices)
        ]
        return AskedField(question, text_for(question, self.side), bound, options)

    @property
    def said(self) -> dict[int, int | str | None]:
        return {question.pk: self.cleaned_data.get(name_of(question)) for question in self.questions}


def name_of(question: Question) -> str:
    return f"q{question.pk}"


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────


class DaysMixin(HouseForm):
    """From when to when, and whether those who are silent hear from us again."""

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on") or self.today, cleaned.get("closes_on")
        if opens and closes and closes <= opens:
            self.add_error("closes_on", _("Give them at least a day: choose a later one."))
        return cleaned


REMIND = {"label": _("Remind after … working days"), "min_value": 1, "max_value": 30, "required": False}


class SendSurveyForm(AddingForm, DaysMixin):
    """Ask some of one account's contacts."""

    questionnaire = forms.ModelChoiceField(label=_("Questionnaire"), queryset=Questionnaire.objects.none())
    contacts = forms.ModelMultipleChoiceField(label=_("Whom to ask"), queryset=Contact.objects.none(), widget=forms.CheckboxSelectMultiple)
    closes_on = forms.DateField(label=_("Open until"), widget=DayInput())
    remind_after = forms.IntegerField(help_text=_("Those who are silent, once. Empty: nobody."), **REMIND)

    rows = ("questionnaire", "contacts", ("closes_on", "remind_after"))

    def __init__(self, *args, account: Account, now, **kwargs):
        self.account, self.now = account, now
        super().__init__(*args, **kwargs)

    def narrow(self):
        speak = Contact.objects.of_account(self.account).present()
        may = list(askable(speak, now=self.now).order_by("-is_primary", "name", "pk"))
        lately = asked_lately([one.pk for one in may], now=self.now)
        free = [one for one in may if one.pk not in lately]
        self.fields["questionnaire"].queryset = Questionnaire.objects.in_use()
        self.fields["contacts"].queryset = speak.filter(pk__in=[one.pk for one in free])
        self.fields["contacts"].choices = [(one.pk, str(one)) for one in free]  # drawn without asking once more
        resting = speak.count() - len(free)
        if resting:
            words = _("%(n)d more may not be asked now: no address, asked within %(days)d days, or against it.")
            self.fields["contacts"].help_text = words % {"n": resting, "days": REST_DAYS}
        self.fields["closes_on"].initial = self.today + timedelta(days=14)
        self.fields["remind_after"].initial = 5


class AccountCodesField(forms.CharField):
    """Accounts by their codes, as they stand on every page: a list of a hundred thousand is no list."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False, widget=forms.TextInput, help_text=_("Their codes, as KAURA, OATS. Empty: all of the tiers."), **kwargs
        )
        self.person = None

    def clean(self, value):
        codes = {word.upper() for word in super().clean(value).replace(",", " ").replace(";", " ").split()}
        if len(codes) > MOST_ACCOUNTS:
            raise forms.ValidationError(_("At most %(most)d codes: choose by tier instead."), params={"most": MOST_ACCOUNTS})
        found = list(Account.objects.visible_to(self.person).live().filter(code__in=codes)) if codes else []
        if missing := sorted(codes - {account.code for account in found}):
            raise forms.ValidationError(_("There is no open account with the code %(codes)s."), params={"codes": ", ".join(missing)})
        return found


class RoundForm(AddingForm, DaysMixin):
    """Ask many."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("For us: the contacts do not see it."))
    questionnaire = forms.ModelChoiceField(label=_("Questionnaire"), queryset=Questionnaire.objects.none())
    tiers = forms.MultipleChoiceField(label=_("Tiers"), choices=Tier, required=False, widget=forms.CheckboxSelectMultiple)
    roles = forms.MultipleChoiceField(
        label=_("Roles in decisions"),
        choices=DecisionRole,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everybody who speaks for the account."),
    )
    accounts = AccountCodesField(label=_("Only these accounts"))
    opens_on = forms.DateField(label=_("Opens on"), widget=DayInput())
    closes_on = forms.DateField(label=_("Closes on"), widget=DayInput())
    remind_after = forms.IntegerField(help_text=_("Those who are silent, once. Empty: nobody."), **REMIND)

    rows = (("name", "questionnaire"), "accounts", ("tiers", "roles"), ("opens_on", "closes_on", "remind_after"))

    def narrow(self):
        self.fields["questionnaire"].queryset = Questionnaire.objects.in_use()
        self.fields["accounts"].person = self.person
        self.fields["opens_on"].initial = self.today
        self.fields["closes_on"].initial = self.today + timedelta(days=21)
        self.fields["remind_after"].initial = 5

    def clean_opens_on(self):
        if self.cleaned_data["opens_on"] < self.today:
            raise forms.ValidationError(_("This day is over: choose today or a later one."))
        return self.cleaned_data["opens_on"]


# ── What is asked ────────────────────────────────────────────────────────────────────────────────


class QuestionnaireFields(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=SurveyKind)
    welcome = forms.CharField(
        label=_("What the contact reads first"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Empty: a sentence of the house."),
    )
    thanks = forms.CharField(label=_("What they read in the end"), max_length=1000, required=False, widget=forms.Textarea)

    rows = (("name", "kind"), "welcome", "thanks")


class QuestionnaireAddForm(AddingForm, QuestionnaireFields):
    """A new one."""


class QuestionnaireChangeForm(VersionedForm, QuestionnaireFields):
    """Its kind stays."""

    def __init__(self, *args, row: Questionnaire, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        del self.fields["kind"]
        for name in ("name", "welcome", "thanks"):
            self.fields[name].initial = getattr(self.instance, name)

    def clean_name(self):
        name = self.cleaned_data["name"]
        if Questionnaire.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a questionnaire of that name: choose another."))
        return name


class QuestionForm(MissingWordsMixin, forms.Form):
    """One row. Without a text it is left out."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=QuestionKind)
    text = forms.CharField(label=_("Question"), max_length=300, required=False)
    hint = forms.CharField(label=_("Hint"), max_length=300, required=False)
    theme = forms.CharField(label=_("Theme"), max_length=60, required=False)
    team_text = forms.CharField(label=_("Asked of our team"), max_length=300, required=False)
    options = forms.CharField(
        label=_("Answers to choose from"), max_length=600, required=False, help_text=_("One on each line."), widget=forms.Textarea
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)

    def clean_options(self):
        return [line.strip()[:100] for line in self.cleaned_data["options"].splitlines() if line.strip()]


class BaseQuestionFormSet(forms.BaseFormSet):
    @property
    def wanted(self) -> list[Asked]:
        """In the order of their places; equal places as they stand on the page."""
        rows = [row for row in self.cleaned_data if row.get("text")]
        rows.sort(key=lambda row: row.get("position") or 99)
        names = ("text", "kind", "key", "hint", "theme", "team_text", "options", "is_required")
        return [Asked(**{name: row[name] for name in names}) for row in rows]


QuestionFormSet = forms.formset_factory(
    QuestionForm, formset=BaseQuestionFormSet, extra=EMPTY_QUESTIONS, max_num=MOST_QUESTIONS, absolute_max=40
)


def survey_questions(posted, questions) -> BaseQuestionFormSet:
    names = ("position", "kind", "text", "hint", "theme", "team_text", "is_required")
    initial = [{name: getattr(one, name) for name in names} | {"key": one.pk, "options": "\n".join(one.options)} for one in questions]
    return QuestionFormSet(posted, initial=initial, prefix="q")


class ScheduleFields(HouseForm):
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier)
    questionnaire = forms.ModelChoiceField(label=_("Questionnaire"), queryset=Questionnaire.objects.none())
    every_months = forms.IntegerField(label=_("Every … months"), min_value=1, max_value=24)
    starts_on = forms.DateField(label=_("First on"), widget=DayInput())
    open_days = forms.IntegerField(label=_("Open for … days"), min_value=3, max_value=90)
    remind_after = forms.IntegerField(help_text=_("Empty: nobody is reminded."), **REMIND)
    roles = forms.MultipleChoiceField(
        label=_("Roles in decisions"),
        choices=DecisionRole,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everybody who speaks for the account."),
    )

    rows = (("tier", "questionnaire"), ("every_months", "starts_on"), ("open_days", "remind_after"), "roles")

    def narrow(self):
        super().narrow()
        self.fields["questionnaire"].queryset = Questionnaire.objects.in_use()
        for name, value in {"every_months": 3, "starts_on": self.today, "open_days": 21, "remind_after": 5}.items():
            self.fields[name].initial = value


class ScheduleAddForm(AddingForm, ScheduleFields):
    """A tier, a questionnaire, how often."""


class ScheduleChangeForm(VersionedForm, ScheduleFields):
    def __init__(self, *args, row: SurveySchedule, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        for name in ("tier", "questionnaire", "every_months", "starts_on", "open_days", "remind_after", "roles"):
            self.fields[name].initial = getattr(self.instance, name)
