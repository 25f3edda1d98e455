"""What is typed on the pages of an import: the file, which column is which, the answers that the file cannot give."""

import tempfile
from pathlib import Path

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.missing import MissingWordsMixin
from core.money import CURRENCY_CHOICES
from core.once import OnceFormMixin
from exchange import running
from exchange.actions import may_import
from exchange.mapping import EXTRA_FIELDS, Mapping, detect
from exchange.models import ImportBatch
from exchange.objects import FIELDS, HANGING, LABELS, OBJECTS, missing
from exchange.reading import Unreadable
from exchange.sources import SOURCES
from people.models import Person

NOTE = "__note"
SYSTEM_LABELS = {
    "zendesk-sell": "Zendesk Sell",
    "hubspot": "HubSpot",
    "orocrm": "OroCRM",
    "sugarcrm": "SugarCRM, SuiteCRM",
    "dynamics": "Microsoft Dynamics 365",
    "dealmecca": _("Agency and advertiser list"),
    "act-register": _("Register of the ACT Government"),
    "fpds": _("US federal contracts (FPDS)"),
    "cuad": "CUAD",
    "ocds": _("Open Contracting (OCDS)"),
    "gsa": _("US GSA schedule"),
    "maven": _("Maven CRM accounts"),
    "zoho": "Zoho CRM",
    "vcard": "vCard",
    "icalendar": "iCalendar",
    "monday": "monday.com",
    "generic": _("Any other list"),
}
AUTO = ("auto", _("Find out from the headings"))


def system_label(system: str) -> str:
    return str(SYSTEM_LABELS.get(system, system.replace("-", " ").title()))


def system_choices() -> list[tuple[str, str]]:
    systems = dict.fromkeys(source.system for source in SOURCES)
    return [
        AUTO,
        ("generic", system_label("generic")),
        *sorted(((one, system_label(one)) for one in systems), key=lambda item: str(item[1]).lower()),
    ]


