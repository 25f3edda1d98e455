"""What people do with the work (W4): assign it, count its rounds, hand in versions, review them inside, sell a round more."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.actions.moving import move_brief
from briefs.models import Assignment, Brief, ChangeOrder, Deliverable, InternalReview, Round, WorkFile
from briefs.pictures import extension_of, pages_of, thumbnail_of
from briefs.rounds import RoundCount, count_of, rounds_sold
from briefs.states import OVER, WORKING_STATES, BriefState, ChangeOrderState, RoundState
from briefs.work_files import newest_files
from clients.actions.account import role_for
from clients.actions.seat import take_seat
from clients.models import Account
from clients.words import in_words
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import every_event_says, make_move, record, take
from core.uploads import WORK_FILES, checked

DRAWN_AT_ONCE_MB = 8  # of a larger file the worker draws the thumbnail


# ── Rounds ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_round(brief: Brief, *, by, today: date, due_on: date | None = None) -> Round:
    """Begin the next turn of creative work, numbered, and say whether it is more than was sold.

    A round that the client never saw is not counted twice: it goes on (the brief was written anew in between, say). Part of a
    move, whose event tells it. Sets `round_number` on the brief that was given too. Raises PermissionDenied.
    """
    fresh = take(brief, by=by, may="briefs.run_brief")
    last, number = current_round(fresh), coming_number(fresh)
    if last is not None and last.number == number:
        opened = back_to_work(last, due_on=due_on)
    else:
        fresh.rounds.exclude(state=RoundState.OVER).update(state=RoundState.OVER, over_on=today)
        sold = rounds_sold(fresh)
        opened = Round.objects.create(
            brief=fresh, number=number, opened_on=today, due_on=due_on, is_over_contract=sold is not None and number > sold
        )
    Brief.objects.filter(pk=fresh.pk).update(round_number=opened.number)
    brief.round_number = opened.number
    return opened


def back_to_work(round: Round, *, due_on: date | None = None) -> Round:
    """The same round goes on: what was wrong was ours, so it costs the client none."""
    round.state, round.over_on, round.handed_in_on = RoundState.WORKING, None, None
    round.due_on = due_on or round.due_on
    round.save()
    return round


def current_round(brief: Brief) -> Round | None:
    return brief.rounds.order_by("-number").first()


def coming_number(brief: Brief) -> int:
    """The number of the round that would begin now: one that the client never saw goes on."""
    last = current_round(brief)
    if last is None:
        return 1
    return last.number if last.shown_on is None else last.number + 1


def round_in_work(brief: Brief, *, by, today: date) -> Round:
    """The round that a move is about; a job that came in without one gets its first."""
    return current_round(brief) or open_round(brief, by=None, today=today)


def end_round(brief: Brief, *, today: date) -> None:
    """The client has said what they say of it."""
    brief.rounds.exclude(state=RoundState.OVER).update(state=RoundState.OVER, over_on=today)


@transaction.atomic
def hand_in(brief: Brief, *, by, today: date, note: str = "", version=None) -> Brief:
    """Creative shows its work inside. Raises Refused where nothing was uploaded in this round and nobody says where it is."""
    fresh = take(brief, by=by, version=version)
    round = current_round(fresh)
    if not note.strip() and not (round and round.files.exists()):
        raise Refused(_("Nothing was uploaded in this round. Upload it, or say where it can be seen."))
    moved = move_brief(brief, "show_inside", by=by, note=note, version=version, today=today)
    round = round_in_work(moved, by=by, today=today)
    round.state, round.handed_in_on = RoundState.INTERNAL, today
    round.save()
    return moved


@transaction.atomic
def send_back_to_creative(brief: Brief, *, by, today: date, note: str, due_on: date | None = None, version=None) -> InternalReview:
    """The internal review says no, and why; the same round goes on."""
    moved = move_brief(brief, "rework", by=by, note=note, version=version, today=today)
    round = back_to_work(round_in_work(moved, by=by, today=today), due_on=due_on)
    return InternalReview.objects.create(round=round, by=by, passes=False, note=note)


@transaction.atomic
def show_client(brief: Brief, *, by, today: date, files=None, note: str = "", now: datetime | None = None, version=None) -> InternalReview:
    """The internal review says yes: from now on the client sees these versions, by default the newest of each deliverable."""
    moved = move_brief(brief, "show_client", by=by, note=note, version=version, today=today)
    round = round_in_work(moved, by=by, today=today)
    round.state, round.shown_on = RoundState.CLIENT, today
    round.save()
    newest = newest_files(moved)
    wanted = newest if files is None else [file for file in newest if file in files]
    WorkFile.objects.filter(pk__in=[file.pk for file in wanted], shown_at=None).update(shown_at=now or timezone.now())
    return InternalReview.objects.create(round=round, by=by, passes=True, note=note)


@transaction.atomic
def show_also(file: WorkFile, *, by, now: datetime | None = None) -> WorkFile:
    """One version more while the client is looking. Raises Refused where the client is not, or a newer version exists."""
    brief = take(file.deliverable.brief, by=by, may="briefs.review_work")
    if brief.state != BriefState.WITH_CLIENT:
        raise Refused(_("The job is not with the client: what is shown is chosen when it goes there."))
    fresh = take(file, by=None)
    if fresh not in newest_files(brief):
        raise Refused(_("There is a newer version of this deliverable: show that one."))
    if fresh.shown_at is None:
        fresh.shown_at = now or timezone.now()
        fresh.save(update_fields=["shown_at"])
        record(brief, "work_file.shown", by=by, file=str(fresh))
    return fresh


@transaction.atomic
def mend(brief: Brief, *, by, today: date, note: str, due_on: date | None = None, version=None) -> Brief:
    """The quality check found a fault of ours: the round goes on, and the client is not charged for it."""
    moved = move_brief(brief, "mend", by=by, note=note, version=version, today=today)
    back_to_work(round_in_work(moved, by=by, today=today), due_on=due_on)
    return moved


@transaction.atomic
def next_round(brief: Brief, *, by, today: date, due_on: date | None = None, version=None, **pays) -> Round:
    """Work on what the client asked for. `pays` is who pays where it is more than was sold: see `pay_for_round`."""
    number = coming_number(take(brief, by=by, may="briefs.run_brief", version=version))
    with every_event_says(round=number):
        moved = move_brief(brief, "next_round", by=by, version=version, today=today)
    pay_for_round(moved, by=by, today=today, **pays)
    return open_round(moved, by=by, today=today, due_on=due_on)


# ── Change orders ────────────────────────────────────────────────────────────────────────────────


def needs_order(brief: Brief, number: int) -> bool:
    """This round is more than was sold, and no change order that stands covers it."""
    sold = rounds_sold(brief)
    if sold is None or number <= sold:
        return False
    return not brief.change_orders.filter(round_number=number).exclude(state=ChangeOrderState.REFUSED).exists()


def coming_round(brief: Brief) -> tuple[RoundCount, bool]:
    """The round that would begin now against what was sold, and whether somebody has to say who pays for it."""
    count = RoundCount(coming_number(brief), rounds_sold(brief))
    return count, needs_order(brief, count.number)


def pay_for_round(
    brief: Brief, *, by, today: date, amount_minor: int | None = None, covers: str = "", waived_because: str = ""
) -> ChangeOrder | None:
    """The round that begins now is sold, or a change order is offered with it, or it is waived by name with a reason (ADR 0043).

    One that was offered or waived before is enough. Raises Refused without any, PermissionDenied where a waiver is not theirs.
    """
    number = coming_number(brief)
    if not needs_order(brief, number):
        return None
    if waived_because.strip():
        ask(by, "briefs.waive_change_order", brief)
        return _waive_round(brief, number, by=by, today=today, note=waived_because)
    if amount_minor is not None:
        return offer_change_order(brief, by=by, today=today, round_number=number, amount_minor=amount_minor, reason=covers)
    raise Refused(_("Round %(n)d is more than was sold: offer a change order, or have it waived.") % {"n": number})


@transaction.atomic
def offer_change_order(
    brief: Brief, *, by, today: date, amount_minor: int, reason: str, round_number: int | None = None, version=None
) -> ChangeOrder:
    """A round more than was sold, at a price net of VAT; by default the next one. A refused one is offered anew."""
    fresh = take(brief, by=by, may="briefs.work_change_order", version=version)
    if fresh.state in OVER:
        raise Refused(_("This job is over."))
    number = round_number or max(fresh.round_number, count_of(fresh).sold or 0) + 1
    order = fresh.change_orders.filter(round_number=number).first()
    if order is not None and order.state != ChangeOrderState.REFUSED:
        raise Refused(_("There is a change order for round %(n)d already.") % {"n": number})
    if order is not None:
        return offer_again(order, by=by, today=today, amount_minor=amount_minor, reason=reason)
    order = ChangeOrder.objects.create(
        brief=fresh, round_number=number, amount_minor=amount_minor, reason=reason, offered_by=by, offered_on=today
    )
    record(order, "changeorder.offered", by=by, round=number)
    return order


@transaction.atomic
def offer_again(order: ChangeOrder, *, by, today: date, amount_minor: int, reason: str, version=None) -> ChangeOrder:
    """What the client refused, at another price or for something else."""
    with every_event_says(round=order.round_number):
        return make_move(
            order, "offer_again", by=by, version=version, amount_minor=amount_minor, reason=reason, offered_on=today, decided_on=None
        )


def _waive_round(brief: Brief, number: int, *, by, today: date, note: str) -> ChangeOrder:
    order = brief.change_orders.filter(round_number=number).first()
    if order is None:
        order = ChangeOrder.objects.create(brief=brief, round_number=number, reason=note, offered_by=by, offered_on=today)
    return move_order(order, "waive", by=by, today=today, note=note)


@transaction.atomic
def move_order(order: ChangeOrder, name: str, *, by, today: date, note: str = "", version=None) -> ChangeOrder:
    """The client accepts or refuses, or one of ours waives it by name and with a reason."""
    with every_event_says(round=order.round_number):
        return make_move(order, name, by=by, note=note, version=version, decided_on=today)


# ── Assignments ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def assign_work(
    brief: Brief, *, by, person, what: str, department: str, starts_on: date, due_on: date, hours=0, deliverable: Deliverable | None = None
) -> Assignment:
    """Somebody works on the job until a day, for so many hours. Without a seat on the account they get one from that day on (P10).

    Raises Refused for somebody who has left, a job that is over, and another job's deliverable.
    """
    fresh = take(brief, by=by, may="briefs.assign_work")
    if fresh.state in OVER:
        raise Refused(_("This job is over: nobody can be put on it."))
    _check_assignee(fresh, person, deliverable)
    assignment = Assignment(
        brief=fresh,
        person=person,
        what=what,
        department=department,
        starts_on=starts_on,
        due_on=due_on,
        hours=hours,
        deliverable=deliverable,
        assigned_by=by,
    )
    assignment.full_clean()
    assignment.save()
    seat = seat_for_work(fresh, person, by=by, on=min(starts_on, person.today))
    record(
        assignment,
        "assignment.added",
        by=by,
        person=str(person),
        due_on=in_words(due_on),
        job=str(fresh),
        seat=str(seat.get_role_display()) if seat else "",
    )
    return assignment


def _check_assignee(brief: Brief, person, deliverable) -> None:
    if not person.is_active:
        raise Refused(_("%(person)s has left and takes no more work.") % {"person": person})
    if deliverable is not None and deliverable.brief_id != brief.pk:
        raise Refused(_("That deliverable belongs to another job."))


def seat_for_work(brief: Brief, person, *, by, on: date):
    """A seat for whoever is put on a job and may not see its account yet; None where they see it already.

    Through a wall somebody is let by whoever seats people there. Raises Refused.
    """
    if Account.objects.visible_to(person).filter(pk=brief.account_id).exists():
        return None
    if brief.account.is_walled and by is not None and not by.has_perm("clients.seat_people", brief.account):
        words = {"person": person, "account": brief.account}
        raise Refused(_("%(account)s is walled: a supervisor gives %(person)s a seat first.") % words)
    return take_seat(brief.account, person, role_for(person), by=None, starts_on=on, seated_by=by)


@transaction.atomic
def change_assignment(assignment: Assignment, *, by, version=None, **facts) -> Assignment:
    """Another day, other hours, other words, or somebody else."""
    fresh = take_for_change(assignment, by=by, may="briefs.assign_work", version=version, facts=facts)
    _check_assignee(fresh.brief, facts.get("person", fresh.person), facts.get("deliverable"))
    changes = set_facts(fresh, facts)
    if changes:
        seat_for_work(fresh.brief, fresh.person, by=by, on=min(fresh.starts_on, fresh.person.today))
        record(fresh, "assignment.changed", by=by, changes=changes, job=str(fresh.brief))
    return fresh


def ask_whose(assignment: Assignment, *, by) -> None:
    """Whoever does the work says that it is done, and whoever runs the job."""
    if by is not None and assignment.person_id not in by.standing.seats_of:
        ask(by, "briefs.assign_work", assignment)


@transaction.atomic
def finish_assignment(assignment: Assignment, *, by, today: date) -> Assignment:
    """It is done. Pressed twice, it stays done on the first day."""
    fresh = take(assignment, by=by)
    ask_whose(fresh, by=by)
    if fresh.done_on is None:
        fresh.done_on, fresh.version = today, fresh.version + 1
        fresh.save()
        record(fresh, "assignment.done", by=by, job=str(fresh.brief))
    return fresh


@transaction.atomic
def reopen_assignment(assignment: Assignment, *, by) -> Assignment:
    """It is not done after all."""
    fresh = take(assignment, by=by)
    ask_whose(fresh, by=by)
    if fresh.done_on is not None:
        fresh.done_on, fresh.version = None, fresh.version + 1
        fresh.save()
        record(fresh, "assignment.reopened", by=by, job=str(fresh.brief))
    return fresh


@transaction.atomic
def drop_assignment(assignment: Assignment, *, by, note: str, version=None) -> None:
    """It is not needed any more, and why. The event stays; the seat stays until somebody takes it away."""
    fresh = take(assignment, by=by, may="briefs.assign_work", version=version)
    record(fresh.brief, "assignment.dropped", by=by, note=note, what=fresh.what, person=str(fresh.person))
    fresh.delete()


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_work_file(deliverable: Deliverable, *, by, file, note: str = "", now: datetime | None = None) -> WorkFile:
    """The next version of a deliverable. Kind and size are checked by content; a large file's thumbnail is drawn by the worker.

    Raises ValidationError for a file that is not what it says, Refused where nobody works on the job.
    """
    from briefs.tasks import draw_thumbnail

    upload = checked(file, allowed=WORK_FILES)
    brief = take(deliverable.brief, by=by, may="briefs.upload_work")
    if brief.state not in WORKING_STATES:
        raise Refused(_("Nobody works on this job now: %(state)s.") % {"state": brief.get_state_display().lower()})
    fresh = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    if fresh.dropped_on is not None:
        raise Refused(_("%(name)s was taken out of the job.") % {"name": fresh})
    last = fresh.files.order_by("-number").values_list("number", flat=True).first() or 0
    kept = WorkFile(
        deliverable=fresh,
        round=current_round(brief),
        number=last + 1,
        name=upload.name,
        size=file.size,
        mime=upload.mime,
        pages=pages_of(file, upload.extension),
        note=note,
        uploaded_by=by,
        uploaded_at=now or timezone.now(),
    )
    kept.file.save(upload.stored_name(), file, save=False)
    kept.save()
    if kept.pages and file.size <= DRAWN_AT_ONCE_MB * 1024 * 1024:
        keep_thumbnail(kept)
    elif kept.pages:
        draw_thumbnail.delay_on_commit(kept.pk)
    record(kept, "work_file.added", by=by, note=note, file=kept.name, job=str(brief), deliverable=str(fresh))
    return kept


def keep_thumbnail(file: WorkFile) -> bool:
    """Draw it unless it is there; twice is harmless."""
    if file.thumbnail or not (picture := thumbnail_of(file)):
        return bool(file.thumbnail)
    stem = file.file.name.rpartition("/")[2].removesuffix(extension_of(file.file.name))
    file.thumbnail.save(f"{stem}.jpg", picture, save=False)
    file.save(update_fields=["thumbnail"])
    return True
