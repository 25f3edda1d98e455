"""What can be imported: the kinds of rows, their fields, and how each field is read. No models."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """How the text of a cell becomes a value (exchange.values)."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    COUNT = "count"
    BOOL = "bool"
    E_MAIL = "e-mail"
    WEBSITE = "website"
    COUNTRY = "country"
    CURRENCY = "currency"
    NOTICE = "notice"
    RENEWAL = "renewal"
    PARTY = "party"
    TIER = "tier"
    TIME = "time"
    MOMENT = "moment"  # a day with its hour; a day alone begins at midnight
    WORD = "word"  # one of few words, read by whoever lands the row


@dataclass(frozen=True, slots=True)
class Field:
    """`strict`: a value that cannot be read refuses the row, because a row without it would mislead."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    most: int = 0  # letters; 0 is no limit of our own
    strict: bool = False


OWNER = Field("owner", _("Owner"))
SOURCE_ID = Field("source_id", _("ID in the other system"), most=200)
DELETED = Field("is_deleted", _("Deleted there"), Kind.BOOL)

# Of the company in a row of another kind: used to find it, and to make it when it is new.
COMPANY = (
    Field("client", _("Client"), Kind.PARTY),
    Field("client_id", _("Client's ID in the other system"), most=200),
    Field("client_domain", _("Client's domain")),
    Field("client_website", _("Client's website"), Kind.WEBSITE),
    Field("client_industry", _("Client's industry"), most=120),
    Field("client_country", _("Client's country"), Kind.COUNTRY),
    Field("client_city", _("Client's city"), most=120),
    Field("client_employees", _("Client's employees"), Kind.COUNT),
    Field("client_about", _("What the client does")),
)

# Of the account in a row of what hangs on one: it is found, never made.
ACCOUNT = (
    Field("client", _("Client"), most=200),
    Field("account", _("Account"), most=200),
    Field("code", _("Account code"), most=5),
    Field("client_id", _("Client's ID in the other system"), most=200),
)

# Of a meeting in a calendar: when it is over it was held; who was asked, or its title, tells the account.
OF_CALENDAR = (
    Field("happens_on", _("Happens on"), Kind.DATE, strict=True),
    Field("attendees", _("Who was asked")),
    Field("words", _("Title"), most=300),
    Field("account_otherwise", _("Account, where none can be told"), most=200),
)

# Of the contract in a row of what hangs on one: it is found, never made.
OF_CONTRACT = (
    Field("contract", _("Contract"), most=250),
    Field("contract_number", _("Contract number"), most=80),
    Field("contract_starts_on", _("Contract starts on"), Kind.DATE),
)

# Scores and marks that another system keeps of a client: shown beside ours, never among them.
REPORTED = (
    Field("reported_nps", _("Reported: net promoter score"), most=60),
    Field("reported_health", _("Reported: health score"), most=60),
    Field("reported_licence_use", _("Reported: licences in use"), most=60),
    Field("reported_assessment", _("Reported: assessment after the sale"), most=60),
    Field("reported_red", _("Reported: marked red"), most=60),
    Field("reported_strategic", _("Reported: strategic"), most=60),
    Field("reported_support", _("Reported: support priority"), most=60),
    Field("reported_on", _("Reported as of"), Kind.DATE),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "clients": (
        SOURCE_ID,
        Field("name", _("Trading name"), most=200),
        Field("legal_name", _("Legal name"), most=250),
        Field("domain", _("Domain")),
        Field("website", _("Website"), Kind.WEBSITE, most=300),
        Field("industry", _("Industry"), most=120),
        Field("phone", _("Phone"), most=60),
        Field("street", _("Street"), most=250),
        Field("postcode", _("Postcode"), most=30),
        Field("city", _("City"), most=120),
        Field("region", _("Region"), most=120),
        Field("country", _("Country"), Kind.COUNTRY),
        Field("employees", _("Employees"), Kind.COUNT),
        Field("about", _("What they do")),
        Field("end_goals", _("What they want in the end")),
        Field("tier", _("Tier"), Kind.TIER),
        Field("state", _("State"), Kind.WORD),
        Field("currency", _("Currency"), Kind.CURRENCY),
        Field("code", _("Account code"), most=5),
        Field("since", _("With us since"), Kind.DATE),
        Field("won_on", _("Won on"), Kind.DATE),
        Field("lost_on", _("Lost on"), Kind.DATE),
        Field("lost_reason", _("Why lost"), most=300),
        Field("lost_cause", _("Lost because"), Kind.WORD),
        Field("account_count", _("Accounts"), Kind.COUNT),
        Field("parent", _("Belongs to"), most=200),
        Field("parent_id", _("Parent's ID in the other system"), most=200),
        *REPORTED,
        OWNER,
        DELETED,
    ),
    "contacts": (
        SOURCE_ID,
        Field("name", _("Full name"), most=200),
        Field("first_name", _("First name"), most=100),
        Field("middle_name", _("Middle name"), most=60),
        Field("last_name", _("Last name"), most=100),
        Field("job_title", _("Job title"), most=150),
        Field("email", _("E-mail"), Kind.E_MAIL),
        Field("phone", _("Phone"), most=60),
        Field("mobile", _("Mobile"), most=60),
        Field("decision_role", _("Role in decisions"), Kind.WORD),
        Field("attitude", _("Attitude to us"), Kind.WORD),
        Field("power", _("Decision power"), Kind.WORD),
        Field("is_primary", _("First to call"), Kind.BOOL),
        Field("language", _("Language"), most=40),
        Field("opted_out", _("Opted out of mailings"), Kind.BOOL),
        Field("consent", _("Consent to mailings"), Kind.WORD),
        Field("left_on", _("Left the client on"), Kind.DATE),
        Field("last_met_on", _("Last met"), Kind.DATE),
        Field("note", _("Note")),
        Field("reports_to", _("Reports to"), most=200),
        Field("reports_to_id", _("ID of whom they report to"), most=200),
        Field("account", _("Account"), most=200),
        *COMPANY,
        OWNER,
        DELETED,
    ),
    "accounts": (
        SOURCE_ID,
        Field("name", _("Account"), most=200),
        Field("code", _("Code"), most=5),
        Field("about", _("What we do for them")),
        Field("currency", _("Currency"), Kind.CURRENCY),
        Field("tier", _("Tier"), Kind.TIER),
        Field("cadence_days", _("Check-in every … days"), Kind.COUNT),
        Field("since", _("With us since"), Kind.DATE),
        Field("closed_on", _("Closed on"), Kind.DATE),
        Field("closed_reason", _("Why closed"), most=300),
        Field("closed_cause", _("Closed because"), Kind.WORD),
        Field("is_walled", _("Walled"), Kind.BOOL),
        *COMPANY,
        OWNER,
        DELETED,
    ),
    "contracts": (
        SOURCE_ID,
        Field("number", _("Number"), most=80),
        Field("name", _("Name"), most=250),
        Field("account", _("Account or business unit"), most=200),
        Field("kind", _("Kind"), Kind.WORD),
        Field("starts_on", _("Starts on"), Kind.DATE, strict=True),
        Field("starts_on_otherwise", _("Starts on, where that is empty"), Kind.DATE, strict=True),
        Field("ends_on", _("Ends on"), Kind.DATE, strict=True),
        Field("term_days", _("Length in days"), Kind.COUNT, strict=True),
        Field("term_months", _("Length in months"), Kind.COUNT, strict=True),
        Field("fee", _("Fee"), Kind.NUMBER, strict=True),
        Field("fee_otherwise", _("Fee, where that is empty"), Kind.NUMBER, strict=True),
        Field("currency", _("Currency"), Kind.CURRENCY, strict=True),
        Field("fee_period", _("Fee period"), Kind.WORD),
        Field("notice", _("Notice"), Kind.NOTICE, strict=True),
        Field("notice_unit", _("Notice in"), Kind.WORD),
        Field("notice_rule", _("Notice must be"), Kind.WORD),
        Field("auto_renews", _("Renews by itself"), Kind.BOOL, strict=True),
        Field("renewal", _("Renewal term"), Kind.RENEWAL, strict=True),
        Field("uplift_percent", _("Uplift in %"), Kind.NUMBER),
        Field("uplift_kind", _("Uplift kind"), Kind.WORD),
        Field("uplift_index", _("Uplift index"), most=80),
        Field("notice_given_on", _("Notice given on"), Kind.DATE),
        Field("notice_given_by", _("Notice given by"), Kind.WORD),
        Field("end_reason", _("Why it ends"), most=300),
        Field("end_cause", _("Ends because"), Kind.WORD),
        Field("ends_on_without_notice", _("Ends on without the notice"), Kind.DATE),
        Field("is_uplift_open", _("Index not stated yet"), Kind.BOOL),
        Field("previous", _("Previous term"), most=250),
        Field("previous_starts_on", _("Previous term starts on"), Kind.DATE),
        Field("amendments", _("Amendments")),
        Field("rounds_per_job", _("Rounds a job"), Kind.COUNT),
        Field("hours_per_period", _("Hours sold a period"), Kind.NUMBER),
        Field("signed_on", _("Signed on"), Kind.DATE),
        Field("status", _("Status"), Kind.WORD),
        Field("stage", _("Stage of the notice"), Kind.WORD),
        Field("note", _("Note")),
        Field("latest_end", _("Latest end with all options"), Kind.DATE),
        Field("options", _("Options")),
        *COMPANY,
        OWNER,
        DELETED,
    ),
    "people": (
        SOURCE_ID,
        Field("name", _("Full name"), most=150),
        Field("first_name", _("First name"), most=70),
        Field("last_name", _("Last name"), most=70),
        Field("email", _("E-mail"), Kind.E_MAIL, strict=True),
        Field("job_title", _("Job title"), most=100),
        Field("department", _("Department"), Kind.WORD),
        Field("rank", _("Rank"), Kind.WORD),
        Field("grade", _("Grade"), Kind.WORD),
        Field("phone", _("Phone"), most=60),
        Field("reports_to", _("Reports to"), most=200),
        Field("reports_to_id", _("ID of whom they report to"), most=200),
        Field("weekly_hours", _("Hours a week"), Kind.NUMBER),
        Field("joined_on", _("Joined on"), Kind.DATE),
        Field("is_active", _("May log in"), Kind.BOOL),
        DELETED,
    ),
    "check-ins": (
        SOURCE_ID,
        *ACCOUNT,
        Field("kind", _("Kind"), Kind.WORD),
        Field("state", _("State"), Kind.WORD),
        Field("planned_on", _("Planned for"), Kind.DATE, strict=True),
        Field("planned_at", _("Time"), Kind.TIME),
        Field("owner", _("Held by")),
        Field("agenda", _("Agenda")),
        Field("held_on", _("Held on"), Kind.DATE, strict=True),
        Field("minutes", _("Minutes"), Kind.COUNT),
        Field("notes", _("What was said")),
        Field("reason", _("Why not"), most=300),
        Field("contacts", _("From the client")),
        Field("people", _("From us")),
        Field("is_from_cadence", _("Planned by the clock"), Kind.BOOL),
        *OF_CALENDAR,
        DELETED,
    ),
    "actions": (
        SOURCE_ID,
        *ACCOUNT,
        Field("what", _("What"), most=300),
        OWNER,
        Field("contact", _("Owner at the client"), most=200),
        Field("due_on", _("Due"), Kind.DATE, strict=True),
        Field("done_on", _("Done on"), Kind.DATE, strict=True),
        Field("check_in_on", _("Check-in planned for"), Kind.DATE),
        Field("check_in_kind", _("Kind of check-in"), Kind.WORD),
        DELETED,
    ),
    "services": (
        SOURCE_ID,
        *ACCOUNT,
        Field("service", _("Service"), most=120),
        *OF_CONTRACT,
        Field("sold_by", _("Sold by")),
        Field("bought_on", _("Bought on"), Kind.DATE, strict=True),
        Field("ended_on", _("Ended on"), Kind.DATE, strict=True),
        Field("fit", _("Fit"), Kind.WORD),
        Field("fit_on", _("Rated on"), Kind.DATE),
        Field("fit_note", _("Why it fits or not"), most=300),
        DELETED,
    ),
    "renewals": (
        SOURCE_ID,
        *ACCOUNT,
        *OF_CONTRACT,
        Field("ends_on", _("Ends on"), Kind.DATE, strict=True),
        Field("stage", _("Stage"), Kind.WORD),
        Field("opened_on", _("Opened on"), Kind.DATE),
        Field("likelihood", _("Likely in %"), Kind.COUNT),
        Field("next_step", _("Next step"), most=300),
        Field("proposed_fee", _("Proposed fee"), Kind.NUMBER, strict=True),
        Field("proposed_fee_currency", _("Currency of the proposed fee"), Kind.CURRENCY, strict=True),
        Field("proposed_months", _("Proposed term in months"), Kind.COUNT),
        Field("reason", _("Reason"), most=300),
        Field("cause", _("Not renewed because"), Kind.WORD),
        Field("decided_on", _("Decided on"), Kind.DATE, strict=True),
        Field("decided_by", _("Decided by")),
        Field("is_self_approval", _("Decided by its author"), Kind.BOOL),
        DELETED,
    ),
    "requests": (
        SOURCE_ID,
        *ACCOUNT,
        Field("title", _("Request"), most=200),
        Field("ask", _("What is needed")),
        Field("state", _("State"), Kind.WORD),
        Field("kind", _("Kind"), Kind.WORD),
        Field("request_source", _("Source"), Kind.WORD),
        Field("contact", _("Asked by"), most=200),
        Field("contact_email", _("Asked by, e-mail"), most=254),
        Field("why_now", _("Why now")),
        Field("taken_by", _("Taken by")),
        Field("reason", _("Reason")),
        Field("came_on", _("Came in"), Kind.DATE, strict=True),
        Field("wanted_on", _("Wanted by"), Kind.DATE, strict=True),
        Field("answered_on", _("Answered on"), Kind.DATE, strict=True),
        Field("answer_by", _("Answer by"), Kind.DATE, strict=True),
        Field("budget", _("Budget"), Kind.NUMBER, strict=True),
        DELETED,
    ),
    "jobs": (
        SOURCE_ID,
        *ACCOUNT,
        Field("number", _("Job number"), most=20, strict=True),
        Field("title", _("Job"), most=200),
        Field("kind", _("Kind"), Kind.WORD),
        Field("state", _("State"), Kind.WORD),
        Field("author", _("Author")),
        Field("opened_on", _("Opened on"), Kind.DATE),
        Field("wanted_on", _("Delivery day"), Kind.DATE, strict=True),
        Field("delivered_on", _("Delivered on"), Kind.DATE, strict=True),
        Field("closed_on", _("Closed on"), Kind.DATE, strict=True),
        Field("budget", _("Budget"), Kind.NUMBER, strict=True),
        Field("budget_currency", _("Currency of the budget"), Kind.CURRENCY, strict=True),
        Field("score", _("Score"), Kind.COUNT),
        Field("round_number", _("Round"), Kind.COUNT),
        Field("edition", _("Version"), Kind.COUNT),
        DELETED,
    ),
}

FIELDS["notes"] = (
    SOURCE_ID,
    *ACCOUNT,
    Field("contact_id", _("Contact's ID in the other system"), most=200),
    Field("attendees", _("E-mail of somebody there")),
    Field("title", _("Title"), most=300),
    Field("text", _("Note")),
    Field("noted_on", _("Noted on"), Kind.DATE),
    Field("source", _("Source"), most=200),
    Field("owner", _("Written by")),
    DELETED,
)
FIELDS["activities"] = (
    *FIELDS["notes"],
    Field("title_otherwise", _("Title, where that is empty"), most=300),
    Field("text_otherwise", _("Note, further text")),
    Field("text_third", _("Note, still further text")),
    Field("activity", _("Kind of activity"), most=80),
    Field("status", _("Status"), most=40),
    Field("starts_on", _("Took place on"), Kind.DATE, strict=True),
    Field("due_on", _("Due"), Kind.DATE, strict=True),
    Field("done_on", _("Done on"), Kind.DATE, strict=True),
    Field("minutes", _("Minutes"), Kind.COUNT),
    Field("account_otherwise", _("Account, where none can be told"), most=200),
)

FIELDS["survey-answers"] = (
    SOURCE_ID,
    *ACCOUNT,
    Field("email", _("Contact, e-mail"), Kind.E_MAIL),
    Field("answered_on", _("Answered on"), Kind.DATE, strict=True),
    Field("kind", _("Kind"), Kind.WORD),
    Field("score", _("Score"), Kind.NUMBER),
    Field("nps", _("NPS"), Kind.COUNT),
    Field("csat", _("CSAT"), Kind.COUNT),
    Field("rating", _("Rating"), Kind.NUMBER),
    Field("words", _("In their words")),
    Field("side", _("Side"), Kind.WORD),
    DELETED,
)

FIELDS["concerns"] = (
    SOURCE_ID,
    *ACCOUNT,
    Field("title", _("Concern"), most=200),
    Field("text", _("What troubles them")),
    Field("kind", _("Kind"), Kind.WORD),
    Field("severity", _("Severity"), Kind.WORD),
    Field("state", _("State"), Kind.WORD),
    Field("contact", _("Raised for"), most=200),
    Field("email", _("Raised for, e-mail"), Kind.E_MAIL),
    Field("about", _("Job or contract"), most=200),
    Field("raised_at", _("Raised"), Kind.MOMENT, strict=True),
    Field("answered_at", _("Answered"), Kind.MOMENT, strict=True),
    Field("resolved_at", _("Outcome on"), Kind.MOMENT, strict=True),
    Field("closed_at", _("Closed"), Kind.MOMENT, strict=True),
    Field("due_at", _("Our next word"), Kind.MOMENT),
    Field("outcome", _("Outcome")),
    Field("confirmed_by", _("Confirmed by"), most=200),
    Field("cause", _("Cause"), most=80),
    Field("owner", _("Owner")),
    Field("rung", _("Climbed to"), Kind.WORD),
    Field("reopened_count", _("Times reopened"), Kind.COUNT),
    Field("concern_source", _("Source"), Kind.WORD),
    DELETED,
)

OBJECTS = tuple(FIELDS)
LABELS = {
    "clients": _("Clients"),
    "contacts": _("Contacts"),
    "accounts": _("Accounts"),
    "contracts": _("Contracts"),
    "people": _("People"),
    "check-ins": _("Check-ins"),
    "actions": _("Actions"),
    "services": _("Services bought"),
    "renewals": _("Renewals"),
    "requests": _("Job requests"),
    "jobs": _("Jobs"),
    "notes": _("Notes about clients"),
    "activities": _("Activities"),
    "survey-answers": _("Answers to surveys"),
    "concerns": _("Concerns"),
}
# Without one of these groups of fields a file of the kind cannot be imported.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "clients": (("name",),),
    "contacts": (("name", "last_name", "first_name", "email"),),
    "accounts": (("name", "client"),),
    "contracts": (("client", "client_id", "client_domain"), ("starts_on", "starts_on_otherwise")),
    "people": (("email",),),
    "check-ins": (("account", "code", "client", "client_id", "attendees"), ("planned_on", "held_on", "happens_on")),
    "actions": (("account", "code", "client"), ("what",), ("due_on",)),
    "services": (("account", "code", "client"), ("service",), ("bought_on",)),
    "renewals": (("contract", "contract_number"), ("stage",)),
    "requests": (("account", "code", "client"), ("title",)),
    "jobs": (("account", "code", "client"), ("title",), ("author",)),
    "notes": (("client", "client_id", "account", "code", "attendees", "contact_id"), ("text",)),
    "activities": (("client", "client_id", "account", "code", "attendees", "contact_id"), ("title", "text")),
    "survey-answers": (("email", "account", "code", "client"), ("answered_on",), ("score", "nps", "csat", "rating", "words")),
    "concerns": (("account", "code", "client", "client_id", "email", "contact"), ("title",), ("raised_at",)),
}
# What hangs on accounts and contracts that are here already: such a file makes neither.
HANGING = frozenset(
    {"check-ins", "actions", "services", "renewals", "requests", "jobs", "notes", "activities", "survey-answers", "concerns"}
)
BY_NAME = {kind: {field.name: field for field in fields} for kind, fields in FIELDS.items()}


def missing(kind: str, mapped: set[str]) -> list[tuple[str, ...]]:
    """The groups of needed fields of which none is mapped."""
    return [group for group in NEEDED[kind] if not mapped.intersection(group)]
