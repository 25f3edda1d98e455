"""Smallest valid rows of `reports`."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clients.tests.factories import AccountFactory
from people.tests.factories import PersonFactory
from reports import models


class ReportFactory(DjangoModelFactory):
    """A draft of the status report of an account."""

    class Meta:
        model = models.Report

    kind = "status"
    account = factory.SubFactory(AccountFactory)
    week_on = date(2026, 3, 2)


class IssuedFactory(ReportFactory):
    state = "issued"
    issued_at = factory.LazyFunction(timezone.now)


class LineReportFactory(IssuedFactory):
    kind = "portfolio"
    account = None
    person = factory.SubFactory(PersonFactory, rank=30)


class WordFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportWord

    report = factory.SubFactory(ReportFactory)
    key = "summary"
    text = "A quiet week."
    written_by = factory.SubFactory(PersonFactory)


class ScheduleFactory(DjangoModelFactory):
    """Of an account, on Fridays at three; to nobody yet."""

    class Meta:
        model = models.ReportSchedule

    kind = "status"
    account = factory.SubFactory(AccountFactory)
    starts_on = date(2026, 1, 1)
    made_by = factory.SubFactory(PersonFactory)
