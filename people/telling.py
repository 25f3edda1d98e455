"""What happened to a person, told in sentences for their page."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event

SENTENCES = {
    "person.joined": ("user-plus", gettext_lazy("{name} joined the team")),
    "person.changed": ("pencil", gettext_lazy("{who} changed {fields}")),
    "person.changed_settings": ("settings-2", gettext_lazy("{who} set {fields}")),
    "person.got_password": ("key-round", gettext_lazy("{who} gave {name} a new password")),
    "person.left": ("log-out", gettext_lazy("{name} left; the log-in is switched off")),
    "person.handed_over": ("user-check", gettext_lazy("{who} handed the work of {name} over to {to}")),
    "person.received": ("inbox", gettext_lazy("{name} took over from {giver}")),
    "person.moved_in_the_line": ("git-branch", gettext_lazy("{name} now reports to {boss}")),
    "person.feed_made": ("calendar-days", gettext_lazy("{who} gave the calendar feed a new address")),
    "person.feed_stopped": ("calendar-x", gettext_lazy("{who} closed the calendar feed")),
    "absence.added": ("calendar-off", gettext_lazy("{who} planned an absence, covered by {cover}")),
    "absence.changed": ("calendar-off", gettext_lazy("{who} changed an absence, covered by {cover}")),
    "absence.removed": ("calendar-check", gettext_lazy("{who} removed an absence")),
}


def entries(events) -> list[dict]:
    """Events as `components/timeline.html` takes them. Say `.select_related("actor")` before."""
    return [entry(event) for event in events]


def entry(event: Event) -> dict:
    icon, sentence = SENTENCES.get(event.verb, ("dot", event.verb.replace(".", ": ").replace("_", " ")))
    words = {
        "who": event.actor or _("The clock"),
        "name": event.words.get("name", ""),
        "fields": ", ".join(event.words.get("changes", {})),
        **{key: event.words.get(key) or _("nobody") for key in ("to", "giver", "boss", "cover")},
    }
    return {"icon": icon, "kind": "", "text": format_html(str(sentence), **words), "quote": event.note, "at": event.at}
