"""Insightly: organizations and contacts."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "insightly",
        "clients",
        "Insightly organizations",
        {
            "source_id": "Record Id | Organization Id | Organisation Id | OrganizationId",
            "name": "Organization Name | Organisation Name | Organization | Organisation",
            "website": "Website | Websites",
            "phone": "Phone",
            "street": "Billing Address Street | Billing Street | Address Billing Street",
            "postcode": "Billing Address Postal Code | Billing Postcode | Address Billing Postcode",
            "city": "Billing Address City | Billing City | Address Billing City",
            "region": "Billing Address State | Billing State | Address Billing State",
            "country": "Billing Address Country | Billing Country | Address Billing Country",
            "about": "Background | Description",
            "since": "Date Created | Date Created (UTC)",
            "owner": "Organization Owner | Owner | User Responsible | Owner User",
        },
        signs="Organization Owner | Background | Organization Name | Email Domains | Billing Address City | Social Linkedin | User Responsible | Date Created | Organization Id",
        needs="Organization Name | Organisation Name | Organization Id | Organization Owner",
    ),
    Source(
        "insightly",
        "contacts",
        "Insightly contacts",
        {
            "source_id": "Record Id | Contact Id | ContactId",
            "client_id": "Organization Id | Organisation Id",
            "client": "Organization | Organisation | Organization Name | Organization 1",
            "first_name": "First Name",
            "last_name": "Last Name",
            "job_title": "Title | Role | Role 1",
            "email": "Email Address | Email | Email Address - Work",
            "phone": "Business Phone | Phone | Phone - Work",
            "mobile": "Mobile Phone | Phone - Mobile",
            "note": "Background",
            "owner": "Contact Owner | Owner | User Responsible",
        },
        signs="Contact Owner | Background | Email Opted Out | Assistant Name | Business Phone | Organization | Social Linkedin | Date Created",
        needs="Background",
    ),
)
NOT_IMPORTED = (NotImported("opportunities", "Opportunity Name | Bid Amount"),)
