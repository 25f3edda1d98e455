"""The cast, its account and one row of everything, made once for a module of tests and as new for each of them.

Making them takes longer than most of what the walks then ask. A module that imports these fixtures has them in place of those that make
everything for each test: they stand in a transaction around the module, and what a test does is rolled back to it.
"""

import pickle

import pytest
from django.db import transaction

from clients.tests.cast import account_of_the_cast
from people.tests.cast import everybody
from tests.things import rows_on

__all__ = ["account", "as_new", "cast", "dana", "eli", "made_once", "rows", "sam"]


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """Everything as it was when it was made; nobody holds these very objects."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = everybody()
        account = account_of_the_cast(*(cast[first_name] for first_name in ("cora", "eli", "sam", "dana")))
        yield pickle.dumps({"cast": cast, "account": account, "rows": rows_on(account, cast)})
        transaction.set_rollback(True)


@pytest.fixture
def as_new(db, made_once) -> dict:
    return pickle.loads(made_once)  # noqa: S301  (packed above)


@pytest.fixture
def cast(as_new) -> dict:
    return as_new["cast"]


@pytest.fixture
def account(as_new):
    return as_new["account"]


@pytest.fixture
def rows(as_new) -> dict:
    return as_new["rows"]


@pytest.fixture
def eli(cast):
    return cast["eli"]


@pytest.fixture
def sam(cast):
    return cast["sam"]


@pytest.fixture
def dana(cast):
    return cast["dana"]
