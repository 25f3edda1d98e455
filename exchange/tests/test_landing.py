"""What lands, what is left, and that nothing is doubled (S5)."""

from datetime import date, timedelta

import pytest

from clients.actions.contract import change_contract
from clients.models import Account, Client, Contact, Contract, Seat
from clients.states import ClientState
from clients.tests.factories import AccountFactory, ClientFactory, ContractFactory, SeatFactory
from core.models import Event
from core.testing import shared_data
from exchange.models import ImportRow, OwnerToReview, SourceId
from exchange.tests.makers import TODAY, counts, csv_file, imported
from people.models import Person

pytestmark = pytest.mark.django_db

FILES = [
    # file, kind, rows, made in an empty house
    ("1-crm/adland-agencies-clients/omnicom-group-agencies-import.csv", "clients", 393, 393),
    ("1-crm/adland-agencies-clients/publicis-groupe-agencies-import.csv", "clients", 302, 302),
    ("1-crm/adland-agencies-clients/independent-agencies-advertisers-import.csv", "clients", 380, 380),
    ("1-crm/adland-agencies-clients/cossette-toronto-advertisers-import.csv", "clients", 13, 13),
    ("1-crm/adland-agencies-clients/bulk-import-example.csv", "contacts", 20, 20),
    ("1-crm/maven-crm-sales/accounts.csv", "clients", 85, 85),
    ("1-crm/salesforce-dev-org/Account.csv", "clients", 18, 18),
    ("1-crm/salesforce-dev-org/Lead.csv", "contacts", 22, 22),
    ("1-crm/salesforce-dataloader/accountData.csv", "clients", 423, 423),
    ("1-crm/salesforce-dataloader/upsertAccountCsvTemplate.csv", "clients", 100, 100),
    ("1-crm/salesforce-health-scores/Account_health.csv", "clients", 500, 500),
    ("1-crm/hubspot-faker/hubspot_companies.csv", "clients", 200, 200),
    ("1-crm/orocrm-fixtures/demo_accounts.csv", "contacts", 76, 76),
    ("1-crm/agency-onboarding-kit/accounts_messy.csv", "clients", 20, 18),
    ("2-contracts/act-government-2025/act_contracts_2025_a.csv", "contracts", 648, 648),
    ("2-contracts/us-fpds-options/contracts_fpds_a.csv", "contracts", 243, 242),
    ("2-contracts/uk-contracts-finder-ocds/england_releases_a.json", "contracts", 154, 127),
]


@pytest.mark.parametrize(("name", "kind", "rows", "made"), FILES, ids=[file[0].rsplit("/", 1)[1] for file in FILES])
def test_s5_other_systems_files_land_once_however_often_they_are_imported(name, kind, rows, made, hana):
    first = imported(shared_data(*name.split("/")), by=hana)
    assert first.object == kind
    assert (first.rows_read, first.created) == (rows, made)
    assert first.created + first.updated + first.unchanged + first.refused == rows
    assert ImportRow.objects.filter(batch=first).count() == rows

    second = imported(shared_data(*name.split("/")), by=hana)
    assert counts(second) == (rows, 0, 0, rows - first.refused, first.refused)


def test_s5_contacts_find_their_companies_by_id_and_by_domain(hana):
    imported(shared_data("1-crm", "salesforce-dev-org", "Account.csv"), by=hana)
    contacts = imported(shared_data("1-crm", "salesforce-dev-org", "Contact.csv"), by=hana)
    assert counts(contacts) == (25, 25, 0, 0, 0)
    assert Contact.objects.get(name="Rose Gonzalez").client.name == "Edge Communications"

    imported(shared_data("1-crm", "hubspot-faker", "hubspot_companies.csv"), by=hana)
    clients = Client.objects.count()
    contacts = imported(shared_data("1-crm", "hubspot-faker", "hubspot_contacts.csv"), by=hana)
    assert counts(contacts) == (950, 679, 0, 0, 271)
    assert Client.objects.count() == clients
    assert {row.problems[0]["why"] for row in contacts.rows.filter(outcome="refused")} == {"It names no company."}


