"""Forms of contact reports (R1). Each cleans and never saves; a draft may be as unfinished as its writer."""

import uuid
from itertools import zip_longest

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from care.actions.contact_report import MOST_LINES, MOST_SIGNS, Line
from care.models import ContactReport
from care.report_readers import people_who_may, their_readers, why_not_contact
from care.report_reading import offered_for
from care.states import LineKind
from clients.forms.base import AddingForm, DayInput, HouseForm, VersionedForm
from clients.models import Contact
from core.missing import MissingWordsMixin

EMPTY_ROWS = 3
PREFIX = "line"
NAMES = ("key", "kind", "topic", "job", "text", "who", "due_on")


class ReportForm(VersionedForm, forms.ModelForm):
    """The head of a report: what it is about, who was there, who gets it, when one meets again."""

    rows = (("product", "place"), ("contacts", "people"), ("copy_contacts", "copy_people"), ("next_on", "next_at", "next_kind"))

    class Meta:
        model = ContactReport
        fields = ["product", "place", "contacts", "people", "copy_contacts", "copy_people", "next_on", "next_at", "next_kind"]
        widgets = {
            "next_on": DayInput(),
            "next_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            **dict.fromkeys(("contacts", "people", "copy_contacts", "copy_people"), forms.CheckboxSelectMultiple),
        }

    def narrow(self):
        super().narrow()
        account, offered = self.instance.account, offered_for(self.instance, person=self.person, today=self.today)
        lists = {
            "contacts": offered.contacts,
            "copy_contacts": [one for one in offered.contacts if not why_not_contact(one, account)],
            "people": offered.people,
            "copy_people": people_who_may(account, offered.people),
        }
        for name, found in lists.items():
            field = self.fields[name]
            field.queryset = field.queryset.filter(pk__in=[one.pk for one in found])
            field.choices = [(one.pk, str(one)) for one in found]  # drawn without asking once more
        words = {"client": account.client}
        self.fields["copy_contacts"].error_messages["invalid_choice"] = _("One of these is not with %(client)s and gets no copy.") % words
        self.fields["copy_people"].error_messages["invalid_choice"] = _("One of these may not see this account and gets no copy.")
        self.fields["next_on"].help_text = _("It is planned when the report is issued.")

    @property
    def helper(self):
        """Without the version: it stands where each autosave renews it."""
        helper = super().helper
        helper.layout = Layout(*(self._row(row) for row in self.rows))
        return helper

    def clean_next_on(self):
        day = self.cleaned_data["next_on"]
        if day and day < self.instance.check_in.held_on:
            raise forms.ValidationError(_("The next meeting comes after this one."))
        return day

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""


