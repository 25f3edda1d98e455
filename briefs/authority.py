"""Whose yes a brief needs, and for whom a person may say it (W3, P6, P8): four eyes, covers, planners.

What is enforced stands in `briefs.permissions`; `BriefQuerySet.waiting_for` asks the same of many briefs at once.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from briefs.models import Brief, BriefSection, BriefVersion, Deliverable
from briefs.policy import rank_for
from clients.models import Seat
from clients.sight import kept_for_page
from clients.states import SeatRole
from core.models import Event
from core.statements import asked
from people.models import Person
from people.states import Rank

# What an event must say for its actor to have written the brief, by the row it is about.
WRITING = {Brief: ("brief.written", "brief.changed", "brief.brought_in", "deliverable.dropped"), BriefSection: ("brief_section.rewritten",)}
WRITING[Deliverable] = ("deliverable.added", "deliverable.changed")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


# ── Who wrote it ─────────────────────────────────────────────────────────────────────────────────


def writers_of(brief) -> set[int]:
    """Whoever opened it, submitted it, wrote any of what stands there or changed any of it since it was last approved.

    None of them approves it (four eyes), even where somebody else has gone over their words. Twin: written_by.
    """
    return kept_for_page(brief, "writers", lambda: _writers_of(brief))


def _writers_of(brief) -> set[int]:
    written = BriefSection.objects.filter(brief=brief, written_by__isnull=False).exclude(text="").order_by()
    told = Event.objects.filter(about_parts_of(brief.pk), actor__isnull=False, at__gt=last_approval(brief.pk))
    people = written.values_list("written_by", flat=True).union(told.values_list("actor", flat=True))
    return {*people, brief.author_id, brief.submitted_by_id} - {None}


def about_parts_of(brief) -> Q:
    """Events that say that somebody wrote: `brief` is its key, or a reference to it from a query around this one."""
    inner = OuterRef(brief) if isinstance(brief, OuterRef) else brief
    found = Q(pk__in=[])
    for model, verbs in WRITING.items():
        kind = ContentType.objects.get_for_model(model)
        keys = Q(subject_id=brief) if model is Brief else Q(subject_id__in=model.objects.filter(brief=inner).values("pk"))
        found |= Q(keys, subject_type=kind, verb__in=verbs)
    return found


def written_by(key: int) -> Q:
    """Briefs that this person wrote. Twin: writers_of."""
    return Q(author=key) | Q(submitted_by__isnull=False, submitted_by=key) | wrote_parts(key, OuterRef("pk"))


def wrote_parts(person, brief: OuterRef) -> Q:
    """Whether this person (a key or a reference) wrote any of what stands there, or changed any of it since the last approval."""
    told = Event.objects.filter(about_parts_of(brief), actor=person, at__gt=last_approval(OuterRef(brief)))
    return Q(Exists(BriefSection.objects.filter(brief=brief, written_by=person).exclude(text=""))) | Q(Exists(told))


def last_approval(brief):
    """When a version of it was last approved, else long ago; an expression. `brief` is its key or a reference to it."""
    approved = BriefVersion.objects.filter(brief=brief, approved_at__isnull=False).order_by("-approved_at")
    return Coalesce(Subquery(approved.values("approved_at")[:1]), Value(LONG_AGO))


def is_barred(key: int, brief) -> bool:
    """Wrote it, where one may not approve one's own work."""
    return not settings.SMALL_SHOP_MODE and key in writers_of(brief)


# ── With whose voice ─────────────────────────────────────────────────────────────────────────────


def covered(person) -> list[Person]:
    """Whom this person covers today."""
    keys = person.standing.covers_for
    return asked(("covered", keys), lambda: Person.objects.filter(pk__in=keys).order_by("rank", "pk")) if keys else []


def voices(person, brief) -> list[Person]:
    """Their own, then of those they cover; nobody speaks for a writer (four eyes)."""
    return [person, *(one for one in covered(person) if brief is None or not is_barred(one.pk, brief))]


def rank_of_voice(person, brief=None) -> int:
    """The highest rank that this person may speak with about this brief today (P8)."""
    return max(voice.rank or 0 for voice in voices(person, brief))


def seen_by_their_own(person, account) -> bool:
    """Whether the account opens for this person without anybody's cover. Twin: clients.querysets.seats_that_open."""
    if person.rank == Rank.HEAD:
        return True
    seated = set(Seat.objects.live(today=person.today).filter(account=account).values_list("person", flat=True))
    return person.pk in seated or (not account.is_walled and bool(seated & Person.objects.ids_below({person.pk})))


def rank_given_for(person, brief) -> Person | None:
    """Whom they speak for when they approve it: None with an authority of their own."""
    asked = rank_for(brief)
    if (person.rank or 0) >= asked and seen_by_their_own(person, brief.account):
        return None
    return next((one for one in voices(person, brief)[1:] if (one.rank or 0) >= asked), None)


# ── The strategy sign-off ────────────────────────────────────────────────────────────────────────


def planners_of(account, *, today):
    """Live planners' seats of an account."""
    return Seat.objects.live(today=today).filter(account=account, role=SeatRole.PLANNER, person__is_active=True)


def planner_keys(account, *, today) -> set[int]:
    if hasattr(account, "_seen_by") and hasattr(account, "live_seats"):  # a page has loaded the team
        return {seat.person_id for seat in account.live_seats if seat.role == SeatRole.PLANNER and seat.person.is_active}
    return set(planners_of(account, today=today).values_list("person", flat=True))


def signers(account, brief, *, today) -> set[int]:
    """The account's planners who did not write it; none: a supervisor or director signs."""

    def find():
        keys = planner_keys(account, today=today)
        return {key for key in keys if brief is None or not is_barred(key, brief)}

    return kept_for_page(brief, "signers", find) if brief is not None else find()


def signs_for(person, account, brief) -> bool:
    """The account's planner, or whoever covers for one; supervisors and directors where none can sign (P6)."""
    able = signers(account, brief, today=person.today)
    return bool(able & person.standing.seats_of) if able else rank_of_voice(person, brief) >= Rank.SUPERVISOR


def strategy_given_for(person, brief) -> Person | None:
    """Whom they speak for when they sign: None with an authority of their own."""
    able = signers(brief.account, brief, today=person.today)
    if able:
        return None if person.pk in able else next((one for one in covered(person) if one.pk in able), None)
    if (person.rank or 0) >= Rank.SUPERVISOR and seen_by_their_own(person, brief.account):
        return None
    return next((one for one in voices(person, brief)[1:] if (one.rank or 0) >= Rank.SUPERVISOR), None)
