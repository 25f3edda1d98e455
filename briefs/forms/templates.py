"""Forms of templates of briefs (W2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.forms.writing import MOST_QUANTITY
from briefs.models import BriefTemplate
from briefs.sections import SECTIONS
from briefs.states import BriefKind
from clients.forms.base import AddingForm, HouseForm, VersionedForm
from clients.forms.fields import AccountField


class RetireForm(VersionedForm):
    """A question without a field."""

    def __init__(self, *args, row: BriefTemplate, **kwargs):
        self.instance = row
        super().__init__(*args, **kwargs)


class TemplateOfBriefForm(AddingForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    for_all = forms.BooleanField(
        label=_("For every account"),
        required=False,
        help_text=_("Only when nothing in it is the client's own: everybody may read it then."),
    )

    rows = ("name", "for_all")


class TemplateFields(HouseForm):
    """Name, kind, account, a text for each section, and what is delivered, one thing on a line."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    account = AccountField(required=False, help_text=_("Its code or its name; empty: for all accounts."))
    deliverables = forms.CharField(
        label=_("Deliverables"),
        required=False,
        help_text=_("One on each line: what | specification | channel | language | quantity."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, template: BriefTemplate | None = None, **kwargs):
        if template is not None:
            texts = {f"text_{key}": text for key, text in template.texts.items()}
            facts = {"name": template.name, "kind": template.kind, "account": template.account}
            kwargs["initial"] = {**facts, "deliverables": as_lines(template.deliverables), **texts}
            self.instance = template
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["kind"].choices = [("", _("Any kind")), *BriefKind.choices]
        self.fields["account"].offer_to(self.person)
        for section in SECTIONS:
            if section.key != "unplaced":
                self.fields[f"text_{section.key}"] = forms.CharField(
                    label=section.label, required=False, help_text=section.hint, widget=forms.Textarea(attrs={"rows": 2})
                )

    rows = ("name", ("kind", "account"))

    @property
    def facts(self) -> dict:
        facts = super().facts
        texts = {key.removeprefix("text_"): facts.pop(key) for key in [*facts] if key.startswith("text_")}
        return {**facts, "texts": {key: text for key, text in texts.items() if text}, "deliverables": from_lines(facts["deliverables"])}


class TemplateAddForm(AddingForm, TemplateFields):
    pass


class TemplateChangeForm(VersionedForm, TemplateFields):
    pass


LINE = ("name", "spec", "channel", "language", "quantity")


def as_lines(rows: list[dict]) -> str:
    return "\n".join(" | ".join(str(row.get(field, "")) for field in LINE).rstrip(" |") for row in rows)


def from_lines(text: str) -> list[dict]:
    rows = []
    for line in text.splitlines():
        row = dict(zip(LINE, (part.strip() for part in line.split("|")), strict=False))
        if row.get("name"):
            quantity = row.get("quantity", "")
            row["quantity"] = min(int(quantity), MOST_QUANTITY) if quantity.isdecimal() and int(quantity) > 0 else 1
            rows.append({field: value for field, value in row.items() if value not in ("", None)})
    return rows
