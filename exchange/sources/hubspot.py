"""HubSpot: exports and import files of companies and contacts, which are linked by domain and e-mail."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "hubspot",
        "clients",
        "HubSpot companies",
        {
            "source_id": "Record ID | Company ID | Company record ID | hs_object_id",
            "name": "Company name | Name",
            "domain": "Company Domain Name | Domain",
            "website": "Website URL | Website",
            "industry": "Industry",
            "phone": "Phone Number | Phone",
            "street": "Street Address | Address",
            "postcode": "Postal Code | Zip",
            "city": "City",
            "region": "State/Region | State",
            "country": "Country/Region | Country",
            "employees": "Number of Employees | numberofemployees",
            "about": "Description | About us",
            "state": "Lifecycle Stage | Type",
            "since": "Create Date | Became a Customer Date",
            "parent": "Parent Company",
            "owner": "Company owner | HubSpot Owner | Contact owner | hubspot_owner_id",
        },
        signs="Company Domain Name | Company owner | Create Date | Last Modified Date | Number of Associated Contacts | Lifecycle Stage | Associated Contact | Record ID"
        " | Last Contacted | Is Public | hs_object_id | numberofemployees",
        needs="Company Domain Name | Company owner | Company name | numberofemployees",
    ),
    Source(
        "hubspot",
        "contacts",
        "HubSpot contacts",
        {
            "source_id": "Record ID | Contact ID | hs_object_id",
            "client_id": "Associated Company IDs | Associated Company ID | Primary Associated Company ID",
            "client_domain": "Associated Company Domain | Company Domain Name",
            "client": "Associated Company | Company Name | Company",
            "first_name": "First Name",
            "last_name": "Last Name",
            "job_title": "Job Title",
            "email": "Email",
            "phone": "Phone Number | Phone",
            "mobile": "Mobile Phone Number | Mobile Phone",
            "opted_out": "Unsubscribed from all email",
            "language": "Preferred language",
            "owner": "Contact owner | HubSpot Owner | hubspot_owner_id",
        },
        signs="Lifecycle Stage | Lead Status | Contact owner | Associated Company Domain | Associated Company IDs | Associated Company | Create Date | Last Modified Date"
        " | Mobile Phone Number | Marketing contact status | Unsubscribed from all email | Record ID",
        needs="First Name | Last Name",
    ),
)
NOT_IMPORTED = (
    NotImported("deals", "Deal Name | Deal Stage"),
    NotImported("deals", "Deal Name | Pipeline"),
)
