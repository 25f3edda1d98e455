"""Zendesk Sell (once Base): organisations and persons in one file, parted by `is_organisation`; persons name their company."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "zendesk-sell",
        "contacts",
        "Zendesk Sell contacts",
        {
            "source_id": "id",
            "row_type": "is_organisation",
            "client": "organisation_name | name",
            "name": "name",
            "first_name": "first_name",
            "last_name": "last_name",
            "job_title": "title",
            "email": "email",
            "phone": "phone",
            "mobile": "mobile",
            "note": "description",
            "client_website": "website",
            "client_industry": "industry",
            "client_country": "country",
            "client_city": "city",
            "client_about": "description",
            "state": "customer_status | prospect_status",
            "owner": "owner",
        },
        signs="is_organisation | organisation_name | customer_status | prospect_status | linkedin_display | private | skype | creator",
        needs="is_organisation",
    ),
)
NOT_IMPORTED = (NotImported("deals", "stage_name | pipeline_name"), NotImported("deals", "scope | stage_name"))
