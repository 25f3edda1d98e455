"""What the global search (`/`) asks of an app: register one `Searchable` per kind of row in the app's `search.py`.

However many kinds there are, they are asked in one statement, which also brings what the lines say (DESIGN §10). Each way of finding rows
of a kind is limited before the ways are put together, so that an index may stop early on a common word.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q, Value, Window
from django.db.models.functions import JSONObject, RowNumber

from core.registries import search


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the results."""

    title: str
    url: str
    sub: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Searchable:
    """`find(person, words)` returns querysets narrowed with visible_to, each ordered best first; a row may be found by several.

    `best_first(words)` is the order of all that they find: a queryset may leave out what it says first (begins with the words), if
    another one finds those rows alone. `hit` makes a line of a row, of which only the columns in `says` are there.
    """

    label: str
    icon: str
    find: Callable[[object, str], Sequence[models.QuerySet]]
    best_first: Callable[[str], Sequence]
    says: Sequence[str]
    hit: Callable[[models.Model], Hit]


def results(person, words: str, *, most: int = 6) -> list[tuple[Searchable, list[Hit]]]:
    """Up to `most` hits of each kind, kinds without a hit left out."""
    kinds = list(search)
    found = defaultdict(list)
    for number, _place, model, said in _lines(kinds, person, words, most):
        found[number].append(kinds[number].hit(_row(model, said)))
    return [(kinds[number], found[number]) for number in sorted(found)]


def _lines(kinds: list[Searchable], person, words: str, most: int) -> list[tuple]:
    """(number of the kind, place in it, model, what its row says), in order; one statement."""
    asked, models_of = [], {}
    for number, kind in enumerate(kinds):
        ways = list(kind.find(person, words))
        models_of[number] = ways[0].model
        asked.append(_best(ways, kind, words, most).annotate(of_kind=Value(number)).values_list("of_kind", "place_in_kind", "row_said"))
    if not asked:
        return []
    lines = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    return sorted((number, place, models_of[number], said) for number, place, said in lines if place <= most)


def _best(ways: list[models.QuerySet], kind: Searchable, words: str, most: int) -> models.QuerySet:
    """The first of each way with their place among all of them, and what they say."""
    rows = ways[0].model._base_manager.order_by()
    # Each within a query of its own: SQLite orders and limits no part of a UNION.
    first = [rows.filter(pk__in=way.values("pk")[:most]).values("pk") for way in ways]
    keys = Q(pk__in=first[0].union(*first[1:]) if len(first) > 1 else ways[0].values("pk")[:most])
    place = Window(RowNumber(), order_by=kind.best_first(words))
    said = JSONObject(**{name: F(name) for name in ("pk", *kind.says)})
    return rows.filter(keys).annotate(place_in_kind=place, row_said=said)


def _row(model: type[models.Model], said: dict) -> models.Model:
    """The row with the columns that were said, and the rows that it belongs to (`account__code`) likewise."""
    own, others = {model._meta.pk.attname: said["pk"]} if "pk" in said else {}, defaultdict(dict)
    for name, value in said.items():
        to, _, rest = name.partition("__")
        if rest:
            others[to][rest] = value
        elif name != "pk":
            own[name] = value
    # In the order of the model's columns, as `from_db` fills them in.
    fields = [field for field in model._meta.concrete_fields if field.attname in own]
    row = model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], [field.to_python(own[field.attname]) for field in fields])
    for name, values in others.items():
        field = model._meta.get_field(name)
        field.set_cached_value(row, _row(field.related_model, values))
    return row
