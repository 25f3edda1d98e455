"""Every row of the work can be made at its smallest, and is shown by name."""

import inspect

import pytest
from factory.django import DjangoModelFactory

from briefs.tests import factories

ALL = [
    one
    for _name, one in inspect.getmembers(factories, inspect.isclass)
    if one.__module__ == factories.__name__ and issubclass(one, DjangoModelFactory)
]


@pytest.mark.django_db
@pytest.mark.parametrize("make", ALL, ids=lambda one: one.__name__)
def test_every_row_of_the_work_has_a_name_and_hangs_on_an_account(make, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = make()
    row.full_clean(exclude=["secret_hash"])
    assert str(row)
