"""What the tests of the work and of the client's review share: files of each kind, and a job that lies with the client."""

import io
import struct
import zlib
from datetime import date
from types import SimpleNamespace

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from reportlab.pdfgen import canvas

from briefs.actions import making, showing
from briefs.states import BriefState, RoundState
from briefs.tests.factories import BriefFactory, DeliverableFactory, RoundFactory
from clients.tests.factories import ContactFactory

TODAY = date(2026, 3, 10)


def visitor(person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def picture(width=60, height=40, *, kind="PNG", **more) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(stream, kind, **more)
    return stream.getvalue()


def document(pages: int = 3) -> bytes:
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream)
    for number in range(pages):
        sheet.drawString(100, 700, f"Page {number + 1}")
        sheet.showPage()
    sheet.save()
    return stream.getvalue()


def bomb(width=40_000, height=40_000) -> bytes:
    """A PNG of a few bytes whose head promises 1.6 thousand million points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def upload(name="poster.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def job_with_client(account, *, by, pieces=("Poster", "Leaflet"), **facts):
    """A job in its first round whose pieces the client sees; two contacts are invited, the first of them decides."""
    brief = BriefFactory(account=account, author=by, state=BriefState.IN_CREATIVE, round_number=1, **facts)
    RoundFactory(brief=brief)
    rows = [DeliverableFactory(brief=brief, name=name, position=at) for at, name in enumerate(pieces)]
    files = [making.add_work_file(one, by=by, file=upload()) for one in rows]
    making.hand_in(brief, by=by, today=TODAY)
    making.show_client(brief, by=by, today=TODAY)
    brief.refresh_from_db()
    for file in files:
        file.refresh_from_db()
    assert brief.rounds.get().state == RoundState.CLIENT
    minna, pekka = (
        ContactFactory(client=account.client, name=name, email=f"{name[:5].lower()}@client.example")
        for name in ("Minna Maki", "Pekka Puro")
    )
    now = timezone.now()
    decider = showing.make_review_link(brief, minna, by=by, now=now, is_decider=True)
    other = showing.make_review_link(brief, pekka, by=by, now=now)
    return SimpleNamespace(brief=brief, pieces=rows, files=files, decider=decider, other=other, minna=minna, pekka=pekka)
