"""A required field that was left empty says which one it is and what to do (LOOK, "Forms")."""

import importlib
from datetime import date

import pytest
from django import forms

from core.missing import MissingWordsMixin


class Everything(MissingWordsMixin, forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField()
    starts_on = forms.DateField(label="Begins")
    kind = forms.ChoiceField(choices=[("a", "A")])
    kinds = forms.MultipleChoiceField(choices=[("a", "A")])
    paper = forms.FileField()
    agreed = forms.BooleanField(label="They agree")
    fee = forms.DecimalField(error_messages={"required": "Say how much, without VAT."})
    note = forms.CharField(required=False)


def test_an_empty_field_is_named_with_what_to_do():
    assert Everything({}).errors == {
        "version": ["This page is not whole: load it again, then send the form."],
        "name": ["“Name” is empty: fill it in."],
        "starts_on": ["“Begins” is empty: choose a day."],
        "kind": ["“Kind” is empty: choose one."],
        "kinds": ["“Kinds” is empty: choose at least one."],
        "paper": ["“Paper” is empty: choose a file."],
        "agreed": ["“They agree” is not ticked: tick it, or leave the page."],
        "fee": ["Say how much, without VAT."],
    }


def test_what_is_wrong_otherwise_keeps_its_own_words():
    form = Everything({"starts_on": "tomorrow", "kind": "b"})
    assert form.errors["starts_on"] == ["Enter a valid date."]
    assert "b is not one of the available choices" in form.errors["kind"][0]
    assert Everything({"starts_on": "2026-03-01"}).fields["starts_on"].clean("2026-03-01") == date(2026, 3, 1)


def forms_of_ours() -> list[type]:
    """Every form that is written down in a module `forms` of this project and that some page shows."""
    importlib.import_module("accounts_service.urls")
    found, waiting = [], [forms.BaseForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if ".forms" in kind.__module__ and not kind.__module__.startswith(("django", "allauth", "crispy")):
            found.append(kind)
    return found


@pytest.mark.parametrize(
    "kind", sorted(set(forms_of_ours()), key=lambda kind: f"{kind.__module__}.{kind.__name__}"), ids=lambda kind: kind.__name__
)
def test_no_form_of_ours_speaks_the_stock_sentence(kind):
    is_mixin = kind.__name__.endswith(("Mixin", "Fields"))  # never shown alone
    assert is_mixin or issubclass(kind, MissingWordsMixin)
