"""The teaching set "CRM sales opportunities": accounts in lower-case headings, the parent by name."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "maven",
        "clients",
        "Maven CRM accounts",
        {
            "name": "account",
            "industry": "sector",
            "employees": "employees",
            "country": "office_location",
            "parent": "subsidiary_of",
        },
        signs="account | sector | year_established | office_location | subsidiary_of",
        needs="sector",
    ),
)
NOT_IMPORTED = (
    NotImported("opportunities", "opportunity_id | deal_stage"),
    NotImported("products", "product | sales_price"),
    NotImported("sales teams without e-mail addresses", "sales_agent | manager"),
)
