"""Attacks that need no form (research §5, checks 7, 9, 16, 18, 19): log-in and its second factor, addresses, files, odd input."""

import io
import logging
import re
import zipfile
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from gunicorn.config import Config
from gunicorn.glogging import SafeAtoms

from care.tests.factories import CheckInFactory
from clients.actions.contract import attach_document
from clients.models import Account, Seat
from clients.tests.factories import ContractFactory, SeatFactory
from core.discreet import DiscreetLogger
from exchange.tests.factories import ImportBatchFactory
from people import actions
from people.models import Person
from reminders.actions import make_feed
from reminders.letters import letter
from tests.matrix import LINES
from tests.matrix.line import ACT, READ
from tests.test_permission_matrix import ROUTES, address, visitor

pytestmark = pytest.mark.django_db

PASSWORD = "nine-herons-wade-slowly"
BIG = "9" * 30


@pytest.fixture
def with_password(eli):
    eli.set_password(PASSWORD)
    eli.save()
    return eli


def log_in(browser, person, password=PASSWORD, **more):
    return browser.post(reverse("account_login"), {"login": person.email, "password": password, **more})


def is_in(browser) -> bool:
    return browser.get(reverse("team_list")).status_code == 200


# ── The second factor (check 9) ──────────────────────────────────────────────────────────────────


@pytest.fixture
def with_second_factor(with_password, monkeypatch):
    """With an app that gives codes; their half minute does not end within a test, however slow the machine."""
    half_minutes = list(totp.yield_hotp_counters_from_time())
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter(half_minutes))
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(with_password, secret)
    return with_password, secret


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def test_the_password_alone_opens_nothing_and_a_code_works_once(with_second_factor):
    person, secret = with_second_factor
    code = code_of(secret)
    first, second = Client(), Client()
    for browser in (first, second):
        assert log_in(browser, person).url.startswith(reverse("mfa_authenticate"))
        assert not is_in(browser)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert is_in(first)
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_in(second)


def test_a_recovery_code_works_once(with_second_factor):
    person, _secret = with_second_factor
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    for browser, opens in ((Client(), True), (Client(), False)):
        log_in(browser, person)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert is_in(browser) is opens


def test_guessing_codes_ends_in_a_lock_out(with_second_factor):
    person, secret = with_second_factor
    browser = Client()
    log_in(browser, person)
    for _guess in range(12):
        browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not is_in(browser)


def test_a_new_password_does_not_skip_the_second_factor(with_second_factor):
    person, _secret = with_second_factor
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"/door/password/reset/key/\S+", mail.outbox[0].body)[0]
    page = browser.get(link, follow=True)
    new = "seven-otters-dive-deeply"
    browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert not is_in(browser)
    assert log_in(browser, person, password=new).url.startswith(reverse("mfa_authenticate"))


def test_the_admin_has_no_door_of_its_own(ada):
    ada.set_password(PASSWORD)
    ada.save()
    browser = Client()
    answer = browser.post(reverse("admin:login"), {"username": ada.email, "password": PASSWORD})
    assert answer.url.startswith(reverse("account_login"))
    assert not is_in(browser)


def test_admins_can_be_made_to_use_a_second_factor(ada, eli, settings):
    settings.SECOND_FACTOR_RANKS = ["ADMIN"]
    assert visitor(ada).get(reverse("admin:index")).url == reverse("mfa_activate_totp")
    assert visitor(eli).get(reverse("team_list")).status_code == 200


