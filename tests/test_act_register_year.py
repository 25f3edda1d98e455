"""The main job on real input (C5, S1, S5): a register of 648 contracts, imported, given leads, and swept for a year.

What must come out is worked out here a second time, from the register's own two columns and in the plainest way: a calendar on
which one counts days with a finger. Nothing of the app's arithmetic is used for it.
"""

import csv
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from clients.jobs import daily
from clients.models import Account, Contract, Renewal, Seat
from core.models import ExchangeRate
from core.testing import shared_data
from reminders.engine import sweep
from reminders.models import Reminder

FIRST_DAY = date(2026, 1, 1)
DAYS = 366
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
EUR_PER_AUD = Decimal("0.60")
ONE_DAY = timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def rows_of_the_register():
    with shared_data("2-contracts", "act-government-2025", "act_contracts_2025_a.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def friday_before_a_weekend(day: date) -> date:
    """No notice is agreed in the register, so a contract may be ended until its last day; on a weekend nobody posts a letter."""
    while day.isoweekday() > 5:
        day -= ONE_DAY
    return day


def steps_by_hand(fee_in_aud: Decimal) -> list[int]:
    """How many days before the last safe notice day each reminder falls: earlier for what is worth more (ADR on renewals)."""
    fee = fee_in_aud * EUR_PER_AUD
    earliest = 120 if fee >= 100_000 else 90 if fee >= 25_000 else 60
    return [days for days in (120, 90, 60, 30, 14, 7, 1) if days <= earliest]


def reminders_by_hand(row) -> list[tuple]:
    """Walks the year day by day with one finger on the notice day: on which mornings does the lead hear of this contract?"""
    ends_on = date.fromisoformat(row["expiry_date"])
    notice_day = friday_before_a_weekend(ends_on)
    said, heard = [], set()
    for n in range(DAYS):
        day = FIRST_DAY + timedelta(days=n)
        days_left = (notice_day - day).days
        if days_left < 0 or day > ends_on:
            break
        begun = [step for step in steps_by_hand(Decimal(row["amount"])) if step >= days_left]
        if begun and min(begun) not in heard:
            heard.add(min(begun))
            said.append((row["title"].strip(), notice_day, min(begun), day))
    return said


def look_at_the_tables() -> None:
    """The server's statistics as of now. It keeps them itself, but within one transaction it does not."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture
def a_swept_year(hana, eli, cora):
    """Imported by the command, every account given a lead in turn, and the clock run on each of 366 mornings."""
    ExchangeRate.objects.create(currency="AUD", on=date(2025, 12, 1), house_per_unit=EUR_PER_AUD)
    path = shared_data("2-contracts", "act-government-2025", "act_contracts_2025_a.csv")
    call_command("import_file", str(path), by=hana.email, verbosity=0)
    accounts = Account.objects.order_by("pk")
    Seat.objects.bulk_create(
        Seat(account=account, person=(eli, cora)[n % 2], role="executive", is_lead=True, starts_on=FIRST_DAY)
        for n, account in enumerate(accounts)
    )
    for n in range(DAYS):
        day = FIRST_DAY + timedelta(days=n)
        if day.day == 1:
            look_at_the_tables()
        daily(day)
        sweep(day, now=datetime.combine(day, time(6), tzinfo=UTC), only={"renewal"})


def test_c5_s1_a_year_of_the_register_says_what_a_careful_person_computes_by_hand(a_swept_year):
    rows = rows_of_the_register()
    assert Contract.objects.count() == len(rows) == 648

    expected = Counter(reminder for row in rows for reminder in reminders_by_hand(row))
    assert sum(expected.values()) > 300  # the year has something to say
    names = dict(Contract.objects.values_list("pk", "name"))
    said = Reminder.objects.filter(rule="renewal", passed=None).values_list("subject_id", "anchor_on", "step", "due_on")
    assert Counter((names[pk], anchor, step, day) for pk, anchor, step, day in said) == expected

    ended = Counter(row["title"].strip() for row in rows if date.fromisoformat(row["expiry_date"]) < LAST_DAY)
    assert Counter(Contract.objects.filter(state="ended").values_list("name", flat=True)) == ended

    opened = Counter(
        row["title"].strip()
        for row in rows
        if friday_before_a_weekend(date.fromisoformat(row["expiry_date"])) <= LAST_DAY + timedelta(days=120)
    )
    assert Counter(Renewal.objects.values_list("contract__name", flat=True)) == opened
