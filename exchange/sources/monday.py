"""monday.com: the usual accounts and contacts boards of its CRM; deals boards are known and refused."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "monday",
        "clients",
        "monday.com accounts board",
        {
            "source_id": "Item ID | Item ID (auto generated)",
            "name": "Name",
            "domain": "Domain | Company domain",
            "website": "Website",
            "industry": "Industry",
            "about": "Description | Comments",
            "employees": "No. of employees | Employees",
            "country": "Headquarters location | Country",
            "state": "Type | Status | Priority",
            "owner": "Owner | Person | Account manager",
        },
        signs="Item ID | Item ID (auto generated) | Subitems | Company profile | Headquarters location | No. of employees | link to Contacts | link to Deals",
        needs="Item ID | Item ID (auto generated) | Subitems | Headquarters location",
    ),
)
NOT_IMPORTED = (NotImported("deals", "Deal Name | Deal Status"),)
