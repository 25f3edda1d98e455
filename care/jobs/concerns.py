"""Concerns climb by the clock (R2, R3; ADR 0053): set-wise, idempotent, and once for each lapse however many clocks run."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from care.concern_clock import next_lapse
from care.models import Concern, ConcernClimb
from care.states import WAITING, Lapse
from clients.ladder import account_ladder, seated
from core.models import Event
from core.workhours import office
from people.models import Person
from reminders.states import Rung

CHUNK = 500


def hourly(today: date) -> dict[str, int]:
    """Begins each sweep. One that is made as of another day looks at the end of that day."""
    now = timezone.now()
    if today != timezone.localdate(now):
        now = timezone.make_aware(datetime.combine(today + timedelta(days=1), time())).astimezone(UTC)
    return {"concerns_climbed": climb_concerns(now)}


def ladder_of_concerns(today: date) -> Sequence:
    """Whoever owns the concern, as long as they sit on the account; then as for the account."""
    return account_ladder(today, lead=seated("owner", today))


def climb_concerns(now: datetime) -> int:
    """Every concern whose time has lapsed goes up to the next rung on which somebody else stands. Returns how many.

    Where nobody stands above, it stays where it is and is looked at again: the team may change.
    """
    rungs = {f"on_{rung.name.lower()}": person for rung, person in zip(Rung, ladder_of_concerns(timezone.localdate(now)), strict=True)}
    stands = {name: person for name, person in rungs.items() if person is not None}
    lapsed = Concern.objects.lapsed(now=now).filter(rung__lt=Rung.HEAD, account__closed_on=None).annotate(**stands).order_by("pk")
    climbed, last = 0, 0
    while True:
        with transaction.atomic():
            found = list(lapsed.filter(pk__gt=last).select_related("account").select_for_update(of=("self",))[:CHUNK])
            if not found:
                return climbed
            last = found[-1].pk
            climbed += _climb(found, now=now)


def _climb(concerns: list[Concern], *, now: datetime) -> int:
    again = climbed_for_that(concerns)
    ways = [(concern, way) for concern in concerns if concern.pk not in again and (way := way_up(concern))]
    people = Person.objects.in_bulk({key for _concern, (_rung, passed, reached) in ways for key in (passed, reached) if key})
    calendar, climbs, events = office(), [], []
    for concern, (rung, passed, reached) in ways:
        climb = ConcernClimb(
            concern=concern,
            lapsed_at=concern.climbs_at,
            climbed_at=now,
            lapse=Lapse.ANSWER if concern.state in WAITING else Lapse.OUTCOME,
            hours=concern.answer_hours if concern.state in WAITING else concern.resolve_hours,
            rung=rung,
            passed=people.get(passed),
            reached=people[reached],
        )
        climbs.append(climb)
        events.append(_event(climb))
        concern.was_answered_late |= concern.state in WAITING
        concern.was_resolved_late |= concern.state not in WAITING
        concern.rung, concern.climbs_at = rung, next_lapse(calendar, concern, now=now)
    ConcernClimb.objects.bulk_create(climbs)
    for concern in again.values():
        concern.climbs_at = next_lapse(calendar, concern, now=now)
    Concern.objects.bulk_update(
        [*again.values(), *(concern for concern, _way in ways)], ["rung", "climbs_at", "was_answered_late", "was_resolved_late"]
    )
    Event.objects.bulk_create(events)
    return len(climbs)


def climbed_for_that(concerns: list[Concern]) -> dict[int, Concern]:
    """Those that were given a moment back for which they have climbed: graded up and down, or another time for the outcome alone."""
    done = set(ConcernClimb.objects.filter(concern__in=concerns).values_list("concern", "lapsed_at"))
    return {concern.pk: concern for concern in concerns if (concern.pk, concern.climbs_at) in done}


def way_up(concern: Concern) -> tuple[int, int | None, int] | None:
    """(rung, whom it passes, whom it reaches), or None where nobody else stands above."""
    holders = {rung: getattr(concern, f"on_{rung.name.lower()}", None) for rung in Rung}
    passed = holders[Rung(concern.rung)]
    return next(((rung.value, passed, key) for rung, key in holders.items() if rung > concern.rung and key and key != passed), None)


def _event(climb: ConcernClimb) -> Event:
    """By the clock. Twin of core.moves.record, for many at once."""
    words = {
        "name": str(climb.concern),
        "lapse": climb.lapse,
        "hours": climb.hours,
        "passed": str(climb.passed) if climb.passed else "nobody",
        "reached": str(climb.reached),
    }
    return Event(at=climb.climbed_at, verb="concern.climbed", subject=climb.concern, topic=climb.concern.account, words=words)
