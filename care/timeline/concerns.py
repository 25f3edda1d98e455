"""What concerns, their links and their climbing say on a timeline."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from care.states import ConcernSource
from clients.telling import CONCERN, say


def climbed(event) -> str:
    """The clock "let it climb to Sam: Eli did not answer within 4 office hours"."""
    if event.words.get("lapse") == "answer":
        return _now("let “{name}” climb to {reached}: {passed} did not answer within {hours} office hours")
    return _now("let “{name}” climb to {reached}: {passed} found no outcome within {hours} office hours")


# How it came in, where that is not said by who raised it; the event keeps the word of the source as it was.
CAME_IN = {
    ConcernSource.STAFF: _("raised “{name}”: a {kind} of {severity} severity"),
    ConcernSource.LINK: _("raised “{name}” on their own page: a {kind} of {severity} severity"),
    ConcernSource.SURVEY: _("raised “{name}” after a survey: a {kind} of {severity} severity"),
    ConcernSource.IMPORT: _("brought “{name}” in by import: a {kind} of {severity} severity"),
}


def raised(event) -> str:
    said = event.words.get("source", "")
    source = next((one for one in ConcernSource if said == one.label), ConcernSource.STAFF)
    return str(CAME_IN[source])


def confirmed(event) -> str:
    if event.actor_id:
        return _now("wrote down that the client agrees to the outcome of “{name}”")
    return _now("agreed to the outcome of “{name}”")


say("concern.raised", icon="megaphone", text=raised, group=CONCERN, tone="watch")
say("concern.entered", icon="megaphone", text=_("entered the concern “{name}” ({state})"), group=CONCERN)
say("concern.changed", icon="pencil", text=_("changed the concern “{name}”"), group=CONCERN)
say("concern.graded", icon="gauge", text=_("graded the concern “{name}” anew"), group=CONCERN)
say("concern.regraded", icon="gauge", text=_("set the times of “{name}” anew, because the service level changed"), group=CONCERN)
say("concern.answer", icon="message-circle-reply", text=_("answered “{name}”"), group=CONCERN)
say("concern.ask_again", icon="message-circle-question-mark", text=_("asked again about “{name}”"), group=CONCERN, tone="watch")
say("concern.heard", icon="message-circle", text=_("said more about “{name}”"), group=CONCERN)
say("concern.written", icon="message-circle", text=_("wrote about “{name}”"), group=CONCERN)
say("concern.noted", icon="sticky-note", text=_("made an internal note on “{name}”"), group=CONCERN)
say("concern.told", icon="mail", text=_("wrote to {to} about “{name}”"), group=CONCERN)
say("concern.mediate", icon="scale", text=_("began to mediate in “{name}”"), group=CONCERN)
say("concern.mediated", icon="scale", text=_("spoke with both sides of “{name}” on {on}"), group=CONCERN)
say("concern.propose", icon="handshake", text=_("proposed an outcome for “{name}”"), group=CONCERN)
say("concern.confirm", icon="badge-check", text=confirmed, group=CONCERN, tone="good")
say("concern.reject", icon="x", text=_("refused the outcome of “{name}”"), group=CONCERN, tone="risk")
say("concern.close", icon="check", text=_("closed “{name}”"), group=CONCERN, tone="good")
say("concern.reopen", icon="rotate-ccw", text=_("reopened “{name}”"), group=CONCERN, tone="risk")
say("concern.withdraw", icon="undo-2", text=_("withdrew “{name}”"), group=CONCERN)
say("concern.climbed", icon="arrow-up", text=climbed, group=CONCERN, tone="risk")
say("concern.handed_over", icon="user-cog", text=_("handed “{name}” over from {before} to {person}"), group=CONCERN)
say("concern_link.made", icon="link", text=_("let {contact} raise concerns by link until {until}"), group=CONCERN)
say("concern_link.renewed", icon="link", text=_("gave {contact} a new link for concerns, open until {until}"), group=CONCERN)
say("concern_link.revoked", icon="link-2-off", text=_("revoked the link of {contact} for concerns"), group=CONCERN)
say("concern_link.used", icon="log-in", text=_("opened their page of concerns"), group=CONCERN)
say("concern_cause.added", icon="tag", text=_("added the cause “{name}”"), group=CONCERN)
say("concern_cause.changed", icon="tag", text=_("changed the cause “{name}”"), group=CONCERN)
