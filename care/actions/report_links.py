"""How a contact report reaches its readers, and what they say of it (R1): letters with a link of one's own, a yes, a dispute, silence."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from care.models import ContactReport, ReportCopy, ReportDispute, ReportIssue, ReportLink
from care.moments import moment_words
from care.report_readers import contacts_of_report, people_of_report, people_who_may, their_readers, why_not_copy
from care.states import AcceptedBy, ReportState
from clients.letter_conditions import seeing
from clients.models import Contact, Seat
from core import changes, post
from core.errors import Refused
from core.letter_conditions import named
from core.links import hash_of, new_secret, revoke
from core.models import Event
from core.moves import every_event_says, make_move, record, take, topic_of
from people.models import Person


class NewEdition(Refused):
    """What was said is about a version that was corrected meanwhile; the reader sees the new one first, and keeps their words."""


LINK_DAYS = 180  # how long a reader may look it up again
MOST_DISPUTES = 60  # of one contact on one report
CHUNK = 500


def page_address(link: ReportLink) -> str:
    """Only for a link that was made just now."""
    return post.absolute(reverse("report_home", args=[link.secret]))


def new_link(report: ContactReport, contact: Contact, *, by, now: datetime) -> ReportLink:
    """The row with its `secret`, which is on nothing but this very object."""
    secret = new_secret()
    expires_at = now + timedelta(days=LINK_DAYS)
    link = ReportLink.objects.create(
        report=report, contact=contact, secret_hash=hash_of(secret), made_by=by, made_at=now, expires_at=expires_at
    )
    link.secret = secret
    return link


# ── Out ──────────────────────────────────────────────────────────────────────────────────────────


def send_issue(issue: ReportIssue, *, by, now: datetime) -> list[ReportCopy]:
    """A copy for each reader to whom it may be sent; who has an e-mail address is written to, a contact with a link of their own."""
    report = issue.report
    theirs = [reader for reader in contacts_of_report(report) if not reader.why_not]
    ours = [reader for reader in people_of_report(report) if not reader.why_not]
    copies = ReportCopy.objects.bulk_create(
        [
            *(ReportCopy(issue=issue, contact=one.one, was_there=one.was_there, email=one.one.email) for one in theirs),
            *(ReportCopy(issue=issue, person=one.one, was_there=one.was_there, email=one.one.email) for one in ours),
        ]
    )
    paper = paper_of(issue)
    for copy in copies:
        if copy.contact and copy.email:
            write(copy, url=page_address(new_link(report, copy.contact, by=by, now=now)), by=by, paper=paper)
        elif copy.person and copy.person != by:
            write(copy, url=post.absolute(report.get_absolute_url()), by=by, paper=paper)
    return copies


def keep_back(copy_key: int) -> str:
    """Why the letter with this copy may not leave any more; then the copy goes, and the report says to whom it did not go."""
    copy = ReportCopy.objects.select_related("issue__report__account__client", "contact", "person").filter(pk=copy_key).first()
    if copy is None:
        return _("There is no such copy any more.")
    if why := why_not_copy(copy):
        record(copy.issue.report, "contact_report.kept_back", by=None, reader=str(copy.reader), why=why)
        copy.delete()
    return why


def paper_of(issue: ReportIssue) -> post.Paper:
    """What was issued, as it was issued."""
    with issue.pdf.open("rb") as file:
        return post.Paper(f"{issue.report.number}-{issue.number}.pdf", file.read())


def write(copy: ReportCopy, *, url: str, by, paper: post.Paper) -> None:
    issue, to, is_theirs = copy.issue, copy.reader, copy.contact_id is not None
    report = issue.report
    answers = report.disputes.filter(settled_at=issue.issued_at).select_related("contact")
    words = {"number": report.number, "day": date_format(report.check_in.held_on, "j F")}
    subject = _("Corrected: contact report %(number)s of %(day)s") if issue.number > 1 else _("Contact report %(number)s of %(day)s")
    context = {
        "report": report,
        "issue": issue,
        "url": url,
        "is_theirs": is_theirs,
        "until": moment_words(report.accept_at),
        "answers": answers.filter(contact=to) if is_theirs else answers,  # what a colleague objected to is between us and them
    }
    post.write(
        to=to.email,
        name=to.name,
        subject=subject % words,
        template="care/mail/contact_report",
        context=context,
        by=by,
        condition=named("contact_report", copy),
        paper=paper,
    )


@transaction.atomic
def make_link(report: ContactReport, contact: Contact, *, by, now: datetime) -> ReportLink:
    """Another address for a reader who has lost theirs or has no e-mail; every older one of theirs is dead from now on."""
    changes.ask(by, "care.issue_report", report)
    issue = report.issues.last()
    if issue is None:
        raise Refused(_("Issue the report first."))
    if not issue.copies.filter(contact=contact).exists():
        raise Refused(_("%(contact)s is not among those it went to.") % {"contact": contact})
    revoke(ReportLink.objects.filter(report=report, contact=contact), at=now)
    link = new_link(report, contact, by=by, now=now)
    record(report, "report_link.made", by=by, contact=str(contact), until=date_format(timezone.localtime(link.expires_at), "j F Y"))
    return link


@transaction.atomic
def revoke_links(report: ContactReport, contact: Contact, *, by, now: datetime) -> int:
    """None of this contact's addresses opens any more. Returns how many that were."""
    changes.ask(by, "care.issue_report", report)
    closed = revoke(ReportLink.objects.filter(report=report, contact=contact), at=now)
    if closed:
        record(report, "report_link.revoked", by=by, contact=str(contact))
    return closed


