"""SugarCRM and SuiteCRM: exports with field names (billing_address_city) or labels."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "sugarcrm",
        "clients",
        "SugarCRM accounts",
        {
            "source_id": "id | ID",
            "name": "name | Name | Account Name",
            "website": "website | Website",
            "industry": "industry | Industry",
            "phone": "phone_office | Office Phone | Phone Office",
            "street": "billing_address_street | Billing Street | Billing Address Street",
            "postcode": "billing_address_postalcode | Billing Postal Code | Billing Address Postalcode",
            "city": "billing_address_city | Billing City | Billing Address City",
            "region": "billing_address_state | Billing State | Billing Address State",
            "country": "billing_address_country | Billing Country | Billing Address Country",
            "employees": "employees | Employees",
            "about": "description | Description",
            "state": "account_type | Type",
            "since": "date_entered | Date Created",
            "parent": "parent_name | Member of",
            "parent_id": "parent_id | Parent Account ID",
            "owner": "assigned_user_name | Assigned to | Assigned User | assigned_user_id | Assigned User Id",
            "is_deleted": "deleted | Deleted",
        },
        signs="billing_address_city | billing_address_street | billing_address_postalcode | phone_office | date_entered | date_modified | assigned_user_id | assigned_user_name"
        " | account_type | modified_user_id | sic_code | ticker_symbol | Office Phone | Member of | Assigned User Id",
        needs="phone_office | billing_address_city | Office Phone | account_type",
    ),
    Source(
        "sugarcrm",
        "contacts",
        "SugarCRM contacts",
        {
            "source_id": "id | ID",
            "client_id": "account_id | Account ID",
            "client": "account_name | Account Name",
            "first_name": "first_name | First Name",
            "last_name": "last_name | Last Name",
            "job_title": "title | Job Title | Title",
            "email": "email1 | email_address | email | Email Address",
            "phone": "phone_work | Office Phone | Phone Work",
            "mobile": "phone_mobile | Mobile",
            "note": "description | Description",
            "reports_to_id": "reports_to_id",
            "reports_to": "report_to_name | Reports To",
            "owner": "assigned_user_name | Assigned to | assigned_user_id",
            "is_deleted": "deleted | Deleted",
        },
        signs="phone_work | phone_mobile | primary_address_city | primary_address_street | email1 | assigned_user_id | assigned_user_name | date_entered | reports_to_id | do_not_call",
        needs="phone_work | phone_mobile | primary_address_city | email1",
    ),
)
NOT_IMPORTED = (NotImported("opportunities", "sales_stage | date_closed"),)
