"""Letters to clients (W1, W5, W7): rows first, so that none is lost; what may hold a secret is forgotten once it was sent."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core import post
from core.letter_conditions import Condition
from core.models import Heartbeat, Letter, LetterPaper

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(eli):
    return Letter.objects.create(
        to_email="ann@acme.example", subject="Your link", text="the secret", html="<p>the secret</p>", written_by=eli, reply_to=eli.email
    )


def test_w5_a_letter_is_sent_once_and_its_text_forgotten(letter):
    assert dict(post.send_due()) == {"sent": 1}
    assert dict(post.send_due()) == {}
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body, sent.reply_to) == (["ann@acme.example"], "Your link", "the secret", ["eli@example.com"])
    letter.refresh_from_db()
    assert (letter.text, letter.html, letter.next_attempt_at) == ("", "", None)


def test_w5_a_server_that_is_away_loses_nothing(letter, monkeypatch):
    monkeypatch.setattr(post.EmailMultiAlternatives, "send", _away)
    assert dict(post.send_due()) == {"failed": 1}
    letter.refresh_from_db()
    assert (letter.text, letter.attempts) == ("the secret", 1)
    monkeypatch.undo()
    assert dict(post.send_due()) == {}
    assert dict(post.send_due(now=timezone.now() + timedelta(minutes=2))) == {"sent": 1}


def test_w5_after_days_it_is_given_up_and_the_secret_forgotten(letter, monkeypatch):
    monkeypatch.setattr(post.EmailMultiAlternatives, "send", _away)
    Letter.objects.update(attempts=len(post.WAITS))
    assert dict(post.send_due()) == {"given up": 1}
    letter.refresh_from_db()
    assert (letter.text, letter.sent_at, letter.next_attempt_at) == ("", None, None)
    assert "away" in letter.problem


def test_w5_who_was_written_to_is_forgotten_after_its_time_and_what_waits_is_not(letter):
    Letter.objects.update(written_at=timezone.now() - timedelta(days=800))
    assert Letter.objects.forget_older_than_days(730, now=timezone.now()) == 0
    post.send_due()
    assert Letter.objects.forget_older_than_days(730, now=timezone.now()) == 1


def test_s1_readyz_hears_of_letters_that_wait(letter, monkeypatch):
    monkeypatch.setattr(post.EmailMultiAlternatives, "send", _away)
    Letter.objects.update(next_attempt_at=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(post, "_claim", lambda now: None)
    post.send_due()
    assert not Heartbeat.objects.filter(name="post").exists()
    Letter.objects.update(next_attempt_at=None)
    post.send_due()
    assert Heartbeat.objects.filter(name="post").exists()


@pytest.mark.parametrize(("why", "became"), [("left the house", "kept back"), ("", "sent")])
def test_r1_a_letter_leaves_only_while_its_condition_holds(letter, monkeypatch, why, became):
    monkeypatch.setattr("core.letter_conditions.conditions", [Condition("house", lambda key: why if key == 7 else "another row")])
    Letter.objects.update(condition="house:7")
    assert dict(post.send_due()) == {became: 1}
    letter.refresh_from_db()
    assert (letter.text, letter.html, letter.next_attempt_at) == ("", "", None)
    assert (letter.sent_at is None, letter.problem) == (bool(why), f"Kept back: {why}" if why else "")
    assert len(mail.outbox) == (not why)


@pytest.fixture
def with_paper(letter):
    Letter.objects.update(paper_name="report.pdf")
    LetterPaper.objects.create(letter=letter, content=b"%PDF-1.4 the secret")
    letter.refresh_from_db()
    return letter


def test_r1_a_paper_goes_with_its_letter_and_is_forgotten_with_it(with_paper):
    post.send_due()
    (sent,) = mail.outbox
    assert [tuple(one) for one in sent.attachments] == [("report.pdf", b"%PDF-1.4 the secret", "application/pdf")]
    with_paper.refresh_from_db()
    assert (LetterPaper.objects.count(), with_paper.paper_name, with_paper.text) == (0, "report.pdf", "")


def test_r1_a_paper_stays_while_the_server_is_away_and_is_forgotten_when_given_up_or_kept_back(with_paper, monkeypatch):
    monkeypatch.setattr(post.EmailMultiAlternatives, "send", _away)
    post.send_due()
    assert bytes(LetterPaper.objects.get().content) == b"%PDF-1.4 the secret"
    Letter.objects.update(attempts=len(post.WAITS), next_attempt_at=timezone.now())
    assert dict(post.send_due()) == {"given up": 1}
    assert not LetterPaper.objects.exists()
    LetterPaper.objects.create(letter=with_paper, content=b"%PDF")
    assert post.keep_back(Letter.objects.all(), why="gone") == 1
    assert not LetterPaper.objects.exists()


def test_r1_a_paper_that_no_mailbox_takes_stays_here_and_the_letter_does_not_speak_of_it(eli, monkeypatch):
    monkeypatch.setattr(post, "MOST_BYTES", 9)
    monkeypatch.setattr(post, "render_to_string", lambda template, words: f"has paper: {words['has_paper']}")
    facts = {"to": "ann@acme.example", "subject": "Yours", "template": "any", "context": {}, "by": eli}
    for content in (b"123456789", b"1234567890"):
        post.write(**facts, paper=post.Paper("report.pdf", content))
    assert [(letter.text, letter.paper_name) for letter in Letter.objects.order_by("pk")] == [
        ("has paper: True", "report.pdf"),
        ("has paper: False", ""),
    ]


def _away(self):
    raise OSError("the server is away")
