"""How the app stands when real people log in (research §5, checks 7, 8, 10–13, 25). Each test fails when its guard is taken away."""

import json
import os
import re
import runpy
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from core import sessions
from tests.routes import every_route

PASSWORD = "a long walk by the harbour"
SERVING = {
    "APP_MODE": "serve",
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "accounts.agency.example",
    "BASE_URL": "https://accounts.agency.example",
    "DATABASE_URL": "sqlite:////tmp/never-made.sqlite3",
    "TRUSTED_PROXIES": "1",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # for the tests' browser only
}
HOST = SERVING["ALLOWED_HOSTS"]
# What serving changes; the rest (database, folders) stays with the tests.
OF_SERVING = re.compile(r"SECURE|SESSION_|CSRF_|CONTENT_SECURITY|ALLOWED_HOSTS|X_FRAME|TRUSTED_PROXIES|ALLAUTH_TRUSTED|MODE$")


def manage(*arguments, **environment):
    """Run manage.py as somebody would who has just these variables. `None` takes one away."""
    variables = {key: value for key, value in (os.environ | SERVING | environment).items() if value is not None}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def served(monkeypatch):
    """The settings that serving has, on the database of the tests."""
    for name, value in SERVING.items():
        monkeypatch.setenv(name, value)
    values = runpy.run_path(str(settings.BASE_DIR / "accounts_service" / "settings.py"))
    with override_settings(**{name: value for name, value in values.items() if name.isupper() and OF_SERVING.search(name)}):
        yield


@pytest.fixture
def browser(served):
    """Comes through the proxy, over HTTPS."""
    return Client(headers={"host": HOST, "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"})


@pytest.fixture
def with_password(eli):
    eli.set_password(PASSWORD)
    eli.save(update_fields=["password"])
    return eli


def log_in(browser, email, password=PASSWORD):
    return browser.post(reverse("account_login"), {"login": email, "password": password})


def is_logged_in(browser) -> bool:
    return "_auth_user_id" in browser.session


# ── Starting (check 25) ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": settings.DEMO_SECRET_KEY}, "known to everybody"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name"),
        ({"DEBUG": "1"}, "DEBUG shows everything"),
        ({"APP_MODE": "production"}, "may be serve, demo or test"),
        ({"APP_MODE": None, "DATABASE_URL": None}, "DATABASE_URL is not set"),
    ],
)
@pytest.mark.slow
def test_serving_does_not_start_unsafely_and_says_why_in_one_line(environment, reason):
    answer = manage("check", **environment)
    assert answer.returncode == 1
    assert reason in answer.stderr
    assert answer.stderr.count("\n") == 1


@pytest.mark.slow
def test_the_deploy_check_is_silent_when_serving(tmp_path):
    answer = manage("check", "--deploy", "--fail-level", "DEBUG", VAR_DIR=str(tmp_path))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "System check identified no issues (0 silenced).\n", "")


@pytest.mark.slow
def test_the_embedded_broker_is_refused_for_more_than_one_host(tmp_path):
    answer = manage("check", "--deploy", VAR_DIR=str(tmp_path), ALLOWED_HOSTS="one.example,two.example", REDIS_URL="")
    assert "house.E003" in answer.stderr


def test_demo_people_stop_the_start(served, dana):
    with pytest.raises(CommandError, match="Demo people can log in: .*dana@example.com"):
        call_command("check", deploy=True, databases=["default"])
    get_user_model().objects.update(is_active=False)
    call_command("check", deploy=True, databases=["default"])


