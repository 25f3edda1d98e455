"""Smallest valid rows of `exchange`."""

from datetime import date

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from exchange import models
from people.tests.factories import PersonFactory


class ImportBatchFactory(DjangoModelFactory):
    """A list of one company, given in and not checked yet."""

    class Meta:
        model = models.ImportBatch

    file = factory.LazyFunction(lambda: ContentFile(b"Company,Website\nAcme,acme.com\n", "list.csv"))
    file_name = factory.Sequence(lambda n: f"list-{n}.csv")
    sha256 = "0" * 64
    source = "generic"
    object = "clients"
    headers = ["Company", "Website"]
    mapping = factory.LazyFunction(lambda: {"source": "generic", "object": "clients", "columns": {"name": "Company", "website": "Website"}})
    by = factory.SubFactory(PersonFactory, rank=30)
    today = date(2026, 3, 2)


class OwnerToReviewFactory(DjangoModelFactory):
    class Meta:
        model = models.OwnerToReview

    batch = factory.SubFactory(ImportBatchFactory)
    text = factory.Sequence(lambda n: f"Somebody {n}")
    rows = 1
