"""Forms of job requests: ours, and those that the client's contact fills in on a phone. Each cleans and never saves."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import conditional_escape
from django.utils.translation import gettext_lazy as _

from briefs.actions.request_links import MOST_QUESTIONS, Question
from briefs.actions.requests import MOST_FILES, can_be_told
from briefs.models import BriefTemplate, JobRequest, RequestQuestion
from briefs.states import BriefKind
from clients.forms.base import AddingForm, DayInput, HouseForm, VersionedForm
from clients.forms.fields import FeeField, check_places
from clients.models import Contact
from core.missing import MissingWordsMixin
from core.money import Money
from core.uploads import WORK_FILES, WORK_WORDS, checked_all

LONGEST_ASK = 20_000  # signs
LONGEST_WORDS = 5_000
EMPTY_QUESTIONS = 3


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files at once, each what its name says; cleans to a list."""

    def __init__(self, **kwargs):
        words = _("Up to %(most)d: %(kinds)s.") % {"most": MOST_FILES, "kinds": WORK_WORDS}
        super().__init__(
            **{"label": _("Files"), "required": False, "widget": FilesInput(attrs={"data-files": ""}), "help_text": words, **kwargs}
        )
        self.widget.attrs |= {
            "accept": ",".join(WORK_FILES),
            "data-most-mb": settings.UPLOAD_MAX_MB,
            "data-too-big": _("Together more than %(most)d MB: take one out.") % {"most": settings.UPLOAD_MAX_MB},
        }

    def clean(self, value, initial=None):
        given = [file for file in (value if isinstance(value, list | tuple) else [value]) if file]
        files = [super(FilesField, self).clean(file, None) for file in given]
        checked_all(files, most=MOST_FILES)
        return files