# ── In ───────────────────────────────────────────────────────────────────────────────────────────


def note_visit(link: ReportLink, *, at: datetime) -> None:
    """One event for the first use of a day; `link` knows when it was used before this one."""
    before = link.last_used_at
    if before is None or timezone.localdate(before) < timezone.localdate(at):
        record(link.report, "report_link.used", by=link, at=at)


def take_to_speak(link: ReportLink, *, now: datetime) -> ContactReport:
    """The report, locked; the link speaks as it is now. Raises PermissionDenied, Refused (too late, or not with the client)."""
    report = ContactReport.objects.select_for_update(of=("self",)).select_related("account", "author", "check_in").get(pk=link.report_id)
    if not ReportLink.objects.open(now=now).filter(pk=link.pk).exists():
        raise PermissionDenied(f"{link} does not open any more.")
    check_open(report, now=now)
    return report


def check_open(report: ContactReport, *, now: datetime) -> None:
    """Raises Refused, in words for a guest, once it is accepted or while we correct it."""
    if report.state == ReportState.ACCEPTED or (report.state == ReportState.ISSUED and report.accept_at <= now):
        raise Refused(_("This report is accepted and changes no more. Tell us what is not right, and it goes into the next one."))
    if report.state == ReportState.DRAFT:
        raise Refused(_("We are correcting this report; you get the new version by e-mail."))


def check_edition(report: ContactReport, edition: int, why: str) -> None:
    """Raises NewEdition when another one has been issued than was read."""
    if edition != report.edition:
        raise NewEdition(why)


@transaction.atomic
def dispute_line(link: ReportLink, *, text: str, now: datetime, edition: int, line_key: str = "") -> ReportDispute:
    """A contact says what is not right in the edition that they have read: a line, or the whole.

    The clock stops; author and lead hear of it at once. Raises PermissionDenied, NewEdition, Refused (too late, or too many).
    """
    report = take_to_speak(link, now=now)
    check_edition(report, edition, _("We have corrected this report meanwhile: please read the new version first."))
    if report.disputes.filter(contact=link.contact_id).count() >= MOST_DISPUTES:
        raise Refused(_("That is more than we can answer here: please ring us."))
    return keep_dispute(report, link.contact, by=link, text=text, now=now, line_key=line_key)


@transaction.atomic
def hear_dispute(
    report: ContactReport, contact: Contact, *, by, text: str, now: datetime, edition: int, line_key: str = ""
) -> ReportDispute:
    """What a reader of theirs said is not right to one of ours, who writes it down: it goes the same way as by their link.

    Raises PermissionDenied, NewEdition, Refused (too late, taken back, or somebody to whom it did not go).
    """
    fresh = take(report, by=by, may="care.dispute_report")
    if fresh.state == ReportState.DRAFT:
        raise Refused(_("This report is not with the client: correct it."))
    if fresh.state == ReportState.ACCEPTED or (fresh.state == ReportState.ISSUED and fresh.accept_at <= now):
        raise Refused(_("This report is accepted and changes no more. What is not right goes into the next one."))
    check_edition(fresh, edition, _("A new version has been issued meanwhile: see whether they mean that one."))
    if not their_readers(fresh).filter(pk=contact.pk).exists():
        raise Refused(_("%(contact)s is not among those it went to.") % {"contact": contact})
    return keep_dispute(fresh, contact, by=by, text=text, now=now, line_key=line_key)


