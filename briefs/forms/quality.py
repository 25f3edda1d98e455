"""The form of the quality check (W2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.quality import THRESHOLD, rules
from briefs.states import BriefKind
from clients.forms.base import HouseForm


class QualityForm(HouseForm):
    """The weight of each rule and whether it counts; the score that is needed, for each kind."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, counted, thresholds: dict[str, int], version: int, **kwargs):
        self.counted, self.thresholds, self.now = counted, thresholds, version
        super().__init__(*args, **kwargs)

    def narrow(self):
        self.fields["version"].initial = self.now
        for one in self.counted:
            label = str(one.rule.title)
            self.fields[f"weight_{one.rule.key}"] = forms.IntegerField(label=label, min_value=0, max_value=100, initial=one.weight)
            self.fields[f"on_{one.rule.key}"] = forms.BooleanField(label=label, required=False, initial=one.is_on)
        for kind, label in [("", _("Every other kind")), *BriefKind.choices]:
            shown = self.thresholds.get(kind, THRESHOLD if kind == "" else None)
            self.fields[f"threshold_{kind}"] = forms.IntegerField(label=label, min_value=0, max_value=100, required=False, initial=shown)

        for field in self.fields.values():
            css = "form-check-input" if isinstance(field, forms.BooleanField) else "form-control num"
            field.widget.attrs["class"] = css
            if isinstance(field, forms.BooleanField):  # the label of the line is that of its weight
                field.widget.attrs["aria-label"] = _("%(rule)s: counts") % {"rule": field.label}

    @property
    def weights(self) -> dict[str, tuple[int, bool]]:
        return {rule.key: (self.cleaned_data[f"weight_{rule.key}"], self.cleaned_data[f"on_{rule.key}"]) for rule in rules}

    @property
    def wanted(self) -> dict[str, int | None]:
        """None where a kind has none of its own; the one that everybody begins with is no row either."""
        wanted = {kind: self.cleaned_data[f"threshold_{kind}"] for kind in ("", *BriefKind.values)}
        untouched = "" not in self.thresholds and wanted[""] == THRESHOLD
        return wanted | ({"": None} if untouched else {})

    def lines(self):
        """(rule, box, weight) in the order of the check, for the page."""
        return [(one.rule, self[f"on_{one.rule.key}"], self[f"weight_{one.rule.key}"]) for one in self.counted]

    def needed(self):
        return [self[f"threshold_{kind}"] for kind in ("", *BriefKind.values)]
