"""Odoo: res.partner, by technical names or labels; a company has `is_company` true, a person names its company."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "odoo",
        "contacts",
        "Odoo contacts",
        {
            "source_id": "External ID | id | ID",
            "row_type": "is_company | Is a Company | Company Type | company_type",
            "client_id": "parent_id/id | Related Company/External ID",
            "client": "parent_id | parent_id/name | Related Company | Company Name | commercial_company_name | name | Name",
            "name": "name | Name | Display Name | Complete Name",
            "job_title": "function | Job Position",
            "email": "email | Email",
            "phone": "phone | Phone",
            "mobile": "mobile | Mobile",
            "note": "comment | Notes",
            "language": "lang | Language",
            "client_website": "website | Website | Website Link",
            "client_industry": "industry_id | Industry",
            "client_country": "country_id | Country | country_id/code",
            "client_city": "city | City",
            "owner": "user_id | Salesperson | user_id/login",
        },
        signs="External ID | is_company | Is a Company | parent_id | Related Company | country_id | state_id | user_id | Salesperson | Job Position | company_type | category_id"
        " | property_payment_term_id | vat | Tax ID",
        needs="is_company | Is a Company | parent_id | Related Company | company_type | Company Type",
    ),
)
NOT_IMPORTED = (NotImported("opportunities", "Opportunity | Expected Revenue"), NotImported("opportunities", "expected_revenue | stage_id"))
