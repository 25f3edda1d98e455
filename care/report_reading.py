"""What the pages of a contact report show of it, asked at once whatever it is a row of (S2; ADR 0030)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from care.models import ContactReport, ReportCopy, ReportDispute, ReportIssue, ReportLine
from clients.models import Contact, Seat
from core.statements import state_of
from core.together import asked_together, lay_on
from people.models import Person

READERS = ("contacts", "copy_contacts", "people", "copy_people")


@dataclass(frozen=True)
class Offered:
    """Who may be named in a report: of the client those who speak for the account, of ours its team; and who stands there already."""

    contacts: list[Contact]
    people: list[Person]


def load_report(report: ContactReport) -> ContactReport:
    """Loads its readers, lines, issues with their copies, and disputes, each once for all that a page says. One query."""
    found = asked_together(("rows of a contact report",), rows_of, report=report.pk)
    copies = defaultdict(list)
    for copy in found["copies"]:
        copies[copy.issue_id].append(copy)
    for issue in found["issues"]:
        issue.report = report
        lay_on(issue, "copies", copies[issue.pk])
    for row in (*found["lines"], *found["disputes"]):
        row.report = report
    for name in (*READERS, "lines", "issues", "disputes"):
        lay_on(report, name, found[name])
    return report


def rows_of(report: int) -> dict:
    return {
        **{name: readers_of(name, report) for name in READERS},
        "lines": ReportLine.objects.filter(report=report).select_related("owner", "contact").order_by("position", "pk"),
        "issues": ReportIssue.objects.filter(report=report).select_related("issued_by").order_by("number"),
        "copies": ReportCopy.objects.filter(issue__report=report).select_related("contact", "person").order_by("pk"),
        "disputes": ReportDispute.objects.filter(report=report)
        .select_related("contact", "line", "settled_by", "heard_by")
        .order_by("at", "pk"),
    }


def readers_of(name: str, report: int):
    """Those of one of its four lists."""
    field = ContactReport._meta.get_field(name)
    named = field.remote_field.through.objects.filter(contactreport=report)
    return field.related_model.objects.filter(pk__in=named.values(field.m2m_reverse_field_name())).order_by("name", "pk")


def offered_for(report: ContactReport, *, person, today: date) -> Offered:
    """Asked once for a report, in one query, for the form and for its lines."""
    if not hasattr(report, "offered"):

        def build(report, account, client):
            spoken = Contact.objects.visible_to(person).filter(Q(account=None) | Q(account=account), client=client).present()
            team = Seat.objects.live(today=today).filter(account=account, person__is_active=True)
            contacts = Q(pk__in=spoken.values("pk")) | stands_in("contacts", report) | stands_in("copy_contacts", report)
            people = Q(pk__in=team.values("person")) | stands_in("people", report) | stands_in("copy_people", report)
            return {
                "contacts": Contact.objects.filter(contacts).order_by("name", "pk"),
                "people": Person.objects.filter(people).order_by("name", "pk"),
            }

        keys = {"report": report.pk, "account": report.account_id, "client": report.account.client_id}
        found = asked_together(("whom a contact report may name", state_of(person), today), build, **keys)
        report.offered = Offered(found["contacts"], found["people"])
    return report.offered


def stands_in(name: str, report: int) -> Q:
    return Q(pk__in=readers_of(name, report).order_by().values("pk"))
