"""Forms of contracts: entering, correcting, amending, notice, the signed paper, an index stated afterwards."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.actions.contract import DESCRIPTION, TERMS
from clients.forms.base import AddingForm, CauseField, DayInput, VersionedForm
from clients.forms.fields import AccountField, FeeField, check_places
from clients.models import Contract
from clients.states import NoticeParty, UpliftKind
from core.money import Money
from core.uploads import SIGNED_DOCUMENTS, checked

TERM_FIELDS = [field for field in TERMS if field != "fee_minor"]
ROWS = (
    "account",
    "name",
    ("kind", "number"),
    "#Term",
    ("starts_on", "ends_on"),
    ("auto_renews", "renewal_months"),
    "#Notice",
    ("notice_count", "notice_unit", "notice_rule"),
    "#Fee",
    ("fee", "currency", "fee_period"),
    ("uplift_kind", "uplift_percent", "uplift_index"),
    "#What is sold",
    ("rounds_per_job", "hours_per_period"),
    "signed_on",
    "note",
)
WIDGETS = {"starts_on": DayInput(), "ends_on": DayInput(), "signed_on": DayInput()}


class TermsMixin(forms.ModelForm):
    """What holds between the terms, said beside the field that puts it right."""

    fee = FeeField(label=_("Fee"), help_text=_("Net of VAT."))

    def _post_clean(self):
        """Leaves the row alone: what must hold between fields is said in `clean`, and the action checks the row itself."""

    def currency_now(self) -> str:
        return self.cleaned_data.get("currency") or self.instance.currency

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on", self.instance.starts_on), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end lies before the start."))
        if cleaned.get("auto_renews") and not ends_on:
            self.add_error("auto_renews", _("Without an end there is nothing to renew: clear this, or say when the term ends."))
        elif cleaned.get("auto_renews") and not cleaned.get("renewal_months"):
            self.add_error("renewal_months", _("Say for how many months it renews."))
        if cleaned.get("uplift_kind", UpliftKind.NONE) != UpliftKind.NONE and cleaned.get("uplift_percent") is None:
            self.add_error("uplift_percent", _("Say by how many per cent, or the cap of the index."))
        if (fee := cleaned.pop("fee", None)) is not None:
            self.keep_fee(fee)
        return cleaned

    def keep_fee(self, fee) -> None:
        try:
            check_places(fee, self.currency_now())
        except ValidationError as problem:
            self.add_error("fee", problem)
        else:
            self.cleaned_data["fee_minor"] = Money.of(fee, self.currency_now()).minor


class ContractAddForm(AddingForm, TermsMixin):
    account = AccountField()

    rows = ROWS

    class Meta:
        model = Contract
        fields = [*DESCRIPTION, *TERM_FIELDS, "starts_on", "currency"]
        widgets = WIDGETS

    def narrow(self):
        super().narrow()
        self.fields["account"].offer_to(self.person)


class ContractChangeForm(VersionedForm, TermsMixin):
    """Corrects everything while nothing hangs on the terms."""

    rows = ROWS

    class Meta:
        model = Contract
        fields = [*DESCRIPTION, *TERM_FIELDS, "starts_on", "currency"]
        widgets = WIDGETS

    def narrow(self):
        super().narrow()
        self.fields["fee"].initial = self.instance.fee.amount


class ContractDescriptionForm(VersionedForm, forms.ModelForm):
    """Corrects what is no term; a settled contract has no more to correct."""

    rows = ("name", ("number", "signed_on"), "note")

    class Meta:
        model = Contract
        fields = [*DESCRIPTION]
        widgets = WIDGETS


class AmendForm(VersionedForm, TermsMixin):
    """The terms as they shall be; only what differs becomes the amendment."""

    effective_on = forms.DateField(label=_("Effective on"), widget=DayInput())
    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea, help_text=_("Lead, traffic and finance read this before they acknowledge.")
    )

    rows = (
        "reason",
        ("effective_on", "kind"),
        *(row for row in ROWS if row not in ("account", "name", ("kind", "number"), "signed_on", "note")),
    )

    class Meta:
        model = Contract
        fields = TERM_FIELDS
        widgets = WIDGETS

    def narrow(self):
        super().narrow()
        self.fields["fee"].initial = self.instance.fee.amount
        self.fields["fee"].label = _("Fee in %(currency)s") % {"currency": self.instance.currency}
        self.fields["effective_on"].initial = self.today


class NoticeForm(VersionedForm):
    """Who gave notice, when, and why; an evergreen contract also says when it ends."""

    given_by = forms.ChoiceField(label=_("Who gave notice"), choices=NoticeParty, widget=forms.RadioSelect)
    given_on = forms.DateField(label=_("On"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day of the contract"), widget=DayInput(), required=False)
    cause = CauseField()
    reason = forms.CharField(label=_("In a sentence"), max_length=300, widget=forms.Textarea)

    rows = ("given_by", ("given_on", "ends_on"), "cause", "reason")

    def __init__(self, *args, row, may_end, **kwargs):
        self.instance, self.may_end = row, may_end
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["given_on"].initial = self.today
        if not self.may_end:
            self.fields["given_by"].choices = [choice for choice in NoticeParty.choices if choice[0] == NoticeParty.CLIENT]
        self.fields["given_by"].initial = NoticeParty.CLIENT
        if self.instance.is_evergreen:
            self.fields["ends_on"].help_text = _("Empty: the earliest day that the notice period allows.")
        else:
            del self.fields["ends_on"]

    def clean_given_on(self):
        day = self.cleaned_data["given_on"]
        if day > self.today:
            raise ValidationError(_("Write notice down when it has been given."))
        if day < self.instance.starts_on:
            raise ValidationError(_("The contract began later than this day."))
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("ends_on") and cleaned.get("given_on") and cleaned["ends_on"] < cleaned["given_on"]:
            self.add_error("ends_on", _("The contract cannot end before notice was given."))
        return cleaned


class DocumentForm(VersionedForm):
    """The signed paper."""

    file = forms.FileField(
        label=_("Signed document"),
        help_text=_("PDF, DOCX, ODT, PNG or JPG."),
        widget=forms.FileInput(attrs={"accept": ",".join(SIGNED_DOCUMENTS)}),
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=DayInput(), required=False)

    rows = ("file", "signed_on")

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["signed_on"].initial = self.instance.signed_on

    def clean_file(self):
        checked(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class IndexForm(VersionedForm):
    """By how many per cent the index rose."""

    index_percent = forms.DecimalField(label=_("The index rose by, in %"), max_digits=6, decimal_places=2, min_value=-50, max_value=500)
    effective_on = forms.DateField(label=_("Effective on"), widget=DayInput())

    rows = (("index_percent", "effective_on"),)

    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["effective_on"].initial = self.instance.starts_on
        self.fields["index_percent"].help_text = _("Held down by the cap of %(cap)s%%.") % {"cap": self.instance.uplift_percent}