def test_c5_terms_in_words_become_terms_in_figures(hana):
    imported(shared_data("2-contracts", "cuad-commercial-contracts", "cuad_master_clauses_a.csv"), by=hana)
    contract = Contract.objects.get(account__client__name="Birch First Global Investments Inc.")
    assert (contract.starts_on, contract.ends_on) == (date(2014, 5, 8), date(2014, 12, 31))
    assert (contract.auto_renews, contract.renewal_months) == (True, 12)
    assert (contract.notice_count, contract.notice_unit) == (30, "calendar_days")
    assert contract.last_safe_notice_on < contract.ends_on
    perpetual = Contract.objects.filter(ends_on=None)
    assert perpetual.exists()
    refused = ImportRow.objects.filter(outcome="refused")
    assert all(row.problems[0]["why"] for row in refused)
    assert any("blacked out" in row.problems[0]["why"] for row in refused)


def test_c5_the_register_is_with_its_suppliers(hana):
    imported(shared_data("2-contracts", "act-government-2025", "act_contracts_2025_a.csv"), by=hana)
    contract = Contract.objects.get(number="19009")
    assert contract.account.client.name == "Office of Sport"
    assert contract.account.name == "Education Directorate"
    assert (contract.fee.amount, contract.currency, contract.fee_period) == (58665, "AUD", "once")
    assert contract.state == "active"
    panel = Contract.objects.filter(note__contains="With: ").first()
    assert "\n" not in panel.account.client.name


def test_c5_the_register_can_be_with_its_buyers(hana, tmp_path):
    path = csv_file(tmp_path, "contract_number,suppliers,directorate,execution_date,expiry_date\n1,Acme,Health,2025-01-01,2026-12-31\n")
    imported(path, by=hana, mapping={"answers": {"counterparty": "buyer"}})
    assert Contract.objects.get().account.client.name == "Health"


@pytest.mark.parametrize(
    ("answers", "state", "accounts"),
    [({}, ClientState.ACTIVE, 1), ({"new_clients": "prospect"}, ClientState.PROSPECT, 0)],
)
def test_c7_new_clients_are_what_was_answered(hana, tmp_path, answers, state, accounts):
    imported(csv_file(tmp_path, "Company,Website\nAcme,acme.com\n"), by=hana, mapping={"object": "clients", "answers": answers})
    assert Client.objects.get().state == state
    assert Account.objects.count() == accounts


def test_s5_owners_lead_their_accounts_and_unknown_ones_wait_for_a_person(hana, eli, tmp_path):
    path = csv_file(
        tmp_path, f"Company,Website,Account manager\nAcme,acme.com,{eli.email}\nBeta,beta.com,Eli Executive\nGamma,gamma.com,Nobody Known\n"
    )
    batch = imported(path, by=hana)
    assert set(Seat.objects.filter(is_lead=True, person=eli).values_list("account__name", flat=True)) == {"Acme", "Beta"}
    assert list(OwnerToReview.objects.values_list("text", "rows")) == [("Nobody Known", 1)]
    assert batch.created == 3


def test_s5_whoever_imports_sees_what_they_imported(sam, tmp_path):
    imported(csv_file(tmp_path, "Company,Website\nAcme,acme.com\n"), by=sam)
    assert list(Account.objects.visible_to(sam)) == [Account.objects.get()]
    assert list(Client.objects.visible_to(sam)) == [Client.objects.get()]


def test_s5_an_import_neither_finds_nor_touches_what_its_person_may_not_see(sam, otto, tmp_path):
    hidden = ClientFactory(name="Acme", owner=otto, state="active", industry="Oats")
    imported(csv_file(tmp_path, "Company,Website,Industry\nAcme,acme.com,Steel\n"), by=sam)
    hidden.refresh_from_db()
    assert hidden.industry == "Oats"
    assert Client.objects.filter(name="Acme").count() == 2


def test_s5_an_empty_cell_empties_nothing_of_ours(hana, tmp_path):
    client = ClientFactory(name="Acme", industry="Oats", website="https://acme.com", city="Oulu")
    imported(csv_file(tmp_path, "Company,Website,Industry,City\nAcme,acme.com,,Turku\n"), by=hana)
    client.refresh_from_db()
    assert (client.industry, client.city) == ("Oats", "Turku")
    event = Event.objects.filter(verb="client.changed").get()
    assert event.words["changes"] == {"city": ["Oulu", "Turku"]}


