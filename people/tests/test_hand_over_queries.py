"""The page of a hand-over asks a fixed number of questions, whatever the person holds (P8)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from care.tests.factories import ActionItemFactory, CheckInFactory
from clients.tests.factories import AccountFactory, ClientFactory, ContractFactory, RenewalFactory, SeatFactory
from people.handover import bundles_of, counted_bundles_of
from people.tests.factories import AbsenceFactory, PersonFactory
from reminders.engine import sweep
from reminders.models import Reminder

MOST_QUERIES = 12


@pytest.mark.parametrize("name", ["sam", "dana", "hana"])
def test_p8_a_hand_over_of_everything_asks_at_most_twelve_queries(name, request, client, account, eli, sam):
    by, today = request.getfixturevalue(name), eli.today
    for number in range(3):
        one = AccountFactory(name=f"Brand {number}")
        SeatFactory(account=one, person=eli, is_lead=True, starts_on=today - timedelta(days=400))
        ActionItemFactory(account=one, owner=eli, due_on=today - timedelta(days=number))
        CheckInFactory(account=one, owner=eli, planned_on=today - timedelta(days=number))
        RenewalFactory(
            contract=ContractFactory(account=one, starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=30 + number))
        )
        ClientFactory(owner=eli)
        PersonFactory(name=f"Report {number}", reports_to=eli)
    AbsenceFactory(person=sam, cover=eli)
    AbsenceFactory(person=eli, cover=None, starts_on=today + timedelta(days=3), ends_on=today + timedelta(days=9))
    sweep(today, now=timezone.now())
    assert {"check_in_due", "renewal"} <= set(Reminder.objects.open().filter(recipient=eli).values_list("rule", flat=True))
    client.force_login(by)
    url = reverse("person_hand_over", args=[eli.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url)
    assert [bundle.place.name for bundle in page.context["bundles"]] == ["", "Brand 0", "Brand 1", "Brand 2", account.name]
    assert [(bundle.place, bundle.words) for bundle in counted_bundles_of(eli, today=today)] == [
        (bundle.place, bundle.words) for bundle in bundles_of(eli, today=today)
    ]
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:200] for query in asked)