class RequestFields(HouseForm):
    """What every request says; the account's own questions follow. Labels in the words of whoever fills it in."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=BriefKind, initial=BriefKind.OTHER)
    ask = forms.CharField(label=_("What is needed"), max_length=LONGEST_ASK, widget=forms.Textarea(attrs={"rows": 5}))
    why_now = forms.CharField(label=_("Why now"), max_length=LONGEST_WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    wanted_on = forms.DateField(label=_("Wanted by"), required=False, widget=DayInput())
    budget = FeeField(label=_("Budget"), required=False)

    questions: tuple = ()
    asks_all = True  # the questions that must be answered

    def __init__(self, *args, account, questions=(), **kwargs):
        self.account, self.questions = account, tuple(questions)
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["budget"].help_text = _("In %(currency)s, net of VAT.") % {"currency": self.account.currency}
        for question in self.questions:
            self.fields[self.name_of(question)] = forms.CharField(
                label=question.text,
                help_text=conditional_escape(question.hint),  # crispy takes a help text for markup of ours
                required=question.is_required and self.asks_all,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea(attrs={"rows": 3}) if question.is_long else forms.TextInput(),
            )

    @staticmethod
    def name_of(question: RequestQuestion) -> str:
        return f"question_{question.pk or question.position}"

    def clean_budget(self):
        budget = self.cleaned_data["budget"]
        check_places(budget, self.account.currency)
        return budget

    @property
    def facts(self) -> dict:
        facts = {name: value for name, value in super().facts.items() if not name.startswith("question_")}
        if "budget" in facts:
            budget = facts.pop("budget")
            facts["budget_minor"] = None if budget is None else Money.of(budget, self.account.currency).minor
        if self.questions:
            facts["answers"] = [(question.text, self.cleaned_data.get(self.name_of(question), "")) for question in self.questions]
        return facts


# ── Ours ──


class OurRequestFields(RequestFields):
    contact = forms.ModelChoiceField(
        label=_("Asked by"), queryset=Contact.objects.none(), required=False, empty_label=_("Nobody of whom we know")
    )
    came_on = forms.DateField(label=_("Came in"), widget=DayInput(), help_text=_("Our answer is due from this day."))

    asks_all = False

    rows = ("title", ("kind", "contact"), "ask", "why_now", ("wanted_on", "budget", "came_on"))

    def narrow(self):
        super().narrow()
        self.fields["contact"].queryset = Contact.objects.visible_to(self.person).of_account(self.account).present()
        self.fields["came_on"].initial = self.today
        if not self.person.has_perm("clients.see_fees"):
            del self.fields["budget"]

    def clean_came_on(self):
        if self.cleaned_data["came_on"] > self.today:
            raise ValidationError(_("This day is still to come."))
        return self.cleaned_data["came_on"]


class RequestAddForm(AddingForm, OurRequestFields):
    """A request that came by phone, by mail or across a table."""

    files = FilesField()


class RequestChangeForm(VersionedForm, OurRequestFields):
    def __init__(self, *args, row: JobRequest, **kwargs):
        self.instance = row
        super().__init__(*args, account=row.account, **kwargs)

    def narrow(self):
        super().narrow()
        request = self.instance
        for name in ("title", "kind", "ask", "why_now", "wanted_on", "contact", "came_on"):
            self.fields[name].initial = getattr(request, name)
        if "budget" in self.fields and request.budget is not None:
            self.fields["budget"].initial = request.budget.amount
        if request.contact_id:
            shown = self.fields["contact"].queryset
            self.fields["contact"].queryset = Contact.objects.filter(Q(pk__in=shown.values("pk")) | Q(pk=request.contact_id))


class AnswerFields(VersionedForm):
    """A letter to the client goes out where there is an address to write to."""

    tell = forms.BooleanField(label=_("Write to the client"), required=False, initial=True)

    def __init__(self, *args, row: JobRequest, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        if can_be_told(self.instance):
            self.fields["tell"].label = _("Send it to %(name)s, %(email)s") % {
                "name": self.instance.contact,
                "email": self.instance.contact.email,
            }
        else:
            del self.fields["tell"]


class AcceptForm(AnswerFields):
    """It becomes a job: under which title, from which template."""

    title = forms.CharField(label=_("Title of the job"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=BriefKind)
    wanted_on = forms.DateField(label=_("Delivery day"), required=False, widget=DayInput())
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=BriefTemplate.objects.none(), required=False, empty_label=_("None: an empty brief")
    )
    text = forms.CharField(
        label=_("A word to the client"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea,
        help_text=_("The job number and that we have taken it on are said anyway."),
    )

    rows = ("title", ("kind", "wanted_on"), "template", "tell", "text")

    def narrow(self):
        super().narrow()
        request = self.instance
        for name in ("title", "kind", "wanted_on"):
            self.fields[name].initial = getattr(request, name)
        offered = BriefTemplate.objects.filter(Q(account=None) | Q(account=request.account_id), retired_on=None).order_by("name", "pk")
        self.fields["template"].queryset = offered
        fitting = offered.filter(kind=request.kind)
        first = fitting.filter(account=request.account_id).first() or fitting.first()
        self.fields["template"].initial = first.pk if first else None
        if not can_be_told(request):
            del self.fields["text"]


class DeclineForm(AnswerFields):
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_WORDS, widget=forms.Textarea, help_text=_("The client reads this, word for word.")
    )

    rows = ("reason", "tell")


class AskBackForm(AnswerFields):
    text = forms.CharField(
        label=_("What do you need to know?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The client reads this, word for word."),
    )

    rows = ("text", "tell")


class AnsweredForm(VersionedForm):
    """What the client answered, as one of ours heard it."""

    text = forms.CharField(label=_("What did they answer?"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, row: JobRequest, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)


class WithdrawForm(AnsweredForm):
    text = forms.CharField(label=_("Why do they no longer want it?"), max_length=LONGEST_WORDS, widget=forms.Textarea)


class RequestFilesForm(AddingForm):
    files = FilesField(required=True)


# ── The form of an account ──


class RequestFormForm(VersionedForm):
    welcome = forms.CharField(
        label=_("What the client reads first"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A greeting, or what to have at hand. Empty: a sentence of the house."),
    )
    asks_budget = forms.BooleanField(label=_("Ask for a budget"), required=False)

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["welcome"].initial = self.instance.welcome
        self.fields["asks_budget"].initial = self.instance.asks_budget


class QuestionForm(MissingWordsMixin, forms.Form):
    """One row. Without a text it is left out."""

    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, required=False)
    text = forms.CharField(label=_("Question"), max_length=300, required=False)
    hint = forms.CharField(label=_("Hint"), max_length=300, required=False)
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    is_long = forms.BooleanField(label=_("Long answer"), required=False)


class BaseQuestionFormSet(forms.BaseFormSet):
    @property
    def wanted(self) -> list[Question]:
        """In the order of their places; equal places as they stand on the page."""
        rows = [row for row in self.cleaned_data if row.get("text")]
        rows.sort(key=lambda row: row.get("position") or 99)
        return [Question(row["text"], row["hint"], row["is_required"], row["is_long"]) for row in rows]


QuestionFormSet = forms.formset_factory(
    QuestionForm, formset=BaseQuestionFormSet, extra=EMPTY_QUESTIONS, max_num=MOST_QUESTIONS, absolute_max=40
)


def question_forms(posted, questions) -> BaseQuestionFormSet:
    fields = ("position", "text", "hint", "is_required", "is_long")
    return QuestionFormSet(posted, initial=[{name: getattr(one, name) for name in fields} for one in questions], prefix="q")


# ── The client's ──


class ClientRequestForm(RequestFields):
    """What a contact fills in, in their words, on whatever they hold in their hand."""

    files = FilesField(label=_("Anything to show us?"))
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    rows = ("title", "ask", "why_now", "kind", ("wanted_on", "budget"))

    def __init__(self, *args, form=None, form_key=None, **kwargs):
        self.form, self.form_key = form, form_key
        super().__init__(*args, questions=form.questions.all() if form is not None and form.pk else (), **kwargs)

    def narrow(self):
        super().narrow()
        fields = self.fields
        fields["title"].label = _("What shall we call it?")
        fields["title"].widget.attrs["placeholder"] = _("Poster for the summer sale")
        fields["ask"].label = _("What do you need?")
        fields["ask"].help_text = _("What is it, for whom, and what shall it do? A few sentences are enough.")
        fields["why_now"].label = _("Why now?")
        fields["why_now"].help_text = _("A launch, a season, something a competitor did.")
        fields["kind"].label = _("What kind of work is it?")
        fields["wanted_on"].label = _("When do you need it?")
        fields["budget"].label = _("Is there a budget?")
        fields["form_key"].initial = self.form_key
        for field in fields.values():
            field.error_messages["required"] = _("Please say a word here.")
        if self.form is not None and not self.form.asks_budget:
            del fields["budget"]
        self.order_fields([name for name in fields if name not in ("files", "form_key")] + ["files", "form_key"])

    def clean_wanted_on(self):
        day = self.cleaned_data["wanted_on"]
        if day and day < self.today:
            raise ValidationError(_("This day is over: choose one that is still to come."))
        return day


class ClientAnswerForm(HouseForm):
    text = forms.CharField(label=_("Your answer"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}))
    files = FilesField(label=_("Anything to show us?"))


class ClientWithdrawForm(HouseForm):
    reason = forms.CharField(
        label=_("What has changed?"), max_length=LONGEST_WORDS, widget=forms.Textarea, help_text=_("One sentence helps us to plan.")
    )
