"""What an empty field says, and one whose word is taken: which one it is, and what to do (LOOK, "Forms")."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

STOCK = forms.Field.default_error_messages["required"]
# The first kind that fits speaks; a field with a sentence of its own keeps it.
WORDS = (
    (forms.FileField, _("“%(label)s” is empty: choose a file.")),
    (forms.BooleanField, _("“%(label)s” is not ticked: tick it, or leave the page.")),
    (forms.MultipleChoiceField, _("“%(label)s” is empty: choose at least one.")),
    (forms.ModelMultipleChoiceField, _("“%(label)s” is empty: choose at least one.")),
    ((forms.ChoiceField, forms.ModelChoiceField), _("“%(label)s” is empty: choose one.")),
    (forms.DateField, _("“%(label)s” is empty: choose a day.")),
    (forms.Field, _("“%(label)s” is empty: fill it in.")),
)
TAKEN = _("“%(field_label)s” is taken: choose another.")
TOO_OLD = _("This page is not whole: load it again, then send the form.")


class MissingWordsMixin:
    """For every form of ours: a required field that was left empty is told by its name, and so is one that another row has."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.setdefault("unique", TAKEN)

    def add_error(self, field, error):
        if field is not None and getattr(error, "code", None) == "required" and str(error.message) == str(STOCK):
            error = ValidationError(words_for(self[field]), code="required")
        super().add_error(field, error)


def words_for(bound: forms.BoundField) -> str:
    if bound.is_hidden:
        return str(TOO_OLD)
    words = next(words for kind, words in WORDS if isinstance(bound.field, kind))
    return words % {"label": bound.label}
