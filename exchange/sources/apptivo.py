"""Apptivo: customers and contacts; exports follow the chosen view, so few headings are sure."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "apptivo",
        "clients",
        "Apptivo customers",
        {
            "source_id": "Customer ID | Customer Number",
            "name": "Customer Name | Customer",
            "website": "Website",
            "industry": "Industry",
            "phone": "Phone | Phone Number",
            "street": "Address Line 1 | Street | Address",
            "postcode": "Zip Code | Zip",
            "city": "City",
            "region": "State",
            "country": "Country",
            "employees": "Number of Employees | Employees",
            "about": "Description",
            "state": "Status | Customer Type | Customer Category",
            "since": "Created Date | Creation Date",
            "owner": "Assigned To | Owner",
        },
        signs="Customer ID | Customer Number | Customer Name | Customer Type | Customer Category | Assigned To | Market | Segment | Territory",
        needs="Customer Name",
    ),
    Source(
        "apptivo",
        "contacts",
        "Apptivo contacts",
        {
            "source_id": "Contact ID | Contact Number",
            "client": "Linked Customer | Customer | Customer Name",
            "first_name": "First Name",
            "last_name": "Last Name",
            "job_title": "Job Title",
            "email": "Email | Email Address",
            "phone": "Phone | Phone Number",
            "owner": "Assigned To | Owner",
        },
        signs="Contact ID | Linked Customer | Assigned To",
        needs="Linked Customer | Customer | Customer Name",
    ),
)
NOT_IMPORTED = (
    NotImported("opportunities", "Opportunity Name | Sales Stage"),
    NotImported("opportunities", "Opportunity ID | Probability"),
)
