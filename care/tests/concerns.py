"""What the tests of concerns share: a Monday morning, a contact with a link, people by their first names."""

from datetime import UTC, datetime

import pytest

from care.actions.concern_links import CONCERN_LINKS
from clients.tests.factories import ContactFactory

NINE = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)  # a Monday, as the office opens


@pytest.fixture
def rita(account):
    return ContactFactory(client=account.client, name="Rita Rates", email="rita@client.example")


@pytest.fixture
def link(account, rita, eli):
    return CONCERN_LINKS.make(account, rita, by=eli, now=NINE)
