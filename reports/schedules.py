"""Reports by e-mail on a weekday and hour: made by people, sent by the clock, each week exactly once (S1, S3; ADR 0061)."""

import logging
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.frames import seats_of
from clients.letter_conditions import with_the_client
from clients.models import Contact
from clients.readers import those_who_see
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.letter_conditions import named
from core.moves import record
from core.post import Paper, absolute, write
from people.models import Person
from people.standing import work_out_standings
from reports import actions
from reports.building import Contents, contents_for, contents_for_client
from reports.documents import file_name, pdf_of
from reports.models import Report, ReportSchedule, ReportSending
from reports.states import ReportKind, week_of

logger = logging.getLogger("house.reports")

MAIL, CLIENT_MAIL = "reports/mail/report", "reports/mail/client_report"


def check_readers(*, kind: str, account, person, people, contacts, is_for_client: bool, is_active: bool = True) -> None:
    """Raises Refused where somebody would get what they may not see, or nobody would get what is sent."""
    if is_for_client and kind != ReportKind.STATUS:
        raise Refused(_("Only the status report of an account has a version for the client."))
    if not is_for_client and contacts:
        raise Refused(_("Contacts of the client get the version for the client: tick it, or leave them out."))
    if is_active and is_for_client and not contacts:
        raise Refused(_("Choose who at the client gets it."))
    if is_active and not is_for_client and not people:
        raise Refused(_("Choose who gets it."))
    able = those_who_may_read(people, account=account, owner=person)
    blind = [one.name for one in people if one not in able]
    if blind:
        raise Refused(_("%(names)s may not see it: choose others.") % {"names": ", ".join(sorted(blind))})
    if contacts and Contact.objects.of_account(account).present().filter(pk__in=[one.pk for one in contacts]).count() != len(contacts):
        raise Refused(_("One of these contacts is not of this account, or has left."))
    if silent := [one.name for one in contacts if not one.email]:
        raise Refused(_("%(names)s has no e-mail address.") % {"names": ", ".join(silent)})


def those_who_may_read(readers, *, account, owner) -> list[Person]:
    """Those of these who may read the report of this account, or of this person's line; asked for all at once.

    Twin of `ReportQuerySet.visible_to`, before there is a report.
    """
    readers = [one for one in readers if one.is_active]
    if account is not None:
        return those_who_see(account, readers)
    work_out_standings(readers)
    return [one for one in readers if one.standing.sees_all or owner.pk in {*one.standing.seats_of, *one.standing.line_of}]


@transaction.atomic
def make_schedule(*, by, kind: str, now: datetime, account=None, person=None, people=(), contacts=(), **facts) -> ReportSchedule:
    """`now` is local: made after its hour, it begins with next week. Raises PermissionDenied, Refused."""
    ask(by, "reports.make_schedule", Report(kind=kind, account=account, person=person, week_on=week_of(now.date())))
    people, contacts = list(people), list(contacts)
    is_for_client = facts.get("is_for_client", False)
    check_readers(kind=kind, account=account, person=person, people=people, contacts=contacts, is_for_client=is_for_client)
    schedule = ReportSchedule(kind=kind, account=account, person=person, made_by=by, **facts)
    is_over = schedule.weekday == now.weekday() and schedule.hour <= now.hour
    schedule.starts_on = now.date() + timedelta(days=1 if is_over else 0)
    schedule.save()
    schedule.people.set([] if is_for_client else people)
    schedule.contacts.set(contacts)
    record(schedule, "report_schedule.made", by=by, to=names_of(schedule))
    return schedule


@transaction.atomic
def change_schedule(schedule: ReportSchedule, *, by, version=None, people=(), contacts=(), **facts) -> ReportSchedule:
    """Raises PermissionDenied, LostRace, Refused."""
    fresh = take_for_change(schedule, by=by, may="reports.make_schedule", version=version, facts=facts)
    people, contacts = list(people), list(contacts)
    is_for_client = facts.get("is_for_client", fresh.is_for_client)
    subject = {"kind": fresh.kind, "account": fresh.account, "person": fresh.person}
    is_active = facts.get("is_active", fresh.is_active)
    check_readers(**subject, people=people, contacts=contacts, is_for_client=is_for_client, is_active=is_active)
    before = names_of(fresh)
    changes = set_facts(fresh, facts)
    fresh.people.set([] if is_for_client else people)
    fresh.contacts.set(contacts)
    if changes or before != names_of(fresh):
        record(fresh, "report_schedule.changed", by=by, to=names_of(fresh))
    return fresh


