"""What is handed in to become a brief: a document, or pasted text, and the account it is for."""

import tempfile
from pathlib import Path, PurePath

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.forms.base import AddingForm
from clients.forms.fields import AccountField
from core.uploads import checked
from exchange.briefs_in import read_outline, read_text
from exchange.reading import Unreadable

KINDS = (".md", ".docx", ".txt")
LONGEST_TEXT = 200_000  # signs


class BriefImportForm(AddingForm):
    account = AccountField()
    file = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("Markdown, Word (DOCX) or plain text."),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Pasted from an e-mail, say."),
    )
    rows = ("account", "file", "text")
    outline = None  # of a document that could be read
    file_stem = ""

    def narrow(self):
        super().narrow()
        self.fields["account"].offer_to(self.person)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            self.file_stem = PurePath(checked(file, allowed=KINDS).name).stem.replace("_", " ")
        return file

    def clean(self):
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text", "").strip()
        if self.errors:
            return cleaned
        if bool(file) == bool(text):
            self.add_error("text" if file else "file", _now("Choose a document, or paste its text; not both."))
            return cleaned
        try:
            self.outline = self.read(file) if file else read_text(text)
        except Unreadable as problem:
            self.add_error("file" if file else "text", str(problem))
        return cleaned

    def read(self, file):
        """From a copy of ours that lives as long as the reading."""
        with tempfile.NamedTemporaryFile(prefix="brief-", suffix=PurePath(file.name).suffix.lower()) as copy:
            for block in file.chunks():
                copy.write(block)
            copy.flush()
            return read_outline(Path(copy.name))
