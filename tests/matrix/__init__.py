"""Who gets which page: the table that `tests/test_permission_matrix.py` holds every address to, app by app."""

from tests.matrix import briefs, care, clients, core, dashboards, exchange, people, reminders, reports
from tests.matrix.line import Line

TABLES: tuple[dict[str, Line], ...] = (
    dashboards.LINES,
    core.LINES,
    clients.LINES,
    care.LINES,
    briefs.LINES,
    exchange.LINES,
    reports.LINES,
    reminders.LINES,
    people.LINES,
)
LINES = {name: line for table in TABLES for name, line in table.items()}

# The log-in app and the admin have rules and tests of their own.
OWN_RULES = ("door/", "admin/")

# What answers without a log-in. Nothing else does.
OPEN = frozenset(
    {
        "healthz",
        "readyz",
        "calendar_feed_file",  # a secret address: calendars cannot log in
        "client_rating",  # a secret link: the client's contacts have no log-in
        "review_home",
        "review_file",
        "review_thumbnail",
        "review_page",
        "review_download",
        "review_verdict",
        "review_reply",
        "review_stands",
        "report_home",
        "report_dispute",
        "report_confirm",
        "report_pdf",
        "client_requests",
        "client_request_new",
        "client_request_detail",
        "client_request_sent",
        "client_request_withdraw",
        "client_request_file",
        "client_concerns",
        "client_concern_raise",
        "client_concern_detail",
        "client_concern_agree",
        "client_concern_refuse",
        "client_concern_reopen",
        "client_concern_withdraw",
        "client_survey",
        "client_survey_thanks",
        "client_survey_refuse",
        "account_login",
        "account_logout",
        "account_signup",  # says that one is invited, takes nobody
        "account_inactive",
        "account_email_verification_sent",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    }
)
