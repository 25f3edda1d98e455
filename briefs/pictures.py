"""Pictures of the work: thumbnails and pages to remark on, drawn anew so that nothing of the original but its points is in them (W4, W5).

A picture that would unfold to more than `MOST_POINTS` is never unfolded (a decompression bomb), a PDF page is drawn at a size of
ours whatever it says of itself. Drawn once and kept beside the files, outside the web root.
"""

import io
import threading
import warnings
from contextlib import contextmanager
from pathlib import PurePosixPath

import pypdfium2
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from core.uploads import PICTURES

MOST_POINTS = 80_000_000  # of a picture; a poster of A1 at 240 dpi has 45 million
MOST_PAGES = 200  # of a PDF that are shown; the rest is in the file
THUMBNAIL_EDGE, PAGE_EDGE = 480, 1800  # the longer side, in pixels
QUALITY = 86
_pdfium = threading.Lock()  # PDFium may be used by one thread at a time

Unreadable = (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning)


@contextmanager
def opened_pdf(stream):
    """A document that is closed in the end, with nobody else in PDFium meanwhile."""
    with _pdfium:
        document = pypdfium2.PdfDocument(stream.read())
        try:
            yield document
        finally:
            document.close()


def extension_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def pages_of(file, extension: str) -> int | None:
    """1 for a picture that can be drawn, the pages of a PDF, None for what can only be downloaded. Leaves the file at its beginning."""
    file.seek(0)
    try:
        if extension in PICTURES:
            with _picture(file):
                return 1
        if extension == ".pdf":
            with opened_pdf(file) as document:
                return min(len(document), MOST_PAGES) or None
    except (*Unreadable, pypdfium2.PdfiumError):
        return None
    finally:
        file.seek(0)
    return None


@contextmanager
def _picture(file):
    """A picture whose head says that it is not too large; its points are not read yet. Raises one of `Unreadable`."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise Image.DecompressionBombError("more points than are ever drawn")
            yield picture


def drawn(file, extension: str, *, page: int = 1, edge: int) -> bytes | None:
    """A JPEG of the picture or the page, at most `edge` pixels long, without any of the file's own words; None where it cannot be."""
    file.seek(0)
    try:
        if extension == ".pdf":
            with opened_pdf(file) as document:
                sheet = document[page - 1]
                width, height = sheet.get_size()
                return _as_jpeg(sheet.render(scale=edge / max(width, height, 1)).to_pil(), edge)
        with _picture(file) as picture:
            picture.thumbnail((edge, edge))  # before it is turned: turning makes a second picture in memory
            return _as_jpeg(ImageOps.exif_transpose(picture), edge)
    except (*Unreadable, IndexError, pypdfium2.PdfiumError):
        return None


def _as_jpeg(picture: Image.Image, edge: int) -> bytes:
    """On white where it is see-through; a new picture, so that no words of the old go with it."""
    picture.thumbnail((edge, edge))
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    clean = Image.new("RGB", picture.size)
    clean.paste(picture.convert("RGB"))
    stream = io.BytesIO()
    clean.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()


def page_picture(work_file, page: int):
    """The kept picture of a page, drawn at the first asking; None where there is none."""
    if not work_file.pages or not 1 <= page <= work_file.pages:
        return None
    stem = PurePosixPath(work_file.file.name)
    name = f"work/pages/{stem.parent.name}/{stem.stem}-{page}.jpg"
    if not default_storage.exists(name):
        with work_file.file.open("rb") as file:
            drawing = drawn(file, extension_of(work_file.file.name), page=page, edge=PAGE_EDGE)
        if drawing is None:
            return None
        name = default_storage.save(name, ContentFile(drawing))
    return default_storage.open(name)


def thumbnail_of(work_file) -> ContentFile | None:
    with work_file.file.open("rb") as file:
        drawing = drawn(file, extension_of(work_file.file.name), edge=THUMBNAIL_EDGE)
    return ContentFile(drawing) if drawing else None
