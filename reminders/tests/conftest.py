import os
import subprocess
import sys

import pytest

from core.testing import database_url
from reminders.sink import Sink
from reminders.tests.factories import AbsenceFactory, ReminderFactory


@pytest.fixture
def any_hour(settings):
    """Mails leave whatever the hour at which the tests run."""
    settings.REMINDER_ANY_HOUR = True


@pytest.fixture
def sink(settings):
    """A mail server to which everything is sent."""
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def boss(db):
    from people.tests.factories import PersonFactory

    return PersonFactory(name="Bea Boss", rank=30)


@pytest.fixture
def due(db, boss):
    """Makes reminders that are due now and whose cause stands: to `boss` (or another), about absences of their people."""
    from datetime import timedelta

    from django.utils import timezone

    from people.tests.factories import PersonFactory

    def make(count=1, *, recipient=boss, **fields):
        soon = timezone.localdate() + timedelta(days=2)
        return [
            ReminderFactory(about=AbsenceFactory(person=PersonFactory(reports_to=recipient), starts_on=soon), recipient=recipient, **fields)
            for _ in range(count)
        ]

    return make


@pytest.fixture
def worker():
    """Starts another process on the same database, with the environment given."""

    def start(module, *arguments, **environment):
        variables = os.environ | {"DATABASE_URL": database_url(), "REMINDER_ANY_HOUR": "1", **environment}
        return subprocess.Popen([sys.executable, "-m", module, *arguments], env=variables)

    return start