def keep_dispute(report: ContactReport, contact: Contact, *, by, text: str, now: datetime, line_key: str) -> ReportDispute:
    """The clock stops, the words are kept with the line as it was issued, and whoever answers for the report hears of it."""
    issue = report.issues.last()
    row = next((row for row in issue.contents["lines"] if row["key"] == line_key), None) if line_key else None
    if line_key and row is None:
        raise PermissionDenied("No such line in what was issued.")
    heard_by = by if isinstance(by, Person) else None
    with every_event_says(**({"heard_from": str(contact)} if heard_by else {})):
        report = make_move(report, "dispute", by=by, note=text, accept_at=None)
    dispute = ReportDispute.objects.create(
        report=report,
        issue=issue,
        line=report.lines.filter(key=row["key"]).first() if row else None,
        line_text=row["text"] if row else "",
        contact=contact,
        heard_by=heard_by,
        text=text,
        at=now,
    )
    for person in those_who_answer(report, today=timezone.localdate(now)):
        if person == heard_by:
            continue  # knows it
        post.write(
            to=person.email,
            name=person.name,
            subject=_("%(contact)s disputes contact report %(number)s") % {"contact": contact, "number": report.number},
            template="care/mail/report_disputed",
            context={"report": report, "dispute": dispute, "url": post.absolute(report.get_absolute_url())},
            by=None,
            condition=seeing(report.account, person),
        )
    return dispute


def those_who_answer(report: ContactReport, *, today) -> list[Person]:
    """The author and the account's lead, as long as they may see it."""
    leads = Seat.objects.live(today=today).leads().filter(account=report.account_id).values("person")
    found = Person.objects.active().filter(pk__in=leads) | Person.objects.active().filter(pk=report.author_id)
    return people_who_may(report.account, found.distinct().order_by("name"))


@transaction.atomic
def confirm_report(link: ReportLink, *, now: datetime, edition: int) -> ContactReport:
    """A contact says yes to the edition that they have read. When all of theirs who were there have, the report is accepted.

    Pressed twice, it stays one yes.
    """
    report = take_to_speak(link, now=now)
    check_edition(report, edition, _("We have corrected this report meanwhile: please read the new version, and say yes to that."))
    if report.state == ReportState.DISPUTED:
        raise Refused(_("A line is disputed: you get a corrected version, and can say yes to that."))
    copies = ReportCopy.objects.filter(issue=report.issues.last(), contact__isnull=False)
    if copies.filter(contact=link.contact_id, confirmed_at=None).update(confirmed_at=now):
        record(report, "contact_report.confirmed", by=link, at=now)
    if not copies.filter(was_there=True, confirmed_at=None, contact__left_on=None).exists():
        report = make_move(report, "accept", by=link, accepted_at=now, accepted_by=AcceptedBy.WORD)
    return report


def accept_silent(*, now: datetime) -> int:
    """Nobody objected in 48 working hours: the report is accepted and frozen. Set-wise, twice is harmless. Returns how many."""
    accepted = 0
    while True:
        with transaction.atomic():
            rows = list(
                ContactReport.objects.silent(now=now).select_for_update(skip_locked=True, of=("self",)).select_related("account")[:CHUNK]
            )
            if not rows:
                return accepted
            ContactReport.objects.filter(pk__in=[row.pk for row in rows], state=ReportState.ISSUED).update(
                state=ReportState.ACCEPTED, accepted_at=F("accept_at"), accepted_by=AcceptedBy.SILENCE, version=F("version") + 1
            )
            Event.objects.bulk_create(_lapse(row) for row in rows)
        accepted += len(rows)


def _lapse(report: ContactReport) -> Event:
    """By the clock, at the hour it struck. Twin: core.moves.record."""
    return Event(
        at=report.accept_at,
        verb="contactreport.lapse",
        subject=report,
        topic=topic_of(report),
        from_state=ReportState.ISSUED,
        to_state=ReportState.ACCEPTED,
        words={"name": str(report)},
    )
