"""What a person hands in as a file: kind checked by name *and* by content, size bounded, stored under a name of ours.

The original name is kept beside it as text and never touches the file system. Files lie in MEDIA_ROOT, outside the web root;
only a view that asks who may see them hands them out: as a download, and pictures made of points also in the page (`as_picture`).
What a browser would run (HTML, scripts, programs) is of no kind that is taken; SVG is taken and only ever downloaded.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from uuid import uuid4
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_NAME = 150
HEAD_BYTES = 4096  # of a file are read to tell what it is
MOST_NAMED = 8  # kinds that a sentence lists; of more it names the sorts


def begins(*signs: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda head: head[at:].startswith(signs)


def riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == form


def boxed(*brands: bytes) -> Callable[[bytes], bool]:
    """A file of boxes (ISO 14496-12) whose first says which brand it is."""
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def is_movie(head: bytes) -> bool:
    """MP4, M4V, MOV: any brand but those of pictures; cameras of old begin with another box."""
    if head[4:8] == b"ftyp":
        return not is_still(head)
    return head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip")


def is_sound(head: bytes) -> bool:
    """MP3: a tag before the sound, or the first eleven bits of a frame of layer III."""
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2)


def is_text(head: bytes) -> bool:
    """Words and nothing else: no control signs, and no page or script under a harmless name."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as Windows saves it
        head = head[2:].replace(b"\0", b"")
    begun = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    is_page = begun.startswith((b"<!doctype", b"<html", b"<script", b"<?xml", b"<?php", b"<svg", b"#!"))
    return not is_page and not set(head) & {*range(9), 11, *range(14, 27), *range(28, 32)}


