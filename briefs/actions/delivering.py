"""What people do at the end of a job (W7): check its quality, deliver it, close it with a rating from both sides."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.actions.making import open_round, pay_for_round
from briefs.actions.moving import move_brief
from briefs.checklists import MOST_POINTS, points_for
from briefs.models import Brief, CheckedPoint, Checklist, ChecklistItem, Delivery, JobRating, Milestone, QualityCheck, Verdict, WorkFile
from briefs.states import BriefState, ClientVerdict, MilestoneKind, RatingSide
from clients.letter_conditions import with_the_client
from clients.models import Contact
from core import post
from core.changes import ask
from core.errors import IllegalMove, LostRace, Refused
from core.moves import record, take


@transaction.atomic
def start_quality_check(brief: Brief, *, by, today: date, version=None) -> QualityCheck:
    """The client has said yes: now we look once more, point by point."""
    moved = move_brief(brief, "check_quality", by=by, today=today, version=version)
    run = QualityCheck.objects.create(brief=moved, round_number=moved.round_number, started_by=by)
    CheckedPoint.objects.bulk_create(
        CheckedPoint(check_run=run, text=text, position=position) for position, text in enumerate(points_for(moved.kind), 1)
    )
    return run


def latest_check(brief: Brief) -> QualityCheck | None:
    return brief.quality_checks.select_related("started_by", "overruled_by").order_by("-started_at", "-pk").first()


@transaction.atomic
def answer_point(point: CheckedPoint, *, by, passes: bool, note: str = "") -> CheckedPoint:
    """One question is answered; with the last yes the check has passed, with a no it has not. What fails says why."""
    brief = take(point.check_run.brief, by=by, may="briefs.check_quality")
    run = point.check_run
    if brief.state != BriefState.QUALITY_CHECK or run.pk != latest_check(brief).pk:
        raise IllegalMove(brief, "answer_point", brief.state)
    if not passes and not note.strip():
        raise Refused(_("Say what is wrong, so that it can be mended."))
    fresh = CheckedPoint.objects.select_for_update().get(pk=point.pk)
    fresh.passes, fresh.note, fresh.by, fresh.at = passes, note.strip(), by, timezone.now()
    fresh.save()
    all_pass = not run.points.exclude(passes=True).exists()
    if all_pass and run.passed_at is None:
        run.passed_at = timezone.now()
        record(brief, "brief.quality_passed", by=by)
    elif not all_pass:
        run.passed_at = None
    run.save(update_fields=["passed_at"])
    return fresh


@transaction.atomic
def overrule_quality(run: QualityCheck, *, by, reason: str, version=None) -> QualityCheck:
    """It goes out although points are open or failed: on the name of whoever says so, with the reason."""
    brief = take(run.brief, by=by, may="briefs.overrule_quality", version=version)
    if brief.state != BriefState.QUALITY_CHECK or run.pk != latest_check(brief).pk:
        raise IllegalMove(brief, "overrule_quality", brief.state)
    fresh = QualityCheck.objects.select_for_update().get(pk=run.pk)
    if fresh.passed_at or fresh.overruled_at:
        raise IllegalMove(brief, "overrule_quality", brief.state)
    fresh.overruled_by, fresh.overruled_at, fresh.overruled_reason = by, timezone.now(), reason
    fresh.save()
    record(brief, "brief.quality_overruled", by=by, note=reason)
    return fresh


def open_points(brief: Brief) -> list[CheckedPoint]:
    """What of the last check has not passed."""
    run = latest_check(brief)
    return list(run.points.exclude(passes=True)) if run is not None else []


def what_holds_it_back(brief: Brief) -> str:
    """Why a job in its quality check may not leave the house yet, in a sentence; empty when it may."""
    run = latest_check(brief)
    if brief.state != BriefState.QUALITY_CHECK or (run and (run.passed_at or run.overruled_at)):
        return ""
    names = "; ".join(point.text for point in open_points(brief)[:3])
    return _("The quality check has not passed: %(points)s. Answer it, or let a supervisor overrule it.") % {"points": names}


@transaction.atomic
def deliver(brief: Brief, *, by, today: date, note: str = "", contacts: Sequence[Contact] = (), version=None) -> Delivery:
    """It leaves the house: what, to whom, with which note. Refused until the quality check has passed or was overruled by name."""
    ask(by, "briefs.check_quality", brief)
    if why := what_holds_it_back(brief):
        raise Refused(why)
    moved = move_brief(brief, "deliver", by=by, note=note, today=today, version=version, delivered_on=today)
    delivery = Delivery.objects.create(brief=moved, delivered_on=today, note=note, by=by, files=files_of(moved))
    delivery.contacts.set(contacts)
    reached = Milestone.objects.filter(brief=moved, kind=MilestoneKind.DELIVERY, done_on=None)
    reached.update(done_on=today)
    return delivery


def send_note(delivery: Delivery, *, by) -> None:
    """The delivery note goes to each of its contacts who has an address."""
    for contact in delivery.contacts.exclude(email=""):
        post.write(
            to=contact.email,
            name=contact.name,
            language=contact.language if contact.language in dict(settings.LANGUAGES) else "",
            subject=_("Delivered: %(job)s") % {"job": delivery.brief},
            template="briefs/mail/delivery_note",
            context={"delivery": delivery},
            by=by,
            condition=with_the_client(contact),
        )
    record(delivery.brief, "brief.note_sent", by=by, to=", ".join(str(contact) for contact in delivery.contacts.all()))


def files_of(brief: Brief) -> list[list]:
    """The last version of each live deliverable: what goes out."""
    rows = WorkFile.objects.filter(deliverable__brief=brief, deliverable__dropped_on=None).select_related("deliverable")
    latest = {}
    for row in rows.order_by("deliverable__position", "deliverable", "number"):
        latest[row.deliverable_id] = [row.deliverable.name, row.number, row.name]
    return list(latest.values())


def not_as_approved(brief: Brief) -> list[tuple[str, int, int]]:
    """(deliverable, version approved, version that goes out) where the client's last yes was to another version than the newest.

    Final artwork often follows the yes; whoever delivers should know it and look.
    """
    rows = Verdict.objects.filter(deliverable__brief=brief, deliverable__dropped_on=None, file__isnull=False).order_by("at", "pk")
    said = {row.deliverable_id: row for row in rows.select_related("file")}
    approved = {key: row.file.number for key, row in said.items() if row.verdict == ClientVerdict.APPROVED}
    newest = WorkFile.objects.filter(deliverable__in=approved).select_related("deliverable").order_by("number")
    outgoing = {file.deliverable_id: file for file in newest}
    return [(str(file.deliverable), approved[key], file.number) for key, file in outgoing.items() if file.number != approved[key]]


@transaction.atomic
def close(brief: Brief, *, by, today: date, score: int, note: str = "", version=None) -> Brief:
    """The job is over; we say how it went with this client. What the client says comes by their link, or is written down."""
    moved = move_brief(brief, "close", by=by, note=note, today=today, version=version, closed_on=today)
    JobRating.objects.update_or_create(
        brief=moved, side=RatingSide.AGENCY, defaults={"score": score, "note": note, "person": by, "at": timezone.now()}
    )
    return moved


@transaction.atomic
def rate_as_client(brief: Brief, *, by, score: int, note: str = "", contact: Contact | None = None, version=None) -> JobRating:
    """How it went, said by the client: by their link, or heard by one of ours (`contact` said it). Once; a second word is refused."""
    fresh = take(brief, by=by, may="briefs.rate_job", version=version)
    if fresh.state not in (BriefState.DELIVERED, BriefState.CLOSED):
        raise IllegalMove(fresh, "rate", fresh.state)
    if JobRating.objects.filter(brief=fresh, side=RatingSide.CLIENT).exists():
        raise LostRace(fresh)
    is_link = hasattr(by, "secret_hash")
    rating = JobRating.objects.create(
        brief=fresh,
        side=RatingSide.CLIENT,
        score=score,
        note=note,
        link=by if is_link else None,
        person=None if is_link else by,
        contact=by.contact if is_link else contact,
    )
    record(fresh, "brief.rated", by=by, note=note, score=score, **({} if is_link else {"said_by": str(contact or "")}))
    return rating


@transaction.atomic
def reopen(brief: Brief, *, by, reason: str, today: date, version=None, **pays) -> Brief:
    """It was not over after all: back to creative, in a new round. `pays` is who pays where it is more than was sold."""
    moved = move_brief(brief, "reopen", by=by, note=reason, today=today, version=version, delivered_on=None, closed_on=None)
    pay_for_round(moved, by=by, today=today, **pays)
    open_round(moved, by=by, today=today)
    return moved


@transaction.atomic
def save_checklist(checklist: Checklist | None, *, by, name: str, kind: str, points: Sequence[str], version=None) -> Checklist:
    """Write or change what is looked at for a kind. Checks that have begun keep the questions they were begun with."""
    ask(by, "briefs.change_plans")
    texts = [text.strip() for text in points if text.strip()]
    if not texts:
        raise Refused(_("A checklist needs at least one question."))
    if len(texts) > MOST_POINTS:
        raise Refused(_("At most %(most)d questions: a longer list is not read.") % {"most": MOST_POINTS})
    others = Checklist.objects.live().filter(kind=kind)
    if others.exclude(pk=checklist.pk if checklist else None).exists():
        raise Refused(_("There is a checklist for this kind already: change that one."))
    if Checklist.objects.filter(name__iexact=name).exclude(pk=checklist.pk if checklist else None).exists():
        raise Refused(_("Another checklist has this name, a retired one perhaps: choose another."))
    if checklist is None:
        fresh = Checklist.objects.create(name=name, kind=kind)
    else:
        fresh = take(checklist, by=by, version=version)
        fresh.name, fresh.kind, fresh.version = name, kind, fresh.version + 1
        fresh.save()
        fresh.items.all().delete()
    ChecklistItem.objects.bulk_create(ChecklistItem(checklist=fresh, text=text, position=n) for n, text in enumerate(texts, 1))
    record(fresh, "checklist.saved", by=by)
    return fresh


@transaction.atomic
def retire_checklist(checklist: Checklist, *, by, today: date) -> Checklist:
    """It is used no more; the list for any kind takes its place."""
    ask(by, "briefs.change_plans")
    fresh = take(checklist, by=by)
    if fresh.retired_on is None:
        fresh.retired_on = today
        fresh.version += 1
        fresh.save()
        record(fresh, "checklist.retired", by=by)
    return fresh
