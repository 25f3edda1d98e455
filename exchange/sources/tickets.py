"""Tickets of help desks (R2, S5): Zendesk, Freshdesk, HubSpot. Each becomes a concern of the account for which it was raised."""

from exchange.sources import Source

TABLES = (
    Source(
        "zendesk",
        "concerns",
        "Zendesk tickets",
        {
            "source_id": "Id | Ticket ID",
            "client": "Organization | Requester organization | Ticket organization name | Organization name",
            "title": "Subject | Ticket subject",
            "text": "Description",
            "kind": "Type | Ticket type",
            "severity": "Priority | Ticket priority",
            "state": "Status | Ticket status",
            "contact": "Requester | Requester name",
            "email": "Requester email | Requester e-mail",
            "raised_at": "Created at | Ticket created - Timestamp",
            "answered_at": "First replied at",
            "resolved_at": "Solved at | Ticket solved - Timestamp",
            "owner": "Assignee email | Assignee | Assignee name",
        },
        signs="Subject | Requester | Requester name | Requester email | Solved at | Assignee | Assigned at | Initially assigned at | Ticket type"
        " | Group | Reopens | Replies | Satisfaction Score | First reply time in minutes | Created at | Ticket form",
        needs="Requester | Requester name | Requester email",
    ),
    Source(
        "freshdesk",
        "concerns",
        "Freshdesk tickets",
        {
            "source_id": "Ticket ID",
            "client": "Company Name | Company",
            "title": "Subject",
            "text": "Description",
            "kind": "Type",
            "severity": "Priority",
            "state": "Status",
            "contact": "Full name | Contact name",
            "email": "Email | Contact email",
            "raised_at": "Created time",
            "answered_at": "Initial response time",
            "resolved_at": "Resolved time",
            "closed_at": "Closed time",
            "owner": "Agent",
        },
        signs="Ticket ID | Agent | Group | Created time | Resolved time | Closed time | Due by Time | Initial response time | Agent interactions"
        " | Customer interactions | Resolution status | First response status",
        needs="Created time",
    ),
    Source(
        "hubspot",
        "concerns",
        "HubSpot tickets",
        {
            "source_id": "Ticket ID | Record ID",
            "client": "Associated Company",
            "client_id": "Associated Company IDs",
            "title": "Ticket name",
            "text": "Ticket description",
            "kind": "Category",
            "severity": "Priority",
            "state": "Ticket status",
            "contact": "Associated Contact",
            "raised_at": "Create date",
            "resolved_at": "Close date",
            "owner": "Ticket owner | HubSpot Owner",
        },
        signs="Ticket name | Ticket status | Ticket owner | Ticket description | Create date | Close date | Pipeline",
        needs="Ticket name",
    ),
)
