"""What people do with check-ins (R1): plan one, move it, hold it or say why not. After each the next one is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from care.models import ActionItem, Attendance, CheckIn
from care.report_clock import due_and_late
from care.states import CheckInKind, CheckInState, Presence
from clients.levels import cadence_of
from clients.models import Account, Contact, Seat
from clients.words import in_words
from core.changes import ask, set_facts, take_for_change
from core.errors import IllegalMove, Refused
from core.moves import make_move, record, take
from core.workdays import on_or_after


@dataclass(frozen=True, slots=True)
class NextAction:
    """What somebody of ours promised, with the day."""

    what: str
    owner: object
    due_on: date


@transaction.atomic
def plan_check_in(
    account: Account, *, by, kind: str, planned_on: date, owner=None, planned_at: time | None = None, agenda: str = "", **taught
) -> CheckIn:
    """Agree a day with the client, besides those that the cadence plans. `taught`: topic and material of a training."""
    ask(by, "care.plan_check_in", account)
    owner = owner or lead_of(account, on=planned_on)
    check_in = CheckIn.objects.create(
        account=account, kind=kind, planned_on=planned_on, planned_at=planned_at, owner=owner, agenda=agenda, **taught
    )
    record(check_in, "check_in.planned", by=by, on=in_words(planned_on))
    return check_in


@transaction.atomic
def change_check_in(check_in: CheckIn, *, by, version=None, **facts) -> CheckIn:
    """Move a planned check-in to another day, or change who holds it, how, and what about."""
    fresh = take_for_change(check_in, by=by, may="care.work_check_in", version=version, facts=facts)
    if fresh.state != CheckInState.PLANNED:
        raise IllegalMove(fresh, "change", fresh.state)
    before = fresh.planned_on
    changes = set_facts(fresh, facts)
    if fresh.planned_on != before:
        record(fresh, "check_in.moved", by=by, before=in_words(before), on=in_words(fresh.planned_on))
    elif changes:
        record(fresh, "check_in.changed", by=by, fields=", ".join(changes))
    return fresh


@transaction.atomic
def hold_check_in(
    check_in: CheckIn,
    *,
    by,
    held_on: date,
    today: date,
    kind: str = "",
    minutes: int | None = None,
    notes: str = "",
    contacts: Sequence[Contact] = (),
    people: Sequence = (),
    actions: Sequence[NextAction] = (),
    owes_report: bool = True,
    version=None,
    **taught,
) -> CheckIn:
    """It took place: who was there, what was said, what follows. The contacts were met on that day; the next one is planned.

    With somebody of the client a contact report is owed (`owes_report`). `taught`: topic and material of a training, `held_at`.
    """
    _not_in_future(held_on, today)
    facts = {"held_on": held_on, "minutes": minutes, "notes": notes, "reason": "", "kind": kind or check_in.kind, **taught}
    facts |= report_hours(held_on, taught.get("held_at"), is_owed=owes_report and bool(contacts))
    held = make_move(check_in, "hold", by=by, note=notes, version=version, **facts)
    _write_down(held, by=by, contacts=contacts, people=people, actions=actions)
    plan_next(held.account, after=held_on, today=today)
    return held


@transaction.atomic
def log_check_in(
    account: Account,
    *,
    by,
    held_on: date,
    today: date,
    kind: str = CheckInKind.CALL,
    minutes: int | None = None,
    notes: str = "",
    contacts: Sequence[Contact] = (),
    people: Sequence = (),
    actions: Sequence[NextAction] = (),
    owes_report: bool = True,
    **taught,
) -> CheckIn:
    """Write down a check-in that nobody had planned. It counts for the cadence: the planned one moves on."""
    ask(by, "care.plan_check_in", account)
    _not_in_future(held_on, today)
    facts = {"held_on": held_on, "minutes": minutes, "notes": notes, **taught}
    facts |= report_hours(held_on, taught.get("held_at"), is_owed=owes_report and bool(contacts))
    check_in = CheckIn.objects.create(account=account, kind=kind, planned_on=held_on, state=CheckInState.HELD, owner=by, **facts)
    _write_down(check_in, by=by, contacts=contacts, people=people, actions=actions)
    record(check_in, "checkin.hold", by=by, note=notes, to_state=CheckInState.HELD)
    plan_next(account, after=held_on, today=today)
    return check_in


def report_hours(held_on: date, held_at: time | None, *, is_owed: bool) -> dict:
    """By when its report is due and from when it is late, in moments; none when nobody is owed one (ADR 0051)."""
    if not is_owed:
        return {"report_due_at": None, "report_late_at": None}
    due_at, late_at = due_and_late(held_on, held_at)
    return {"report_due_at": due_at, "report_late_at": late_at}


def _not_in_future(held_on: date, today: date) -> None:
    if held_on > today:
        raise Refused(_("A check-in can be written down when it has taken place, not before."))


def _write_down(check_in: CheckIn, *, by, contacts, people, actions) -> None:
    check_in.contacts.set(contacts)
    check_in.people.set(people)
    note_attendance(check_in, contacts)
    met = [contact.pk for contact in contacts]
    Contact.objects.filter(Q(last_met_on=None) | Q(last_met_on__lt=check_in.held_on), pk__in=met).update(last_met_on=check_in.held_on)
    for action in actions:
        item = ActionItem.objects.create(
            account=check_in.account, check_in=check_in, what=action.what, owner=action.owner, due_on=action.due_on
        )
        record(item, "action_item.added", by=by, owner=str(action.owner), due_on=in_words(action.due_on))


def note_attendance(check_in: CheckIn, came: Sequence[Contact]) -> None:
    """Whoever came attended, invited or not; whoever was invited and did not come is noted as well (R6)."""
    keys = [contact.pk for contact in came]
    check_in.attendances.exclude(contact__in=keys).update(presence=Presence.ABSENT)
    check_in.attendances.filter(contact__in=keys).update(presence=Presence.ATTENDED)
    known = set(check_in.attendances.values_list("contact", flat=True))
    Attendance.objects.bulk_create(
        Attendance(check_in=check_in, contact=contact, presence=Presence.ATTENDED) for contact in came if contact.pk not in known
    )


@transaction.atomic
def invite(check_in: CheckIn, *, by, contacts: Sequence[Contact]) -> CheckIn:
    """Who of the client is to come; those who are not named any more are not invited."""
    fresh = take(check_in, by=by, may="care.work_check_in")
    if fresh.state != CheckInState.PLANNED:
        raise IllegalMove(fresh, "invite to", fresh.state)
    before, wanted = set(fresh.attendances.values_list("contact", flat=True)), {contact.pk for contact in contacts}
    fresh.attendances.exclude(contact__in=wanted).delete()
    Attendance.objects.bulk_create(Attendance(check_in=fresh, contact=contact) for contact in contacts if contact.pk not in before)
    if before != wanted:
        record(fresh, "check_in.invited", by=by, contacts=", ".join(contact.name for contact in contacts) or "–")
    return fresh


@transaction.atomic
def miss_check_in(check_in: CheckIn, *, by, reason: str, today: date, version=None) -> CheckIn:
    """It did not take place, and why. The next one comes after half the cadence: nobody waits a month for a second try."""
    missed = make_move(check_in, "miss", by=by, note=reason, version=version, reason=reason)
    if missed.is_from_cadence:
        plan_next(missed.account, after=today, today=today, share=2)
    return missed


@transaction.atomic
def cancel_check_in(check_in: CheckIn, *, by, reason: str, today: date, version=None) -> CheckIn:
    """It is not needed. One of the cadence is skipped: the next follows a cadence after it."""
    cancelled = make_move(check_in, "cancel", by=by, note=reason, version=version, reason=reason)
    if cancelled.is_from_cadence:
        plan_next(cancelled.account, after=max(cancelled.planned_on, today), today=today)
    return cancelled


def lead_of(account: Account, *, on: date):
    """Who leads the account on that day; nobody when no one does."""
    seat = Seat.objects.live(today=on).leads().filter(account=account).select_related("person").first()
    return seat.person if seat else None


def due_day(after: date, *, cadence: int, today: date) -> date:
    """The working day on which the next check-in falls: never in the past."""
    return on_or_after(max(after + timedelta(days=cadence), today))


def plan_next(account: Account, *, after: date, today: date, share: int = 1) -> CheckIn | None:
    """Plan the cadence's next check-in, or move the one that is planned already on to its new day.

    `share` 2: after half the cadence. A planned one is never moved to an earlier day: what was agreed later stands.
    A closed account has no next one.
    """
    if account.closed_on:
        return None
    day = due_day(after, cadence=max(cadence_of(account) // share, 1), today=today)
    planned = CheckIn.objects.select_for_update().filter(account=account, is_from_cadence=True).planned().first()
    if planned is None:
        return CheckIn.objects.create(account=account, planned_on=day, owner=lead_of(account, on=today), is_from_cadence=True)
    if planned.planned_on < day:
        planned.planned_on, planned.planned_at = day, None
        planned.version += 1
        planned.save()
        record(planned, "check_in.moved_on", by=None, on=in_words(day))
    return planned
