"""Pipedrive: organizations and people; headings may carry the object ("Organization - Name")."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "pipedrive",
        "clients",
        "Pipedrive organizations",
        {
            "source_id": "Organization - ID | Organization ID | ID",
            "name": "Organization - Name | Organization name | Name",
            "website": "Organization - Website | Website",
            "industry": "Organization - Industry | Industry",
            "street": "Organization - Address | Address | Street/road name of Address",
            "postcode": "Organization - ZIP/Postal code of Address | ZIP/Postal code of Address",
            "city": "Organization - City/town/village/locality of Address | City/town/village/locality of Address",
            "region": "Organization - State/county of Address | State/county of Address",
            "country": "Organization - Country of Address | Country of Address",
            "employees": "Organization - Employee count | Employee count | Number of employees",
            "since": "Organization - Organization created | Organization created",
            "state": "Organization - Label | Label | Labels",
            "owner": "Organization - Owner | Owner",
        },
        signs="Organization - Name | Organization - Owner | Organization - ID | Open deals | Closed deals | Won deals | Lost deals | People | Next activity date | Activities to do"
        " | Organization created | Visible to",
        needs="Organization - Name | Open deals | Won deals | Closed deals | Organization created",
    ),
    Source(
        "pipedrive",
        "contacts",
        "Pipedrive people",
        {
            "source_id": "Person - ID | Person ID | ID",
            "client_id": "Person - Organization ID | Organization ID",
            "client": "Person - Organization | Organization | Organization name",
            "name": "Person - Name | Name",
            "first_name": "Person - First name | First name",
            "last_name": "Person - Last name | Last name",
            "job_title": "Person - Job title | Job title",
            "email": "Person - Email | Person - Email - Work | Email - Work | Email | Email (Work) | Person - Email - Home",
            "phone": "Person - Phone | Person - Phone - Work | Phone - Work | Phone | Phone (Work)",
            "mobile": "Person - Phone - Mobile | Phone - Mobile | Phone (Mobile)",
            "owner": "Person - Owner | Owner",
        },
        signs="Person - Name | Person - Organization | Person - Email | Person - Email - Work | Email - Work | Phone - Work | Open deals | Closed deals | Person created"
        " | Next activity date | Organization",
        needs="Person - Name | Person created | Email - Work | Phone - Work | Person - Email - Work",
    ),
)
NOT_IMPORTED = (NotImported("deals", "Deal - Title | Deal - Stage"),)
