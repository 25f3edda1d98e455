"""Which briefs wait for a person's yes, asked of all at once. Twin of `briefs.sign_strategy` and `briefs.approve_brief`, held by a test."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from briefs.authority import covered, written_by, wrote_parts
from clients.models import Seat
from clients.states import SeatRole
from people.states import Rank


def waits_for(person) -> Q:
    """On briefs in review with `rank_asked`, `asks_strategy` and `is_signed`."""
    own_work = Q(pk__in=[]) if settings.SMALL_SHOP_MODE else written_by(person.pk)
    is_signed = Q(asks_strategy=False) | Q(is_signed=True)
    return ~own_work & ((is_signed & approves(person)) | (~is_signed & signs(person)))


def with_rank(person, has_rank) -> Q:
    """`has_rank(rank)` with the rank of this person, or of somebody they cover who did not write it."""
    found = has_rank(person.rank) if person.rank else Q(pk__in=[])
    for one in covered(person):
        if one.rank:
            found |= has_rank(one.rank) if settings.SMALL_SHOP_MODE else has_rank(one.rank) & ~written_by(one.pk)
    return found


def approves(person) -> Q:
    return with_rank(person, lambda rank: Q(rank_asked__lte=rank))


def signs(person) -> Q:
    """A planner's yes; a supervisor's where no planner can sign."""
    able = able_planners(today=person.today)
    by_rank = with_rank(person, lambda rank: Q(pk__isnull=False) if rank >= Rank.SUPERVISOR else Q(pk__in=[]))
    return Q(Exists(able.filter(person__in=person.standing.seats_of))) | (~Exists(able) & by_rank)


def able_planners(*, today):
    """Planners' seats of the brief's account whose holder did not write the brief; inside a subquery. Twin: authority.signers."""
    seats = Seat.objects.live(today=today).filter(account=OuterRef("account"), role=SeatRole.PLANNER, person__is_active=True)
    if settings.SMALL_SHOP_MODE:
        return seats
    authors = Q(person=OuterRef("author")) | Q(person=Coalesce(OuterRef("submitted_by"), Value(0)))
    return seats.exclude(authors).exclude(wrote_parts(OuterRef("person"), OuterRef(OuterRef("pk"))))
