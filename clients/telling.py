"""How a timeline is told: one `Sentence` per verb of an event (C7, R4). Each app declares its own in a module `timeline.py`:

    say("check_in.hold", icon="phone", text=_("held {name}"), group=CARE)

It follows the person's name. `{name}` becomes a link to the row, `{the_name}` the same
in lower case ("the {the_name}"); every other placeholder is a word that the event was
recorded with. `text` may be a function of the event.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event
from core.registries import Registry
from core.statements import asked

sentences = Registry("timeline")

CLIENT, CONTRACT, CARE, CONCERN, WORK = "client", "contract", "care", "concern", "work"
GROUPS = {
    CLIENT: gettext_lazy("Client"),
    CONTRACT: gettext_lazy("Contracts"),
    CARE: gettext_lazy("Check-ins"),
    CONCERN: gettext_lazy("Concerns"),
    WORK: gettext_lazy("Jobs"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """`tone` colours the dot and is empty, good, watch or risk: health, lateness and good news only (LOOK)."""

    verb: str
    icon: str
    text: str | Callable[[Event], str]
    group: str = CLIENT
    tone: str = ""


def say(verb: str, *, icon: str, text, group: str = CLIENT, tone: str = "") -> Sentence:
    return sentences.register(Sentence(verb, icon, text, group, tone))


def fill(text: str, words: dict) -> SafeString:
    """A sentence of ours with the words put in, each escaped; one that was not recorded is a dash, so old events stay readable."""
    names = {field for _literal, field, _spec, _conversion in Formatter().parse(text) if field}
    if not names:
        return format_html("{}", text)
    return format_html(text, **{name: words.get(name, "–") for name in names})


def snake_case(model) -> str:
    """CheckIn → check_in: how our pages are named."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in model.__name__).lstrip("_")


class Line:
    """One event as its timeline tells it."""

    def __init__(self, event: Event, sentence: Sentence | None):
        self.event, self.sentence = event, sentence

    @property
    def icon(self) -> str:
        return self.sentence.icon if self.sentence else "dot"

    @property
    def tone(self) -> str:
        return self.sentence.tone if self.sentence else ""

    @property
    def who(self) -> str:
        """The person's name, or that of the client's contact who came by a link; a row that the clock wrote has none."""
        return str(self.event.actor) if self.event.actor_id else self.event.words.get("by_contact") or _("The clock")

    @property
    def at(self):
        return self.event.at

    @property
    def quote(self) -> str:
        return self.event.note

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """(field, before, after) of an edit."""
        return [(field, before, after) for field, (before, after) in (self.event.words.get("changes") or {}).items()]

    @cached_property
    def url(self) -> str:
        """The row's own page, if it has one. Asks the content type cache, never the database for the row."""
        try:
            return reverse(f"{snake_case(self.event.subject_type.model_class())}_detail", args=[self.event.subject_id])
        except (NoReverseMatch, AttributeError):
            return ""

    @property
    def name(self) -> SafeString | str:
        return self.linked(self.event.words.get("name", ""))

    @property
    def the_name(self) -> SafeString | str:
        """As it stands inside a sentence: "the call with Kaurajuomat"."""
        name = self.event.words.get("name", "")
        return self.linked(name[:1].lower() + name[1:])

    def linked(self, name: str) -> SafeString | str:
        return format_html('<a href="{}">{}</a>', self.url, name) if self.url else name

    @property
    def text(self) -> SafeString:
        """What follows the person's name, with the row's name as a link."""
        if self.sentence is None:
            noun, _dot, verb = self.event.verb.partition(".")
            return format_html("{}: {} {}", verb.replace("_", " "), noun.replace("_", " "), self.name)
        text = self.sentence.text(self.event) if callable(self.sentence.text) else str(self.sentence.text)
        return fill(text, {**self.event.words, "name": self.name, "the_name": self.the_name})

    @property
    def entry(self) -> dict:
        """What `components/timeline.html` draws."""
        text = format_html("<strong>{}</strong> {}", self.who, self.text)
        return {"icon": self.icon, "kind": self.tone, "text": text, "quote": self.quote or self.changes_in_words, "at": self.at}

    @property
    def changes_in_words(self) -> str:
        was_empty = ("", "–")  # is not told as a dash
        return " · ".join(f"{field}: " + (after if before in was_empty else f"{before} → {after}") for field, before, after in self.changes)


def verbs_of(group: str) -> list[str]:
    return [sentence.verb for sentence in sentences if sentence.group == group]


def lines(events) -> list[Line]:
    """The events as lines, in their order; say `.select_related("actor")` before."""
    by_verb = {sentence.verb: sentence for sentence in sentences}
    return [Line(event, by_verb.get(event.verb)) for event in events]


def timeline_of(topic, *, group: str = "", most: int = 20, before: int | None = None, also: tuple = ()) -> tuple[list[Line], int | None]:
    """The newest lines of a row's timeline, and the key to ask earlier ones with (None: that was all).

    `also` are keys of rows that were merged into it: the timeline tells those of all.
    """
    model, verbs = type(topic), tuple(verbs_of(group)) if group else None

    def of(key):
        events = Event.objects.on_timeline_of(model(pk=key), also=also).select_related("actor", "subject_type")
        return events if verbs is None else events.filter(verb__in=verbs)

    if before and (border := Event.objects.filter(pk=before).first()):
        found = list(of(topic.pk).filter(at__lte=border.at).exclude(pk__gte=border.pk, at=border.at)[: most + 1])
    elif also:
        found = list(of(topic.pk)[: most + 1])
    else:
        found = asked(("timeline", model, verbs, most), lambda topic: of(topic)[: most + 1], topic=topic.pk)
    return lines(found[:most]), found[most - 1].pk if len(found) > most else None
