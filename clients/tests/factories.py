"""Smallest valid rows of `clients`. Nothing is made that was not asked for, except what a row cannot be without."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clients import models
from clients.states import AcknowledgingRole, DecisionRole, SeatRole
from people.tests.factories import PersonFactory

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def account_code(n: int) -> str:
    """AAA, AAB, … : a code for each number below 17,576."""
    return LETTERS[n // 676 % 26] + LETTERS[n // 26 % 26] + LETTERS[n % 26]


class ClientFactory(DjangoModelFactory):
    class Meta:
        model = models.Client

    name = factory.Sequence(lambda n: f"Client {n}")


class CompetitorFactory(DjangoModelFactory):
    class Meta:
        model = models.Competitor

    client = factory.SubFactory(ClientFactory)
    name = factory.Sequence(lambda n: f"Competitor {n}")


class MarketNoteFactory(DjangoModelFactory):
    class Meta:
        model = models.MarketNote

    client = factory.SubFactory(ClientFactory)
    text = "They open a second factory."
    noted_by = factory.SubFactory(PersonFactory)


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = models.Account

    client = factory.SubFactory(ClientFactory, state="active")
    name = factory.Sequence(lambda n: f"Account {n}")
    code = factory.Sequence(account_code)
    opened_on = date(2020, 1, 1)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = models.Seat

    account = factory.SubFactory(AccountFactory)
    person = factory.SubFactory(PersonFactory)
    role = SeatRole.EXECUTIVE
    starts_on = date(2020, 1, 1)


class LeadFactory(SeatFactory):
    is_lead = True


class PreferenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Preference

    account = factory.SubFactory(AccountFactory)
    text = "Never show the carton next to dairy milk"
    heard_on = date(2026, 1, 15)
    noted_by = factory.SubFactory(PersonFactory)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = models.Contact

    client = factory.SubFactory(ClientFactory)
    name = factory.Sequence(lambda n: f"Contact {n}")


class SponsorFactory(ContactFactory):
    decision_role = DecisionRole.SPONSOR


class ContractFactory(DjangoModelFactory):
    """A retainer of EUR 1,000 a month for the year 2026, without notice."""

    class Meta:
        model = models.Contract

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Retainer {n}")
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)
    fee_minor = 100_000


class EvergreenFactory(ContractFactory):
    ends_on = None


class AmendmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Amendment

    contract = factory.SubFactory(ContractFactory)
    number = factory.LazyAttribute(lambda amendment: amendment.contract.amendments.count() + 1)
    effective_on = date(2026, 7, 1)
    reason = "More markets"
    changes = factory.LazyFunction(lambda: {"fee_minor": ["1000.00", "1200.00"]})
    made_by = factory.SubFactory(PersonFactory)
    made_at = factory.LazyFunction(timezone.now)


class AcknowledgementFactory(DjangoModelFactory):
    class Meta:
        model = models.Acknowledgement

    amendment = factory.SubFactory(AmendmentFactory)
    role = AcknowledgingRole.LEAD


class RenewalFactory(DjangoModelFactory):
    class Meta:
        model = models.Renewal

    contract = factory.SubFactory(ContractFactory)
    opened_on = date(2026, 9, 1)


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = models.Service

    name = factory.Sequence(lambda n: f"Service {n}")


class BoughtServiceFactory(DjangoModelFactory):
    class Meta:
        model = models.BoughtService

    account = factory.SubFactory(AccountFactory)
    service = factory.SubFactory(ServiceFactory)
    bought_on = date(2026, 1, 1)


class SalesHandoverFactory(DjangoModelFactory):
    class Meta:
        model = models.SalesHandover

    account = factory.SubFactory(AccountFactory)
    sold_by = factory.SubFactory(PersonFactory, department="sales", rank=None)
    promised = "Two campaigns a year"
    needs = "To be known outside the capital"
    handed_on = date(2026, 1, 1)
