"""Job numbers (DESIGN §4): counted for each account and year, never given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from briefs.actions.numbering import next_number
from clients.models import Account
from clients.tests.factories import AccountFactory

DAY = date(2026, 3, 10)


@pytest.mark.django_db
def test_w2_numbers_count_up_by_account_and_year():
    acme, beta = AccountFactory(code="ACME"), AccountFactory(code="BETA")
    given = [next_number(account, today=day) for account, day in ((acme, DAY), (acme, DAY), (beta, DAY), (acme, date(2027, 1, 4)))]
    assert given == ["ACME-26-0001", "ACME-26-0002", "BETA-26-0001", "ACME-27-0001"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_w2_forty_at_once_get_forty_numbers():
    acme = AccountFactory(code="ACME")

    def give(_):
        try:
            return next_number(Account.objects.get(pk=acme.pk), today=DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(give, range(40))) == [f"ACME-26-{n:04d}" for n in range(1, 41)]
