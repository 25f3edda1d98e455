"""What a person hands in as a file: kind checked by name *and* by content, size bounded, stored under a name of ours.

The original name is kept beside it as text and never touches the file system. Files lie in MEDIA_ROOT, outside the web root;
only a view that asks who may see them hands them out, always as a download.
"""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils.translation import gettext as _

LONGEST_NAME = 150
MIME_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
}
JPEG, ZIP = b"\xff\xd8\xff", b"PK\x03\x04"
MAGIC = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": JPEG, ".jpeg": JPEG, ".docx": ZIP, ".odt": ZIP}
INSIDE = {".docx": "word/document.xml", ".odt": "content.xml"}  # what an office file must hold to be one
SIGNED_DOCUMENTS = (".pdf", ".docx", ".odt", ".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that passed: the name people know it by, and its extension in lower case."""

    name: str
    extension: str

    def stored_name(self) -> str:
        """A name that nobody can guess and that says nothing."""
        return f"{uuid4().hex}{self.extension}"


def plain_name(name: str) -> str:
    """The last part of what the browser called it, without anything that a header or a shell could read as its own."""
    last = PureWindowsPath(PurePosixPath(unicodedata.normalize("NFC", name or "")).name).name
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem, dot, extension = re.sub(r'[\\/:*?"<>|;]', "_", kept).strip(". ").rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{extension[:10]}" if dot else extension[:LONGEST_NAME]


def checked(file, *, allowed=SIGNED_DOCUMENTS, most_mb: int | None = None) -> Upload:
    """Raises ValidationError with a sentence that says what to do. Leaves the file at its beginning."""
    most_mb = most_mb or settings.UPLOAD_MAX_MB
    name = plain_name(file.name)
    extension = PurePosixPath(name).suffix.lower()
    if extension not in allowed:
        kinds = ", ".join(one.removeprefix(".").upper() for one in allowed)
        raise ValidationError(_("Choose a file of one of these kinds: %(kinds)s.") % {"kinds": kinds}, code="kind")
    if file.size > most_mb * 1024 * 1024:
        raise ValidationError(_("The file is larger than %(most)d MB: make it smaller.") % {"most": most_mb}, code="size")
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if not head.startswith(MAGIC[extension]):
        words = _("The content is not what the name says: save the file anew as %(kind)s.")
        raise ValidationError(words % {"kind": extension}, code="content")
    if extension in INSIDE and INSIDE[extension] not in _names_inside(file):
        raise ValidationError(_("This is not a text document: save it anew as PDF."), code="content")
    return Upload(name, extension)


def _names_inside(file) -> set[str]:
    """Names in a zip's directory; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()
    finally:
        file.seek(0)


def as_download(stored, name: str) -> FileResponse:
    """The file as an attachment under the name people know, never shown by the browser itself."""
    extension = PurePosixPath(stored.name).suffix.lower()
    response = FileResponse(
        stored.open("rb"), as_attachment=True, filename=name, content_type=MIME_TYPES.get(extension, "application/octet-stream")
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
