"""Activities of another system (R1, R7, S5): what was held becomes a check-in, what is to do an action, what was written a note."""

from datetime import date

from django.utils.translation import gettext as _

from exchange.landing.action_items import land_action_items
from exchange.landing.base import Landing
from exchange.landing.check_ins import land_check_ins
from exchange.landing.journal import Journal
from exchange.landing.notes import land_notes
from exchange.preparing import Prepared

MEETINGS = (
    "call",
    "meeting",
    "event",
    "demo",
    "lunch",
    "visit",
    "appointment",
    "training",
    "review",
    "puhelu",
    "reuni",
    "zoom",
    "conference",
)
NOTES = ("note", "comment", "memo", "email", "e-mail", "mail", "letter", "sms", "chat", "linkedin", "whatsapp", "post", "history", "feed")
DONE = frozenset("completed complete done closed held finished true yes 1 x logged".split())
CALLED_OFF = frozenset({"canceled", "cancelled", "no show", "no_show", "missed", "no answer"})
CHECK_IN, ACTION, NOTE = "check-in", "action", "note"


def land_activities(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    """Each row lands as what it is; the counts of the file are the sum of all three."""
    kinds: dict[str, list[Prepared]] = {CHECK_IN: [], ACTION: [], NOTE: []}
    for prepared in rows:
        _gather(prepared)
        kinds[what_it_is(landing, prepared)].append(prepared)
    for prepared in kinds[CHECK_IN]:
        _as_check_in(landing, prepared)
    for prepared in kinds[ACTION]:
        _as_action(landing, prepared)
    for prepared in kinds[NOTE]:
        _as_note(prepared)
    for kind, land in ((CHECK_IN, land_check_ins), (ACTION, land_action_items), (NOTE, land_notes)):
        if kinds[kind]:
            land(landing, journal, kinds[kind])


def _gather(prepared: Prepared) -> None:
    """Systems keep the text of a call, a meeting and a note in columns of their own; a row fills one of them, sometimes several."""
    values = prepared.values
    texts = dict.fromkeys(filter(None, (values.pop(name, "") for name in ("text", "text_otherwise", "text_third"))))
    if texts:
        values["text"] = "\n\n".join(texts)
    if otherwise := values.pop("title_otherwise", ""):
        values["title"] = values.get("title") or otherwise


def what_it_is(landing: Landing, prepared: Prepared) -> str:
    """By its kind; a task that names none is an action, and a done call that has a day was held."""
    kind = prepared.get("activity").casefold()
    if any(word in kind for word in MEETINGS):
        return CHECK_IN
    if any(word in kind for word in NOTES):
        return NOTE
    if not kind and not prepared.get("due_on") and not prepared.get("status"):
        return CHECK_IN if prepared.get("starts_on") else NOTE
    return ACTION


def _as_check_in(landing: Landing, prepared: Prepared) -> None:
    values = prepared.values
    status = prepared.get("status").casefold()
    day: date | None = values.get("starts_on") or values.get("due_on") or values.get("done_on") or values.get("noted_on")
    values["kind"] = _kind(prepared.get("activity").casefold())
    if day:
        values["planned_on"] = day
    is_over = status in DONE or (not status and day is not None and day < landing.today)
    if status in CALLED_OFF:
        values["state"], values["reason"] = "missed" if "cancel" not in status else "cancelled", prepared.get("text")[:300] or status
    elif is_over and day:
        values["state"], values["held_on"] = "held", min(values.get("done_on") or day, landing.today)
    else:
        values["state"] = "planned"
    title, text = prepared.get("title"), prepared.get("text")
    values["agenda"] = title
    if text:
        name = "notes" if values.get("held_on") else "agenda"
        values[name] = "\n\n".join(filter(None, [values.get(name, "") if name == "agenda" else "", text]))
    values["words"] = title
    if not title:
        values.pop("agenda", None)


def _kind(activity: str) -> str:
    return next((kind for kind in ("call", "training", "review") if kind in activity), "meeting")


def _as_action(landing: Landing, prepared: Prepared) -> None:
    values = prepared.values
    values["what"] = (prepared.get("title") or prepared.get("text"))[:300]
    day = values.get("due_on") or values.get("starts_on") or values.get("done_on") or values.get("noted_on")
    if day:
        values["due_on"] = day
    if prepared.get("status").casefold() in DONE or values.get("done_on"):
        done_on = values.get("done_on") or day
        if done_on:
            values["done_on"] = min(done_on, landing.today)
    text = prepared.get("text")
    if text and text != values["what"]:
        prepared.note(_("An action has no text of its own; left out: “%(text)s”.") % {"text": text[:200]}, landing.heading("text"))


def _as_note(prepared: Prepared) -> None:
    values = prepared.values
    values["noted_on"] = values.get("noted_on") or values.get("done_on") or values.get("starts_on") or values.get("due_on")
    if values["noted_on"] is None:
        del values["noted_on"]
    values["text"] = prepared.get("text") or prepared.get("title")