is_still = boxed(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
is_jpeg = begins(b"\xff\xd8\xff")
is_tiff = begins(b"II*\0", b"MM\0*")
is_pdf = begins(b"%PDF-")
is_postscript = begins(b"%!PS", b"\xc5\xd0\xd3\xc6")
is_zip = begins(b"PK\x03\x04")
is_old_office = begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
is_matroska = begins(b"\x1a\x45\xdf\xa3")


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_it` looks at the first bytes; `inside` is what the archive of an office file must hold to be one."""

    mime: str
    is_it: Callable[[bytes], bool]
    inside: str = ""


def office(mime: str, inside: str) -> Kind:
    return Kind(f"application/{mime}", is_zip, inside)


OPEN_XML, OPEN_DOCUMENT = "vnd.openxmlformats-officedocument", "vnd.oasis.opendocument"
KINDS = {
    # pictures
    ".png": Kind("image/png", begins(b"\x89PNG\r\n\x1a\n")),
    ".jpg": Kind("image/jpeg", is_jpeg),
    ".jpeg": Kind("image/jpeg", is_jpeg),
    ".gif": Kind("image/gif", begins(b"GIF87a", b"GIF89a")),
    ".webp": Kind("image/webp", riff(b"WEBP")),
    ".heic": Kind("image/heic", is_still),
    ".heif": Kind("image/heif", is_still),
    ".avif": Kind("image/avif", is_still),
    ".tif": Kind("image/tiff", is_tiff),
    ".tiff": Kind("image/tiff", is_tiff),
    ".svg": Kind("image/svg+xml", lambda head: True),  # its root is read: `_is_drawing`
    # artwork
    ".psd": Kind("image/vnd.adobe.photoshop", begins(b"8BPS")),
    ".ai": Kind("application/postscript", lambda head: is_pdf(head) or is_postscript(head)),
    ".eps": Kind("application/postscript", is_postscript),
    ".indd": Kind("application/x-indesign", begins(b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5")),
    # documents
    ".pdf": Kind("application/pdf", is_pdf),
    ".docx": office(f"{OPEN_XML}.wordprocessingml.document", "word/document.xml"),
    ".xlsx": office(f"{OPEN_XML}.spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": office(f"{OPEN_XML}.presentationml.presentation", "ppt/presentation.xml"),
    ".odt": office(f"{OPEN_DOCUMENT}.text", "content.xml"),
    ".ods": office(f"{OPEN_DOCUMENT}.spreadsheet", "content.xml"),
    ".odp": office(f"{OPEN_DOCUMENT}.presentation", "content.xml"),
    ".doc": Kind("application/msword", is_old_office),
    ".xls": Kind("application/vnd.ms-excel", is_old_office),
    ".ppt": Kind("application/vnd.ms-powerpoint", is_old_office),
    ".rtf": Kind("application/rtf", begins(b"{\\rtf")),
    ".txt": Kind("text/plain", is_text),
    ".md": Kind("text/plain", is_text),
    ".csv": Kind("text/plain", is_text),
    # film and sound
    ".mp4": Kind("video/mp4", is_movie),
    ".m4v": Kind("video/mp4", is_movie),
    ".mov": Kind("video/quicktime", is_movie),
    ".webm": Kind("video/webm", is_matroska),
    ".mkv": Kind("video/x-matroska", is_matroska),
    ".avi": Kind("video/x-msvideo", riff(b"AVI ")),
    ".mp3": Kind("audio/mpeg", is_sound),
    ".m4a": Kind("audio/mp4", boxed(b"M4A ", b"mp42", b"isom", b"M4B ")),
    ".wav": Kind("audio/wav", riff(b"WAVE")),
    # several files in one
    ".zip": Kind("application/zip", is_zip),
}
MIME_TYPES = {extension: kind.mime for extension, kind in KINDS.items()}
SIGNED_DOCUMENTS = (".pdf", ".docx", ".odt", ".png", ".jpg", ".jpeg")
WORK_FILES = tuple(KINDS)  # what a client hands in, and what creative makes
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")  # of points, and every browser draws them: these may stand in a page
WORK_WORDS = gettext_lazy("pictures, PDF, office documents, artwork, film, sound or a ZIP archive")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that passed: the name people know it by, and its extension in lower case."""

    name: str
    extension: str

    @property
    def mime(self) -> str:
        return MIME_TYPES[self.extension]

    def stored_name(self) -> str:
        """A name that nobody can guess and that says nothing."""
        return f"{uuid4().hex}{self.extension}"


def plain_name(name: str) -> str:
    """The last part of what the browser called it, without anything that a header or a shell could read as its own."""
    last = PureWindowsPath(PurePosixPath(unicodedata.normalize("NFC", name or "")).name).name
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem, dot, extension = re.sub(r'[\\/:*?"<>|;]', "_", kept).strip(". ").rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{extension[:10]}" if dot else extension[:LONGEST_NAME]


def checked(file, *, allowed: Sequence[str] = SIGNED_DOCUMENTS, most_mb: int | None = None) -> Upload:
    """Raises ValidationError with a sentence that says what to do. Leaves the file at its beginning."""
    most_mb = most_mb or settings.UPLOAD_MAX_MB
    name = plain_name(file.name)
    extension = PurePosixPath(name).suffix.lower()
    if extension not in allowed:
        raise ValidationError(_("Choose a file of one of these kinds: %(kinds)s.") % {"kinds": kinds_in_words(allowed)}, code="kind")
    if file.size > most_mb * 1024 * 1024:
        raise ValidationError(_("The file is larger than %(most)d MB: make it smaller.") % {"most": most_mb}, code="size")
    kind = KINDS[extension]
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head or not kind.is_it(head):
        words = _("The content is not what the name says: save the file anew as %(kind)s.")
        raise ValidationError(words % {"kind": extension}, code="content")
    if kind.inside and kind.inside not in _names_inside(file):
        raise ValidationError(_("This is not an office document: save it anew as PDF."), code="content")
    if extension == ".zip" and not _names_inside(file):
        raise ValidationError(_("This archive does not open: pack it anew."), code="content")
    if extension == ".svg" and not _is_drawing(file):
        raise ValidationError(_("This is not a drawing: save it anew as SVG or PDF."), code="content")
    return Upload(name, extension)


def checked_all(files: Sequence, *, allowed: Sequence[str] = WORK_FILES, most: int, most_mb: int | None = None) -> list[Upload]:
    """Several files handed in at once, at most so many and together no larger than one may be. Names the one that does not pass."""
    most_mb = most_mb or settings.UPLOAD_MAX_MB
    if len(files) > most:
        raise ValidationError(_("At most %(most)d files at a time.") % {"most": most}, code="many")
    if sum(file.size for file in files) > most_mb * 1024 * 1024:
        raise ValidationError(
            _("Together the files are larger than %(most)d MB: send fewer, or smaller ones.") % {"most": most_mb}, code="size"
        )
    passed = []
    for file in files:
        try:
            passed.append(checked(file, allowed=allowed, most_mb=most_mb))
        except ValidationError as problem:
            words = {"name": plain_name(file.name) or _("A file"), "problem": problem.message}
            raise ValidationError(_("%(name)s: %(problem)s") % words, code=problem.code) from problem
    return passed


def kinds_in_words(allowed: Sequence[str]) -> str:
    if len(allowed) > MOST_NAMED:
        return str(WORK_WORDS)
    return ", ".join(extension.removeprefix(".").upper() for extension in allowed)


def size_words(size: int) -> str:
    """ "640 kB", "2.4 MB"."""
    if size < 1_000_000:
        return _("%d kB") % max(1, round(size / 1000))
    return _("%.1f MB") % (size / 1_000_000)


def _names_inside(file) -> set[str]:
    """Names in a zip's directory; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()
    finally:
        file.seek(0)


def _is_drawing(file) -> bool:
    """Whether the first tag is that of an SVG; entities are refused and no more than that tag is read."""
    try:
        for _event, element in iterparse(file, events=("start",), forbid_dtd=False):
            return element.tag.rpartition("}")[2] == "svg"
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return False
    finally:
        file.seek(0)
    return False


def as_download(stored, name: str) -> FileResponse:
    """The file as an attachment under the name people know, never shown by the browser itself."""
    return _answer(stored, name, as_attachment=True)


def as_picture(stored, name: str) -> FileResponse:
    """A picture of points as a page draws it; anything else as a download."""
    is_picture = PurePosixPath(stored.name).suffix.lower() in PICTURES
    return _answer(stored, name, as_attachment=not is_picture)


def _answer(stored, name: str, *, as_attachment: bool) -> FileResponse:
    mime = MIME_TYPES.get(PurePosixPath(stored.name).suffix.lower(), "application/octet-stream")
    response = FileResponse(stored.open("rb"), as_attachment=as_attachment, filename=name, content_type=mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
