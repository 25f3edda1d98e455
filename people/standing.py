"""Standing: for whom a person acts (DESIGN §2). Authority on an account is worked out from it in `clients`."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from core.statements import asked


@dataclass(frozen=True, slots=True)
class Standing:
    """`seats_of`: whose seats open an account for this person: their own, and those they cover today.

    `line_of`: everybody who stands below one of these in the reporting line. It opens accounts that are not walled.
    `sees_all`: a head, or whoever covers for one.
    """

    seats_of: frozenset[int]
    line_of: frozenset[int]
    covers_for: frozenset[int]
    sees_all: bool

    @classmethod
    def of(cls, person, *, today: date) -> "Standing":
        """One query: the reporting lines, and whom the person covers today."""
        from people.models import Person
        from people.querysets import below
        from people.states import Rank

        if not person.is_active:
            return cls(frozenset(), frozenset(), frozenset(), False)
        is_head = person.rank == Rank.HEAD

        def lines():
            wanted = Q(is_covered=True) if is_head else Q(is_covered=True) | Q(reports_to__isnull=False)  # a head needs no lines
            people = Person.objects.with_is_covered(by=person.pk, today=today).filter(wanted)
            return people.order_by().values_list("pk", "reports_to", "rank", "is_covered")

        rows = asked(("standing", person.pk, is_head, today), lines)
        covered = {pk: rank for pk, _boss, rank, is_covered in rows if is_covered}
        own = frozenset(covered) | {person.pk}
        sees_all = is_head or Rank.HEAD in covered.values()
        line = frozenset() if sees_all else frozenset(below(own, ((pk, boss) for pk, boss, _rank, _covered in rows if boss)))
        return cls(own, line, frozenset(covered), sees_all)


def work_out_standings(people) -> None:
    """Fills `standing` of each of these in two statements for any number of them. Twin: Standing.of."""
    from people.models import Absence, Person
    from people.querysets import below
    from people.states import Rank

    people = [one for one in people if "standing" not in one.__dict__]
    if not people:
        return
    lines = list(Person.objects.exclude(reports_to=None).order_by().values_list("pk", "reports_to"))
    days = [one.today for one in people]
    begun = Absence.objects.filter(cover__in=people, starts_on__lte=max(days), ends_on__gte=min(days))
    absences = list(begun.order_by().values_list("cover", "person", "person__rank", "starts_on", "ends_on"))
    for one in people:
        if not one.is_active:
            one.standing = Standing(frozenset(), frozenset(), frozenset(), False)
            continue
        covered = {pk: rank for cover, pk, rank, first, last in absences if cover == one.pk and first <= one.today <= last}
        own = frozenset(covered) | {one.pk}
        sees_all = one.rank == Rank.HEAD or Rank.HEAD in covered.values()
        one.standing = Standing(own, frozenset() if sees_all else frozenset(below(own, lines)), frozenset(covered), sees_all)
