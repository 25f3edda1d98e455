"""Kapta: the spreadsheet templates of accounts and contacts, with the stakeholder's attitude and power."""

from exchange.sources import Source

TABLES = (
    Source(
        "kapta",
        "clients",
        "Kapta accounts",
        {
            "source_id": "Account ID",
            "name": "Account Name | Account Name*",
            "website": "Website",
            "about": "Account Description",
            "tier": "Account Type | Account Type*",
            "state": "Account Type | Account Type*",
            "parent": "Parent Account",
            "owner": "Owner | Owner*",
        },
        signs="Budget Set Date | Contributors | Account Description | Products | Account Type*",
        needs="Budget Set Date | Contributors | Account Type*",
    ),
    Source(
        "kapta",
        "contacts",
        "Kapta contacts",
        {
            "source_id": "Contact ID",
            "client": "Account | Account Name",
            "name": "Name | Contact Name",
            "job_title": "Title",
            "email": "Email",
            "phone": "Phone",
            "decision_role": "Role",
            "attitude": "Friend/Foe | Friendliness | Friend/Foe (Friendliness)",
            "power": "Decision Power",
            "reports_to": "Reports To",
            "is_primary": "Primary Contact",
        },
        signs="Friend/Foe | Friendliness | Friend/Foe (Friendliness) | Decision Power | Internal Contact | Primary Contact",
        needs="Friend/Foe | Friendliness | Friend/Foe (Friendliness) | Decision Power",
    ),
)
