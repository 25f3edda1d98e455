"""Zoho CRM and Bigin: each lookup gives two columns, "<Label>.id" and "<Label>"; ids carry the prefix `zcrm_`."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "zoho",
        "clients",
        "Zoho CRM accounts",
        {
            "source_id": "Record Id | Account Id | Company Id | Id",
            "name": "Account Name | Company Name",
            "website": "Website",
            "industry": "Industry",
            "phone": "Phone",
            "street": "Billing Street | Billing Address - Street Address | Billing Address - Address Line 1",
            "postcode": "Billing Code | Billing Address - Zip / Postal Code",
            "city": "Billing City | Billing Address - City",
            "region": "Billing State | Billing Address - State / Province",
            "country": "Billing Country | Billing Address - Country / Region",
            "employees": "Employees",
            "about": "Description",
            "state": "Account Type",
            "since": "Created Time",
            "parent": "Parent Account",
            "parent_id": "Parent Account.id",
            "currency": "Currency",
            "owner": "Account Owner Email | Account Owner | Company Owner | Account Owner.id",
        },
        signs="Record Id | Account Owner.id | Parent Account.id | Created By.id | Modified By.id | Created Time | Modified Time | Billing Code | Account Site"
        " | Last Activity Time | Tag | Locked | Billing Address - City",
        needs="Record Id | Account Owner.id | Company Id | Modified Time | Account Id",
    ),
    Source(
        "zoho",
        "contacts",
        "Zoho CRM contacts",
        {
            "source_id": "Record Id | Contact Id | Id",
            "client_id": "Account Name.id | Company Name.id",
            "client": "Account Name | Company Name",
            "name": "Contact Name | Full Name",
            "first_name": "First Name",
            "last_name": "Last Name",
            "job_title": "Title",
            "email": "Email",
            "phone": "Phone",
            "mobile": "Mobile",
            "opted_out": "Email Opt Out",
            "note": "Description",
            "reports_to": "Reporting To",
            "reports_to_id": "Reporting To.id",
            "owner": "Contact Owner Email | Contact Owner | Contact Owner.id",
        },
        signs="Record Id | Contact Owner.id | Account Name.id | Vendor Name.id | Created By.id | Created Time | Modified Time | Unsubscribed Mode | Mailing Zip"
        " | Reporting To.id | Secondary Email | Enrich Status | Company Name.id",
        needs="Record Id | Contact Owner.id | Account Name.id | Contact Id | Company Name.id",
    ),
)
NOT_IMPORTED = (
    NotImported("deals", "Deal Name | Stage"),
    NotImported("deals", "Deal Name | Closing Date"),
    NotImported("deals", "Potential Name | Stage"),
)