def test_s5_the_first_row_of_a_file_wins_over_its_doubles(hana, tmp_path):
    path = csv_file(tmp_path, "Company,Website,Industry,Phone\nACME CORP,acme.com,Steel,\nacme corp,www.acme.com,Oats,123\n")
    batch = imported(path, by=hana)
    client = Client.objects.get()
    assert (client.name, client.industry, client.phone) == ("ACME CORP", "Steel", "123")
    assert counts(batch)[1:] == (1, 1, 0, 0)


def test_s5_what_a_double_says_otherwise_is_reported_and_not_dropped(hana, tmp_path):
    path = csv_file(tmp_path, "Company,Website,City\nAcme,acme.com,Oulu\nAcme,acme.com,Turku\nAcme,acme.com,Oulu\n")
    batch = imported(path, by=hana)
    assert counts(batch)[1:] == (1, 0, 2, 0)
    (problem,) = [problem for row in batch.rows.all() for problem in row.problems]
    assert problem["column"] == "City"
    assert "“Oulu”" in problem["why"]
    assert "“Turku” is not taken" in problem["why"]


def test_s5_an_existing_client_keeps_its_state(hana, tmp_path):
    client = ClientFactory(name="Acme", state=ClientState.PROSPECT, website="https://acme.com")
    imported(csv_file(tmp_path, "Company,Website,Status\nAcme,acme.com,customer\n"), by=hana)
    client.refresh_from_db()
    assert client.state == ClientState.PROSPECT


def test_s5_two_clients_of_one_name_are_not_guessed_between(hana, tmp_path):
    ClientFactory(name="Acme", country="Finland")
    ClientFactory(name="ACME", country="Finland")
    batch = imported(csv_file(tmp_path, "Company,Country,City\nAcme,FI,Oulu\n"), by=hana)
    assert counts(batch) == (1, 0, 0, 0, 1)
    assert "Several clients" in batch.rows.get().problems[0]["why"]


def test_s5_parents_are_found_wherever_they_stand_in_the_file(hana, tmp_path):
    path = csv_file(tmp_path, "Company,Website,Parent company\nSmall,small.com,Big Group\nBig Group,big.com,\nLost,lost.com,Nobody\n")
    batch = imported(path, by=hana, chunk_rows=1)
    assert Client.objects.get(name="Small").parent.name == "Big Group"
    assert "Nobody" in batch.rows.get(name="Lost").problems[0]["why"]


def test_s5_organisations_and_persons_in_one_file(hana, tmp_path):
    text = (
        "id,is_organisation,name,organisation_name,first_name,last_name,email,customer_status,owner\n"
        "1,false,Ann Ek,Acme,Ann,Ek,ann@acme.fi,none,x\n2,true,Acme,,,,,current,x\n"
    )
    batch = imported(csv_file(tmp_path, text, "contacts.csv"), by=hana)
    assert batch.source == "zendesk-sell"
    assert Contact.objects.get().client == Client.objects.get()
    assert SourceId.objects.filter(object="clients", source_id="2").exists()
    assert batch.refused == 0


def test_c5_a_contract_on_which_something_hangs_is_not_changed_by_an_import(hana, tmp_path):
    account = AccountFactory(client=ClientFactory(name="Acme", state="active"), name="Acme")
    contract = ContractFactory(
        account=account, name="Care", number="C1", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), state="ended"
    )
    path = csv_file(tmp_path, "Contract number,Contract,Client,Start date,End date\nC1,Care,Acme,2026-01-01,2027-12-31\n")
    batch = imported(path, by=hana)
    contract.refresh_from_db()
    assert contract.ends_on == date(2026, 12, 31)
    assert "amend" in batch.rows.get().problems[0]["why"]


def test_c5_two_contracts_of_one_name_and_day_are_told_apart_by_their_numbers(hana, tmp_path):
    path = csv_file(tmp_path, "Contract number,Contract,Client,Start date\nC1,Camp,Acme,2026-01-01\nC2,Camp,Acme,2026-01-01\n")
    assert counts(imported(path, by=hana)) == (2, 2, 0, 0, 0)
    assert counts(imported(path, by=hana)) == (2, 0, 0, 2, 0)


def test_c5_a_register_read_by_the_general_rules_loses_no_contract(hana):
    path = shared_data("2-contracts", "act-government-2025", "act_contracts_2025_a.csv")
    assert counts(imported(path, by=hana, source="generic", kind="contracts")) == (648, 648, 0, 0, 0)
    assert counts(imported(path, by=hana, source="generic", kind="contracts")) == (648, 0, 0, 648, 0)


