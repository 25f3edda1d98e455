"""What opening and writing a brief says on a timeline (W2)."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.telling import WORK, say


def opened(event) -> str:
    """A brief that was copied says from which."""
    if event.words.get("copied_from"):
        return _now("opened the job {name}, from {copied_from}")
    return _now("opened the job {name}")


def changed(event) -> str:
    """Figures of the budget are not for every reader of a timeline: it is told that it changed."""
    return _now("changed the budget of {name}") if event.words.get("budget") else _now("changed {name}")


say("brief.opened", icon="file-plus", text=opened, group=WORK)
say("brief.brought_in", icon="upload", text=_("brought in job {number}, {state}"), group=WORK)
say("brief.changed", icon="file-pen", text=changed, group=WORK)
say("brief.written", icon="pencil", text=_("wrote in the brief {name}"), group=WORK)
say("brief_section.rewritten", icon="pencil", text=_("wrote “{section}” anew in {name}"), group=WORK)
say("deliverable.added", icon="list-plus", text=_("added “{name}” to {brief}"), group=WORK)
say("deliverable.changed", icon="list", text=_("changed “{name}” of {brief}"), group=WORK)
say("deliverable.dropped", icon="list-x", text=_("took “{name}” out of {brief}"), group=WORK)
say("attachment.added", icon="paperclip", text=_("added the file “{name}” to {brief}"), group=WORK)
say("attachment.removed", icon="paperclip", text=_("removed the file “{name}” from {brief}"), group=WORK)
