"""The tab of an account leads to its contact reports (R1)."""

import pytest
from django.urls import reverse

from care.tests.factories import HeldCheckInFactory

pytestmark = pytest.mark.django_db


def test_r1_the_tab_leads_to_all_reports_also_when_none_is_of_the_latest_check_ins(account, eli, minna, draft, client, monkeypatch):
    HeldCheckInFactory(account=account, owner=eli, held_on=eli.today, planned_on=eli.today)
    client.force_login(eli)
    url, tab = f"{reverse('contact_report_list')}?account={account.pk}", reverse("account_check_ins", args=[account.pk])
    assert url in client.get(tab).text
    monkeypatch.setattr("care.views.check_in_list.PAST_SHOWN", 1)
    page = client.get(tab).text
    assert (draft.number in page, url in page) == (False, True)
    assert draft.number in client.get(url).text
