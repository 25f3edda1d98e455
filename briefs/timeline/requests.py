"""What job requests and request links say on a timeline (W1)."""

from django.utils.translation import gettext_lazy as _

from clients.telling import WORK, say

say("job_request.added", icon="inbox", text=_("asked for “{name}” ({source})"), group=WORK)
say("job_request.brought_in", icon="inbox", text=_("brought the request “{name}” in: {state}"), group=WORK)
say("job_request.changed", icon="pencil", text=_("put the request “{name}” right"), group=WORK)
say("job_request.files_added", icon="paperclip", text=_("added {files} to the request “{name}”"), group=WORK)
say("job_request.told", icon="mail", text=_("wrote to {to} about “{name}”"), group=WORK)
say("jobrequest.accept", icon="check", text=_("accepted the request “{name}”"), group=WORK, tone="good")
say("jobrequest.ask_back", icon="message-circle-question-mark", text=_("asked back about “{name}”"), group=WORK)
say("jobrequest.answer", icon="message-circle-reply", text=_("answered about “{name}”"), group=WORK)
say("jobrequest.decline", icon="x", text=_("declined the request “{name}”"), group=WORK)
say("jobrequest.withdraw", icon="undo-2", text=_("withdrew the request “{name}”"), group=WORK)
say("request_link.made", icon="link", text=_("let {contact} ask by link until {until}"), group=WORK)
say("request_link.renewed", icon="link", text=_("gave {contact} a new request link, open until {until}"), group=WORK)
say("request_link.revoked", icon="link-2-off", text=_("revoked the request link of {contact}"), group=WORK)
say("request_link.used", icon="log-in", text=_("opened their page by link"), group=WORK)
say("request_form.changed", icon="list-checks", text=_("changed the request form"), group=WORK)
