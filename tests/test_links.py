"""Secret links (research §5): one suite for every way into the house without a log-in. `tests/link_things.py` says what each opens.

Whatever does not open answers alike to the byte; what opens shows its own rows alone, keeps no trace of its address, and takes
nothing without the token of its page.
"""

import io
import logging
import time
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from briefs.models import RequestLink
from core.discreet import DiscreetFormatter, masked
from core.links import SECRET_BYTES, SecretLink, new_secret
from core.models import Event
from tests.link_things import LATER, THINGS
from tests.matrix import OPEN
from tests.routes import every_route
from tests.things import row_counts

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>{{7*191}}{% now 'Y' %}<img src=x onerror=alert(2)>"
GUESS = "x" * 43
NOT_COMPARED = ("Set-Cookie", "Content-Length")


def concrete(model=SecretLink) -> set:
    """Every kind of link that has rows."""
    below = {kind for child in model.__subclasses__() for kind in concrete(child)}
    return below if model._meta.abstract else below | {model}


KINDS = sorted(concrete(), key=lambda model: model.__name__)


@pytest.fixture(autouse=True)
def _room_for_many(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REQUESTS_A_MINUTE = settings.REQUESTS_A_MINUTE | {"link": 10_000}


@pytest.fixture(params=KINDS, ids=lambda model: model.__name__)
def mine(request, account, eli):
    return THINGS[request.param](account, by=eli, name="Minna Mine")


@pytest.fixture
def theirs(mine, account, eli):
    """A link of the same kind for another contact of the same account."""
    return THINGS[type(mine.link)](account, by=eli, name="Pekka Puro")


def ask(page, secret: str, *, client: Client | None = None, args: tuple | None = None):
    """By somebody who comes anew, so that two kinds of refusal are told apart where they differ."""
    return getattr(client or Client(), page.method)(page.url(secret, args=args), page.data)


def answer_of(answer) -> tuple:
    headers = {name: value for name, value in answer.items() if name not in NOT_COMPARED}
    return answer.status_code, b"".join(answer) if answer.streaming else answer.content, tuple(sorted(headers.items()))


def every_page(opened) -> list:
    return [*opened.pages, *opened.writes("A word of theirs")]


# ── The table speaks of every link and of every open address ──


def test_every_kind_of_link_has_its_line():
    """A new one joins the suite by existing: without its line in tests/link_things.py this fails."""
    assert set(THINGS) == concrete()


def test_every_address_of_a_secret_is_walked(account, eli):
    walked = {page.name for make in THINGS.values() for page in every_page(make(account, by=eli, name="Minna Mine"))}
    assert walked | set(LATER) == {route.name for route in every_route() if route.pattern.startswith("for-you/")}
    assert walked | set(LATER) <= set(OPEN)


def test_the_kinds_that_take_files_are_the_ones_whose_files_are_tried(account, eli):
    assert {kind for kind, make in THINGS.items() if make(account, by=eli, name="Minna Mine").files} == {RequestLink}


# ── What opens ──


def test_a_link_that_opens_shows_each_of_its_pages(mine):
    assert {ask(page, mine.secret).status_code for page in mine.pages} == {200}


def test_every_page_is_sealed(mine):
    """No engine keeps it, no other site learns the address, no cache holds it, no script but ours runs."""
    for page in every_page(mine):
        for secret in (mine.secret, GUESS):
            answer = ask(page, secret)
            assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive", page
            assert answer["Referrer-Policy"] == "same-origin", page
            assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")), page
            assert "unsafe-inline" not in answer.get("Content-Security-Policy", ""), page
            assert secret not in answer.get("Location", "").removeprefix("/for-you/").partition("/")[2].partition("/")[2], page


def test_a_guests_page_offers_no_way_into_the_house(mine):
    for page in mine.pages:
        answer = ask(page, mine.secret)
        if answer["Content-Type"].startswith("text/html"):
            assert not any(words in answer.text for words in ("My day", 'href="/"', "/door/")), page


# ── What does not ──


def expire(opened):
    type(opened.link).objects.filter(pk=opened.link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def revoke(opened):
    type(opened.link).objects.filter(pk=opened.link.pk).update(revoked_at=timezone.now())


def contact_left(opened):
    type(opened.contact).objects.filter(pk=opened.contact.pk).update(left_on=timezone.localdate())


def account_closed(opened):
    type(opened.account).objects.filter(pk=opened.account.pk).update(closed_on=timezone.localdate())


@pytest.mark.parametrize("end", [expire, revoke, contact_left, account_closed], ids=lambda end: end.__name__)
def test_guessed_expired_revoked_and_gone_answer_alike_to_the_byte(mine, end):
    """And nothing is counted, written or told; `is_open` says the same in Python as the query in SQL."""
    end(mine)
    before = row_counts()
    for page in every_page(mine):
        gone, guessed = answer_of(ask(page, mine.secret)), answer_of(ask(page, GUESS))
        assert gone == guessed, page
        assert gone[0] == 404, page
        assert not any(words.encode() in gone[1] for words in mine.words), page
    assert row_counts() == before
    fresh = type(mine.link).objects.get(pk=mine.link.pk)
    assert (fresh.uses, fresh.last_used_at, fresh.is_open) == (0, None, False)


def test_a_head_request_answers_a_guess_no_differently(mine):
    revoke(mine)
    assert answer_of(Client().head(mine.pages[0].url(mine.secret))) == answer_of(Client().head(mine.pages[0].url(GUESS)))


def test_another_contacts_link_opens_none_of_my_rows(mine, theirs):
    """My rows by their address: as if they were not there, to the byte; and nothing of mine stands on their pages."""
    before, guessed = row_counts(), answer_of(ask(mine.pages[0], GUESS))
    for page in every_page(mine):
        if page.of_a_row:
            assert answer_of(ask(page, theirs.secret)) == guessed, page
    told_anyway = row_counts()
    assert {name: count for name, count in told_anyway.items() if count != before[name]}.keys() <= {"core.Event"}  # that they came
    own = [ask(page, theirs.secret) for page in theirs.pages]
    assert not any(words in answer.text for answer in own if "html" in answer["Content-Type"] for words in mine.words)


def test_a_row_that_is_nobodys_is_not_there(mine):
    guessed = answer_of(ask(mine.pages[0], GUESS))
    for page in every_page(mine):
        numbers = tuple(arg + 1_000_000 if isinstance(arg, int) and place == 0 else arg for place, arg in enumerate(page.args))
        if numbers != page.args:
            assert answer_of(ask(page, mine.secret, args=numbers)) == guessed, page


def test_what_an_open_link_may_not_do_on_its_own_rows_is_said_by_has_perm(mine, theirs):
    """A link answers for its own rows only, and never for what belongs to one of ours."""
    for perm in ("clients.change_account", "care.issue_report", "briefs.approve_brief", "clients.see_fees"):
        assert not mine.link.has_perm(perm, mine.account), perm
    assert not SecretLink.has_perm(mine.link, "anything")


def test_what_a_link_may_not_do_answers_like_a_guess_to_the_byte(mine, monkeypatch):
    """It may have opened a moment ago: whoever is not allowed learns no more than whoever guesses."""
    monkeypatch.setattr(type(mine.link), "has_perm", lambda link, perm, obj=None: False)
    guessed, found = answer_of(ask(mine.pages[0], GUESS)), [answer_of(ask(page, mine.secret)) for page in every_page(mine)]
    assert [answer for answer in found if answer[0] >= 400 and answer != guessed] == []
    assert guessed in found


# ── How often ──


def test_one_address_does_not_guess_for_ever(mine, settings, monkeypatch):
    now = time.time()
    monkeypatch.setattr("core.links.time.time", lambda: now)  # counted by the minute: none ends here
    settings.REQUESTS_A_MINUTE = settings.REQUESTS_A_MINUTE | {"link": 4}
    found = [ask(mine.pages[0], secret).status_code for secret in (mine.secret, mine.secret, GUESS, GUESS, GUESS, mine.secret)]
    assert found == [200, 200, 404, 404, 429, 429]


def test_every_use_is_counted_and_the_first_of_a_day_told(mine):
    kind = type(mine.link)

    def told() -> int:
        return Event.objects.filter(words__by_contact=mine.contact.name).count()

    for _look in range(3):
        ask(mine.pages[0], mine.secret)
    assert (kind.objects.get(pk=mine.link.pk).uses, told()) == (3, 1)
    kind.objects.filter(pk=mine.link.pk).update(last_used_at=timezone.now() - timedelta(days=1))
    cache.clear()
    ask(mine.pages[0], mine.secret)
    assert told() == 2


# ── What is written ──


def test_a_script_in_what_they_write_comes_back_as_text(mine, eli):
    mine.contact.name = EVIL[:100]
    mine.contact.save(update_fields=["name"])
    for page in mine.writes(EVIL):
        assert ask(page, mine.secret).status_code < 500, page
    reader = Client()
    reader.force_login(eli)
    inside = [reader.get(url) for url in ("/", mine.account.get_absolute_url(), f"/accounts/{mine.account.pk}/history/")]
    for answer in [*inside, *(ask(page, mine.secret) for page in mine.pages)]:
        if "html" in answer["Content-Type"]:
            assert not any(words in answer.text for words in ("<script>alert(", "<img src=x", "1337")), answer.request["PATH_INFO"]


def test_a_post_without_the_token_of_its_page_is_refused(mine):
    before, strict = row_counts(), Client(enforce_csrf_checks=True)
    for page in mine.writes("A word of theirs"):
        assert ask(page, mine.secret, client=strict).status_code == 403, page
    assert row_counts() == before


def test_what_is_sent_twice_arrives_once(mine):
    """A key of a form that came by a link makes one row, and holds no secret."""
    for page in mine.writes("A word of theirs"):
        if "form_key" not in page.data:
            continue
        ask(page, mine.secret)
        after = {name: count for name, count in row_counts().items() if name != "core.Event"}
        ask(page, mine.secret)
        assert {name: count for name, count in row_counts().items() if name != "core.Event"} == after, page


@pytest.mark.parametrize("mine", [RequestLink], indirect=True, ids=["RequestLink"])  # the one that takes files
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"<html><script>alert(1)</script>"),
        ("a.html", b"<html>"),
        ("a.exe", b"MZ"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n"),
        ("a.svg", b"<html/>"),
        ("big.png", None),
    ],
)
def test_a_disguised_or_oversized_file_is_refused_and_named(mine, settings, name, content):
    settings.UPLOAD_MAX_MB = 1
    before = row_counts()
    file = SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n" + b"0" * 1_200_000 if content is None else content)
    answer = ask(mine.files(file), mine.secret)
    assert (answer.status_code, name in answer.text or content is None) == (422, True)
    after = row_counts()
    after["core.Event"] = before["core.Event"]  # that they came
    assert after == before


# ── Where the secret stands ──


def test_the_secret_stands_in_no_column(mine):
    """Letters hold it until they are sent, and nothing else does."""
    for page in every_page(mine):
        ask(page, mine.secret)
    found = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.label != "core.Letter"
        for row in model._base_manager.values()
        if mine.secret in str(row)
    ]
    assert found == []
    assert len(mine.secret) >= len(new_secret()) == 4 * SECRET_BYTES // 3 + 1


def test_the_secret_stands_in_no_line_of_a_log(mine):
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(DiscreetFormatter("%(message)s %(pathname)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    named = [logging.getLogger(name) for name in ("django.request", "django.security.csrf", "house.links")]
    for logger in named:
        logger.addHandler(handler)
    try:
        for page in every_page(mine):
            ask(page, mine.secret)
            ask(page, mine.secret, client=Client(enforce_csrf_checks=True))
        revoke(mine)
        ask(mine.pages[0], mine.secret)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        for logger in named:
            logger.removeHandler(handler)
    assert "did not open" in lines.getvalue()  # something was logged at all
    assert mine.secret not in lines.getvalue()
    for page in every_page(mine):
        assert mine.secret not in masked(f'GET "https://house.example{page.url(mine.secret)}?page=2" 200')
