"""Smallest valid rows of `care`."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from care import models
from care.states import CheckInState
from clients.tests.factories import AccountFactory
from people.tests.factories import PersonFactory


class CheckInFactory(DjangoModelFactory):
    """A call planned for 16 March 2026, a Monday."""

    class Meta:
        model = models.CheckIn
        skip_postgeneration_save = True

    account = factory.SubFactory(AccountFactory)
    planned_on = date(2026, 3, 16)


class HeldCheckInFactory(CheckInFactory):
    state = CheckInState.HELD
    held_on = factory.SelfAttribute("planned_on")


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = models.ActionItem

    account = factory.SubFactory(AccountFactory)
    owner = factory.SubFactory(PersonFactory)
    what = "Send the media plan"
    due_on = date(2026, 3, 20)
