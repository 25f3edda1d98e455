"""What our forms share: a layout of one column with short related fields in one row, and the two hidden fields."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clients.states import LossCause
from core.missing import MissingWordsMixin
from core.once import OnceFormMixin

Row = str | tuple[str, ...]


class DayInput(forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self, **attrs):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class HouseForm(MissingWordsMixin, forms.Form):
    """`rows` is the layout: a name is a field of its own, a tuple is a row of short ones, `#Words` a heading. Absent fields are left out.

    The fields stand in the order of `rows`, so that what is to be put right is said from top to end.
    The form cleans what was typed and never saves: the view hands `cleaned_data` to an action.
    """

    rows: tuple[Row, ...] = ()
    hidden: tuple[str, ...] = ()

    def __init__(self, *args, person=None, today=None, **kwargs):
        self.person, self.today = person, today
        super().__init__(*args, **kwargs)
        self.narrow()
        self.order_fields(self.named)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 3)

    def narrow(self) -> None:
        """Narrow choices with `visible_to`, set what stands in the fields at first."""

    @property
    def named(self) -> list[str]:
        """The fields and headings of the layout, from top to end."""
        return [name for row in self.rows for name in ((row,) if isinstance(row, str) else row)]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True  # the page's form has the token
        rest = [name for name in self.fields if name not in self.named]
        helper.layout = Layout(*filter(None, (self._row(row) for row in [*self.rows, *rest])))
        return helper

    def _row(self, row: Row):
        if isinstance(row, str) and row.startswith("#"):
            return HTML(format_html('<h2 class="h3 section-tight field">{}</h2>', _(row[1:])))
        names = [name for name in ((row,) if isinstance(row, str) else row) if name in self.fields]
        if not names:
            return None
        if len(names) == 1:
            return Field(names[0])
        return Div(*(Field(name) for name in names), css_class="field-row")

    @property
    def facts(self) -> dict:
        """What was typed, without what is only about the form itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"version", "form_key"}}


class VersionedForm(HouseForm):
    """An edit carries the version it was opened with, so that the action notices when somebody was faster."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def narrow(self):
        super().narrow()
        if getattr(self, "instance", None) is not None:
            self.fields["version"].initial = self.instance.version


class AddingForm(OnceFormMixin, HouseForm):
    """A creating form sent twice makes one row (core/once.py)."""


class ReasonForm(VersionedForm):
    """A question that a sentence answers: why is it lost, closed, withdrawn."""

    note = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea)

    def __init__(self, *args, row, label="", required=True, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label or self.fields["note"].label


class CauseField(forms.ChoiceField):
    """Why something ends, in a word that can be counted; beside it stands the sentence (G8)."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Because"), "choices": [("", _("Choose the reason")), *LossCause.choices], **kwargs})


class ClientByNameField(forms.CharField):
    """A client typed by name: a list of a hundred thousand is no list. Cleans to the client that the person may see."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 200, "strip": True, "help_text": _("Its name as it stands in the list of clients."), **kwargs})
        self.person = None

    def clean(self, value):
        name = super().clean(value)
        if not name:
            return None
        found = list(Client.objects.visible_to(self.person).filter(name__iexact=name)[:2])
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(
            _("There are several clients of that name.")
            if found
            else _("There is no client of that name. Enter it first, or leave this empty.")
        )

    def prepare_value(self, value):
        return str(value) if isinstance(value, Client) else value
