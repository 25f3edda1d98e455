"""The lines of a report: made of rows when it is drawn, kept as JSON when it is issued, compared with those of the week before."""

from dataclasses import asdict, dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from clients.states import HealthColour

US, CLIENT = "us", "client"
YOU = "you"  # the client, where the client reads it
TURNS = {US: gettext_lazy("Us"), CLIENT: gettext_lazy("The client"), YOU: gettext_lazy("You")}
SUMMARY = "summary"  # the key of the words about the whole

SECTIONS = {
    "jobs": gettext_lazy("Jobs"),
    "requests": gettext_lazy("New work"),
    "billing": gettext_lazy("Delivered, to be closed and billed"),
    "orders": gettext_lazy("Open decisions on price"),
    "actions": gettext_lazy("Actions"),
    "concerns": gettext_lazy("Concerns"),
    "renewals": gettext_lazy("Renewals and notice days"),
    "meetings": gettext_lazy("Check-ins"),
    "minutes": gettext_lazy("Contact reports"),
    "health": gettext_lazy("Health"),
    "accounts": gettext_lazy("Accounts"),
    "people": gettext_lazy("What the team did"),
}


@dataclass(frozen=True)
class Line:
    """One line. `key` names the row week after week; `tone` is good, watch, risk or empty, and `why` its reason.

    `stands` is the state of the row, `state` our word for it. `turn` says whose turn it is (US, CLIENT, or YOU where the client reads
    it), `who` by name, `days` for how long. `decided` is what a contact report says was decided, as it went out. `facts` are (label,
    words) for every reader of ours, `money` those for readers who may see fees. `is_shared`: the client may know of it, in the words
    of `reports/client_words.py`.
    """

    section: str
    key: str
    title: str
    account: int
    url: str = ""
    code: str = ""
    stands: str = ""
    state: str = ""
    next: str = ""
    turn: str = ""
    who: str = ""
    days: int | None = None
    due: str = ""  # ISO
    tone: str = ""
    why: str = ""
    facts: list = field(default_factory=list)
    money: list = field(default_factory=list)
    decided: list = field(default_factory=list)
    is_shared: bool = False
    is_done: bool = False

    @classmethod
    def read(cls, kept: dict) -> "Line":
        return cls(**{name: value for name, value in kept.items() if name in cls.__dataclass_fields__})

    def as_kept(self) -> dict:
        return asdict(self)

    @property
    def due_on(self) -> date | None:
        return date.fromisoformat(self.due) if self.due else None

    @property
    def noun(self) -> str:
        """What it is a line about: job, action, account."""
        return self.key.partition(":")[0]

    @property
    def whose(self) -> str:
        return str(TURNS[self.turn]) if self.turn else ""

    @property
    def turn_words(self) -> str:
        """ "Us: Eli Executive", "The client: Elina Rautavirta", "You: Elina Rautavirta"."""
        return f"{self.whose}: {self.who}" if self.turn and self.who else self.whose

    @property
    def tone_words(self) -> str:
        """Red, amber, green in the words of the house, with the reason."""
        return str(HealthColour(self.tone).label) if self.tone in HealthColour.values else ""


def account_of(key: str) -> int | None:
    """The account that a line of a line report is about, by its key; None for the key of any other line."""
    noun, _colon, rest = key.partition(":")
    number = rest.partition(":")[0]
    return int(number) if noun in ("account", "did") and number.isdecimal() else None


def short_day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "j M") if iso else "–"


# ── What differs from the week before ────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Difference:
    """`kind` is new, done, state, slipped, earlier, tone, or moved where the client reads it; the others say what it was and became."""

    kind: str
    before: str = ""
    after: str = ""

    @property
    def words(self) -> str:
        return str(KINDS[self.kind])


KINDS = {
    "new": gettext_lazy("New"),
    "done": gettext_lazy("Done"),
    "state": gettext_lazy("Now"),
    "slipped": gettext_lazy("Slipped"),
    "earlier": gettext_lazy("Earlier"),
    "tone": gettext_lazy("Turned"),
    "moved": gettext_lazy("New day"),
}


def differences(lines: list[Line], before: list[Line] | None, *, is_for_client: bool = False) -> dict[str, list[Difference]]:
    """Key of a line → what differs; empty without a report of the week before, because then everything were new.

    To the client a day is another day: that it slipped is our word.
    """
    if before is None:
        return {}
    known = {line.key: line for line in before}
    found = {line.key: compare(line, known.get(line.key), is_for_client=is_for_client) for line in lines}
    return {key: marks for key, marks in found.items() if marks}


def compare(line: Line, was: Line | None, *, is_for_client: bool = False) -> list[Difference]:
    if was is None:
        return [Difference("new")]
    marks = []
    if line.is_done and not was.is_done:
        marks.append(Difference("done", was.state, line.state))
    elif line.state != was.state and (was.state or not is_for_client):
        marks.append(Difference("state", was.state, line.state))
    if line.due and was.due and line.due != was.due:
        kind = "moved" if is_for_client else "slipped" if line.due > was.due else "earlier"
        marks.append(Difference(kind, short_day(was.due), short_day(line.due)))
    if line.tone and was.tone and line.tone != was.tone:
        marks.append(Difference("tone", was.tone_words, line.tone_words))
    return marks


def gone(lines: list[Line], before: list[Line] | None) -> list[Line]:
    """Lines of the week before that are not here any more and were not done then."""
    here = {line.key for line in lines}
    return [line for line in before or () if line.key not in here and not line.is_done]
