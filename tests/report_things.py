"""One row of all that belongs to contact reports, on the account of the cast."""

from datetime import timedelta

from care.tests.factories import CheckInFactory, HeldCheckInFactory
from care.tests.reports import a_report
from clients.tests.factories import ContactFactory


def report_rows(account, cast) -> dict:
    eli = cast["eli"]
    rita = ContactFactory(client=account.client, name="Rita Reader", email="reader@client.example")
    owing = HeldCheckInFactory(account=account, owner=eli, planned_on=eli.today - timedelta(days=3), report_is_owed=True)
    planned = CheckInFactory(account=account, owner=eli, planned_on=eli.today, agenda="The spring launch")
    planned.attendances.create(contact=rita)
    return {
        "check_in_with_guest": planned,
        "owing_check_in": owing,
        "draft_report": a_report(account, by=eli, contacts=[rita], state="draft"),
        "issued_report": a_report(account, by=eli, contacts=[rita], state="issued"),
        "disputed_report": a_report(account, by=eli, contacts=[rita], state="disputed"),
        "accepted_report": a_report(account, by=eli, contacts=[rita], state="accepted"),
    }
