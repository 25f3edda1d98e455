"""A check-in of which nothing is told yet says how it came to be, and nothing that is not so (R1)."""

import pytest

from care.tests.factories import CheckInFactory

CLOCK = "The clock planned it by the cadence"


@pytest.mark.parametrize("is_from_cadence", [True, False])
def test_r1_only_what_the_clock_planned_says_that_it_did(is_from_cadence, client, account, eli):
    check_in = CheckInFactory(account=account, is_from_cadence=is_from_cadence)
    client.force_login(eli)
    page = client.get(check_in.get_absolute_url()).text
    assert (CLOCK in page, "It was entered, not planned by the clock" in page) == (is_from_cadence, not is_from_cadence)
