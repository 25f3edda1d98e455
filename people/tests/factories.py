"""The smallest valid rows of people. A person made here logs in with `client.force_login`, or with `password=` if given."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from people.models import Absence, ApprovalRule, Person
from people.states import Department, DocumentKind, Rank


class PersonFactory(DjangoModelFactory):
    """An executive without a boss; `rank=None, department=…` for the other departments."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.com")
    rank = Rank.EXECUTIVE
    department = Department.ACCOUNTS
    joined_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=400))

    @classmethod
    def _create(cls, model_class, *args, password=None, **kwargs):
        person = model_class(*args, **kwargs)
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.save()
        return person


class AbsenceFactory(DjangoModelFactory):
    """A week that begins today, without cover."""

    class Meta:
        model = Absence

    person = factory.SubFactory(PersonFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda absence: absence.starts_on + timedelta(days=6))


class ApprovalRuleFactory(DjangoModelFactory):
    """Contracts of any amount and tier: a supervisor."""

    class Meta:
        model = ApprovalRule

    document_kind = DocumentKind.CONTRACT
    rank_required = Rank.SUPERVISOR
