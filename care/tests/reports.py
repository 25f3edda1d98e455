"""Contact reports as they come about, by the actions themselves: for tests that begin with one."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from care.actions import contact_report as actions
from care.actions import report_links
from care.actions.contact_report import Line
from care.models import ContactReport, ReportLink
from care.tests.factories import ActionItemFactory, HeldCheckInFactory
from clients.tests.factories import ContactFactory
from core.links import hash_of, new_secret

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # a Wednesday
MET_ON = date(2026, 3, 10)
NOTES = "The spring launch stays on the 3rd.\nTwo routes are shown next time."


def held(account, *, by, contacts=(), held_on=None, notes=NOTES, **facts):
    """A check-in of yesterday with these contacts, and one promise of ours."""
    held_on = held_on or timezone.localdate() - timedelta(days=1)
    check_in = HeldCheckInFactory(account=account, owner=by, planned_on=held_on, notes=notes, report_is_owed=True, **facts)
    check_in.contacts.set(contacts or [ContactFactory(client=account.client, name="Minna Maki", email="minna@client.example")])
    check_in.people.set([by])
    ActionItemFactory(account=account, check_in=check_in, owner=by, what="Send the media plan", due_on=held_on + timedelta(days=7))
    return check_in


def a_report(account, *, by, contacts=(), state="draft", now=None, **facts) -> ContactReport:
    """A report in this state; `secrets` on it are those of its links, by contact."""
    now = now or timezone.now()
    report = actions.begin_report(held(account, by=by, contacts=contacts, **facts), by=by, now=now)
    report.secrets = {}
    if state == "draft":
        return report
    report = actions.issue_report(report, by=by, now=now)
    report.secrets = {contact: link_of(report, contact).secret for contact in report.contacts.all()}
    if state == "disputed":
        link = ReportLink.objects.filter(report=report).first()
        report_links.dispute_line(link, text="We never said that.", now=now, edition=1, line_key=str(report.lines.first().key))
    if state == "accepted":
        actions.accept_report(report, by=by, note="By phone", now=now)
    fresh = ContactReport.objects.get(pk=report.pk)
    fresh.secrets = report.secrets
    return fresh


def link_of(report, contact) -> ReportLink:
    """The contact's link with an address that a test knows."""
    link = ReportLink.objects.filter(report=report, contact=contact).first()
    link.secret = new_secret()
    link.secret_hash = hash_of(link.secret)
    link.save(update_fields=["secret_hash"])
    return link


def link_to(report, contact) -> ReportLink:
    """The contact's latest link as it is, its address unknown."""
    return ReportLink.objects.filter(report=report, contact=contact).latest("pk")


def lines_of(report) -> list[Line]:
    """What stands in it, as one would write it again."""
    return [Line(row.key, row.kind, row.text, row.topic, row.job, row.owner, row.contact, row.due_on) for row in report.lines.all()]
