"""What people do with contact reports (R1): begin one from a held check-in, write it, issue it, take it back, note the client's yes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from care.actions.action_item import add_action_item, change_action_item
from care.actions.check_in import change_check_in, plan_check_in
from care.documents import report_pdf
from care.models import ActionItem, CheckIn, ContactReport, ReportCounter, ReportDispute, ReportIssue, ReportLine
from care.report_clock import silent_until
from care.report_contents import contents_of
from care.report_readers import contacts_of_report, people_of_report, people_who_may, refusals
from care.states import AcceptedBy, CheckInState, LineKind
from clients.models import Account, Contact, Seat
from core.changes import set_facts, take_for_change
from core.errors import IllegalMove, Refused
from core.moves import make_move, record, take
from core.together import is_laid_on
from people.models import Person

MOST_LINES = 80
MOST_SIGNS = 6_000  # of one line


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was typed. `key` stays the same however often it is saved."""

    key: uuid.UUID
    kind: str
    text: str
    topic: str = ""
    job: str = ""
    owner: object = None
    contact: object = None
    due_on: date | None = None


# ── Begin and write ──────────────────────────────────────────────────────────────────────────────


def next_number(account: Account, *, today: date) -> str:
    """`KAURA-CR-26-007`: counted for each account and year, in one locked step, never twice."""
    ReportCounter.objects.get_or_create(account=account, year=today.year)
    counter = ReportCounter.objects.select_for_update().get(account=account, year=today.year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{account.code}-CR-{today:%y}-{counter.last:03d}"


@transaction.atomic
def begin_report(check_in: CheckIn, *, by, now: datetime) -> ContactReport:
    """The draft, from what was noted: who was there, what was said, what follows. A second press finds the first one's draft."""
    fresh = take(check_in, by=by, may="care.write_report")
    if found := ContactReport.objects.filter(check_in=fresh).first():
        return found
    if fresh.state != CheckInState.HELD:
        raise IllegalMove(fresh, "report on", fresh.state)
    number = next_number(fresh.account, today=fresh.held_on)
    report = ContactReport.objects.create(
        account=fresh.account, check_in=fresh, number=number, product=fresh.account.name, author=by, begun_at=now
    )
    report.contacts.set(fresh.contacts.all())
    report.people.set(fresh.people.all())
    report.copy_people.set(superiors_of(report, today=fresh.held_on))
    report.copy_contacts.set(boss for contact in fresh.contacts.all() if (boss := present_boss(contact)))
    ReportLine.objects.bulk_create(first_lines(report, fresh))
    record(report, "contact_report.begun", by=by)
    return report


def first_lines(report: ContactReport, check_in: CheckIn) -> list[ReportLine]:
    """Each paragraph of the notes is a line under the topic of the check-in, each action that was promised one with its owner and day."""
    said = [words.strip() for words in check_in.notes.splitlines() if words.strip()]
    lines = [ReportLine(kind=LineKind.SAID, text=words[:MOST_SIGNS]) for words in said[: MOST_LINES // 2]]
    if lines:
        lines[0].topic = check_in.topic[:150]
    items = check_in.action_items.select_related("owner").order_by("due_on", "pk")[: MOST_LINES // 2]
    for place, item in enumerate(items):
        topic = _("What follows") if not place else ""
        lines.append(
            ReportLine(
                kind=LineKind.ACTION, topic=topic, text=item.what, owner_id=item.owner_id, contact_id=item.contact_id, due_on=item.due_on
            )
        )
        lines[-1].action_item = item
    for place, line in enumerate(lines):
        line.report, line.position = report, place
    return lines


def present_boss(contact):
    """Whom a contact reports to, while they are with the client."""
    boss = contact.reports_to
    return boss if boss and boss.left_on is None else None


def superiors_of(report: ContactReport, *, today: date) -> list[Person]:
    """The account's lead and whom those present from us report to: as far as they may know of the account."""
    there = set(report.people.values_list("pk", flat=True))
    leads = Seat.objects.live(today=today).leads().filter(account=report.account).values("person")
    found = Person.objects.active().filter(Q(pk__in=leads) | Q(reports__in=there)).exclude(pk__in=there).distinct().order_by("name", "pk")
    return people_who_may(report.account, found)


@transaction.atomic
def write_report(
    report: ContactReport,
    *,
    by,
    lines: Sequence[Line] | None = None,
    contacts=None,
    people=None,
    copy_contacts=None,
    copy_people=None,
    version=None,
    **facts,
) -> ContactReport:
    """Save what stands in the editor, as far as it is written. A line that is empty, or no longer there, goes.

    Raises PermissionDenied, LostRace, IllegalMove (issued or accepted meanwhile), Refused (somebody who may have no copy).
    """
    fresh = take_for_change(report, by=by, may="care.write_report", version=version, facts=facts)
    if not fresh.is_writable:
        raise IllegalMove(fresh, "write", fresh.state)
    if refused := refusals(fresh, contacts=copy_contacts or (), people=copy_people or ()):
        raise Refused(_("No copy to these: %(who)s") % {"who": " ".join(refused)})
    wrote = keep_lines(fresh, lines) if lines is not None else False
    for name, wanted in {"contacts": contacts, "people": people, "copy_contacts": copy_contacts, "copy_people": copy_people}.items():
        if wanted is not None and set(wanted) != set(getattr(fresh, name).all()):
            getattr(fresh, name).set(wanted)
            wrote = True
    if not set_facts(fresh, facts) and wrote:
        fresh.version += 1
        fresh.save(update_fields=["version"])
    return fresh


def keep_lines(report: ContactReport, lines: Sequence[Line]) -> bool:
    """Make the report's lines these, by their keys. Returns whether anything differed."""
    wanted = [line for line in lines if line.text.strip()]
    if len(wanted) > MOST_LINES:
        raise Refused(_("A report has at most %(most)d lines.") % {"most": MOST_LINES})
    old = {line.key: line for line in report.lines.all()}
    differs = False
    for place, line in enumerate(wanted):
        has_owner = line.kind != LineKind.SAID
        facts = {
            "position": place,
            "kind": line.kind,
            "topic": line.topic.strip(),
            "job": line.job.strip(),
            "text": line.text.strip()[:MOST_SIGNS],
            "owner": line.owner if has_owner and line.contact is None else None,
            "contact": line.contact if has_owner else None,
            "due_on": line.due_on if has_owner else None,
        }
        row = old.pop(line.key, None)
        if row is None:
            ReportLine.objects.create(report=report, key=line.key, **facts)
            differs = True
        elif any(getattr(row, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(row, name, value)
            row.save()
            differs = True
    if old:
        report.lines.filter(pk__in=[row.pk for row in old.values()]).delete()
    return differs or bool(old)


# ── Issue ────────────────────────────────────────────────────────────────────────────────────────


def missing_in(report: ContactReport) -> list[str]:
    """What must be said before it goes out."""
    lines = report.lines.all() if is_laid_on(report, "lines") else list(report.lines.select_related("owner", "contact"))
    missing = [] if lines else [_("Write at least one line.")]
    for line in lines:
        if line.kind == LineKind.ACTION and line.who is None:
            missing.append(_("Say who does it: “%(text)s”.") % {"text": line.text[:60]})
        if line.kind == LineKind.ACTION and line.due_on is None:
            missing.append(_("Say by when: “%(text)s”.") % {"text": line.text[:60]})
    if not report.contacts.all():
        missing.append(_("Say who of the client was there."))
    return missing


@transaction.atomic
def issue_report(
    report: ContactReport, *, by, now: datetime, note: str = "", answers: dict[int, str] | None = None, version=None
) -> ContactReport:
    """Send it to all who were there and to their superiors; from now the client has 48 working hours to object (ADR 0051).

    `answers` are our words to each open dispute, by its key. Decisions stand, actions become rows with their owner and day, the
    next meeting is planned. Raises PermissionDenied, IllegalMove, LostRace, Refused (something is missing).
    """
    from care.actions.report_links import send_issue

    fresh = take(report, by=by, may="care.issue_report", version=version)
    if missing := missing_in(fresh):
        raise Refused(" ".join(missing))
    settle_disputes(fresh, answers or {}, by=by, now=now)
    fresh = make_move(fresh, "issue", by=by, note=note, edition=fresh.edition + 1, issued_at=now, accept_at=silent_until(now))
    keep_promises(fresh, by=by)
    plan_next_meeting(fresh, by=by, now=now)
    leave_out(fresh, by=by)
    send_issue(keep_issue(fresh, note=note, by=by, now=now), by=by, now=now)
    return fresh


def leave_out(report: ContactReport, *, by) -> None:
    """Copies stand in the report for those alone to whom it goes. Its history names who else gets none, and why."""
    for reader in (*contacts_of_report(report), *people_of_report(report)):
        if reader.why_not and not reader.was_there:
            (report.copy_contacts if isinstance(reader.one, Contact) else report.copy_people).remove(reader.one)
        if reader.why_not:
            record(report, "contact_report.kept_back", by=by, reader=str(reader.one), why=reader.why_not)


def keep_issue(report: ContactReport, *, note: str, by, now: datetime) -> ReportIssue:
    """What goes out, word for word and on paper, with what differs from the issue before."""
    before, contents = report.issues.last(), contents_of(report)
    paper = report_pdf.draw(contents, edition=report.edition, issued_at=now, before=before.contents if before else None)
    issue = ReportIssue(report=report, number=report.edition, contents=contents, note=note, issued_at=now, issued_by=by)
    issue.pdf.save(f"{report.number}-{report.edition}.pdf", ContentFile(paper), save=False)
    issue.save()
    return issue


def settle_disputes(report: ContactReport, answers: dict[int, str], *, by, now: datetime) -> None:
    """Each dispute gets an answer before the next issue: what was corrected, or why the line stands."""
    for dispute in ReportDispute.objects.open().filter(report=report).select_related("contact"):
        answer = (answers.get(dispute.pk) or "").strip()
        if not answer:
            raise Refused(_("Answer what %(contact)s disputes: “%(text)s”.") % {"contact": dispute.contact, "text": dispute.text[:60]})
        dispute.answer, dispute.settled_at, dispute.settled_by = answer, now, by
        dispute.save(update_fields=["answer", "settled_at", "settled_by"])


def keep_promises(report: ContactReport, *, by) -> None:
    """Each action is a row that lives on, ours and the client's; one that was corrected says so, a client's that is gone goes."""
    for line in report.lines.filter(kind=LineKind.ACTION).select_related("owner", "contact", "action_item"):
        facts = {"what": line.text[:300], "owner": line.owner, "contact": line.contact, "due_on": line.due_on}
        if line.action_item_id is None:
            line.action_item = add_action_item(report.account, by=by, check_in=report.check_in, **facts)
            line.save(update_fields=["action_item"])
        else:
            change_action_item(line.action_item, by=by, **facts)
    gone = ActionItem.objects.filter(check_in=report.check_in_id, report_line=None, contact__isnull=False, done_on=None)
    for item in gone:
        record(report, "action_item.dropped", by=by, what=item.what)
        item.delete()


def plan_next_meeting(report: ContactReport, *, by, now: datetime) -> None:
    """The day that was agreed is planned, once; where it was corrected, what is planned moves."""
    if report.next_on is None or report.next_on < now.date():
        return
    planned = report.next_check_in
    if planned is None:
        agenda = _("Agreed in %(number)s.") % {"number": report.number}
        report.next_check_in = plan_check_in(
            report.account, by=by, kind=report.next_kind, planned_on=report.next_on, planned_at=report.next_at, agenda=agenda
        )
        report.save(update_fields=["next_check_in"])
    elif planned.state == CheckInState.PLANNED:
        change_check_in(planned, by=by, planned_on=report.next_on, planned_at=report.next_at, kind=report.next_kind)


# ── Afterwards ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def recall_report(report: ContactReport, *, by, note: str, version=None) -> ContactReport:
    """We have seen a mistake of our own: the clock stops, and it is issued again when it is put right."""
    return make_move(report, "recall", by=by, note=note, version=version, accept_at=None)


@transaction.atomic
def accept_report(report: ContactReport, *, by, note: str, now: datetime, version=None) -> ContactReport:
    """The client has said yes to one of ours: who and how stands in the note."""
    return make_move(report, "accept", by=by, note=note, version=version, accepted_at=now, accepted_by=AcceptedBy.WORD)


@transaction.atomic
def waive_report(check_in: CheckIn, *, by, reason: str, version=None) -> CheckIn:
    """No report is owed on this check-in, and why. One that is begun already is kept."""
    fresh = take(check_in, by=by, may="care.waive_report", version=version)
    if fresh.report_due_at is None:
        raise Refused(_("No report is owed on this check-in."))
    fresh.report_due_at = fresh.report_late_at = None
    fresh.version += 1
    fresh.save(update_fields=["report_due_at", "report_late_at", "version"])
    record(fresh, "check_in.report_waived", by=by, note=reason)
    return fresh