class LineForm(MissingWordsMixin, forms.Form):
    """One line. Its key is made with the empty row, so that a row that is saved twice stays one line."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=LineKind)
    topic = forms.CharField(label=_("Topic"), max_length=150, required=False)
    job = forms.CharField(label=_("Job"), max_length=40, required=False)
    text = forms.CharField(label=_("Text"), max_length=MOST_SIGNS, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    who = forms.ChoiceField(label=_("Who"), required=False)
    due_on = forms.DateField(label=_("By"), required=False, widget=DayInput())

    def __init__(self, data=None, *, choices, key: uuid.UUID | str = "", **kwargs):
        super().__init__(data, prefix=PREFIX, auto_id=f"id_%s_{key}", label_suffix="", **kwargs)
        self.fields["who"].choices = choices
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name in ("kind", "who") else "form-control"

    def line(self, *, contacts: dict, people: dict) -> Line:
        facts = dict(self.cleaned_data)
        who = facts.pop("who")
        facts["contact"] = contacts.get(int(who[1:])) if who.startswith("c") else None
        facts["owner"] = people.get(int(who[1:])) if who.startswith("p") else None
        return Line(**facts)


class LineForms:
    """The lines as they stand on the page, in its order: their fields come as lists, so a row may be put anywhere."""

    def __init__(self, data, *, report: ContactReport, person):
        offered = offered_for(report, person=person, today=person.today)
        self.contacts = {one.pk: one for one in offered.contacts}
        self.people = {one.pk: one for one in offered.people}
        self.choices = [
            ("", "–"),
            (report.account.client.name, [(f"c{pk}", one.name) for pk, one in self.contacts.items()]),
            (_("Ours"), [(f"p{pk}", one.name) for pk, one in self.people.items()]),
        ]
        self.forms = self._typed(data) if data is not None else self._stored(report)

    def _typed(self, data) -> list[LineForm]:
        columns = [data.getlist(f"{PREFIX}-{name}") for name in NAMES]
        rows = list(zip_longest(*columns, fillvalue=""))[: MOST_LINES + EMPTY_ROWS]
        return [self._form({f"{PREFIX}-{name}": value for name, value in zip(NAMES, row, strict=True)}, key=row[0]) for row in rows]

    def _stored(self, report) -> list[LineForm]:
        found = []
        for line in report.lines.all():
            who = f"c{line.contact_id}" if line.contact_id else f"p{line.owner_id}" if line.owner_id else ""
            initial = {name: getattr(line, name) for name in NAMES if name != "who"} | {"who": who}
            found.append(self._form(None, key=line.key, initial=initial))
        return [*found, *(self.empty() for _row in range(EMPTY_ROWS if not found else 1))]

    def _form(self, data, **kwargs) -> LineForm:
        return LineForm(data, choices=self.choices, **kwargs)

    def empty(self) -> LineForm:
        key = uuid.uuid4()
        return self._form(None, key=key, initial={"key": key})

    def __iter__(self):
        return iter(self.forms)

    @property
    def written(self) -> int:
        """How many of them say something."""
        return sum(bool(form["text"].value()) for form in self.forms)

    def is_valid(self) -> bool:
        return not [form for form in self.forms if not form.is_valid()]  # each of them says what is wrong

    @property
    def errors(self) -> list[str]:
        return [f"{form[name].label}: {error}" for form in self.forms for name, errors in form.errors.items() for error in errors]

    @property
    def lines(self) -> list[Line]:
        return [form.line(contacts=self.contacts, people=self.people) for form in self.forms]


class IssueForm(VersionedForm):
    """What goes with the report, and our answer to each line that was disputed."""

    note = forms.CharField(
        label=_("A word with it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the e-mail."),
    )

    def __init__(self, *args, row: ContactReport, **kwargs):
        self.instance = row
        self.disputes = [dispute for dispute in row.disputes.all() if dispute.settled_at is None]
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        for dispute in self.disputes:
            self.fields[f"answer-{dispute.pk}"] = forms.CharField(
                label=_("Your answer to %(contact)s: “%(text)s”") % {"contact": dispute.contact, "text": dispute.text[:200]},
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("About: %(line)s") % {"line": dispute.line_text[:120]} if dispute.line_text else _("About the whole report"),
            )
        self.order_fields([*(f"answer-{dispute.pk}" for dispute in self.disputes), "note"])

    @property
    def facts(self) -> dict:
        answers = {dispute.pk: self.cleaned_data[f"answer-{dispute.pk}"] for dispute in self.disputes}
        return {"note": self.cleaned_data["note"], "answers": answers}


class ReaderForm(HouseForm):
    """To whom of those who were sent the report."""

    contact = forms.ModelChoiceField(label=_("For whom"), queryset=Contact.objects.none())

    rows = ("contact",)

    def __init__(self, *args, report: ContactReport, **kwargs):
        self.report = report
        super().__init__(*args, **kwargs)

    def narrow(self):
        self.fields["contact"].queryset = their_readers(self.report)


class NewLinkForm(AddingForm, ReaderForm):
    """Sent twice it makes one address."""


class HeardDisputeForm(AddingForm, ReaderForm):
    """What one of theirs said is not right, on the phone or across a table. `edition` is the one whose lines are offered."""

    contact = forms.ModelChoiceField(label=_("Who said so"), queryset=Contact.objects.none())
    line = forms.ChoiceField(label=_("About which line"), required=False)
    text = forms.CharField(
        label=_("What is not right, in their words"), max_length=3000, widget=forms.Textarea, help_text=_("They read it on their page.")
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    rows = ("contact", "line", "text")

    def narrow(self):
        super().narrow()
        issue = self.report.issues.last()
        lines = issue.contents["lines"] if issue else []
        self.fields["line"].choices = [("", _("The whole, or something is missing")), *((row["key"], row["text"][:160]) for row in lines)]
        self.fields["edition"].initial = self.report.edition
        theirs = list(self.fields["contact"].queryset[:2])
        if len(theirs) == 1:
            self.fields["contact"].initial = theirs[0].pk
        elif not theirs:
            self.fields["contact"].help_text = _("Nobody of those to whom it went is with the client any more.")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("edition") != self.report.edition:
            self.add_error(None, _("A new version has been issued meanwhile: see whether they mean that one."))
            self.data = self.data.copy()
            self.data["edition"] = self.report.edition
        return cleaned


class DisputeForm(MissingWordsMixin, forms.Form):
    """What a contact says is not right."""

    text = forms.CharField(
        label=_("What is not right?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"})
    )
    line = forms.UUIDField(required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
