"""OroCRM: contacts with repeated groups ("Emails 1 Email"), accounts, customers; the first of each group is taken."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "orocrm",
        "contacts",
        "OroCRM contacts",
        {
            "source_id": "Id",
            "client": "Accounts Default Contact 1 Account name | Accounts 1 Account name | Addresses 1 Organization",
            "first_name": "First name",
            "middle_name": "Middle name",
            "last_name": "Last name",
            "job_title": "Job Title",
            "email": "Emails 1 Email | Email",
            "phone": "Phones 1 Phone",
            "mobile": "Phones 2 Phone",
            "note": "Description",
            "owner": "Owner Username | Assigned to Username",
            "client_country": "Addresses 1 Country ISO2 code",
            "client_city": "Addresses 1 City",
        },
        signs="Emails 1 Email | Phones 1 Phone | Addresses 1 City | Owner Username | Assigned to Username | Name prefix | Name suffix | Groups 1 Label | Accounts 1 Account name",
        needs="Emails 1 Email | Phones 1 Phone | Accounts 1 Account name",
    ),
    Source(
        "orocrm",
        "clients",
        "OroCRM accounts",
        {
            "source_id": "Id",
            "name": "Account name",
            "about": "Description | Extend description",
            "since": "Created At",
            "owner": "Owner Username",
        },
        signs="Account name | Owner Username | Organization Name | Default contact First name | Lifetime sales value | Referred by Account name",
        needs="Owner Username",
    ),
    Source(
        "orocrm",
        "contacts",
        "OroCRM demo data",
        {
            "source_id": "Number",
            "client": "Company",
            "client_domain": "Domain",
            "first_name": "GivenName",
            "last_name": "Surname",
            "job_title": "Occupation",
            "email": "EmailAddress",
            "phone": "TelephoneNumber",
            "client_city": "City",
            "client_country": "CountryFull | Country",
        },
        signs="GivenName | Surname | EmailAddress | TelephoneNumber | CountryFull | MothersMaiden | NationalID",
        needs="GivenName",
    ),
)
NOT_IMPORTED = (
    NotImported("opportunities", "Opportunity name | Expected close date"),
    NotImported("opportunities", "Opportunity name | Status Id"),
)
