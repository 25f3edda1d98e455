"""Versions of the deliverables (W4): checked by content, numbered, drawn small, and served only to those who may see them."""

import io
import time
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from PIL import Image

from briefs.actions.making import add_work_file, keep_thumbnail
from briefs.models import WorkFile
from briefs.pictures import PAGE_EDGE, THUMBNAIL_EDGE, drawn, page_picture
from briefs.states import BriefState
from briefs.tests.factories import BriefFactory, DeliverableFactory, RoundFactory
from briefs.tests.work import bomb, document, picture, upload, visitor
from core.errors import Refused
from core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def poster(account, eli):
    brief = BriefFactory(account=account, author=eli, state=BriefState.IN_CREATIVE, round_number=1)
    RoundFactory(brief=brief)
    return DeliverableFactory(brief=brief)


def test_w4_versions_are_numbered_kept_and_told(poster, eli):
    first = add_work_file(poster, by=eli, file=upload())
    second = add_work_file(poster, by=eli, file=upload("final-final.png"), note="Logo larger")
    assert [(one.number, one.round.number, one.pages, one.shown_at) for one in (first, second)] == [(1, 1, 1, None), (2, 1, 1, None)]
    told = Event.objects.filter(verb="work_file.added").order_by("pk")
    assert [(event.words["file"], event.note) for event in told] == [("poster.png", ""), ("final-final.png", "Logo larger")]


def test_w4_a_picture_and_the_first_page_of_a_pdf_get_a_thumbnail_and_others_none(poster, eli):
    kept = [
        add_work_file(poster, by=eli, file=file)
        for file in (
            upload(content=picture(3000, 2000)),
            upload("leaflet.pdf", document(4)),
            upload("film.mp4", b"\0\0\0\x18ftypisom\0\0\0\0"),
        )
    ]
    assert [(one.pages, bool(one.thumbnail)) for one in kept] == [(1, True), (4, True), (None, False)]
    sizes = [max(Image.open(one.thumbnail).size) for one in kept[:2]]
    assert all(THUMBNAIL_EDGE - 2 <= size <= THUMBNAIL_EDGE for size in sizes), sizes
    assert page_picture(kept[2], 1) is None


def test_w4_each_page_of_a_pdf_is_drawn_once_and_no_page_beyond_the_last(poster, eli):
    file = add_work_file(poster, by=eli, file=upload("leaflet.pdf", document(2)))
    with page_picture(file, 2) as first, page_picture(file, 2) as again:
        assert first.name == again.name
        assert max(Image.open(first).size) in range(PAGE_EDGE - 2, PAGE_EDGE + 1)
    assert (page_picture(file, 3), page_picture(file, 0)) == (None, None)


