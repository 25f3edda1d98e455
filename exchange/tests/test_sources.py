"""The shapes of other systems' exports (research: their headings), each found by its headings and landed (S5)."""

import pytest

from clients.models import Account, Client, Contact, Contract
from core.testing import shared_data
from exchange.mapping import detect
from exchange.reading import Unreadable
from exchange.tests.makers import counts, csv_file, imported

SHAPES = {
    "zoho accounts": (
        "Record Id,Account Owner.id,Account Owner,Account Name,Phone,Parent Account.id,Website,Account Type,Industry,"
        "Description,Created By.id,Created By,"
        "Created Time,Modified Time,Billing Street,Billing City,Billing State,Billing Code,Billing Country,Locked,Last Activity Time",
        (
            "zcrm_1,zcrm_9,Eli Executive,Acme,1,,acme.com,Customer,Oats,About,zcrm_9,Eli,2024-07-08 14:56:28,"
            "2024-07-08 14:56:28,Street,Oulu,,90100,Finland,FALSE,"
        ),
        "zoho",
        "clients",
    ),
    "zoho contacts": (
        (
            "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,Account Name,Email,"
            "Title,Phone,Mobile,Created Time,Email Opt Out"
        ),
        'zcrm_2,zcrm_9,Eli Executive,,Ann,Ek,zcrm_1,Acme,ann@acme.com,CMO,1,2,"Oct 7, 2025 6:55 PM",TRUE',
        "zoho",
        "contacts",
    ),
    "bitrix24 companies": (
        (
            '"ID";"Company";"Company Name";"Company Type";"Employees";"Work Phone";"Corporate Website";"Work E-mail";'
            '"Responsible";"Industry";"Annual Income";"Currency";"Comment";"Created";'
        ),
        (
            '"7";"Acme";"Acme";"Customer";"less than 50";"+358 1";"https://acme.com";"a@acme.com";"Eli Executive";"IT";"0";'
            '"Euro";"";"12/31/2024 10:00:00 am";'
        ),
        "bitrix24",
        "clients",
    ),
    "bitrix24 companies in Russian": (
        '"ID";"Название компании";"Тип компании";"Сфера деятельности";"Рабочий телефон";"Ответственный";"Дата создания";',
        '"7";"Акме";"Клиент";"Овёс";"+7 1";"Иван";"31.12.2024";',
        "bitrix24",
        "clients",
    ),
    "bitrix24 contacts": (
        (
            '"ID";"Contact";"First Name";"Middle Name";"Last Name";"Position";"Company";"Contact Type";"Source";'
            '"Work Phone";"Work E-mail";"Responsible";"Created";'
        ),
        '"8";"Ann Ek";"Ann";"";"Ek";"CMO";"Acme";"Clients";"";"+358 1, +358 2";"ann@acme.com, b@acme.com";"Eli Executive";"12/31/2024";',
        "bitrix24",
        "contacts",
    ),
    "freshsales accounts": (
        (
            "Id,Name,Website,Phone,Sales owner,Parent account,Parent account id,Number of employees,Annual revenue,Tags,"
            "Industry type,Business type,Territory,City,Zipcode,Country"
        ),
        "70001,Acme,acme.com,1,Eli Executive,,,50,100,,Oats,Customer,,Oulu,90100,FI",
        "freshsales",
        "clients",
    ),
    "freshsales contacts": (
        (
            "Id,First name,Last name,Account,Account id,Email,Mobile,Work,External ID,Sales owner,Subscription status,"
            "Lifecycle stage,Job title,Last contacted mode"
        ),
        "9,Ann,Ek,Acme,70001,ann@acme.com,1,2,,Eli Executive,Subscribed,Lead,CMO,Email",
        "freshsales",
        "contacts",
    ),
    "apptivo customers": (
        "Customer ID,Customer Name,Customer Type,Status,Industry,Assigned To,Created Date,Website,Phone",
        "5,Acme,Business,Active,Oats,Eli Executive,12/31/2024,acme.com,1",
        "apptivo",
        "clients",
    ),
    "kapta accounts": (
        "Account Name*,Owner*,Account Type*,Budget Set Date,Website,Account Description,Parent Account,Contributors,Products",
        "Acme,Eli Executive,Strategic,,acme.com,About,,,",
        "kapta",
        "clients",
    ),
    "kapta contacts": (
        "Name,Title,Email,Phone,Role,Friend/Foe,Decision Power,Internal Contact,Reports To,Primary Contact,Account",
        "Ann Ek,CMO,ann@acme.com,1,Champion,Friend,High,,,yes,Acme",
        "kapta",
        "contacts",
    ),
    "capsule": (
        (
            "Contact ID,Type,Title,First Name,Last Name,Name,Job Title,Organisation,About,Owner,Team,Created,Phone Number,"
            "Email Address,Website,Tags,City,Country"
        ),
        "3,Person,,Ann,Ek,Ann Ek,CMO,Acme,,Eli,,2024-01-02,1,ann@acme.com,,,Oulu,FI",
        "capsule",
        "contacts",
    ),
    "zendesk sell": (
        (
            "first_name,last_name,is_organisation,name,organisation_name,owner,tags,email,mobile,phone,customer_status,"
            "prospect_status,city,country,id,industry,title,website"
        ),
        "Ann,Ek,false,Ann Ek,Acme,Eli Executive,,ann@acme.com,1,2,none,none,Oulu,FI,77,Oats,CMO,",
        "zendesk-sell",
        "contacts",
    ),
    "pipedrive organizations": (
        (
            "Organization - Name,Organization - Owner,Organization - Address,Organization - ID,Organization - Open deals,"
            "Organization - Organization created"
        ),
        'Acme,Eli Executive,"Street 1, Oulu",12,0,2024-12-31 10:00:00',
        "pipedrive",
        "clients",
    ),
    "pipedrive people": (
        "Person - Name,Person - Organization,Person - Email - Work,Person - Phone - Work,Person - Owner,Person - ID",
        "Ann Ek,Acme,ann@acme.com,1,Eli Executive,4",
        "pipedrive",
        "contacts",
    ),
    "sugarcrm accounts": (
        "name,id,website,email_address,phone_office,billing_address_street,billing_address_city,"
        "billing_address_country,description,account_type,industry,"
        "assigned_user_name,date_entered,deleted",
        "Acme,1-a,acme.com,a@acme.com,1,Street,Oulu,Finland,About,Customer,Oats,Eli Executive,2024-12-31 10:00:00,0",
        "sugarcrm",
        "clients",
    ),
    "odoo": (
        "External ID,Name,Is a Company,Related Company,Job Position,Email,Phone,City,Country,Salesperson",
        "base.x,Ann Ek,FALSE,Acme,CMO,ann@acme.com,1,Oulu,Finland,Eli Executive",
        "odoo",
        "contacts",
    ),
    "dynamics accounts": (
        (
            "(Do Not Modify) Account,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Account Name,Main Phone,"
            "Address 1: City,Primary Contact,Owner,Relationship Type"
        ),
        "c0ffee,abc,12/31/2024 10:00,Acme,1,Oulu,,Eli Executive,Customer",
        "dynamics",
        "clients",
    ),
    "insightly organizations": (
        (
            "Record Id,Organization Name,Background,Phone,Website,Billing Address Street,Billing Address City,"
            "Billing Address Country,Organization Owner,Date Created"
        ),
        "44,Acme,About,1,acme.com,Street,Oulu,Finland,Eli Executive,2024-12-31",
        "insightly",
        "clients",
    ),
    "salesforce report": (
        (
            '"Account Name","Type","Rating","Industry","Account Owner","Billing Street","Billing State/Province",'
            '"Billing Zip/Postal Code","Account ID"'
        ),
        '"Acme","Customer","Hot","Oats","Eli Executive","Street\nNorth","","90100","001x0000002xLCV"',
        "salesforce",
        "clients",
    ),
    "salesforce contracts": (
        "Id,AccountId,Account.Name,ContractNumber,StartDate,EndDate,ContractTerm,Status,OwnerExpirationNotice,OwnerId",
        "800x,001x,Acme,00000100,2026-01-01,2026-12-31,12,Activated,30,005x",
        "salesforce",
        "contracts",
    ),
    "a list that somebody typed": (
        "Company Name ,Web site,Employee Count,Country ,Status",
        "Acme,acme.com,250,UK,customer",
        "generic",
        "clients",
    ),
    "a list in German": ("Firma,Webseite,Branche,PLZ,Ort,Land", "Acme,acme.de,Hafer,10115,Berlin,Deutschland", "generic", "clients"),
    "a register that somebody typed": (
        "Contract Ref,Supplier Name,Contract Title,Start Date,End Date,Contract Value,Notice Period,Auto-renewal",
        'C-1,Acme,Care,01/02/2026,31/01/2027,"£12,000.00",3 months,Yes',
        "generic",
        "contracts",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("shape", SHAPES)
def test_s5_each_shape_is_known_and_lands_once(shape, hana, eli, tmp_path):
    header, row, source, kind = SHAPES[shape]
    path = csv_file(tmp_path, f"{header}\n{row}\n")
    batch = imported(path, by=hana)
    assert (batch.source, batch.object) == (source, kind)
    assert counts(batch) == (1, 1, 0, 0, 0), list(batch.rows.values("problems"))
    assert counts(imported(path, by=hana)) == (1, 0, 0, 1, 0)
    client = Client.objects.get()
    assert client.name in ("Acme", "Акме")
    if kind == "contacts":
        assert (Contact.objects.get().name, Contact.objects.get().email) == ("Ann Ek", "ann@acme.com")
    if kind == "contracts":
        assert Contract.objects.get().ends_on is not None
    if "Eli Executive" in row and kind == "clients":
        assert Account.objects.get().seats.get(is_lead=True).person == eli


@pytest.mark.parametrize(
    "header",
    [
        "Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage,Pipeline",
        "Id,Name,Deal value,Account name,Related contacts,Deal pipeline,Deal stage",
        "id,name,scope,pipeline_name,pipeline_id,stage_name,stage_id,owner",
        "Opportunity Name,Account Name,Stage,Amount,Close Date",
        "Id,AccountId,Name,StageName,Amount,CloseDate",
    ],
)
def test_s5_deals_of_every_system_are_known_and_refused(header):
    with pytest.raises(Unreadable, match="opportunities|deals"):
        detect(header.split(","))


@pytest.mark.django_db
def test_s5_terms_that_somebody_typed(hana, tmp_path):
    header, row, _source, _kind = SHAPES["a register that somebody typed"]
    imported(csv_file(tmp_path, f"{header}\n{row}\n"), by=hana)
    contract = Contract.objects.get()
    assert (contract.fee_minor, contract.currency, contract.fee_period) == (1_200_000, "GBP", "once")
    assert (contract.notice_count, contract.notice_unit, contract.auto_renews, contract.renewal_months) == (3, "months", True, 12)
    assert (str(contract.starts_on), str(contract.ends_on)) == ("2026-02-01", "2027-01-31")


def test_s5_no_system_takes_anothers_file():
    folder = shared_data("1-crm")
    found = {}
    for path in folder.rglob("*.csv"):
        try:
            header = path.read_text("utf-8-sig").splitlines()[0]
        except UnicodeDecodeError:
            continue
        try:
            found[path.parent.name] = detect([cell.strip('" ') for cell in header.split(",")]).source
        except Unreadable:
            continue
    assert found["hubspot-faker"] == "hubspot"
    assert found["maven-crm-sales"] == "maven"
    assert found["salesforce-dev-org"] == "salesforce"
    assert found["agency-onboarding-kit"] == "generic"
