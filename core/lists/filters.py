"""Filters as forms with our widgets, and what a chip says of them."""

import django_filters
from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import BigIntegerField, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_filters.widgets import BooleanWidget

MOST_BOXES = 8  # choices shown as boxes to tick; more stand in a list


class AllAtOnce(ModelChoiceIterator):
    """The choices of a select in one fetch: Django's own opens a cursor on the server, three round trips for a hundred names."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from map(self.choice, self.queryset.all())


class HouseFilterSet(django_filters.FilterSet):
    """Filters with our widgets. Name the search box `q`; labels are what the chip says ("Due before")."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in self.filters.values():
            if isinstance(one, django_filters.MultipleChoiceFilter):
                one.distinct = False  # of columns of the row itself: DISTINCT would keep the database from stopping after a page
        for form_field in self.form.fields.values():
            _fit(form_field)
            _dress(form_field.widget)

    @property
    def person(self):
        return self.request.user if self.request else None


class KeyFilter(django_filters.NumberFilter):
    """The key of a row, as other pages link to it; a figure that can be no key filters nothing."""

    def get_max_validator(self):
        return MaxValueValidator(BigIntegerField.MAX_BIGINT)


def _fit(form_field: forms.Field) -> None:
    """Few choices are boxes to tick, days have a calendar, and an empty choice says what it means."""
    widget = form_field.widget
    if (
        isinstance(widget, forms.SelectMultiple)
        and not isinstance(form_field, forms.ModelChoiceField)
        and len(form_field.choices) <= MOST_BOXES
    ):
        form_field.widget = forms.CheckboxSelectMultiple(choices=form_field.choices)
    elif isinstance(form_field, forms.MultiValueField):
        for part, inner in zip(form_field.fields, getattr(widget, "widgets", ()), strict=False):
            if isinstance(part, forms.DateField):
                inner.input_type = "date"
    elif isinstance(form_field, forms.NullBooleanField):
        form_field.widget = BooleanWidget()
        form_field.widget.choices = [("", _("Any")), ("true", _("Yes")), ("false", _("No"))]
    elif getattr(form_field, "empty_label", None):
        form_field.empty_label = _("Any")
        if isinstance(form_field, forms.ModelChoiceField) and form_field.null_label is None:
            form_field.iterator = AllAtOnce
        widget.choices = form_field.choices  # the widget still has the iterator of the field it was copied from


def names_of(bound: forms.BoundField) -> list[str]:
    """The parameters of the address that belong to a filter: a range has one for each end."""
    widget = bound.field.widget
    suffixes = getattr(widget, "suffixes", None) or (
        [str(place) for place in range(len(widget.widgets))] if hasattr(widget, "widgets") else [""]
    )
    return [f"{bound.html_name}_{suffix}" if suffix else bound.html_name for suffix in suffixes]


def _dress(widget: forms.Widget) -> None:
    """Bootstrap's class by kind of widget; days get the browser's own picker."""
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            _dress(part)
    elif isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
        widget.attrs.setdefault("class", "form-check-input")
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    else:
        widget.attrs.setdefault("class", "form-control")
        if isinstance(widget, forms.DateInput):
            widget.input_type = "date"
            widget.format = "%Y-%m-%d"


def words_of(form_field: forms.Field, value) -> str:
    """What a chip says of a cleaned value."""
    if isinstance(value, slice):
        start, stop = (words_of(form_field, end) if end is not None else "" for end in (value.start, value.stop))
        return f"{start} – {stop}" if start and stop else _("from %s") % start if start else _("up to %s") % stop
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "year"):
        return date_format(value, "j M Y")
    if isinstance(value, list | tuple | QuerySet):
        return ", ".join(words_of(form_field, one) for one in value)
    choices = {str(key): str(label) for key, label in getattr(form_field, "choices", ())} if not hasattr(form_field, "queryset") else {}
    return choices.get(str(value), str(value))
