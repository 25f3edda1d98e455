"""Address books and calendars: vCard and iCalendar, as `exchange.reading` lays them out."""

from exchange.sources import Source

TABLES = (
    Source(
        "vcard",
        "contacts",
        "Address book (vCard)",
        {
            "source_id": "vCard UID",
            "row_type": "Type of card",
            "name": "Formatted name",
            "first_name": "Given name",
            "middle_name": "Additional names",
            "last_name": "Family name",
            "client": "Organisation",
            "client_website": "Website",
            "client_city": "City",
            "client_country": "Country",
            "job_title": "Job title",
            "email": "E-mail",
            "phone": "Telephone",
            "mobile": "Cell",
            "language": "Language",
            "note": "Note",
        },
        signs="vCard UID | Type of card | Formatted name | Everything else",
        needs="vCard UID",
        note_columns={"Everything else": "vCard"},
    ),
    Source(
        "icalendar",
        "check-ins",
        "Calendar (iCalendar)",
        {
            "source_id": "Event UID",
            "kind": "Kind of meeting",
            "happens_on": "Happens on",
            "planned_at": "Starts at",
            "minutes": "Minutes long",
            "reason": "Cancelled because",
            "owner": "Organiser",
            "attendees": "Attendees",
            "agenda": "Agenda of the event",
            "notes": "Description of the event",
            "words": "Title",
        },
        signs="Event UID | Kind of meeting | Happens on | Attendees | Cancelled because",
        needs="Event UID",
    ),
)
