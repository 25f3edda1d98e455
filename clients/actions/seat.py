"""Who is on an account's team: take a seat, leave it, change its role, lead (P8, C1). The past is kept: a seat is closed, never moved.

Every action locks the account first, so two people who seat a lead at once do so one after the other, and one lead lives.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import Account, Seat
from clients.words import in_words
from core.changes import ask
from core.errors import Refused
from core.moves import record, take

ONE_DAY = timedelta(days=1)


def open_seats(account: Account):
    """Seats without a last day."""
    return Seat.objects.filter(account=account, ends_on=None).select_related("person")


def seats_from(account: Account, day: date):
    """Seats that are held on this day or later, also those whose last day is known already."""
    return Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), account=account).select_related("person")


def lock(account: Account, *, by, version: int | None = None) -> Account:
    return take(account, by=by, may="clients.seat_people", version=version)


@transaction.atomic
def take_seat(account: Account, person, role: str, *, by, starts_on: date, is_lead: bool = False, seated_by=None) -> Seat:
    """Seat a person in a role from a day on. Raises Refused when they hold this seat already, or may not log in.

    `seated_by` names the person in the event where another action has asked for the permission.
    """
    if is_lead:
        return make_lead(account, person, by=by, on=starts_on, role=role, seated_by=seated_by)
    fresh = lock(account, by=by)
    if not person.is_active:
        raise Refused(_("%(person)s has left and cannot take a seat.") % {"person": person})
    if seats_from(fresh, starts_on).filter(person=person, role=role).exists():
        raise Refused(_("%(person)s has this seat already.") % {"person": person})
    seat = Seat.objects.create(account=fresh, person=person, role=role, starts_on=starts_on)
    record(seat, "seat.taken", by=seated_by or by, person=str(person), role=seat.get_role_display())
    return seat


@transaction.atomic
def leave_seat(seat: Seat, *, by, on: date, version: int | None = None) -> Seat:
    """`on` is the last day. A lead who leaves without a successor leaves the account without a lead: My day says so."""
    lock(seat.account, by=by)
    fresh = take(seat, by=by, version=version)
    if fresh.ends_on is not None:
        raise Refused(_("%(person)s left this seat on %(ends_on)s.") % {"person": fresh.person, "ends_on": in_words(fresh.ends_on)})
    if on < fresh.starts_on:
        raise Refused(
            _("%(person)s has this seat since %(starts_on)s; the last day cannot lie before.")
            % {"person": fresh.person, "starts_on": in_words(fresh.starts_on)}
        )
    close(fresh, on=on)
    record(fresh, "seat.left", by=by, person=str(fresh.person), role=fresh.get_role_display(), was_lead=fresh.is_lead)
    return fresh


@transaction.atomic
def change_seat(seat: Seat, *, by, role: str, on: date, version: int | None = None) -> Seat:
    """Another role from this day on; the old one stays in the history."""
    account = lock(seat.account, by=by)
    fresh = take(seat, by=by, version=version)
    if fresh.role == role:
        return fresh
    if open_seats(account).filter(person=fresh.person, role=role).exists():
        raise Refused(_("%(person)s has this seat already.") % {"person": fresh.person})
    before = fresh.get_role_display()
    changed = continued(fresh, on=on, role=role)
    record(changed, "seat.changed", by=by, person=str(changed.person), role=changed.get_role_display(), before=str(before))
    return changed


@transaction.atomic
def make_lead(account: Account, person, *, by, on: date, role: str = "", leaves: bool = False, seated_by=None) -> Seat:
    """From this day on the account is this person's. The lead of before stays on the team unless they leave it.

    One whose last day is known and still to come is the lead of before too: on no day do two lead. Named again, they stay.
    Raises Refused when the person has left the agency.
    """
    from clients.actions.account import role_for

    fresh = lock(account, by=by)
    if not person.is_active:
        raise Refused(_("%(person)s has left and cannot lead.") % {"person": person})
    seats = list(seats_from(fresh, on).order_by("starts_on", "pk"))
    leads = [seat for seat in seats if seat.is_lead]
    old = leads[-1] if leads else None
    if len(leads) == 1 and old.person_id == person.pk and (not role or role == old.role):
        return old if old.ends_on is None else stay(old, by=seated_by or by)
    for lead in leads:
        end_lead(lead, on=on, leaves=leaves)
    own = next(
        (seat for seat in open_seats(fresh).filter(person=person, is_lead=False).order_by("pk") if not role or seat.role == role), None
    )
    if own is not None:
        seat = continued(own, on=on, is_lead=True)
    else:
        seat = Seat.objects.create(account=fresh, person=person, role=role or role_for(person), starts_on=on, is_lead=True)
    record(seat, "seat.lead_made", by=seated_by or by, person=str(person), before=str(old.person) if old else "")
    return seat


def stay(seat: Seat, *, by) -> Seat:
    """The last day that was named for this lead's seat does not hold any more."""
    seat.ends_on, seat.version = None, seat.version + 1
    seat.save(update_fields=["ends_on", "version"])
    record(seat, "seat.lead_made", by=by, person=str(seat.person), before=str(seat.person))
    return seat


def end_lead(seat: Seat, *, on: date, leaves: bool) -> None:
    """Close the lead's seat the day before; whoever stays goes on in the same role without leading."""
    if leaves and seat.starts_on < on:
        close(seat, on=on - ONE_DAY)
    elif leaves:
        seat.delete()  # it began the day it ends: it never was
    else:
        continued(seat, on=on, is_lead=False)


def continued(seat: Seat, *, on: date, **facts) -> Seat:
    """The same person goes on from this day with other facts: a new seat, or this one when it began on the same day or later."""
    if seat.starts_on >= on:
        for field, value in facts.items():
            setattr(seat, field, value)
        seat.version += 1
        seat.save()
        return seat
    new = {
        "account_id": seat.account_id,
        "person": seat.person,
        "role": seat.role,
        "is_lead": seat.is_lead,
        "ends_on": seat.ends_on,
        **facts,
    }
    close(seat, on=on - ONE_DAY)
    return Seat.objects.create(starts_on=on, **new)


def close(seat: Seat, *, on: date) -> None:
    seat.ends_on = on
    seat.version += 1
    seat.save(update_fields=["ends_on", "version"])


@transaction.atomic
def assign_lead(accounts, person, *, by, on: date) -> int:
    """The same lead for many accounts, all or nothing. Returns how many changed hands."""
    changed = 0
    for account in accounts:
        ask(by, "clients.seat_people", account)
        before = open_seats(account).filter(is_lead=True, person=person).exists()
        make_lead(account, person, by=None, on=on, seated_by=by)
        changed += not before
    return changed
