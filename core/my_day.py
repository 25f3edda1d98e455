"""What My day asks of an app: register a function `needs(person, today) -> list[Need]` in the app's `my_day.py`.

A need is one thing that this person should do, with its day and one act. Each function makes a constant number of queries.
`only_if` names the rows without which there is nothing to ask for: one statement then tells which functions to call at all,
so that a day on which little is due costs little.

    @my_day.register
    @only_if(briefings_of)
    def briefings_to_read(person, today): ...
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, QuerySet

from core.registries import Registry, my_day
from core.statements import asked, state_of

hushed = Registry("my_day")  # functions (person, today) -> keys of needs that this person has put off


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


def only_if(rows: Callable[[object, date], QuerySet | None]):
    """Ask only when `rows(person, today)` finds something; None means that this person is not asked.

    The statement is kept (`core.statements`): what `rows` looks at is the person, whom they stand for, and the day.
    """

    def mark(ask):
        ask.only_if = rows
        return ask

    return mark


def worth_asking(asks: list, person, *, today: date) -> list:
    """The functions that have something to say, in their order; one statement for all of them."""
    marked = tuple(ask for ask in asks if hasattr(ask, "only_if"))
    answers = asked(("my_day", marked, today, state_of(person)), lambda: _question(marked, person, today))
    found = answers[0] if answers else {}
    return [ask for ask in asks if ask not in marked or found.get(f"has_{marked.index(ask)}")]


def _question(marked: tuple, person, today: date) -> QuerySet | None:
    rows = {number: ask.only_if(person, today) for number, ask in enumerate(marked)}
    questions = {f"has_{number}": Exists(found.order_by()) for number, found in rows.items() if found is not None}
    if not questions:
        return None
    return person._meta.model._default_manager.filter(pk=person.pk).order_by().annotate(**questions).values(*questions)


def needs_of(person, *, today: date) -> list[Need]:
    """Everything that needs this person, by day, late first; one row per key."""
    seen: dict[str, Need] = {}
    put_off: set[str] = set()
    quiet = list(hushed)
    for ask in worth_asking([*my_day, *quiet], person, today=today):
        if ask in quiet:
            put_off |= ask(person, today)
            continue
        for need in ask(person, today):
            seen.setdefault(need.key, need)
    wanted = [need for need in seen.values() if need.key not in put_off]
    return sorted(wanted, key=lambda need: (need.due_on is None, need.due_on or today, need.title))
