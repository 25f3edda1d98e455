"""Smallest valid rows of concerns."""

from datetime import UTC, datetime, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from care import models
from care.states import IN_HAND, WAITING, ConcernState
from clients.tests.factories import AccountFactory, ContactFactory
from core.links import hash_of
from core.workhours import office

RAISED_AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)  # a Monday morning


class ConcernFactory(DjangoModelFactory):
    """A problem of normal severity, raised on a Monday morning: four hours to answer, thirty-four to an outcome."""

    class Meta:
        model = models.Concern

    account = factory.SubFactory(AccountFactory)
    title = "The posters came late"
    raised_at = RAISED_AT
    asked_at = factory.SelfAttribute("raised_at")
    answer_hours = 4
    resolve_hours = 34
    answer_by = factory.LazyAttribute(lambda concern: office().add(concern.raised_at, concern.answer_hours))
    resolve_by = factory.LazyAttribute(lambda concern: office().add(concern.raised_at, concern.resolve_hours))
    cause = factory.LazyAttribute(lambda concern: some_cause() if concern.state == ConcernState.CLOSED else None)
    state = ConcernState.OPEN
    outcome = factory.LazyAttribute(lambda concern: "Ten per cent off" if concern.state in WITH_OUTCOME else "")
    confirmed_by = factory.LazyAttribute(lambda concern: "Rita" if concern.state in WITH_OUTCOME[1:] else "")
    due_at = factory.LazyAttribute(lambda concern: due_of(concern))
    climbs_at = factory.SelfAttribute("due_at")


WITH_OUTCOME = (ConcernState.PROPOSED, ConcernState.CONFIRMED, ConcernState.CLOSED)


def due_of(concern):
    if concern.state in WAITING:
        return concern.answer_by
    return concern.resolve_by if concern.state in IN_HAND else None


def some_cause():
    return models.ConcernCause.objects.get_or_create(name="Late delivery")[0]


class ConcernLinkFactory(DjangoModelFactory):
    class Meta:
        model = models.ConcernLink

    account = factory.SubFactory(AccountFactory)
    contact = factory.LazyAttribute(lambda link: ContactFactory(client=link.account.client))
    secret_hash = factory.Sequence(lambda n: hash_of(f"concern secret {n}"))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
