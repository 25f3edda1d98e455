"""What changes hands when somebody leaves (P8). Each app declares its kinds of things in a module `handover.py`:

    handover.register(Parcel("seat", rows=…, place=…, move=…, words=…))

A *place* is where a thing hangs: an account for most, nothing for what belongs to the person alone. Everything at one place
goes to one receiver, so that a seat and the open actions of its account stay together.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model
from django.utils.translation import ngettext

from core.moves import record, take
from core.registries import Registry
from people.cover import why_not_cover
from people.models import Absence, Person

handover = Registry("handover")
unknown_places = Registry("handover")  # (person, keys) -> those of these places ("account:7") that this person may not know of


@dataclass(frozen=True, slots=True)
class Place:
    """`key` is stable ("account:7") and the form's field name; the empty key is the person themselves."""

    key: str = ""
    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One kind of thing. `rows(person, today)` are those that change hands; `words(count)` says "3 open actions".

    `move(rows, giver, receiver, by=, today=)` writes; it runs inside the transaction of the hand-over.
    `hidden(person, by, today)` counts rows at places that `by` may not see: then somebody else must hand over.
    """

    kind: str
    rows: Callable[[Person, date], Iterable[Model]]
    move: Callable[..., None]
    words: Callable[[int], str]
    place: Callable[[Model], Place] = lambda row: Place()
    hidden: Callable[[Person, Person, date], int] = lambda person, by, today: 0


@dataclass
class Bundle:
    """All that lies at one place, by parcel."""

    place: Place
    things: dict[Parcel, list[Model]] = field(default_factory=lambda: defaultdict(list))

    @property
    def words(self) -> list[str]:
        return [parcel.words(len(rows)) for parcel, rows in self.things.items()]

    @property
    def count(self) -> int:
        return sum(len(rows) for rows in self.things.values())


def bundles_of(person: Person, *, today: date) -> list[Bundle]:
    """Everything that this person holds, place by place, the person's own things first. One query per parcel."""
    bundles: dict[str, Bundle] = {}
    for parcel in handover:
        for row in parcel.rows(person, today):
            place = parcel.place(row)
            bundles.setdefault(place.key, Bundle(place)).things[parcel].append(row)
    return sorted(bundles.values(), key=lambda bundle: (bool(bundle.place.key), bundle.place.name, bundle.place.key))


def hidden_things(person: Person, *, by: Person, today: date) -> int:
    """How many things hang where the one who hands over may not look (walled accounts)."""
    return sum(parcel.hidden(person, by, today) for parcel in handover)


def places_unknown_to(person: Person, keys: set[str]) -> set[str]:
    """Those of these places that must not be named to this person."""
    return {key for find in unknown_places for key in find(person, keys)}


def totals(bundles: Sequence[Bundle]) -> list[str]:
    """What moves in all, in words, for the event and the briefing."""
    counts: Counter[Parcel] = Counter()
    for bundle in bundles:
        counts.update({parcel: len(rows) for parcel, rows in bundle.things.items()})
    return [parcel.words(count) for parcel, count in counts.items()]


# ── What people themselves hold: their reports, and the cover they promised ──────────────────────


def reports_of(person: Person, today: date):
    return person.reports.active().order_by("name", "pk")


def move_reports(rows, giver, receiver, *, by, today) -> None:
    """Reports follow the receiver; whoever stands above the receiver, or is the receiver, takes the giver's place in the line."""
    for row in rows:
        report = take(row, by=None)
        above = report.pk == receiver.pk or receiver.pk in Person.objects.ids_below([report.pk])
        report.reports_to = giver.reports_to if above else receiver
        report.version += 1
        report.save()
        record(report, "person.moved_in_the_line", by=by, boss=str(report.reports_to or ""))


def promised_cover(person: Person, today: date):
    return Absence.objects.not_over(today=today).filter(cover=person).select_related("person").order_by("starts_on", "pk")


def move_cover(rows, giver, receiver, *, by, today) -> None:
    """A receiver who cannot stand in is not named: the absence is left without cover, and the clock will say so."""
    for row in rows:
        absence = take(row, by=None)
        absence.cover = receiver
        if why_not_cover(absence, by=None):
            absence.cover = None
        absence.version += 1
        absence.save()
        record(absence, "absence.changed", by=by, cover=str(absence.cover or ""))


handover.register(Parcel("report", reports_of, move_reports, lambda n: ngettext("%(n)d report", "%(n)d reports", n) % {"n": n}))
handover.register(
    Parcel("cover", promised_cover, move_cover, lambda n: ngettext("cover for %(n)d absence", "cover for %(n)d absences", n) % {"n": n})
)
