"""What is typed when a brief is submitted, decided, revised or put aside (W3)."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.forms.making import RoundForm
from briefs.models import Brief
from briefs.sections import BY_KEY, CHOICES, SECTIONS
from briefs.states import RebriefCause
from clients.forms.base import AddingForm, DayInput, VersionedForm
from clients.forms.fields import FeeField, check_places
from core.money import Money

LONGEST_NOTE = 2000


class BriefMoveForm(VersionedForm):
    """A form about one brief, with the version that it was opened with."""

    def __init__(self, *args, brief: Brief, **kwargs):
        self.instance = self.brief = brief
        super().__init__(*args, **kwargs)


class SubmitForm(BriefMoveForm):
    """Nothing to type, unless the score lies below the threshold."""

    reason = forms.CharField(label=_("Why it goes out below the threshold"), max_length=500, widget=forms.Textarea)

    def __init__(self, *args, asks_reason: bool, **kwargs):
        self.asks_reason = asks_reason
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        if not self.asks_reason:
            del self.fields["reason"]


class NoteForm(BriefMoveForm):
    note = forms.CharField(label=_("Note"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea)


class WhyForm(BriefMoveForm):
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_NOTE, widget=forms.Textarea)


class StartForm(RoundForm):
    """When creative shows the round that begins, and who pays for it."""

    due_on = forms.DateField(label=_("Round due on"), required=False, widget=DayInput(), help_text=_("When creative shows us its work."))

    rows = ("due_on", *RoundForm.pays)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < self.today:
            raise forms.ValidationError(_("A day that is over cannot be promised."))
        return day


class SendBackForm(BriefMoveForm):
    """Why as a whole, and a remark on any section that has a text; `remarked` pairs each with what stands there."""

    reason = forms.CharField(label=_("Why it goes back"), max_length=LONGEST_NOTE, widget=forms.Textarea)

    def __init__(self, *args, texts: dict[str, str], **kwargs):
        self.texts = texts
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        for section in SECTIONS:
            if self.texts.get(section.key) or section.needed_from:
                label = _("Remark on %(section)s") % {"section": section.label}
                area = forms.Textarea(attrs={"rows": 2, "class": "form-control", "placeholder": _("What to change here")})
                self.fields[f"on_{section.key}"] = forms.CharField(label=label, max_length=LONGEST_NOTE, required=False, widget=area)

    @property
    def remarked(self) -> list[dict]:
        keys = [name.removeprefix("on_") for name in self.fields if name.startswith("on_")]
        return [{"section": BY_KEY[key], "text": self.texts.get(key, ""), "field": self[f"on_{key}"]} for key in keys]

    @property
    def remarks(self) -> list[tuple[str, str]]:
        return [(name.removeprefix("on_"), text) for name, text in self.cleaned_data.items() if name.startswith("on_") and text]

    @property
    def facts(self):
        return {"reason": self.cleaned_data["reason"], "remarks": self.remarks}


class ReviseForm(BriefMoveForm):
    """A line of the rebrief ledger: cause, reason, what was lost. Money for those who see fees."""

    cause = forms.ChoiceField(label=_("What caused it"), choices=[("", "---------"), *RebriefCause.choices])
    reason = forms.CharField(label=_("What changed, and why"), max_length=LONGEST_NOTE, widget=forms.Textarea)
    hours_lost = forms.DecimalField(
        label=_("Hours lost"),
        max_digits=7,
        decimal_places=2,
        min_value=0,
        initial=0,
        help_text=_("Work of all people that is not needed any more."),
    )
    money_lost = FeeField(label=_("Money lost"), initial=0, help_text=_("Paid or owed to others for nothing, net of VAT."))

    rows = ("cause", "reason", ("hours_lost", "money_lost"))

    def narrow(self):
        super().narrow()
        if not self.person.has_perm("clients.see_fees"):
            del self.fields["money_lost"]
        else:
            self.fields["money_lost"].label = _("Money lost, in %(currency)s") % {"currency": self.brief.currency}

    def clean_money_lost(self):
        amount = self.cleaned_data["money_lost"] or Decimal(0)
        check_places(amount, self.brief.currency)
        return Money.of(amount, self.brief.currency).minor

    @property
    def facts(self):
        kept = {name: self.cleaned_data[name] for name in ("cause", "reason", "hours_lost")}
        return kept | {"money_lost_minor": self.cleaned_data.get("money_lost", 0)}


class RemarkForm(AddingForm):
    section = forms.ChoiceField(label=_("About"), choices=[("", _("The brief as a whole")), *CHOICES], required=False)
    text = forms.CharField(label=_("Remark"), max_length=LONGEST_NOTE, widget=forms.Textarea)
