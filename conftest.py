"""Root of the tests: which database and broker they run on, and the cast (STYLE §10).

`TEST_DATABASE_URL` chooses the database (default: a SQLite file of its own), `TEST_REDIS_URL` broker and cache.
Nothing is read from `.env`, and nothing is written outside a folder that is removed at the end.
"""

import hashlib
import os
import shutil
import tempfile

VAR_DIR = tempfile.mkdtemp(prefix="account-services-test-")
os.mkdir(f"{VAR_DIR}/static")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "accounts_service.settings",
    "APP_MODE": "test",
    "VAR_DIR": VAR_DIR,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{VAR_DIR}/test.sqlite3",
    "REDIS_URL": os.environ.get("TEST_REDIS_URL", ""),
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in the thread that also asks the database
}

import django  # noqa: E402  (the lines above choose what it is set up with)

django.setup()

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402

from clients.states import SeatRole  # noqa: E402
from clients.tests.cast import account_of_the_cast  # noqa: E402
from clients.tests.factories import AccountFactory, SeatFactory  # noqa: E402
from core import readings  # noqa: E402
from people.tests.cast import member  # noqa: E402

pytest_plugins = ["tests.alone", "tests.chromium", "tests.migrated"]

# A busy machine is no counterexample; a run that decides looks at the same examples each time.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")


def pytest_sessionfinish():
    shutil.rmtree(VAR_DIR, ignore_errors=True)


def pytest_report_header():
    database = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    return f"database: {database} · broker and cache: {'redis' if settings.REDIS_URL else 'embedded'}"


def pytest_collection_modifyitems(items):
    """Tests that need real parallel writers run where there are some; the rest of the run says how many it left out."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    skip = pytest.mark.skip(reason="needs PostgreSQL: set TEST_DATABASE_URL")
    for item in items:
        if "postgres" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _nothing_takes_long(monkeypatch):
    """However busy the machine, figures are counted anew for every page; the tests of `core.kept` choose otherwise."""
    monkeypatch.setattr("core.kept.SLOW_SECONDS", float("inf"))


@pytest.fixture(autouse=True)
def _nothing_read_before():
    """Keys of rows return from test to test; what was drawn of an earlier one's rows would leave a test without a context to look at."""
    readings.forget()


@pytest.fixture(autouse=True)
def _own_cache(request):
    """Redis outlives a test, so each test writes under a prefix of its own; the table of the cache rolls back by itself."""
    if settings.REDIS_URL:
        cache.key_prefix = hashlib.sha256(f"{os.getpid()}:{request.node.nodeid}".encode()).hexdigest()[:16]


# ── The cast (people/tests/cast.py) ──────────────────────────────────────────────────────────────


@pytest.fixture
def hana(db):
    """Head: sees everything, reports to nobody."""
    return member("hana")


@pytest.fixture
def dana(hana):
    return member("dana", hana)


@pytest.fixture
def sam(dana):
    return member("sam", dana)


@pytest.fixture
def eli(sam):
    return member("eli", sam)


@pytest.fixture
def cora(eli):
    return member("cora", eli)


@pytest.fixture
def otto(hana):
    """The outsider: an executive of another branch. Of the cast only hana stands above him."""
    return member("otto", member("oscar", member("olga", hana)))


@pytest.fixture
def pia(hana):
    return member("pia", hana)


@pytest.fixture
def tara(db):
    return member("tara")


@pytest.fixture
def fin(db):
    return member("fin")


@pytest.fixture
def cree(db):
    return member("cree")


@pytest.fixture
def ada(db):
    """The admin: may use the Django admin, has no rank, and so sees no account and approves nothing."""
    return member("ada")


# ── An account with the cast on it, and one that is walled (DESIGN §2) ───────────────────────────


@pytest.fixture
def account(db, cora, eli, sam, dana):
    return account_of_the_cast(cora, eli, sam, dana)


@pytest.fixture
def walled_account(db, eli):
    """Only a seat opens it: Eli's. Sam and Dana stand above Eli and still do not see it; a head does."""
    account = AccountFactory(name="Oat Rivals", code="RIVAL", is_walled=True)
    SeatFactory(account=account, person=eli, role=SeatRole.EXECUTIVE, is_lead=True)
    return account
