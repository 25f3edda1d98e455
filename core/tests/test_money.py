"""Money is exact on both databases: integer minor units, converted by dated rates."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import ExchangeRate
from core.money import CURRENCIES, Money, in_house_currency

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(("amount", "currency", "minor"), [("12.34", "EUR", 1234), ("186500000", "VND", 186_500_000), ("1.5", "KWD", 1500)])
def test_f5_an_amount_becomes_minor_units_of_its_currency(amount, currency, minor):
    assert Money.of(amount, currency) == Money(minor, currency)


@given(st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES))
def test_f5_minor_units_survive_the_way_through_an_amount(minor, currency):
    assert Money.of(Money(minor, currency).amount, currency).minor == minor


def test_f5_two_currencies_are_not_added_without_a_rate():
    with pytest.raises(ValueError, match="EUR and GBP"):
        Money(1, "EUR") + Money(1, "GBP")


def test_f5_a_product_is_rounded_half_to_even():
    assert [Money(minor, "EUR").times("0.5").minor for minor in (1, 3, 5)] == [0, 2, 2]


@pytest.mark.django_db
def test_s2_a_sum_uses_the_newest_rate_of_its_day_and_names_the_oldest():
    ExchangeRate.objects.create(currency="GBP", on=date(2026, 3, 1), house_per_unit=Decimal("1.10"))
    ExchangeRate.objects.create(currency="GBP", on=date(2026, 3, 9), house_per_unit=Decimal("1.20"))
    ExchangeRate.objects.create(currency="GBP", on=date(2026, 3, 11), house_per_unit=Decimal("9.99"))
    ExchangeRate.objects.create(currency="SEK", on=date(2026, 3, 2), house_per_unit=Decimal("0.09"))
    result = in_house_currency([("EUR", 10_000), ("GBP", 10_000), ("SEK", 100_000)], on=TODAY)
    assert result.total == Money(10_000 + 12_000 + 9_000, "EUR")
    assert result.rates_of == date(2026, 3, 2)
    assert result.without_rate == ()


@pytest.mark.django_db
def test_s2_an_amount_without_a_rate_is_named_and_not_dropped():
    result = in_house_currency([("EUR", 500), ("VND", 7)], on=TODAY)
    assert (result.total, result.without_rate) == (Money(500, "EUR"), (Money(7, "VND"),))
