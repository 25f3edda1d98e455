"""Freshsales (Freshworks CRM): labels in sentence case, id columns beside them as "<Label> id"."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "freshsales",
        "clients",
        "Freshsales accounts",
        {
            "source_id": "Id | Account id",
            "name": "Name | Account name | Company name",
            "website": "Website",
            "industry": "Industry type | Industry",
            "phone": "Phone",
            "street": "Address",
            "postcode": "Zipcode",
            "city": "City",
            "region": "State",
            "country": "Country",
            "employees": "Number of employees",
            "about": "Recent note",
            "state": "Business type",
            "since": "Created at",
            "parent": "Parent account",
            "parent_id": "Parent account id",
            "owner": "Sales owner email | Sales owner | Sales owner id",
        },
        signs="Sales owner | Parent account id | Industry type | Business type | Active sales sequences | Completed sales sequences | Last contacted mode | Last activity type"
        " | Recent note | Last assigned at | Territory | Zipcode",
        needs="Industry type | Business type | Parent account | Number of employees",
    ),
    Source(
        "freshsales",
        "contacts",
        "Freshsales contacts",
        {
            "source_id": "Id | External ID",
            "client_id": "Account id | Accounts id | Company id",
            "client": "Account | Accounts | Account name | Company | Company name",
            "name": "Full name | Name",
            "first_name": "First name",
            "last_name": "Last name",
            "job_title": "Job title",
            "email": "Email | Emails | Work email",
            "phone": "Work | Work phone | Other phone numbers",
            "mobile": "Mobile",
            "owner": "Sales owner email | Sales owner | Sales owner id",
        },
        signs="Sales owner | Subscription status | Subscription types | Lifecycle stage | Last contacted mode | Customer fit | Web forms | Last assigned at | Recent note"
        " | Account id | Zipcode | Lost reason",
        needs="Last name | First name",
    ),
)
NOT_IMPORTED = (NotImported("deals", "Deal value | Deal stage"), NotImported("deals", "Deal value | Deal pipeline"))