def test_s5_days_that_can_be_read_in_two_ways_refuse_their_rows_until_somebody_answers(hana, tmp_path):
    path = csv_file(tmp_path, "Contract,Client,Start date,End date\nA,Acme,02/03/2026,04/05/2027\n")
    batch = imported(path, by=hana)
    assert counts(batch) == (1, 0, 0, 0, 1)
    assert [question["name"] for question in batch.questions] == ["date_order"]
    answered = imported(path, by=hana, mapping={"answers": {"date_order": "DMY"}})
    assert answered.created == 1
    assert Contract.objects.get().starts_on == date(2026, 3, 2)


def test_s5_people_land_with_ranks_and_line(hana, ada, tmp_path):
    path = csv_file(
        tmp_path,
        "Name,E-mail,Department,Rank,Reports to\nNew Exec,new@x.org,Account services,Executive,boss@x.org\n"
        "The Boss,boss@x.org,,Supervisor,\n",
    )
    batch = imported(path, by=ada)
    new = Person.objects.get(email="new@x.org")
    assert (new.rank, new.reports_to.email, new.has_usable_password()) == (20, "boss@x.org", False)
    assert counts(batch)[:2] == (2, 2)
    assert counts(imported(path, by=ada)) == (2, 0, 0, 2, 0)


def test_s5_unmapped_columns_are_stored_nowhere(hana):
    imported(shared_data("1-crm", "orocrm-fixtures", "demo_accounts.csv"), by=hana)
    secret = "KeFoo3bei"
    for model in (Client, Contact, Account, ImportRow, Event):
        for row in model.objects.all():
            assert secret not in str({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})


def test_s5_codes_are_each_accounts_own(hana, tmp_path):
    rows = "\n".join(f"Acme {number},a{number}.com" for number in range(600))
    imported(csv_file(tmp_path, f"Company,Website\n{rows}\n"), by=hana)
    codes = list(Account.objects.values_list("code", flat=True))
    assert len(set(codes)) == 600
    assert all(2 <= len(code) <= 5 and code[0].isalpha() for code in codes)


SUPPLIED = "Contract ID,Contract number,Client,Start date,End date,Contract value\nC-1,N-1,Halden Ferries,2026-01-01,2026-12-31,1200\n"


def test_c5_what_was_supposed_for_a_new_contract_does_not_undo_what_people_put_right(hana, tmp_path):
    imported(csv_file(tmp_path, SUPPLIED), by=hana)
    contract = Contract.objects.get()
    change_contract(contract, by=hana, name="Summer retainer", kind="framework", fee_period="month")
    again = imported(csv_file(tmp_path, SUPPLIED), by=hana)
    contract.refresh_from_db()
    assert (contract.name, contract.kind, contract.fee_period) == ("Summer retainer", "framework", "month")
    assert counts(again) == (1, 0, 0, 1, 0)


@pytest.mark.parametrize("amount", ["1e40", "9" * 60, "-" + "9" * 60])
def test_s5_an_amount_beyond_all_reach_is_refused(amount, hana, tmp_path):
    batch = imported(csv_file(tmp_path, SUPPLIED.replace("1200", amount)), by=hana)
    assert counts(batch) == (1, 0, 0, 0, 1)
    assert not Contract.objects.exists()


def test_p8_an_account_whose_lead_has_a_last_day_gets_no_second_lead(hana, eli, sam, tmp_path):
    account = AccountFactory(client=ClientFactory(name="Halden Ferries"), name="Ferries")
    SeatFactory(account=account, person=sam, is_lead=True, ends_on=TODAY + timedelta(days=30))
    imported(csv_file(tmp_path, "Account,Client,Account owner\nFerries,Halden Ferries,eli@example.com\n"), by=hana, kind="accounts")
    assert [seat.person for seat in Seat.objects.live(today=TODAY).leads().filter(account=account)] == [sam]


def test_c5_no_contract_in_force_lands_on_a_closed_account(hana, tmp_path):
    AccountFactory(client=ClientFactory(name="Halden Ferries"), name="Ferries", closed_on=date(2026, 1, 31))
    over = "C-2,N-2,Halden Ferries,2025-01-01,2025-12-31,1200\n"
    batch = imported(csv_file(tmp_path, SUPPLIED + over), by=hana)
    assert counts(batch) == (2, 1, 0, 0, 1)
    assert Contract.objects.get().number == "N-2"