def test_every_variable_is_explained_and_none_is_invented():
    source = (settings.BASE_DIR / "accounts_service" / "settings.py").read_text()
    source += (settings.BASE_DIR / "deploy" / "gunicorn.conf.py").read_text()
    source += (settings.BASE_DIR / "core" / "management" / "commands" / "serve.py").read_text()
    read = set(re.findall(r'(?:env(?:\.\w+)?|secret|environ\.get)\(\s*"([A-Z_]+)"', source))
    explained = set(re.findall(r"^([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    assert read - {"APP_MODE", "DEBUG"} == explained  # those two are not for serving


@pytest.mark.slow
def test_the_example_of_the_environment_starts_once_its_blanks_are_filled(tmp_path):
    lines = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    answer = manage("check", "--deploy", **example | {"SECRET_KEY": SERVING["SECRET_KEY"], "DATABASE_URL": SERVING["DATABASE_URL"]})
    assert (answer.returncode, answer.stderr) == (0, "")


# ── Answers (checks 12, 13) ──────────────────────────────────────────────────────────────────────


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())


@pytest.mark.parametrize("route", every_route(), ids=str)
def test_every_answer_carries_the_headers(browser, hana, route):
    browser.force_login(hana)
    browser.raise_request_exception = False
    response = browser.get(route.url())
    policy = directives(response["Content-Security-Policy"])
    assert {policy[name] for name in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert response["X-Frame-Options"] == "DENY"
    assert "no-store" in response["Cache-Control"]
    assert "camera=()" in response["Permissions-Policy"]
    for cookie in response.cookies.values():
        assert cookie.key.startswith("__Host-")
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
        assert cookie["samesite"] == "Lax"


def test_log_in_sets_the_cookies_that_only_this_host_gets(browser, with_password):
    browser.get(reverse("account_login"))
    log_in(browser, with_password.email)
    assert {"__Host-session", "__Host-csrf"} <= set(browser.cookies)


def test_http_is_sent_to_https(browser):
    response = browser.get("/", headers={"x-forwarded-proto": "http"})
    assert (response.status_code, response["Location"]) == (301, f"https://{HOST}/")


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DELETE", "PUT"])
def test_methods_that_nobody_needs_are_off(browser, hana, method):
    browser.force_login(hana)
    response = browser.generic(method, "/healthz", headers={"x-secret": "hunter2"})
    assert response.status_code == 405
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert b"hunter2" not in response.content


def test_a_body_over_the_limit_is_refused_unread(browser, hana):
    browser.force_login(hana)
    response = browser.post("/healthz", b"", content_type="text/csv", CONTENT_LENGTH=str((settings.UPLOAD_MAX_MB + 4) * 1024 * 1024))
    assert response.status_code == 413


def test_a_fault_shows_a_reference_and_nothing_else(browser, hana, monkeypatch, caplog):
    browser.force_login(hana)
    browser.raise_request_exception = False
    monkeypatch.setattr("core.health.ring_nothing", lambda: None)
    monkeypatch.setattr("core.health.clock_ages", lambda **_: ({"secret of the house": object()}, {}))
    response = browser.get(reverse("readyz"))
    reference = re.search(r"\b[0-9A-F]{8}\b", response.content.decode())[0]
    assert response.status_code == 500
    assert b"Traceback" not in response.content
    assert b"not JSON serializable" not in response.content
    assert f"Fault {reference} on GET /readyz" in caplog.text
    assert "not JSON serializable" in caplog.text


# ── Who asks (checks 7, 8) ───────────────────────────────────────────────────────────────────────


def test_attempts_are_counted_where_every_process_sees_them(db):
    assert "locmem" not in settings.CACHES["default"]["BACKEND"].lower()
    cache.set("seen-by-all", 1)
    assert cache.get("seen-by-all") == 1


def test_guessing_a_password_ends_in_a_lock_out(browser, with_password):
    for _ in range(5):
        log_in(browser, with_password.email, "a wrong guess")
    response = log_in(browser, with_password.email)
    assert not is_logged_in(browser)
    assert response.status_code in (200, 422, 429)


def test_a_forged_address_does_not_escape_the_lock_out(with_password):
    """Without a proxy in front, nobody believes X-Forwarded-For."""
    browser = Client()
    for number in range(12):
        browser.post(
            reverse("account_login"),
            {"login": f"somebody{number}@agency.example", "password": "a wrong guess"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        )
    log_in(browser, with_password.email)
    assert not is_logged_in(browser)


def test_only_the_address_that_the_proxy_wrote_counts(browser, with_password):
    browser.post(
        reverse("account_login"),
        {"login": with_password.email, "password": PASSWORD},
        headers={"x-forwarded-for": "198.51.100.1, 203.0.113.7"},
    )
    assert [row.ip for row in with_password.usersession_set.all()] == ["203.0.113.7"]


def test_log_ins_and_refusals_are_logged_without_the_password_and_without_made_up_lines(browser, with_password, caplog):
    caplog.set_level("INFO", "house.log_in")
    log_in(browser, "eli@example.com\nPerson 1 logged in", "a secret guess")
    log_in(browser, with_password.email, "a secret guess")
    log_in(browser, with_password.email)
    browser.post(reverse("account_logout"))
    lines = [record.getMessage() for record in caplog.records if record.name == "house.log_in"]
    assert lines == [
        "Log-in as 'eli@example.com' refused from 203.0.113.7",
        f"Person {with_password.pk} logged in from 203.0.113.7",
        f"Person {with_password.pk} logged out from 203.0.113.7",
    ]
    assert "a secret guess" not in caplog.text
    assert PASSWORD not in caplog.text


# ── Passwords and sessions (checks 10, 11) ───────────────────────────────────────────────────────


@pytest.mark.parametrize("weak", ["elevenchars", "password1234", "123456789012345", "eli@example.com"])
def test_weak_passwords_are_refused(weak, eli):
    with pytest.raises(ValidationError):
        validate_password(weak, eli)


def test_long_passwords_are_taken_and_kept_with_argon2(with_password):
    validate_password("x7 " * 40, with_password)
    assert with_password.password.startswith("argon2")


def test_the_session_gets_a_new_key_at_log_in(browser, with_password):
    browser.get(reverse("account_login"))
    session = browser.session
    session["before"] = True
    session.save()
    key = session.session_key
    log_in(browser, with_password.email)
    assert is_logged_in(browser)
    assert browser.session.session_key != key
    assert not Session.objects.filter(pk=key).exists()


@pytest.mark.parametrize(
    ("mark", "age"),
    [
        (sessions.SEEN_AT, timedelta(minutes=settings.SESSION_IDLE_MINUTES, seconds=5)),
        (sessions.BEGAN_AT, timedelta(seconds=settings.SESSION_COOKIE_AGE + 5)),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_session_ends_after_idling_and_after_a_working_day(client, eli, mark, age, method):
    """The very request that finds it too old is the first that is answered with the door."""
    client.force_login(eli)
    session = client.session
    session[mark] = (timezone.now() - age).timestamp()
    session.save()
    key = session.session_key
    answer = getattr(client, method)(reverse("my_settings"), {"theme": "dark"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))
    eli.refresh_from_db()
    assert eli.theme == ""
    assert not is_logged_in(client)
    assert not Session.objects.filter(pk=key).exists()


def test_reading_pages_writes_no_row_for_five_minutes_and_then_one(client, eli, django_assert_num_queries):
    client.force_login(eli)
    client.get(reverse("healthz"))
    with django_assert_num_queries(2):  # the session and the person
        client.get(reverse("healthz"))
    session = client.session
    session[sessions.SEEN_AT] -= sessions.NOTE_EVERY_SECONDS + 5
    session.save()
    client.get(reverse("healthz"))
    assert timezone.now().timestamp() - client.session[sessions.SEEN_AT] < 60


def test_logging_out_ends_the_session_on_the_server(client, eli):
    client.force_login(eli)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(pk=key).exists()


# ── Health ───────────────────────────────────────────────────────────────────────────────────────


def test_healthz_answers_anybody_without_asking_the_database(client):
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.json()) == (200, {"alive": True})


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (4, 503)])
def test_s1_readyz_fails_when_no_beat_was_seen_for_three_minutes(client, db, minutes, status):
    from core.models import Heartbeat

    Heartbeat.objects.seen("clock", at=timezone.now() - timedelta(minutes=minutes))
    response = client.get(reverse("readyz"))
    assert (response.status_code, set(response.json()["failing"])) == (status, set() if status == 200 else {"clock"})


@pytest.mark.parametrize("late", ["sweep", "delivery"])
def test_s1_readyz_names_a_late_sweep_and_mails_that_wait(client, db, late):
    from core.models import Heartbeat

    for name in ("clock", "sweep", "delivery"):
        Heartbeat.objects.seen(name, at=timezone.now() - timedelta(hours=3 * (name == late)))
    assert set(client.get(reverse("readyz")).json()["failing"]) == {late}


def test_readyz_names_a_broker_that_is_away(client, db, monkeypatch):
    from core.models import Heartbeat

    def away():
        raise ConnectionRefusedError

    Heartbeat.objects.seen("clock", at=timezone.now())
    monkeypatch.setattr("core.health.ring_nothing", away)
    response = client.get(reverse("readyz"))
    assert (response.status_code, json.loads(response.content)["failing"]) == (503, {"broker": "ConnectionRefusedError"})


@pytest.mark.django_db(transaction=True)
def test_s1_a_broker_that_is_away_does_not_break_the_page(monkeypatch, caplog):
    """The doorbell rings after the commit; when it cannot, the row is there and the next tick finds it."""
    from core.models import Heartbeat
    from core.tasks import clock_ticked

    def away(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(clock_ticked, "apply_async", away)
    with transaction.atomic():
        Heartbeat.objects.seen("row", at=timezone.now())
        clock_ticked.delay_on_commit()
    assert Heartbeat.objects.filter(name="row").exists()
    assert "Error calling" in caplog.text
