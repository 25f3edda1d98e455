"""Forms of renewals: what the lead foresees, the proposal, and the decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.base import CauseField, VersionedForm
from clients.forms.fields import FeeField, check_places
from clients.models import Renewal
from clients.states import LossCause
from core.money import Money


class RenewalForm(VersionedForm):
    def __init__(self, *args, row, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)


class ForecastForm(VersionedForm, forms.ModelForm):
    """How likely the lead thinks it is, beside the model."""

    rows = ("likelihood", "next_step")

    class Meta:
        model = Renewal
        fields = ["likelihood", "next_step"]

    def narrow(self):
        super().narrow()
        self.fields["likelihood"].widget.attrs.update({"min": 0, "max": 100, "step": 5})

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""


class ProposalForm(RenewalForm):
    """What the next term shall cost and how long it shall be."""

    fee = FeeField(label=_("Fee of the next term"))
    months = forms.IntegerField(label=_("Term in months"), min_value=1, max_value=120, required=False)
    note = forms.CharField(label=_("What we say to the client"), required=False, widget=forms.Textarea)

    rows = (("fee", "months"), "note")

    def __init__(self, *args, suggested: Money, **kwargs):
        self.suggested = suggested
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        contract = self.instance.contract
        self.fields["fee"].initial = (self.instance.proposed_fee or self.suggested).amount
        self.fields["fee"].label = _("Fee in %(currency)s %(period)s") % {
            "currency": contract.currency,
            "period": contract.get_fee_period_display(),
        }
        self.fields["months"].initial = self.instance.proposed_months or contract.renewal_months
        self.fields["months"].help_text = _("Empty: as long as the term that ends.")

    def clean_fee(self):
        check_places(self.cleaned_data["fee"], self.instance.contract.currency)
        return Money.of(self.cleaned_data["fee"], self.instance.contract.currency)


class RenewForm(RenewalForm):
    """The decision to go on. An index is asked for when the fee follows one and nobody proposed another."""

    index_percent = forms.DecimalField(label=_("The index rose by, in %"), max_digits=6, decimal_places=2, min_value=-50, max_value=500)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)

    rows = ("index_percent", "note")

    def __init__(self, *args, asks_index: bool, **kwargs):
        self.asks_index = asks_index
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        if not self.asks_index:
            del self.fields["index_percent"]
            return
        contract = self.instance.contract
        words = {"index": contract.uplift_index or _("An index"), "cap": contract.uplift_percent}
        self.fields["index_percent"].help_text = _("%(index)s, held down by the cap of %(cap)s%%.") % words


class LapseForm(RenewalForm):
    """Why nothing follows: a reason that can be counted, and a sentence."""

    cause = CauseField(label=_("Why"))
    note = forms.CharField(label=_("In a sentence"), max_length=200, required=False, widget=forms.Textarea)

    rows = ("cause", "note")

    @property
    def words(self) -> str:
        """The reason as the renewal tells it: the word that is counted and, where one was written, the sentence."""
        return ": ".join(filter(None, (str(LossCause(self.cleaned_data["cause"]).label), self.cleaned_data["note"])))