def test_somebody_new_who_must_have_a_second_factor_sets_it_up(ada, settings, monkeypatch):
    """As they begin: a password by letter, the log-in, the app on the phone, and only then the pages."""
    settings.SECOND_FACTOR_RANKS = ["ADMIN"]
    half_minutes = list(totp.yield_hotp_counters_from_time())
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter(half_minutes))
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": ada.email})
    link = re.search(r"/door/password/reset/key/\S+", mail.outbox[0].body)[0]
    page = browser.get(link, follow=True)
    browser.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    log_in(browser, ada)
    assert browser.get(reverse("admin:index")).url == reverse("mfa_activate_totp")

    asked_again = browser.get(reverse("mfa_activate_totp")).url  # whoever finds the page open does not set up their own phone
    page = browser.post(asked_again, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert browser.get(reverse("admin:index")).status_code == 200


# ── The address that one logs in with ────────────────────────────────────────────────────────────


def test_nobody_moves_their_own_log_in_to_another_address(eli):
    """Reminders about clients go there, and so does a new password: only an admin changes it."""
    browser = visitor(eli)
    for action in ("action_add", "action_primary"):
        assert browser.post(reverse("account_email"), {action: "", "email": "elsewhere@example.org"}).status_code == 404
    assert not EmailAddress.objects.exists()


def test_an_old_address_opens_no_door_and_gets_no_new_password(with_password, ada):
    EmailAddress.objects.create(user=with_password, email=with_password.email, primary=True, verified=True)
    old = with_password.email
    actions.change_person(with_password, by=ada, email="eli.new@example.com")
    browser = Client()
    browser.post(reverse("account_login"), {"login": old, "password": PASSWORD})
    assert not is_in(browser)
    browser.post(reverse("account_reset_password"), {"email": old})
    assert [letter.subject for letter in mail.outbox] == ["Nobody logs in with this e-mail"]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_log_in_sends_nobody_to_another_house(target, with_password):
    """Check 19."""
    answer = log_in(Client(), with_password, next=target)
    assert answer.url == reverse("my_day")


# ── Cover and imports: what an admin or a demoted person may not do by a detour ──────────────────


def test_p8_nobody_reads_a_line_of_accounts_by_naming_themselves_cover(account, ada, dana):
    """Dana has no seat of her own, but her people have: an admin who covers her would see theirs."""
    Seat.objects.filter(person=dana).delete()
    day = ada.today.isoformat()
    answer = visitor(ada).post(reverse("absence_add", args=[dana.pk]), {"starts_on": day, "ends_on": day, "cover": ada.pk})
    assert answer.status_code == 422
    assert not Account.objects.visible_to(Person.objects.get(pk=ada.pk)).exists()


def test_s5_an_admin_runs_no_import_of_clients(ada, sam):
    assert visitor(ada).post(reverse("import_run", args=[ImportBatchFactory(by=ada).pk])).status_code == 403
    batch = ImportBatchFactory(by=sam, state="checked")
    Person.objects.filter(pk=sam.pk).update(rank=10)
    assert visitor(Person.objects.get(pk=sam.pk)).post(reverse("import_run", args=[batch.pk])).status_code == 404


# ── How often (check 7) ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("action", "url"), [("search", "/search/?q=oat"), ("export", "/accounts/?export=csv")])
def test_one_too_many_in_a_minute_is_refused_and_counted_for_all_processes(action, url, eli, otto, settings, monkeypatch, caplog):
    monkeypatch.setattr("core.limits.time.time", lambda: 1_800_000_000)
    settings.REQUESTS_A_MINUTE = {"search": 3, "export": 3}
    cache.add(f"limit:{action}:{eli.pk}:{1_800_000_000 // 60}", 1, timeout=60)  # another process has counted one
    assert [visitor(eli).get(url).status_code for _ in range(3)] == [200, 200, 429]
    assert f"over the limit of {action}" in caplog.text
    assert visitor(otto).get(url).status_code == 200


# ── Files (check 18) ─────────────────────────────────────────────────────────────────────────────


def a_zip(**entries: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("program.pdf.exe", b"%PDF-1.4"),
        ("archive.docx", a_zip(readme="nothing")),
        ("picture.png", b"GIF89a"),
        ("no-extension", b"%PDF-1.4"),
    ],
)
def test_c5_what_is_no_document_is_not_kept(name, content, account, sam):
    contract = ContractFactory(account=account)
    sent = {"version": contract.version, "file": SimpleUploadedFile(name, content)}
    assert visitor(sam).post(reverse("contract_attach", args=[contract.pk]), sent).status_code == 422
    contract.refresh_from_db()
    assert not contract.document


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\boot.pdf", "a\r\nX-Evil: yes.pdf", 'quote";x=".pdf'])
def test_c5_a_document_is_kept_under_a_name_of_ours_and_handed_out_as_a_download(name, account, sam):
    contract = ContractFactory(account=account)
    file = SimpleUploadedFile("signed.pdf", b"%PDF-1.4 signed", content_type="text/html")
    file._name = name  # as a client that is no browser would send it
    kept = attach_document(contract, by=sam, file=file)
    assert re.fullmatch(r"(\w+/)*[0-9a-f]{32}\.pdf", kept.document.name)
    answer = visitor(sam).get(reverse("contract_document", args=[contract.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "X-Evil" not in answer
    assert ".." not in answer["Content-Disposition"]


# ── Headers of mails, lines of calendars (check 16) ──────────────────────────────────────────────


def test_s1_a_name_begins_no_header_and_no_line_of_a_calendar(account, eli):
    evil = "Kaura\r\nBcc: evil@example.org\r\nX-Evil: yes"
    post = letter(eli, f"Decide {evil}", "digest", {"entries": [], "title": "", "further": 0}, message_id="x").message()
    assert "Bcc" not in post
    assert "X-Evil" not in post
    Account.objects.filter(pk=account.pk).update(name=evil)
    CheckInFactory(account=account, owner=eli, planned_on=eli.today, agenda="Talk\r\nEND:VEVENT\r\nATTACH:file:///etc/passwd")
    feed = Client().get(reverse("calendar_feed_file", args=[make_feed(eli, by=eli)])).content.decode()
    assert "evil@example.org" in feed.replace("\r\n ", "")
    lines = feed.replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith(("Bcc", "X-Evil", "ATTACH"))]
    assert feed.count("END:VEVENT") - feed.count("\\nEND:VEVENT") == feed.count("BEGIN:VEVENT")


# ── What stands in no log ────────────────────────────────────────────────────────────────────────


def test_s1_secret_addresses_stand_in_no_log(eli, settings):
    """Neither in ours nor in gunicorn's access log: whoever reads logs must not read calendars or set passwords."""
    token = make_feed(eli, by=eli)
    url = reverse("calendar_feed_file", args=[token])
    formatter = formatter_of(settings.LOGGING)
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (url,), None)
    assert token not in formatter.format(record)
    reset = reverse("account_reset_password_from_key", args=["abc", "def-0123456789"])
    for secret, path in ((token, url), ("def-0123456789", reset)):
        environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_REFERER": path}
        answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
        asked = SimpleNamespace(headers=[("REFERER", path)])
        logger = DiscreetLogger(Config())
        atoms = logger.atoms(answer, asked, environ, timedelta(seconds=1))
        assert secret not in str(atoms)
        assert secret not in Config().settings["access_log_format"].get() % SafeAtoms(atoms)


def formatter_of(logging_settings):
    """The formatter of the console as the settings make it."""
    line = dict(logging_settings["formatters"]["line"])
    return import_string(line.pop("()"))(**line)


# ── What no page of ours would send ──────────────────────────────────────────────────────────────

ODD = (
    {"q": "a\x00b"},
    {"client": BIG, "account": BIG, "lead": BIG, "owner": BIG, "before": BIG, "page": BIG, "pick": BIG, "export": "csv", "line": BIG},
    {"client": "²", "account": "²", "before": "²", "page": "²", "size": "²", "pick": "²", "line": "²", "sort": "-pk__x", "show": "x"},
    {"ends_min": "0001-01-01", "ends_max": "9999-12-31", "week": "9999-12-31", "day": "0001-01-01", "on": "9999-12-31"},
)


def test_odd_input_is_a_404_or_a_page_but_never_a_fault(cast, rows):
    client, faults = visitor(cast["hana"], raise_request_exception=False), []
    for name, line in LINES.items():
        if line.how != ACT:
            asked = [(address(name, line, rows), query) for query in (ODD if line.how == READ else ODD[:1])]
            asked += [(ROUTES[name].url(pk=BIG), {})] if line.of and not line.captures else []
            for url, query in asked:
                answer = client.get(url, query)
                answer.getvalue()  # an export is made while it is read
                faults += [(url, query)] if answer.status_code >= 500 else []
    assert faults == []


@pytest.mark.parametrize("version", ["abc", BIG, "-1", "²"])
def test_a_version_that_never_was_is_a_lost_race_and_never_a_fault(version, cast, rows):
    client, faults = visitor(cast["hana"], raise_request_exception=False), []
    for name, line in LINES.items():
        if line.how != READ and "hana" in line.may and name != "settings_log_out_everywhere":
            answer = client.post(address(name, line, rows), {"version": version, "form_key": "x", "person": BIG, "pick": BIG})
            faults += [name] if answer.status_code >= 500 else []
    assert faults == []


# ── Many at once (check 2) ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("chosen", ["picked", "all that match"])
def test_c1_an_act_on_many_reaches_only_what_one_sees(chosen, account, walled_account, sam, otto, eli, cora):
    """Keys of other people's accounts among the picked, or a list's address without any filter: they stay as they are."""
    foreign = SeatFactory(person=otto, is_lead=True).account
    sent = {"person": cora.pk, "on": sam.today.isoformat()}
    sent |= {"pick": [account.pk, foreign.pk, walled_account.pk]} if chosen == "picked" else {"all": "1", "state": "f=all"}
    answer = visitor(sam).post(reverse("account_assign_lead"), sent)
    assert answer.status_code == 302
    leads = {seat.account_id: seat.person for seat in Seat.objects.live(today=sam.today).leads().select_related("person")}
    assert leads == {account.pk: cora, foreign.pk: otto, walled_account.pk: eli}


# ── Ended from above (check 11) ──────────────────────────────────────────────────────────────────


def test_s6_an_admin_ends_every_session_of_somebody(with_password, ada):
    """A lost phone: the sessions are picked in the admin, and the next request of each is refused."""
    browsers = [Client(), Client()]
    for browser in browsers:
        log_in(browser, with_password)
        assert is_in(browser)
    keys = [session.pk for session in UserSession.objects.filter(user=with_password)]
    assert len(keys) == len(browsers)
    chosen = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    assert visitor(ada).post(reverse("admin:usersessions_usersession_changelist"), chosen).status_code == 302
    assert not any(is_in(browser) for browser in browsers)
