"""Widgets drawn in Python say what Django's own templates say."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from core.widgets import HouseRenderer

CHOICES = [("", "Any"), ("a", "A & <b>"), ("Group", [(1, "One"), (2, 'Two "2"')])]
WIDGETS = [
    (forms.TextInput(attrs={"class": "form-control", "required": True, "disabled": False}), '<">'),
    (forms.NumberInput(), 12),
    (forms.DateInput(format="%Y-%m-%d"), date(2026, 3, 1)),
    (forms.CheckboxInput(), True),
    (forms.HiddenInput(), None),
    (forms.Textarea(attrs={"rows": 3}), "one\n<two>"),
    (forms.Textarea(), None),
    (forms.Select(choices=CHOICES), "a"),
    (forms.SelectMultiple(choices=CHOICES), ["a", "2"]),
    (forms.NullBooleanSelect(), True),
    (forms.CheckboxSelectMultiple(choices=CHOICES, attrs={"class": "form-check-input"}), ["1"]),
    (forms.RadioSelect(choices=CHOICES), "2"),
]


def pressed(html: str) -> str:
    """Without the white space between tags, which says nothing."""
    return re.sub(r"\s*(<[^>]+>)\s*", r"\1", html).strip()


@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=lambda one: type(one).__name__)
def test_a_drawn_widget_is_the_one_of_the_template(widget, value):
    attrs = {"id": "id_x", "aria-label": "<x>"}
    ours = widget.render("x", value, attrs=attrs, renderer=HouseRenderer())
    assert pressed(ours) == pressed(widget.render("x", value, attrs=attrs, renderer=TemplatesSetting()))


def test_a_field_of_lines_keeps_its_lines():
    drawn = forms.Textarea().render("x", "\n one\ntwo ", renderer=HouseRenderer())
    assert "\n one\ntwo </textarea>" in drawn
