"""What changes hands when somebody leaves (P8). Each app declares its kinds of things in a module `handover.py`:

    handover.register(Parcel("seat", rows=…, place=…, move=…, words=…))

A *place* is where a thing hangs: an account for most, nothing for what belongs to the person alone. Everything at one place
goes to one receiver, so that a seat and the open actions of its account stay together.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BigIntegerField, Count, F, IntegerField, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast
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
    `unseen(person, by, today)` are the rows at places that `by` may not see: then somebody else must hand over.
    `account_path` leads from a row to its account, "" where there is none: such parcels are counted together, in one statement.
    """

    kind: str
    rows: Callable[[Person, date], Iterable[Model]]
    move: Callable[..., None]
    words: Callable[[int], str]
    place: Callable[[Model], Place] = lambda row: Place()
    unseen: Callable[[Person, Person, date], QuerySet | None] = lambda person, by, today: None
    account_path: str | None = None


@dataclass
class Bundle:
    """All that lies at one place, by parcel."""

    place: Place
    things: dict[Parcel, Sequence] = field(default_factory=lambda: defaultdict(list))

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


def counted_bundles_of(person: Person, *, today: date) -> list[Bundle]:
    """The same for a page that only says how much there is: the rows of a bundle are counted and not read. Twin: bundles_of."""
    parcels, bundles = list(handover), {}
    arms = [_arm(number, parcel, person, today) for number, parcel in enumerate(parcels) if parcel.account_path is not None]
    found = [(parcels[number], _place(*at), range(n)) for number, *at, n in (arms[0].union(*arms[1:], all=True) if arms else ())]
    for parcel in (one for one in parcels if one.account_path is None):
        found += [(parcel, parcel.place(row), [row]) for row in parcel.rows(person, today)]
    for parcel, place, rows in sorted(found, key=lambda one: parcels.index(one[0])):
        things = bundles.setdefault(place.key, Bundle(place)).things
        things[parcel] = range(len(things[parcel]) + len(rows)) if parcel in things else range(len(rows))
    return sorted(bundles.values(), key=lambda bundle: (bool(bundle.place.key), bundle.place.name, bundle.place.key))


def _arm(number: int, parcel: Parcel, person: Person, today: date) -> QuerySet:
    """(number of the parcel, account's key, name and code, how many rows)."""
    path = parcel.account_path
    parts = {
        "of_parcel": Value(number, output_field=IntegerField()),
        "at_account": Cast(F(path) if path else Value(None), BigIntegerField()),
        "at_name": Cast(F(f"{path}__name") if path else Value(""), TextField()),
        "at_code": Cast(F(f"{path}__code") if path else Value(""), TextField()),
    }
    rows = parcel.rows(person, today).select_related(None).order_by().annotate(**parts).values(*parts)
    return rows.annotate(number=Count("pk")).values_list(*parts, "number")


def _place(account: int | None, name: str, code: str) -> Place:
    return Place(f"account:{account}", name, code) if account else Place()


def hidden_things(person: Person, *, by: Person, today: date) -> int:
    """How many things hang where the one who hands over may not look (walled accounts); one statement, none for whoever sees all."""
    unseen = [rows.order_by().values("pk") for parcel in handover if (rows := parcel.unseen(person, by, today)) is not None]
    return unseen[0].union(*unseen[1:], all=True).count() if unseen else 0


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


handover.register(
    Parcel(
        "report",
        reports_of,
        move_reports,
        lambda n: ngettext("%(n)d person who reports to them", "%(n)d people who report to them", n) % {"n": n},
        account_path="",
    )
)
handover.register(
    Parcel(
        "cover",
        promised_cover,
        move_cover,
        lambda n: ngettext("cover for %(n)d absence", "cover for %(n)d absences", n) % {"n": n},
        account_path="",
    )
)