class UploadForm(OnceFormMixin, forms.Form):
    """A file and, where somebody knows better, what it is. A file that cannot be read is an error on the field, with what to do."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX, JSON, vCard or iCalendar, as the other system exported it."))
    object = forms.ChoiceField(label=_("What it holds"), required=False)
    source = forms.ChoiceField(label=_("Where it comes from"), required=False)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["object"].choices = [AUTO, *((name, LABELS[name]) for name in OBJECTS if may_import(person, name))]
        self.fields["source"].choices = system_choices()
        self.order_fields(["file", "object", "source", "form_key"])

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout("file", Div("object", "source", css_class="field-row"), "form_key")
        return helper

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("file"):
            try:
                self._read(cleaned)
            except Unreadable as error:
                self.add_error("file", str(error))
        return cleaned

    def refusal(self) -> str:
        """Why this file is not for this person, and for whom it is."""
        if self.mapping.object == "people":
            return _("This file holds people, who get log-ins by an import: a head or an admin must import it.")
        what = str(LABELS[self.mapping.object]).lower()
        return _now("This file holds %(what)s: a supervisor or above must import it. An admin imports people only.") % {"what": what}

    def _read(self, cleaned: dict) -> None:
        """Keep a copy for as long as the form lives, and understand it."""
        self._copy = tempfile.NamedTemporaryFile(prefix="import-")  # noqa: SIM115 lives as long as the form
        for block in cleaned["file"].chunks():
            self._copy.write(block)
        self._copy.flush()
        self.path = Path(self._copy.name)
        self.table = running.open_file(self.path)
        self.mapping = detect(self.table.headers, source=cleaned.get("source") or "auto", kind=cleaned.get("object") or "auto")
        for _row in self.table.rows():  # a quotation that never ends shows at the end only
            pass
        if not may_import(self.person, self.mapping.object):
            self.add_error("file", self.refusal())


QUESTIONS = {
    "date_order": (
        _("Days such as %(example)s are"),
        [("DMY", _("day first: 2/3 is 2 March")), ("MDY", _("month first: 2/3 is 3 February"))],
    ),
    "decimal_mark": (
        _("Amounts such as %(example)s have"),
        [(".", _("a decimal point: 1,234 is a thousand")), (",", _("a decimal comma: 1.234 is a thousand"))],
    ),
}


class MappingForm(MissingWordsMixin, forms.Form):
    """One select for each column of the file; what the columns cannot say is asked below."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, batch: ImportBatch, mapping: Mapping, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.batch, self.mapping, self.sample = batch, mapping, rows
        self.fields["version"].initial = batch.version
        kept: dict[str, list[str]] = {}
        for name, header in mapping.columns.items():
            kept.setdefault(header, []).append(name)
        self._kept = kept
        choices = [("", _("– left out –")), *((field.name, field.label) for field in FIELDS[mapping.object])]
        choices += [(name, LABELS_OF_EXTRA[name]) for name in EXTRA_FIELDS if name in mapping.columns and name not in dict(choices)]
        if "note" in dict(choices):
            choices.append((NOTE, _("A line of the note")))
        for place, header in enumerate(batch.headers):
            field = forms.ChoiceField(label=header, choices=choices, required=False)
            field.initial = kept[header][0] if header in kept else NOTE if header in mapping.notes else ""
            field.widget.attrs["class"] = "form-select form-select-sm"
            self.fields[f"column_{place}"] = field
        self._ask()

    def _ask(self) -> None:
        answers = self.mapping.answers
        for question in self.batch.evidence.get("questions", []):
            words, choices = QUESTIONS[question["name"]]
            self.fields[question["name"]] = forms.ChoiceField(
                label=words % {"example": f"“{question['example']}”"},
                choices=choices,
                widget=forms.RadioSelect,
                initial=answers.get(question["name"]),
                error_messages={"required": _("Choose one: the file does not say.")},
            )
        if self.mapping.object in ("clients", "contacts"):
            self.fields["new_clients"] = forms.ChoiceField(
                label=_("Clients that are new and say nothing else are"),
                choices=[("active", _("clients, with an account each")), ("prospect", _("prospects"))],
                initial=answers.get("new_clients", "active"),
                widget=forms.RadioSelect,
            )
        if self.mapping.object == "contracts":
            self.fields["counterparty"] = forms.ChoiceField(
                label=_("Each contract is with"),
                choices=[
                    ("supplier", _("the company in “Client”; the other column is its account")),
                    ("buyer", _("the one in “Account or business unit”")),
                ],
                initial=answers.get("counterparty", "supplier"),
                widget=forms.RadioSelect,
            )
        if self.mapping.object in ("check-ins", "activities"):
            self.fields["account_otherwise"] = forms.CharField(
                label=_("Account of what names none (its code or name; empty: such rows are refused)"),
                max_length=200,
                required=False,
                initial=self.mapping.constants.get("account_otherwise", ""),
            )
            self.fields["account_otherwise"].widget.attrs["class"] = "form-control"
        if self.mapping.object not in HANGING | {"people"} and "currency" not in self.mapping.columns:
            self.fields["currency"] = forms.ChoiceField(
                label=_("Currency of the file"),
                choices=[("", _("The agency's own")), *CURRENCY_CHOICES],
                required=False,
                initial=self.mapping.constants.get("currency", ""),
            )

    @property
    def columns(self):
        """(heading, bound field, first values, further fields that this column fills) for the page."""
        for place, header in enumerate(self.batch.headers):
            values = [row.cells[place] for row in self.sample if not row.problem and row.cells[place]][:3]
            further = [str(FIELD_LABELS[self.mapping.object].get(name, name)) for name in self._kept.get(header, [])[1:]]
            yield header, self[f"column_{place}"], values, further

    @property
    def asked(self):
        """The fields below the columns."""
        return [
            self[name]
            for name in ("date_order", "decimal_mark", "new_clients", "counterparty", "account_otherwise", "currency")
            if name in self.fields
        ]

    def clean(self):
        cleaned = super().clean()
        taken: dict[str, str] = {}
        for place, header in enumerate(self.batch.headers):
            name = cleaned.get(f"column_{place}")
            if name and name != NOTE:
                if name in taken:
                    words = {"field": FIELD_LABELS[self.mapping.object].get(name, name), "other": taken[name]}
                    self.add_error(f"column_{place}", _("“%(field)s” is filled by the column “%(other)s” already: leave one out.") % words)
                taken[name] = header
        constants = set(self.mapping.constants)
        if not self.errors and (groups := missing(self.mapping.object, {*self.chosen().columns, *constants})):
            names = _(" or ").join(str(FIELD_LABELS[self.mapping.object][name]) for name in groups[0])
            self.add_error(None, _("Say which column holds: %(names)s.") % {"names": names})
        return cleaned

    def chosen(self) -> Mapping:
        """The mapping as the person left it. A column that filled two fields goes on doing so when its first was not touched."""
        columns, notes = {}, {}
        for place, header in enumerate(self.batch.headers):
            name = self.cleaned_data.get(f"column_{place}")
            if name == NOTE:
                notes[header] = self.mapping.notes.get(header, header)
            elif name:
                columns[name] = header
                if self._kept.get(header, [""])[0] == name:
                    columns |= {further: header for further in self._kept[header][1:] if further not in columns}
        asked = ("date_order", "decimal_mark", "new_clients", "counterparty")
        answers = self.mapping.answers | {name: self.cleaned_data[name] for name in asked if self.cleaned_data.get(name)}
        constants = dict(self.mapping.constants)
        if "currency" in self.fields:
            constants.pop("currency", None)
            constants |= {"currency": self.cleaned_data["currency"]} if self.cleaned_data.get("currency") else {}
        if "account_otherwise" in self.fields:
            constants.pop("account_otherwise", None)
            constants |= {"account_otherwise": words} if (words := self.cleaned_data.get("account_otherwise")) else {}
        return Mapping(self.mapping.source, self.mapping.object, columns, constants, notes, answers, self.mapping.label)


FIELD_LABELS = {kind: {field.name: field.label for field in fields} for kind, fields in FIELDS.items()}
LABELS_OF_EXTRA = {"row_type": _("Organisation or person"), "decision_maker": _("Decides (yes or no)"), "state": _("State")}


class OwnerForm(MissingWordsMixin, forms.Form):
    """Who of ours an owner of the file is."""

    person = forms.ModelChoiceField(label=_("Who it is"), queryset=Person.objects.none())

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.visible_to(by).active().order_by("name", "pk")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper
