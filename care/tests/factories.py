"""Smallest valid rows of `care`."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from care import models
from care.report_clock import due_and_late
from care.states import CheckInState
from care.states.knowledge import TagKind
from clients.industries import key_of
from clients.tests.factories import AccountFactory, ClientFactory
from people.tests.factories import PersonFactory


class CheckInFactory(DjangoModelFactory):
    """A call planned for 16 March 2026, a Monday."""

    class Meta:
        model = models.CheckIn
        skip_postgeneration_save = True

    account = factory.SubFactory(AccountFactory)
    planned_on = date(2026, 3, 16)


class HeldCheckInFactory(CheckInFactory):
    """`report_is_owed`: with the hours by which its contact report is due."""

    state = CheckInState.HELD
    held_on = factory.SelfAttribute("planned_on")

    class Params:
        report_is_owed = factory.Trait(
            report_due_at=factory.LazyAttribute(lambda row: due_and_late(row.held_on, None)[0]),
            report_late_at=factory.LazyAttribute(lambda row: due_and_late(row.held_on, None)[1]),
        )


class ContactReportFactory(DjangoModelFactory):
    """A draft."""

    class Meta:
        model = models.ContactReport

    check_in = factory.SubFactory(HeldCheckInFactory)
    account = factory.SelfAttribute("check_in.account")
    author = factory.SubFactory(PersonFactory)
    number = factory.Sequence(lambda n: f"KAURA-CR-26-{n:03d}")


class ReportLineFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportLine

    report = factory.SubFactory(ContactReportFactory)
    text = "The spring launch stays on the 3rd."


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = models.ActionItem

    account = factory.SubFactory(AccountFactory)
    owner = factory.SubFactory(PersonFactory)
    what = "Send the media plan"
    due_on = date(2026, 3, 20)


class SentimentEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.SentimentEntry

    account = factory.SubFactory(AccountFactory)
    person = factory.SubFactory(PersonFactory)
    rating = 4
    words = "They laughed at the last presentation."
    said_on = date(2026, 3, 16)


class HealthSnapshotFactory(DjangoModelFactory):
    class Meta:
        model = models.HealthSnapshot

    account = factory.SubFactory(AccountFactory)
    on = date(2026, 3, 16)


class HealthPolicyFactory(DjangoModelFactory):
    class Meta:
        model = models.HealthPolicy

    tier = "standard"
    number = 1
    note = "Trial"
    made_by = factory.SubFactory(PersonFactory)


class HealthAlertFactory(DjangoModelFactory):
    class Meta:
        model = models.HealthAlert

    account = factory.SubFactory(AccountFactory)
    kind = "drop"
    raised_on = date(2026, 3, 16)
    was = 74
    now = 60


class RecoveryPlanFactory(DjangoModelFactory):
    class Meta:
        model = models.RecoveryPlan

    account = factory.SubFactory(AccountFactory)
    goal = "Their chief speaks with us again"
    owner = factory.SubFactory(PersonFactory)
    review_on = date(2026, 6, 1)
    made_on = date(2026, 3, 16)


class RecoveryStepFactory(DjangoModelFactory):
    class Meta:
        model = models.RecoveryStep

    plan = factory.SubFactory(RecoveryPlanFactory)
    owner = factory.SelfAttribute("plan.owner")
    what = "Call their chief"
    due_on = date(2026, 3, 20)


class KnowledgePageFactory(DjangoModelFactory):
    """About no client: for everybody. `clients=[…]` says whom it is about."""

    class Meta:
        model = models.KnowledgePage
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Page {n}")
    body = "How we do it."
    author = factory.SubFactory(PersonFactory)
    keeper = factory.SelfAttribute("author")
    reviewed_on = date(2026, 1, 10)
    review_due_on = date(2027, 1, 10)

    @factory.post_generation
    def clients(self, create, clients, **kwargs):
        if create and clients:
            self.clients.set(clients)

    @factory.post_generation
    def first_edition(self, create, wanted, **kwargs):
        if create:
            models.PageEdition.objects.create(page=self, number=1, title=self.title, body=self.body, saved_by=self.author)


class CompetitorNoteFactory(DjangoModelFactory):
    class Meta:
        model = models.CompetitorNote

    client = factory.SubFactory(ClientFactory)
    about = "Rival Oats"
    text = "They cut their price by a tenth."
    noted_by = factory.SubFactory(PersonFactory)


class TagFactory(DjangoModelFactory):
    class Meta:
        model = models.Tag

    kind = TagKind.INDUSTRY
    word = "Food"
    key = factory.LazyAttribute(lambda tag: key_of(tag.word))


class ReportedFigureFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportedFigure

    client = factory.SubFactory(ClientFactory)
    which = "nps"
    value = "-18.51"
    number = -18.51
    as_of = date(2026, 3, 2)
    source = "salesforce"
    entered_by = factory.SubFactory(PersonFactory)
