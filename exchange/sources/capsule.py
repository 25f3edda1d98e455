"""Capsule: one table of parties; the column Type tells persons from organisations, and rows of the other kind are refused by name."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "capsule",
        "contacts",
        "Capsule contacts",
        {
            "source_id": "Contact ID | ID",
            "row_type": "Type",
            "client": "Organisation | Organisation Name | Name",
            "name": "Name | Full Name",
            "first_name": "First Name",
            "last_name": "Last Name",
            "job_title": "Job Title",
            "email": "Email Address | Email | Work Email",
            "phone": "Phone Number | Phone | Work Phone",
            "mobile": "Mobile Phone | Mobile",
            "note": "About",
            "client_website": "Website | Website Address",
            "client_country": "Country",
            "client_city": "City",
            "client_about": "About",
            "owner": "Owner",
        },
        signs="Contact ID | Type | Organisation | About | Last Contacted | Address Street | Postcode | Phone Number | Email Address | Team",
        needs="Organisation",
    ),
)
NOT_IMPORTED = (NotImported("opportunities", "Opportunity Name | Milestone"), NotImported("opportunities", "Milestone | Pipeline"))
