"""The form of a service level: cadence, days for requests, and hours by severity."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.base import VersionedForm
from clients.levels import Hours, levels
from clients.models import ServiceLevel
from clients.models.level import LONGEST_HOURS
from clients.states import Severity

WORST_FIRST = sorted(Severity, reverse=True)


class ServiceLevelForm(VersionedForm):
    cadence_days = forms.IntegerField(label=_("Check-in every … days"), min_value=1, max_value=365)
    request_answer_days = forms.IntegerField(label=_("Job requests answered within … working days"), min_value=1, max_value=30)
    is_for_open = forms.BooleanField(
        label=_("Give what is open the new times too"), required=False, help_text=_("Else what has come in keeps what it was promised.")
    )

    rows = (
        ("cadence_days", "request_answer_days"),
        "#Concerns, in office hours",
        *((f"answer_{severity.value}", f"resolve_{severity.value}") for severity in WORST_FIRST),
        "is_for_open",
    )

    def __init__(self, *args, row: ServiceLevel, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        level = levels()[self.instance.tier]
        self.fields["cadence_days"].initial = level.cadence_days
        self.fields["request_answer_days"].initial = level.request_answer_days
        for severity in WORST_FIRST:
            words, hours = {"severity": severity.label}, level.hours(severity)
            for name, label, value in (
                ("answer", _("%(severity)s: answer"), hours.answer),
                ("resolve", _("%(severity)s: outcome"), hours.resolve),
            ):
                self.fields[f"{name}_{severity.value}"] = forms.IntegerField(
                    label=label % words, min_value=1, max_value=LONGEST_HOURS, initial=value
                )

    def clean(self):
        cleaned = super().clean()
        for severity in WORST_FIRST:
            answer, resolve = cleaned.get(f"answer_{severity.value}"), cleaned.get(f"resolve_{severity.value}")
            if answer and resolve and resolve < answer:
                self.add_error(f"resolve_{severity.value}", _("An outcome takes no less time than an answer."))
        return cleaned

    @property
    def facts(self) -> dict:
        typed = self.cleaned_data
        times = {severity: Hours(typed[f"answer_{severity.value}"], typed[f"resolve_{severity.value}"]) for severity in Severity}
        return {name: typed[name] for name in ("cadence_days", "request_answer_days", "is_for_open")} | {"times": times}
