"""Letters to people outside the house: written as rows, sent by the worker, tried again when the server is away.

    write(to=contact.email, name=contact.name, subject=…, template="briefs/mail/delivery_note", context={…}, by=person)

Each template is a pair: `….html` for most readers, `….txt` for the others. As with reminders, a crash repeats at most the
letter in flight and loses none: the claim is a lease, and the row is marked after the server has taken the mail.

With a letter may go one PDF (`Paper`): it lies beside the row until the letter has left, so that what arrives is what was written.

Between writing and sending a day may pass: a letter with a condition (`core.letter_conditions`) is kept back when that holds no more.
"""

import logging
import smtplib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.letter_conditions import why_kept_back
from core.models import Heartbeat, Letter, LetterPaper

logger = logging.getLogger("house.post")

LEASE = timedelta(minutes=2)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]
LATE_AFTER = timedelta(minutes=30)
MOST_AT_ONCE = 200  # the next ring goes on
MOST_BYTES = 5 * 1024 * 1024  # of the PDF: with its coding a third more, which every mailbox takes


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF to go with a letter, under the name by which it is saved there."""

    name: str
    content: bytes


def absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


@transaction.atomic
def write(
    *,
    to: str,
    subject: str,
    template: str,
    context: dict,
    by,
    name: str = "",
    language: str = "",
    condition: str = "",
    paper: Paper | None = None,
) -> Letter:
    """Write a letter; it leaves when the transaction has succeeded. A line break in a name never begins a header.

    `condition` is what is asked again before it leaves: `core.letter_conditions.named("contact_report", copy)`. A paper of more than
    MOST_BYTES stays here; the template knows by `has_paper` whether there is one to speak of.
    """
    from core.tasks import send_letters

    if paper is not None and len(paper.content) > MOST_BYTES:
        logger.warning("A PDF of %s bytes is too large for a letter: %s", len(paper.content), paper.name)
        paper = None
    with translation.override(language or translation.get_language()):
        words = {
            "agency_name": settings.AGENCY_NAME,
            "language": translation.get_language(),
            "writer": by,
            "reader": name,
            "has_paper": paper is not None,
            **context,
        }
        letter = Letter.objects.create(
            to_name=name,
            to_email=to,
            reply_to=getattr(by, "email", "") or "",
            subject=" ".join(str(subject).split())[:200],
            text=render_to_string(f"{template}.txt", words),
            html=render_to_string(f"{template}.html", words),
            written_by=by,
            condition=condition,
            paper_name=paper.name if paper else "",
        )
        if paper is not None:
            LetterPaper.objects.create(letter=letter, content=paper.content)
    send_letters.delay_on_commit()
    return letter


def send_due(*, now=None) -> Counter:
    """Send what is due; returns how many were sent, failed, given up, kept back."""
    done: Counter = Counter()
    while done.total() < MOST_AT_ONCE and (letter := _claim(now or timezone.now())):
        done[_send(letter)] += 1
    if not Letter.objects.due(now=timezone.now() - LATE_AFTER).exists():
        Heartbeat.objects.seen("post", at=timezone.now())
    return done


@transaction.atomic
def _claim(now) -> Letter | None:
    """The next letter, held by us for the length of a lease."""
    letter = Letter.objects.select_for_update(skip_locked=True).due(now=now).order_by("next_attempt_at", "pk").first()
    if letter is not None:
        letter.attempts += 1
        letter.next_attempt_at = now + LEASE
        letter.save(update_fields=["attempts", "next_attempt_at"])
    return letter


def _send(letter: Letter) -> str:
    if _is_kept_back(letter):
        return "kept back"
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to_email],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": f"<letter-{letter.pk}@{_host()}>"},
    )
    mail.attach_alternative(letter.html, "text/html")
    if paper := LetterPaper.objects.filter(letter=letter).first():
        mail.attach(letter.paper_name, bytes(paper.content), "application/pdf")
    try:
        mail.send()
    except (smtplib.SMTPException, OSError, ValueError) as problem:
        return _put_off(letter, problem)
    _close(Letter.objects.filter(pk=letter.pk), sent_at=timezone.now(), problem="")
    return "sent"


@transaction.atomic
def _is_kept_back(letter: Letter) -> bool:
    """What it was written under holds no more: it never leaves, and what it said is forgotten."""
    why = why_kept_back(letter)
    return bool(why and keep_back(Letter.objects.filter(pk=letter.pk), why=why))


def keep_back(letters, *, why: str) -> int:
    """These do not leave any more, and what they said is forgotten. Returns how many that were."""
    return _close(letters.filter(sent_at=None), problem=f"Kept back: {why}"[:300])


@transaction.atomic
def _close(letters, **facts) -> int:
    """These wait no more; what they said, and what went with them, is forgotten. Returns how many that were."""
    LetterPaper.objects.filter(letter__in=letters.order_by().values("pk")).delete()
    return letters.update(next_attempt_at=None, text="", html="", **facts)


def _put_off(letter: Letter, problem: Exception) -> str:
    """Later, or never when it was tried for days; what it said is forgotten then, because it may hold a secret."""
    words = f"{type(problem).__name__}: {problem}"[:300]
    logger.warning("Letter %s could not be sent: %s", letter.pk, type(problem).__name__)
    if letter.attempts > len(WAITS):
        _close(Letter.objects.filter(pk=letter.pk), problem=words)
        return "given up"
    Letter.objects.filter(pk=letter.pk).update(next_attempt_at=timezone.now() + WAITS[letter.attempts - 1], problem=words)
    return "failed"


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
