"""Our own exports are read back without loss (S4): every list, as CSV and as XLSX, into an empty house and into this one."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from clients.models import Account, Client, Contact, Contract, Seat
from clients.tests.factories import AccountFactory, ClientFactory, ContactFactory, ContractFactory, SeatFactory
from exchange.tests.makers import counts, imported

pytestmark = pytest.mark.django_db

CLIENT = {
    "legal_name": "Acme Oy",
    "industry": "-5 % =SUM(A1)",
    "website": "https://acme.fi",
    "phone": "+358 40 123",
    "street": "=Street 1",
    "postcode": "00100",
    "city": "Äänekoski",
    "region": "@home",
    "country": "Finland",
    "employees": 1200,
    "about": "Oats\nand more",
    "end_goals": "Grow",
    "tier": "key",
    "state": "active",
}
CONTRACT = {
    "number": "C-1",
    "kind": "framework",
    "starts_on": date(2026, 2, 1),
    "ends_on": date(2027, 1, 31),
    "fee_minor": 1234567,
    "currency": "GBP",
    "fee_period": "quarter",
    "notice_count": 3,
    "notice_unit": "months",
    "notice_rule": "sent",
    "auto_renews": True,
    "renewal_months": 12,
    "rounds_per_job": 2,
    "hours_per_period": Decimal("12.50"),
    "uplift_kind": "index",
    "uplift_percent": Decimal("4.50"),
    "uplift_index": "CPI of the ONS",
    "notice_given_on": date(2026, 1, 20),
    "notice_given_by": "agency",
    "end_reason": "Conflict of interest",
    "end_cause": "ours",
    "signed_on": date(2026, 1, 15),
    "note": "Line\nline",
}
CONTACT = {
    "job_title": "CMO, EMEA",
    "email": "ann@acme.fi",
    "phone": "+1-588-734-6947x37438",
    "mobile": "040",
    "decision_role": "champion",
    "attitude": 2,
    "power": 3,
    "is_primary": True,
    "language": "fi",
    "consent": "given",
    "note": "-note",
}


@pytest.fixture
def a_client(eli):
    client = ClientFactory(name="=Acme", owner=eli, **CLIENT)
    account = AccountFactory(
        client=client, name="Kaura", code="KAURA", cadence_days=9, tier="growth", currency="GBP", about="All of it", is_walled=True
    )
    SeatFactory(account=account, person=eli, role="executive", is_lead=True)
    ContactFactory(client=client, name="Ann Ek", **CONTACT)
    ContractFactory(account=account, name="Care", **CONTRACT)
    return client


def exported(web, page: str, kind: str, tmp_path):
    answer = web.get(reverse(page), {"export": kind})
    path = tmp_path / f"{page}.{kind}"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def facts_of(row, names) -> dict:
    return {name: getattr(row, name) for name in names}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_s4_what_we_export_we_read_back_without_loss(kind, a_client, hana, eli, client, tmp_path):
    client.force_login(hana)
    pages = {"clients": "client_list", "accounts": "account_list", "contacts": "contact_list", "contracts": "contract_list"}
    files = {name: exported(client, page, kind, tmp_path) for name, page in pages.items()}

    for name, path in files.items():  # into the house that they came from: nothing changes
        batch = imported(path, by=hana)
        assert batch.object == name
        assert counts(batch) == (1, 0, 0, 1, 0), (name, list(batch.imported.values("kind", "before")), list(batch.rows.values("problems")))

    Contract.objects.all().delete()
    Account.objects.all().delete()
    Client.objects.all().delete()
    for name in ("clients", "accounts", "contacts", "contracts"):  # into an empty one: all of it comes
        batch = imported(files[name], by=hana)
        assert batch.refused == 0, list(batch.rows.values("problems"))
    again = Client.objects.get()
    assert (again.name, again.owner) == ("=Acme", eli)
    assert facts_of(again, CLIENT) == CLIENT
    account = Account.objects.get(name="Kaura")
    assert (account.code, account.cadence_days, account.tier, account.currency) == ("KAURA", 9, "growth", "GBP")
    assert account.is_walled
    assert Seat.objects.filter(account=account, is_lead=True, person=eli).exists()
    assert facts_of(Contact.objects.get(), CONTACT) == CONTACT
    contract = Contract.objects.get()
    assert (contract.account, contract.name) == (account, "Care")
    assert facts_of(contract, CONTRACT) == CONTRACT
