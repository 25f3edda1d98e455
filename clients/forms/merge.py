from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clients.actions.merge import MERGED_FIELDS
from clients.actions.merge_client import MERGED_CLIENT_FIELDS
from clients.forms.base import VersionedForm
from core.changes import label_of, value_in_words

KEPT, OTHER, BOTH = "kept", "other", "both"


class MergeForm(VersionedForm):
    """Two rows side by side: where they differ, one of the two values is chosen; an empty one never wins by itself."""

    other_version = forms.IntegerField(widget=forms.HiddenInput)

    compared: tuple[str, ...] = ()
    joinable: tuple[str, ...] = ()  # texts of which both may stay, one under the other
    meant_when_empty: tuple[str, ...] = ()

    def __init__(self, *args, kept, other, **kwargs):
        self.instance, self.other = kept, other
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        self.fields["other_version"].initial = self.other.version
        for name in self.differing:
            words = [(KEPT, value_in_words(self.instance, name)), (OTHER, value_in_words(self.other, name))]
            if self.may_join(name):
                words.append((BOTH, _("Both, one under the other")))
            self.fields[name] = forms.ChoiceField(
                label=capfirst(label_of(self.instance, name)),
                choices=words,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                initial=self.first_choice(name),
            )

    @property
    def differing(self) -> list[str]:
        return [name for name in self.compared if getattr(self.instance, name) != getattr(self.other, name)]

    def may_join(self, name: str) -> bool:
        return bool(name in self.joinable and getattr(self.instance, name) and getattr(self.other, name))

    def first_choice(self, name: str) -> str:
        if self.may_join(name):
            return BOTH
        return OTHER if getattr(self.instance, name) in ("", None) and name not in self.meant_when_empty else KEPT

    @property
    def facts(self) -> dict:
        chosen = self.cleaned_data
        return {
            "other_version": chosen["other_version"],
            "taken": [name for name in self.differing if chosen[name] == OTHER],
            "joined": [name for name in self.differing if chosen[name] == BOTH],
        }

    def side_by_side(self) -> list[dict]:
        """A line of the page for each fact that one of the two has: the same for both, or to be chosen."""
        lines = []
        for name in self.compared:
            if name in self.fields:
                lines.append({"label": self.fields[name].label, "options": list(self[name]), "error": self[name].errors})
            elif getattr(self.instance, name) not in ("", None):
                lines.append({"label": capfirst(label_of(self.instance, name)), "same": value_in_words(self.instance, name)})
        return lines


class ContactMergeForm(MergeForm):
    compared = MERGED_FIELDS
    joinable = ("note",)
    meant_when_empty = ("account", "left_on")


class ClientMergeForm(MergeForm):
    compared = MERGED_CLIENT_FIELDS
    joinable = ("about", "end_goals")
    meant_when_empty = ("parent",)
