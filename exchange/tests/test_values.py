"""Texts to values by the evidence of the column (S4, S5)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.values import NotUnderstood
from exchange.values.countries import read_country
from exchange.values.dates import DateEvidence, DateOrder, read_date
from exchange.values.numbers import NumberEvidence, currency_in, read_count, read_number
from exchange.values.words import domain_of, read_bool, read_email, read_notice, read_parties, read_renewal, read_website

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-07-08 14:56:28", date(2024, 7, 8)),
        ("2008-9-1 ", date(2008, 9, 1)),
        ("20080901", date(2008, 9, 1)),
        ("2025-04-23T23:59:59+01:00", date(2025, 4, 23)),
        ("2010-10-14T12:00:00.000Z-0300", date(2010, 10, 14)),
        ("Oct 7, 2025 6:55 PM", date(2025, 10, 7)),
        ("24 October 2011", date(2011, 10, 24)),
        ("8th day of May 2014", date(2014, 5, 8)),
        ("7-Oct-25", date(2025, 10, 7)),
        ("31.12.2024 10:00", date(2024, 12, 31)),
        ("1.2.2024", date(2024, 2, 1)),
        ("02/23/26 08:55 PM", date(2026, 2, 23)),
        ("43831", date(2020, 1, 1)),
        ("", None),
        ("n/a", None),
    ],
)
def test_s5_days_as_systems_write_them(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["[]/[]/2020", "11/[]/2014", "2008-25-1", "31/02/2024", "soon", "perpetual"])
def test_s5_what_is_no_day_is_refused(text):
    with pytest.raises(NotUnderstood):
        read_date(text)


def test_s5_an_undecidable_day_is_a_question_and_never_a_guess():
    with pytest.raises(NotUnderstood):
        read_date("02/03/24")
    assert read_date("02/03/24", DateOrder.DAY_FIRST) == date(2024, 3, 2)
    assert read_date("02/03/24", DateOrder.MONTH_FIRST) == date(2024, 2, 3)


@given(days=st.lists(DAYS, min_size=1, max_size=20), order=st.sampled_from(list(DateOrder)))
def test_s5_the_order_found_is_the_order_written(days, order):
    pattern = "{0.day}/{0.month}/{0.year}" if order == DateOrder.DAY_FIRST else "{0.month}/{0.day}/{0.year}"
    evidence = DateEvidence()
    for day in days:
        evidence.feed(pattern.format(day))
    if evidence.order is None:
        assert all(day.day <= 12 for day in days)
    else:
        assert evidence.order == order
        assert [read_date(pattern.format(day), evidence.order) for day in days] == days


@given(day=st.dates(date(1955, 1, 1), date(2118, 12, 31)))
def test_s5_a_serial_of_excel_is_its_day(day):
    assert read_date(str((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("$1,076,900.22", "1076900.22"),
        ("1.234,56", "1234.56"),
        ("€ 1 234,50", "1234.50"),
        ("1'234.5", "1234.5"),
        ("(123)", "-123"),
        ("12-", "-12"),
        ("500000.0", "500000.0"),
        ("4900,00", "4900.00"),
        ("$40B", "40000000000"),
        ("0.125", "0.125"),
    ],
)
def test_s5_amounts_as_systems_write_them(text, number):
    assert read_number(text) == Decimal(number)


def test_s5_a_thousand_or_one_and_a_bit_is_a_question():
    with pytest.raises(NotUnderstood):
        read_number("1,234")
    assert read_number("1,234", ".") == 1234
    assert read_number("1,234", ",") == Decimal("1.234")


@pytest.mark.parametrize("text", ["1.2.3", "twelve", "ENTERPRISE", "1,2,3.4.5"])
def test_s5_what_is_no_number_is_refused(text):
    with pytest.raises(NotUnderstood):
        read_number(text)


@given(amount=st.decimals(0, 10**9, places=2), comma=st.booleans())
def test_s5_the_decimal_mark_found_is_the_mark_written(amount, comma):
    text = f"{amount:,.2f}"
    text = text.translate(str.maketrans(",.", ".,")) if comma else text
    evidence = NumberEvidence()
    evidence.feed(text)
    assert read_number(text, evidence.decimal_mark) == amount


@pytest.mark.parametrize(
    ("text", "count"), [("1,001-5,000", 1001), ("10,000+", 10000), ("201 to 500", 201), ("MEGA_5000_PLUS", 5000), ("250", 250)]
)
def test_s5_counts_of_employees(text, count):
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("30 days", (30, "calendar_days")),
        ("thirty (30) days", (30, "calendar_days")),
        ("ten (10) business days prior written notice", (10, "working_days")),
        ("60) days", (60, "calendar_days")),
        ("12 months", (12, "months")),
        ("1 year", (12, "months")),
        ("6 weeks", (6, "weeks")),
        ("180 days / 6 months", (180, "calendar_days")),
        ("90", (90, "calendar_days")),
    ],
)
def test_c5_notice_in_words(text, notice):
    assert read_notice(text) == notice


def test_c5_two_periods_of_notice_are_refused():
    with pytest.raises(NotUnderstood):
        read_notice("60 days; 180 days")


@pytest.mark.parametrize(
    ("text", "months", "by_itself", "perpetual"),
    [
        ("successive 1 year", 12, True, False),
        ("succsive 1 year", 12, True, False),
        ("successive 6 months", 6, True, False),
        ("2 years", 24, False, False),
        ("0.5 year", 6, False, False),
        ("Perpetual", None, False, True),
        ("perpetual, 11/15/2014", None, False, True),
    ],
)
def test_c5_renewal_in_words(text, months, by_itself, perpetual):
    renewal = read_renewal(text)
    assert (renewal.months, renewal.by_itself, renewal.perpetual) == (months, by_itself, perpetual)


def test_s5_small_readers():
    assert read_bool("TRUE") is True
    assert read_bool("N") is False
    assert read_bool("") is None
    assert read_email("Ann <Ann@X.org>, b@x.org") == "ann@x.org"
    assert read_website("HTTP://APEXDIGITAL.COM") == "http://apexdigital.com"
    assert domain_of("https://www.acme-corp.com/about-us") == "acme-corp.com"
    assert {read_country(text) for text in ("UK", "U.K.", "uk", "GB", "United Kingdom")} == {"United Kingdom"}
    assert currency_in("AUD 12") == "AUD"
    assert read_parties('Acme Inc. ("Company"); Zed Pty (PC0012)\nYod') == ["Acme Inc.", "Zed Pty", "Yod"]
    with pytest.raises(NotUnderstood):
        read_website("javascript:alert(1)")
