"""What My day asks of an app: register a function `needs(person, today) -> list[Need]` in the app's `my_day.py`.

A need is one thing that this person should do, with its day and one act. All that My day asks takes a fixed number of statements,
however many kinds of needs there are. Most needs are made of one row each. Such a question hands over its rows as `lines`:

    @my_day.register
    @line_by_line(actions_of)
    def action_to_do(line, person) -> Need: ...

All lines, and which other functions to call at all, are asked in one statement that is built once for a person and a day.

What needs models names its rows, and those on whose account it is called; the rows of all kinds are the second statement:

    @my_day.register
    @of_rows(briefings_of, briefings=the_last_briefings)
    def briefings_to_read(person, today, *, briefings) -> list[Need]: ...

What asks in steps is marked `only_if`, and what looks at figures that are kept for a minute `beside_rows`.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import BigIntegerField, DateField, Exists, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from core.registries import my_day
from core.statements import asked, state_of
from core.together import asked_together

MOST_LINES = 50  # of one kind, the earliest; whoever has more has another problem


@dataclass(frozen=True, slots=True)
class Need:
    """`title` begins with a verb; `why` is one short reason; `act_url` is where the one act is done.

    `post` true makes the act a POST from the page itself (one click). `key` names the row ("checkin:12") so that the
    same thing asked for twice, by a rule and by a reminder, shows once.
    """

    key: str
    title: str
    why: str
    due_on: date | None
    act_label: str
    act_url: str
    icon: str = "circle-alert"
    code: str = ""
    code_url: str = ""
    group: str = "clients"  # the chip it is counted under
    post: bool = False
    snooze_url: str = ""
    done_url: str = ""
    escalated_from: object | None = None  # the person who had it
    cover_for: object | None = None
    menu: tuple = field(default_factory=tuple)  # further (label, url) pairs for "…"
    url: str = ""  # where the title leads, when that is not where the act is done

    @property
    def facts(self) -> tuple:
        """All that its row shows, as values: the same facts are drawn once (`core.drawn`)."""
        names = tuple(str(one) if one else "" for one in (self.escalated_from, self.cover_for))
        seen = (self.key, self.title, self.why, self.due_on, self.act_label, self.act_url, self.icon, self.code, self.code_url, self.post)
        return (*seen, self.snooze_url, self.done_url, self.menu, self.url, *names)

    @property
    def open_url(self) -> str:
        """The page that the title opens; an act that is posted has no page of its own."""
        return self.url or (self.code_url if self.post else self.act_url)


@dataclass(frozen=True, slots=True)
class PutOff:
    """Said among the needs: what has this key does not come back today, whoever asks for it."""

    key: str


def only_if(rows: Callable[[object, date], QuerySet | None]):
    """Ask only when `rows(person, today)` finds something; None means that this person is not asked.

    The statement is kept (`core.statements`): what `rows` looks at is the person, whom they stand for, and the day.
    """

    def mark(ask):
        ask.only_if = rows
        return ask

    return mark


def beside_rows(ask):
    """Looks at figures that are kept for a minute (`core.kept`), which are no rows: asked by itself at every visit."""
    ask.is_beside_rows = True
    return ask


# ── Needs that are made of one row each ──────────────────────────────────────────────────────────


class Line(NamedTuple):
    """What a need is made of, whatever row it is: `code` is of the account or job with the key `code_of`, `owner` has to do it.

    `leads_to` is the key of another row on whose page it is read.
    """

    kind: int
    pk: int
    due_on: date | None
    title: str
    code: str
    code_of: int
    why: str
    note: str
    state: str
    owner: int
    owner_name: str
    leads_to: int

    def cover_for(self, person):
        """Whose it is, where it is not this person's own; with a key and a name, and nothing else."""
        model = person._meta.model
        return model(pk=self.owner, name=self.owner_name) if self.owner and self.owner != person.pk else None


def lines(rows: QuerySet, *, due_on, title: str, code: str, code_of: str, **others) -> QuerySet:
    """The first of these rows as lines. All are paths or expressions; those from `why` on may be left out."""
    due = F(due_on) if isinstance(due_on, str) else due_on
    first = rows.order_by(due.asc(nulls_last=True), "pk").values("pk")[:MOST_LINES]
    keys = {"pk": "pk", "code_of": code_of, "owner": Value(0), "leads_to": Value(0)}
    words = {"title": title, "why": Value(""), "note": Value(""), "state": Value(""), "code": code, "owner_name": Value("")}
    told = {name: Cast(others.get(name, one), BigIntegerField()) for name, one in keys.items()}
    told |= {name: Cast(others.get(name, one), TextField()) for name, one in words.items()}
    found = rows.model._default_manager.filter(pk__in=first).order_by()
    return found.annotate(line_due_on=due, **{f"line_{name}": one for name, one in told.items()})


class LineByLine:
    """A function of My day whose needs are made of lines; called alone it asks alone."""

    def __init__(self, rows: Callable[[object, date], QuerySet | None], need_of: Callable[[Line, object], Need]):
        self.rows, self.need_of = rows, need_of
        self.__name__, self.__doc__ = need_of.__name__, need_of.__doc__

    def __call__(self, person, today: date) -> list[Need]:
        return [self.need_of(line, person) for line in ask_lines((self,), person, today=today)[self]]


