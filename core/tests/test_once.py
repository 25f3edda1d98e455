"""A creating form sent twice makes one row (check 21)."""

import uuid

import pytest
from django.db import IntegrityError

from core.models import FormKey
from core.once import once

pytestmark = pytest.mark.django_db


class Made:
    def __init__(self, number):
        self.number = number

    def get_absolute_url(self):
        return f"/made/{self.number}/"


def test_s1_the_second_sending_gets_the_answer_of_the_first_and_makes_nothing(eli):
    made = []
    key = uuid.uuid4()

    def make():
        made.append(Made(len(made) + 1))
        return made[-1]

    assert [once(key, by=eli, make=make), once(key, by=eli, make=make)] == ["/made/1/", "/made/1/"]
    assert len(made) == 1


def test_s1_a_form_of_somebody_else_with_the_same_key_learns_nothing(eli, otto):
    key = uuid.uuid4()
    once(key, by=eli, make=lambda: Made(1))
    with pytest.raises(IntegrityError):
        once(key, by=otto, make=lambda: Made(2))


def test_s1_a_refusal_about_something_else_is_not_swallowed_and_frees_the_key(eli):
    key = uuid.uuid4()

    def refuse():
        raise IntegrityError("one_account_per_client_and_name")

    with pytest.raises(IntegrityError, match="one_account_per_client_and_name"):
        once(key, by=eli, make=refuse)
    assert not FormKey.objects.exists()
    assert once(key, by=eli, make=lambda: Made(1)) == "/made/1/"
