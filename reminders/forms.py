from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.missing import MissingWordsMixin
from reminders.actions import last_snooze_day


class SnoozeForm(MissingWordsMixin, forms.Form):
    """Until when, and why: the reason is kept and shown to whoever asks."""

    until = forms.DateField(label=gettext_lazy("Remind me again on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=gettext_lazy("Why later"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, reminder, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.first, self.last = today + timedelta(days=1), last_snooze_day(reminder, today=today)
        until = self.fields["until"]
        until.initial = min(today + timedelta(days=3), self.last)
        until.widget.attrs |= {"min": self.first.isoformat(), "max": self.last.isoformat()}
        until.help_text = _("Not after %(day)s.") % {"day": date_format(self.last, "l j F")}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("until", "reason")

    def clean_until(self):
        until = self.cleaned_data["until"]
        if not self.first <= until <= self.last:
            raise forms.ValidationError(_("Choose a day after today and not after %(day)s.") % {"day": date_format(self.last, "j F Y")})
        return until