def line_by_line(rows: Callable[[object, date], QuerySet | None]):
    """A need for each of `rows(person, today)`, which are `lines`; None means that this person is not asked. Kept as `only_if` is."""
    return lambda need_of: LineByLine(rows, need_of)


def ask_lines(kinds: Sequence[Callable], person, *, today: date) -> dict[Callable, list[Line]]:
    """The lines of all these kinds; for one that is marked `only_if` an empty line where there is something to ask. One statement."""

    def build() -> QuerySet | None:
        columns = [f"line_{name}" for name in Line._fields]
        parts = [(number, lines_of(kind, person, today)) for number, kind in enumerate(kinds)]
        arms = [rows.annotate(line_kind=Value(number, IntegerField())).values_list(*columns) for number, rows in parts if rows is not None]
        return arms[0].union(*arms[1:], all=True) if arms else None

    rows = asked(("lines of a day", tuple(kinds), today, state_of(person)), build)
    found = defaultdict(list)
    for line in sorted(map(Line._make, rows), key=lambda line: (line.due_on is None, line.due_on or today, line.pk)):
        found[kinds[line.kind]].append(line)
    return found


def lines_of(kind: Callable, person, today: date) -> QuerySet | None:
    if isinstance(kind, LineByLine):
        return kind.rows(person, today)
    rows = kind.only_if(person, today)
    if rows is None:
        return None
    themselves = person._meta.model._default_manager.filter(Exists(rows.order_by()), pk=person.pk)
    return lines(themselves, due_on=Cast(None, DateField()), title=Value(""), code=Value(""), code_of=Value(0))


# ── Needs that are made of models ────────────────────────────────────────────────────────────────


class OfRows:
    """A function of My day that names its rows; called alone it asks alone. `only_if` says when there are any."""

    def __init__(self, rows: Callable[[object, date], QuerySet | None], parts: dict[str, Callable], make: Callable):
        self.only_if, self.parts, self.make = rows, parts, make
        self.__name__, self.__doc__ = make.__name__, make.__doc__

    def __call__(self, person, today: date) -> list[Need | PutOff]:
        return self.make(person, today, **ask_rows((self,), person, today=today)[self])


def of_rows(rows: Callable[[object, date], QuerySet | None], **parts: Callable[[object, date], QuerySet]):
    """Needs made of these parts, each `part(person, today)`, where `rows(person, today)` finds something. Kept as `only_if` is."""
    return lambda make: OfRows(rows, parts, make)


def ask_rows(kinds: Sequence[OfRows], person, *, today: date) -> dict[OfRows, dict[str, list]]:
    """The rows of all these kinds, by their names. One statement."""

    def build() -> dict[tuple, QuerySet]:
        meant = [(number, kind) for number, kind in enumerate(kinds) if kind.only_if(person, today) is not None]
        return {(number, name): part(person, today) for number, kind in meant for name, part in kind.parts.items()}

    rows = asked_together(("rows of a day", tuple(kinds), today, state_of(person)), build) if kinds else {}
    return {kind: {name: rows.get((number, name), []) for name in kind.parts} for number, kind in enumerate(kinds)}


# ── All of a day ─────────────────────────────────────────────────────────────────────────────────


def needs_beside_rows(person, *, today: date) -> dict[Callable, list[Need]]:
    """What is asked by itself, by whom."""
    return {ask: ask(person, today) for ask in my_day if hasattr(ask, "is_beside_rows")}


def needs_of(person, *, today: date, beside: dict[Callable, list[Need]] | None = None) -> list[Need]:
    """Everything that needs this person, by day, late first; one row per key. `beside` is what was asked by itself already."""
    found = dict(needs_beside_rows(person, today=today) if beside is None else beside)
    asks = [ask for ask in my_day if ask not in found]
    marked = tuple(ask for ask in asks if isinstance(ask, LineByLine) or hasattr(ask, "only_if"))
    lines_found = ask_lines(marked, person, today=today)
    wanted = [ask for ask in asks if ask not in marked or lines_found[ask]]
    rows = ask_rows(tuple(ask for ask in wanted if isinstance(ask, OfRows)), person, today=today)
    for ask in wanted:
        if ask in rows:
            found[ask] = ask.make(person, today, **rows[ask])
        else:
            is_of_lines = isinstance(ask, LineByLine)
            found[ask] = [ask.need_of(line, person) for line in lines_found[ask]] if is_of_lines else ask(person, today)
    return in_order([one for ask in my_day for one in found.get(ask, ())], today=today)


def in_order(said: Sequence[Need | PutOff], *, today: date) -> list[Need]:
    put_off = {one.key for one in said if isinstance(one, PutOff)}
    seen: dict[str, Need] = {}
    for one in said:
        if one.key not in put_off:
            seen.setdefault(one.key, one)
    return sorted(seen.values(), key=lambda need: (need.due_on is None, need.due_on or today, need.title))
