"""Revamp CRM: no list of headings is published; its English labels are read by the generic table, these tell whose they are."""

from exchange.sources import Source

TABLES = (
    Source(
        "revamp",
        "contacts",
        "Revamp CRM contacts",
        {
            "source_id": "Contact ID | ID",
            "client": "Company",
            "client_website": "Website",
            "client_city": "City",
            "client_country": "Country",
            "first_name": "First Name",
            "last_name": "Last Name",
            "job_title": "Job Title",
            "email": "Email",
            "phone": "Phone",
            "owner": "Owner",
        },
        signs="Revenue Segment | RFM Segment | Total Orders | Average Order Value",
        needs="RFM Segment | Total Orders | Average Order Value | Revenue Segment",
    ),
)
