"""What is taken as a file: its name and its content must say the same, and nothing that a browser runs is taken (research §5)."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from core.uploads import KINDS, PICTURES, SIGNED_DOCUMENTS, WORK_FILES, as_download, as_picture, checked, checked_all, plain_name

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SVG = b'<?xml version="1.0"?>\n<!-- logo -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return stream.getvalue()


HONEST = {
    ".png": PNG,
    ".jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    ".jpeg": b"\xff\xd8\xff\xe1\0\x10Exif",
    ".gif": b"GIF89a\x01\0",
    ".webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    ".heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    ".heif": b"\0\0\0\x18ftypmif1\0\0\0\0",
    ".avif": b"\0\0\0\x18ftypavif\0\0\0\0",
    ".tif": b"II*\0\x08\0",
    ".tiff": b"MM\0*\0\x08",
    ".svg": SVG,
    ".psd": b"8BPS\0\x01",
    ".ai": b"%PDF-1.5 Illustrator",
    ".eps": b"%!PS-Adobe-3.0 EPSF-3.0",
    ".indd": b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31",
    ".pdf": b"%PDF-1.7\n",
    ".docx": archive("word/document.xml"),
    ".xlsx": archive("xl/workbook.xml"),
    ".pptx": archive("ppt/presentation.xml"),
    ".odt": archive("content.xml"),
    ".ods": archive("content.xml"),
    ".odp": archive("content.xml"),
    ".doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
    ".xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
    ".ppt": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
    ".rtf": b"{\\rtf1\\ansi",
    ".txt": "Näin me sen haluamme.\r\n".encode(),
    ".md": b"# Brief\n",
    ".csv": "\ufeffa;b\r\n".encode("utf-16-le"),
    ".mp4": b"\0\0\0\x18ftypisom\0\0\0\0",
    ".m4v": b"\0\0\0\x18ftypM4V \0\0\0\0",
    ".mov": b"\0\0\0\x14ftypqt  \0\0\0\0",
    ".webm": b"\x1a\x45\xdf\xa3\x9f",
    ".mkv": b"\x1a\x45\xdf\xa3\x9f",
    ".avi": b"RIFF\x10\0\0\0AVI LIST",
    ".mp3": b"ID3\x04\0",
    ".m4a": b"\0\0\0\x18ftypM4A \0\0\0\0",
    ".wav": b"RIFF\x10\0\0\0WAVEfmt ",
    ".zip": archive("logo.svg"),
}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_w1_every_kind_that_is_taken_has_an_honest_file_here():
    assert set(HONEST) == set(KINDS) == set(WORK_FILES)


@pytest.mark.parametrize("extension", sorted(KINDS))
def test_w1_an_honest_file_passes_and_is_read_from_its_beginning(extension):
    file = upload(f"Näin{extension.upper()}", HONEST[extension])
    passed = checked(file, allowed=WORK_FILES)
    assert (passed.name, passed.extension, passed.mime) == (f"Näin{extension.upper()}", extension, KINDS[extension].mime)
    assert file.read() == HONEST[extension]


@pytest.mark.parametrize("extension", sorted(KINDS))
@pytest.mark.parametrize("content", [b"<!DOCTYPE html><script>alert(1)</script>", b"MZ\x90\0\x03\0", b"", b"\x7fELF\x02\x01"])
def test_w1_a_page_or_a_program_under_any_name_is_refused(extension, content):
    with pytest.raises(ValidationError):
        checked(upload(f"file{extension}", content), allowed=WORK_FILES)


@pytest.mark.parametrize(
    "name",
    ["a.html", "a.htm", "a.xhtml", "a.js", "a.exe", "a.php", "a.docm", "a.svgz", "a.xml", "a", ".png.html", "a.png\x00.html"],
)
def test_w1_what_a_browser_runs_is_of_no_kind_that_is_taken(name):
    with pytest.raises(ValidationError) as problem:
        checked(upload(name, HONEST[".png"]), allowed=WORK_FILES)
    assert problem.value.code == "kind"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", archive("xl/workbook.xml")),
        ("a.docx", b"PK\x03\x04 not really"),
        ("a.zip", b"PK\x03\x04 not really"),
        ("a.mp4", HONEST[".heic"]),
        ("a.heic", HONEST[".mp4"]),
        ("a.png", SVG),
        ("a.svg", b"<html xmlns='http://www.w3.org/1999/xhtml'><svg/></html>"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>'),
        ("a.txt", SVG),
        ("a.txt", b"\xef\xbb\xbf  <SCRIPT>alert(1)</SCRIPT>"),
        ("a.csv", "\ufeff<html>".encode("utf-16-le")),
    ],
)
def test_w1_one_kind_under_the_name_of_another_is_refused(name, content):
    with pytest.raises(ValidationError) as problem:
        checked(upload(name, content), allowed=WORK_FILES)
    assert problem.value.code == "content"


def test_w1_several_files_are_weighed_together_and_the_wrong_one_is_named(settings):
    settings.UPLOAD_MAX_MB = 1
    half = PNG + b"0" * 600_000
    assert [one.name for one in checked_all([upload("a.png", half), upload("b.pdf", b"%PDF-1")], most=2)] == ["a.png", "b.pdf"]
    for files, code in (
        ([upload("a.png", half), upload("b.png", half)], "size"),
        ([upload("a.png", PNG)] * 3, "many"),
        ([upload("a.png", PNG), upload("evil.png", b"<html>")], "content"),
    ):
        with pytest.raises(ValidationError) as problem:
            checked_all(files, most=2)
        assert problem.value.code == code
    assert problem.value.message.startswith("evil.png: ")


def test_w1_a_signed_document_is_of_few_kinds_still():
    with pytest.raises(ValidationError) as problem:
        checked(upload("a.mp4", HONEST[".mp4"]), allowed=SIGNED_DOCUMENTS)
    assert problem.value.message == "Choose a file of one of these kinds: PDF, DOCX, ODT, PNG, JPG, JPEG."


@pytest.mark.parametrize("extension", sorted(KINDS))
def test_w1_only_pictures_of_points_are_ever_shown_and_no_answer_may_run_anything(extension):
    stored = ContentFile(HONEST[extension], name=f"x{extension}")
    for answer, kind in ((as_download, "attachment"), (as_picture, "inline" if extension in PICTURES else "attachment")):
        response = answer(stored, 'a"\r\nSet-Cookie: b.png')
        assert response["Content-Disposition"].split(";")[0] == kind
        assert (response["X-Content-Type-Options"], response["Content-Security-Policy"]) == ("nosniff", "sandbox; default-src 'none'")
        assert "\n" not in response["Content-Disposition"]


def test_w1_a_name_keeps_its_letters_and_loses_whatever_could_do_something():
    assert plain_name("../../etc/Ñandú <b>\u202egnp.exe\r\n.png") == "Ñandú _b_gnp.exe.png"