def names_of(schedule: ReportSchedule) -> str:
    return ", ".join(sorted(one.name for one in (*schedule.people.all(), *schedule.contacts.all())))


# ── The clock ────────────────────────────────────────────────────────────────────────────────────


def send_due(*, now: datetime) -> int:
    """Send every report whose hour has come; twice, late or side by side is harmless. Returns how many were sent.

    One that cannot be sent keeps no other back: it is named in the log, and the next hour tries it again.
    """
    sent = 0
    for schedule in ReportSchedule.objects.due(now=now).select_related("account__client", "person").order_by("pk"):
        try:
            sent += send(schedule, now=now)
        except Exception:
            logger.exception("%s could not be sent.", schedule)
    return sent


@transaction.atomic
def send(schedule: ReportSchedule, *, now: datetime) -> bool:
    """Issue the report of this week if nobody has, and write the letters, all in one. False when another clock was faster."""
    today = now.date()
    sending = claim(schedule, week_on=week_of(today), now=now)
    if sending is None:
        return False
    report = this_weeks(schedule, today=today, now=now)
    ReportSending.objects.filter(pk=sending.pk).update(report=report)
    to = [*letters_to_people(schedule, report), *letters_to_contacts(schedule, report)]
    record(report, "report.sent", by=None, to=", ".join(to) or _("nobody"))
    return True


def claim(schedule: ReportSchedule, *, week_on: date, now: datetime) -> ReportSending | None:
    """The row of this week's sending, which only one clock can make."""
    try:
        with transaction.atomic():
            return ReportSending.objects.create(schedule=schedule, week_on=week_on, sent_at=now)
    except IntegrityError:
        return None


def this_weeks(schedule: ReportSchedule, *, today: date, now: datetime) -> Report:
    account = schedule.account
    if account is not None:
        account.live_seats = seats_of(account, today=today)
    report = actions.report_of(kind=schedule.kind, account=account, person=schedule.person, today=today)
    return report if report.is_issued else actions.issue_report(report, by=None, today=today, now=now)


def letters_to_people(schedule: ReportSchedule, report: Report) -> list[str]:
    """Each reads what they may see on this day; whoever may not see it any more gets none, also when the letter leaves later."""
    told = []
    for reader in those_who_may_read(schedule.people.order_by("name", "pk"), account=schedule.account, owner=schedule.person):
        contents = contents_for(report, reader, today=report.week_on)
        words = {"contents": contents, "url": absolute(report.get_absolute_url())}
        to = {"to": reader.email, "name": reader.name, "subject": str(report)}
        condition = named("weekly_report", report, reader)
        write(**to, template=MAIL, context=words, by=report.issued_by, paper=paper_of(contents), condition=condition)
        told.append(reader.name)
    return told


def letters_to_contacts(schedule: ReportSchedule, report: Report) -> list[str]:
    """The version for the client, in their words; fees only where it was ticked.

    Whoever speaks for another account of the client by now gets none.
    """
    if not schedule.is_for_client:
        return []
    contents = contents_for_client(report, today=report.week_on, with_fees=schedule.with_fees, with_words=schedule.with_words)
    told, paper = [], paper_of(contents)
    writer = schedule.made_by if schedule.made_by.is_active else schedule.account.lead  # an answer must reach somebody
    speak = Contact.objects.of_account(schedule.account).present().filter(pk__in=schedule.contacts.values("pk"))
    for contact in speak.exclude(email="").order_by("name", "pk"):
        words = {"contents": contents, "contact": contact}
        write(
            to=contact.email,
            name=contact.name,
            subject=subject_for(report),
            template=CLIENT_MAIL,
            context=words,
            by=writer,
            condition=with_the_client(contact),
            paper=paper,
        )
        told.append(contact.name)
    return told


def paper_of(contents: Contents) -> Paper:
    """The same on paper, as the page gives it out: of what this reader may see."""
    return Paper(f"{file_name(contents)}.pdf", pdf_of(contents))


def subject_for(report: Report) -> str:
    return _("Where our work for %(account)s stands") % {"account": report.account.name}
