"""C5: how long the next term is and what it costs."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.terms import Uplift, change_in_percent, next_term, uplift_of, uplifted, whole_months
from core.money import Money

days = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(starts_on=days, length=st.integers(0, 2000), months=st.none() | st.integers(1, 60))
def test_c5_the_next_term_begins_on_the_day_after_and_leaves_no_gap(starts_on, length, months):
    ends_on = starts_on + timedelta(days=length)
    begins, ends = next_term(starts_on, ends_on, months=months)
    assert begins == ends_on + timedelta(days=1)
    assert ends >= begins


@given(starts_on=days, length=st.integers(0, 2000))
def test_c5_a_term_of_days_is_followed_by_one_of_as_many_days(starts_on, length):
    ends_on = starts_on + timedelta(days=length)
    begins, ends = next_term(starts_on, ends_on)
    if whole_months(starts_on, ends_on) is None:
        assert (ends - begins).days == length


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "months", "expected"),
    [
        (date(2025, 6, 1), date(2026, 5, 31), None, (date(2026, 6, 1), date(2027, 5, 31))),
        (date(2025, 6, 1), date(2026, 5, 31), 6, (date(2026, 6, 1), date(2026, 11, 30))),
        (date(2023, 3, 1), date(2024, 2, 29), None, (date(2024, 3, 1), date(2025, 2, 28))),  # into a year without a leap day
        (date(2024, 2, 29), date(2025, 2, 28), None, (date(2025, 3, 1), date(2026, 2, 28))),  # a year from a leap day
        (date(2026, 1, 31), date(2026, 2, 27), None, (date(2026, 2, 28), date(2026, 3, 27))),
        (date(2026, 1, 10), date(2026, 1, 19), None, (date(2026, 1, 20), date(2026, 1, 29))),  # ten days
    ],
)
def test_c5_next_terms_worked_out_by_hand(starts_on, ends_on, months, expected):
    assert next_term(starts_on, ends_on, months=months) == expected


@pytest.mark.parametrize(
    ("kind", "percent", "index", "expected"),
    [
        ("none", None, None, Uplift(Decimal(0))),
        ("fixed", Decimal("3.00"), None, Uplift(Decimal("3.00"))),
        ("index", Decimal("4.00"), Decimal("2.6"), Uplift(Decimal("2.6"))),
        ("index", Decimal("4.00"), Decimal("6.1"), Uplift(Decimal("4.00"), is_capped=True)),
        ("index", Decimal("4.00"), Decimal("-1.2"), Uplift(Decimal(0))),
        ("index", Decimal("4.00"), None, None),
    ],
)
def test_c5_the_uplift_follows_its_clause(kind, percent, index, expected):
    assert uplift_of(kind, percent, index_percent=index) == expected


@given(minor=st.integers(0, 10**13), percent=st.decimals(0, 100, places=2))
def test_c5_the_fee_is_rounded_once_half_to_even_to_the_minor_unit(minor, percent):
    raised = uplifted(Money(minor, "EUR"), Uplift(percent))
    exact = Decimal(minor) * (1 + percent / 100)
    assert raised.minor == int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))
    assert raised.currency == "EUR"


def test_c5_currencies_without_cents_are_raised_in_whole_units():
    assert uplifted(Money.of(1_000_001, "VND"), Uplift(Decimal("2.5"))) == Money(1_025_001, "VND")


def test_c5_a_change_from_nothing_has_no_percentage():
    assert change_in_percent(Money(0, "EUR"), Money(100, "EUR")) is None
    assert change_in_percent(Money(312_000, "EUR"), Money(321_360, "EUR")) == Decimal("3.0")