def test_w4_a_large_file_is_drawn_by_the_worker(poster, eli, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("briefs.actions.making.DRAWN_AT_ONCE_MB", 0)
    asked = []
    monkeypatch.setattr("briefs.tasks.draw_thumbnail.apply_async", lambda args, kwargs: asked.extend(args))
    with django_capture_on_commit_callbacks(execute=True):
        file = add_work_file(poster, by=eli, file=upload())
    assert (bool(file.thumbnail), asked) == (False, [file.pk])
    assert keep_thumbnail(file)
    kept = file.thumbnail.name
    assert keep_thumbnail(WorkFile.objects.get(pk=file.pk))  # twice is harmless
    assert WorkFile.objects.get(pk=file.pk).thumbnail.name == kept


# ── What people may hand in (threats) ────────────────────────────────────────────────────────────

DISGUISED = {
    "a page as a picture": ("poster.png", b"<!doctype html><script>alert(1)</script>"),
    "a picture of another kind": ("poster.png", picture(kind="JPEG")),
    "a program": ("poster.exe", b"MZ\x90\0"),
    "a page": ("poster.html", b"<!doctype html>"),
    "two endings": ("poster.png.php", picture()),
    "an empty file": ("poster.png", b""),
    "an archive as a document": ("brief.docx", b"PK\x03\x04" + b"\0" * 60),
}


@pytest.mark.parametrize("what", DISGUISED)
def test_w4_a_disguised_upload_is_refused_and_nothing_is_kept(what, poster, eli, settings):
    name, content = DISGUISED[what]
    with pytest.raises(ValidationError):
        add_work_file(poster, by=eli, file=upload(name, content))
    assert not WorkFile.objects.exists()
    assert list(settings.MEDIA_ROOT.rglob("*.*")) == []


def test_w4_an_oversized_upload_is_refused(poster, eli, settings):
    settings.UPLOAD_MAX_MB = 1
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        add_work_file(poster, by=eli, file=upload(content=picture() + b"\0" * 1_100_000))


@pytest.mark.parametrize("edge", [40_000, 9_100])  # the library would warn of the first, and take the second
def test_w4_a_decompression_bomb_is_kept_but_never_unfolded(edge, poster, eli):
    began = time.monotonic()
    file = add_work_file(poster, by=eli, file=upload(content=bomb(edge, edge)))
    assert (file.pages, bool(file.thumbnail)) == (None, False)
    assert drawn(io.BytesIO(bomb(edge, edge)), ".png", edge=100) is None
    assert time.monotonic() - began < 5


def test_w4_a_zip_bomb_is_kept_without_being_unpacked(poster, eli):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nought", b"\0" * 50_000_000)
    file = add_work_file(poster, by=eli, file=upload("all.zip", stream.getvalue()))
    assert (file.pages, bool(file.thumbnail), file.size < 100_000) == (None, False, True)


def test_w4_a_broken_pdf_is_kept_and_not_drawn(poster, eli):
    file = add_work_file(poster, by=eli, file=upload("leaflet.pdf", b"%PDF-1.7\nnothing of the kind"))
    assert (file.pages, bool(file.thumbnail)) == (None, False)


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "..\\..\\boot.png", "/etc/cron.d/x.png", "a\0b.png", "a\r\nSet-Cookie: x.png"])
def test_w4_a_name_never_touches_the_file_system_nor_a_header(name, poster, eli, settings):
    file = upload()
    file._name = name
    kept = add_work_file(poster, by=eli, file=file)
    assert settings.MEDIA_ROOT in (settings.MEDIA_ROOT / kept.file.name).resolve().parents
    assert not {"/", "\\", "\0", "\r", "\n"} & set(kept.name)
    answer = visitor(eli).get(reverse("work_file_download", args=[kept.pk]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "Set-Cookie: x" not in answer.headers.values()


def test_w4_a_drawing_with_a_script_is_only_ever_a_download(poster, eli):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    file = add_work_file(poster, by=eli, file=upload("logo.svg", svg))
    client = visitor(eli)
    answer = client.get(reverse("work_file_download", args=[file.pk]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    pictures = [reverse("work_file_page", args=[file.pk, 1]), reverse("work_file_thumbnail", args=[file.pk])]
    assert [client.get(url).status_code for url in pictures] == [404, 404]
    assert "alert(1)" not in client.get(file.get_absolute_url()).text


def test_w4_what_is_shown_of_a_picture_holds_none_of_its_words(poster, eli):
    """Where it was taken, and by whom, stays in the file that is downloaded."""
    words = Image.Exif()
    words[0x010E] = "Secret pitch for the rival"
    content = picture(kind="JPEG", exif=words, comment=b"Secret comment")
    file = add_work_file(poster, by=eli, file=upload("photo.jpg", content))
    assert file.file.open("rb").read().count(b"Secret") == 2
    with page_picture(file, 1) as page:
        assert b"Secret" not in page.read()
    assert b"Secret" not in file.thumbnail.open("rb").read()


def test_w4_a_script_in_a_name_comes_back_as_text(poster, eli):
    add_work_file(poster, by=eli, file=upload("<script>alert(1)</script>.png"), note="<script>alert(2)</script>")
    for url in (reverse("brief_work", args=[poster.brief_id]), WorkFile.objects.get().get_absolute_url()):
        page = visitor(eli).get(url).text
        assert ("<script>alert(" in page, "alert(2)" in page) == (False, True)


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────


def test_w4_a_file_of_an_account_one_may_not_see_does_not_exist(poster, eli, otto):
    file = add_work_file(poster, by=eli, file=upload())
    urls = [reverse(name, args=[file.pk]) for name in ("work_file_detail", "work_file_download", "work_file_thumbnail")]
    urls.append(reverse("work_file_page", args=[file.pk, 1]))
    assert {visitor(eli).get(url).status_code for url in urls} == {200}
    assert {visitor(otto).get(url).status_code for url in urls} == {404}
    with pytest.raises(PermissionDenied):
        add_work_file(poster, by=otto, file=upload())


@pytest.mark.parametrize(
    "state", sorted({BriefState.DRAFT, BriefState.IN_REVIEW, BriefState.CLOSED, BriefState.CANCELLED, BriefState.DELIVERED})
)
def test_w4_nobody_uploads_where_nobody_works(state, poster, eli):
    type(poster.brief).objects.filter(pk=poster.brief_id).update(state=state, delivered_on="2026-03-01", closed_on="2026-03-02")
    with pytest.raises(Refused):
        add_work_file(poster, by=eli, file=upload())
