"""Smallest valid reminders, about an absence: the one kind of subject that lies below the engine."""

from datetime import date, timedelta

import factory
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from factory.django import DjangoModelFactory

from people.models import Absence
from people.tests.factories import PersonFactory
from reminders import models

TODAY = date(2026, 3, 10)  # a Tuesday


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    person = factory.SubFactory(PersonFactory)
    starts_on = TODAY + timedelta(days=10)
    ends_on = factory.LazyAttribute(lambda absence: absence.starts_on + timedelta(days=4))


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = models.Reminder
        exclude = ["about"]

    about = factory.SubFactory(AbsenceFactory)
    rule = "absence_without_cover"
    subject_type = factory.LazyAttribute(lambda reminder: ContentType.objects.get_for_model(reminder.about))
    subject_id = factory.LazyAttribute(lambda reminder: reminder.about.pk)
    anchor_on = factory.LazyAttribute(lambda reminder: reminder.about.starts_on)
    step = 14
    rung = 1
    recipient = factory.SubFactory(PersonFactory)
    due_on = TODAY
    next_attempt_at = factory.LazyFunction(timezone.now)
    created_at = factory.LazyFunction(timezone.now)
