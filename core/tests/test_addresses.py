"""Addresses of rows: those that `reverse` gives, looked up once."""

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, reverse, set_script_prefix

from core.addresses import address_of


@pytest.mark.parametrize("pk", [0, 1, 62, 2**62 - 1])
def test_an_address_is_that_of_reverse(pk):
    assert address_of("account_detail", pk) == reverse("account_detail", args=[pk])


def test_an_address_follows_the_place_where_the_app_is_mounted():
    before = address_of("account_detail", 7)
    try:
        set_script_prefix("/agency/")
        assert address_of("account_detail", 7) == f"/agency{before}"
    finally:
        set_script_prefix("/")
    assert address_of("account_detail", 7) == before


@pytest.mark.parametrize(("name", "pk"), [("account_detail", None), ("not_built", 1)])
def test_what_has_no_address_says_so(name, pk):
    with pytest.raises(NoReverseMatch):
        address_of(name, pk)


def test_other_addresses_are_looked_up_anew():
    address_of("account_detail", 1)
    with override_settings(ROOT_URLCONF="core.tests.list_pages"), pytest.raises(NoReverseMatch):
        address_of("account_detail", 1)
