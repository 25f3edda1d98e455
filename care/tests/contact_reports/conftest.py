"""A contact report with Minna of the client: begun, or issued, in March 2026; and her page of one by link."""

import uuid

import pytest
from django.urls import reverse

from care.tests.reports import MET_ON, NOW, a_report
from clients.tests.factories import ContactFactory


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def minna(account):
    return ContactFactory(client=account.client, name="Minna Maki", email="minna@client.example")


@pytest.fixture
def draft(account, eli, minna):
    return a_report(account, by=eli, contacts=[minna], held_on=MET_ON, now=NOW)


@pytest.fixture
def issued(account, eli, minna):
    return a_report(account, by=eli, contacts=[minna], held_on=MET_ON, state="issued", now=NOW)


@pytest.fixture
def phone(account, eli, minna, client):
    """Minna's page of a report with her words half typed."""
    report = a_report(account, by=eli, contacts=[minna], state="issued")
    report.home = reverse("report_home", args=[report.secrets[minna]])
    report.post = lambda **facts: client.post(f"{report.home}dispute/", {"text": "It is the 4th.", "form_key": uuid.uuid4(), **facts})
    return report
