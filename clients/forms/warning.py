from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _


class LikeWarningMixin(forms.Form):
    """Warns of rows that are perhaps the same (STYLE §8): the box that overrules it appears with the warning.

    `look_alikes()` finds them; the overruled ones go to the action as `unlike`, and the history keeps them.
    """

    is_another = forms.BooleanField(label=_("This is another one, enter it all the same"), required=False)

    def look_alikes(self) -> list:
        raise NotImplementedError

    def narrow(self):
        super().narrow()
        self.fields["is_another"].widget = forms.HiddenInput()

    def clean(self):
        cleaned = super().clean()
        self.found = self.look_alikes() if not self.errors else []
        if self.found and not cleaned.get("is_another"):
            self.fields["is_another"].widget = forms.CheckboxInput()
            links = format_html_join(", ", '<a href="{}">{}</a>', ((row.get_absolute_url(), str(row)) for row in self.found))
            self.fields["is_another"].help_text = format_html("{} {}", _("Entered already:"), links)
            self._bound_fields_cache.pop("is_another", None)  # Django keeps the words that the field had before it was cleaned
            self.add_error("name", _("Perhaps this is entered already. Look first, or tick the box below."))
        return cleaned

    @property
    def facts(self) -> dict:
        facts = super().facts
        facts.pop("is_another")
        return facts | ({"unlike": self.found} if self.found else {})
