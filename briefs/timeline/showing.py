"""What the client's view of the work says on a timeline (W5)."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.telling import WORK, say


def invited(event) -> str:
    if event.words.get("decides"):
        return _now("invited {contact} to review {name} and to decide")
    return _now("invited {contact} to review {name}")


def heard(by_link: str, with_contact: str, alone: str):
    """Said by the decider's link, or written down by one of ours who heard it."""

    def text(event) -> str:
        if event.words.get("by_contact"):
            return str(by_link)
        return str(with_contact) if event.words.get("contact") else str(alone)

    return text


say("presentation.added", icon="presentation", text=_("presented {job}: {name}"), group=WORK)
say("presentation.changed", icon="presentation", text=_("changed the record: {name}"), group=WORK)
say("review.invited", icon="link", text=invited, group=WORK)
say("review.revoked", icon="link-2-off", text=_("revoked the review link of {contact} for {name}"), group=WORK)
say("review.decider_named", icon="gavel", text=_("made {contact} the one who decides about {name}"), group=WORK)
say("review.opened", icon="eye", text=_("looked at the work of {name}"), group=WORK)
say("review.downloaded", icon="download", text=_("downloaded {file} of {name}"), group=WORK)
say("review.remarked", icon="message-square", text=_("remarked on {file} of {name}: {wish}"), group=WORK)
say("review.settled", icon="scale", text=_("decided between opposing remarks on {file} of {name}: {author}’s stands"), group=WORK)
say("review.approved", icon="thumbs-up", text=_("approved {file} of {name}"), group=WORK, tone="good")
say("review.wants_changes", icon="message-square-warning", text=_("asked for changes to {file} of {name}"), group=WORK, tone="watch")
say("work_file.remarked", icon="message-square", text=_("remarked on {name} of {job}"), group=WORK)
say("work_file.settled", icon="check", text=_("settled a remark on {name} of {job}"), group=WORK)
say(
    "brief.client_approve",
    icon="thumbs-up",
    text=heard(_("approved the work of {name}"), _("noted that {contact} approves {name}"), _("noted that the client approves {name}")),
    group=WORK,
    tone="good",
)
say(
    "brief.ask_changes",
    icon="message-square-warning",
    text=heard(
        _("asked for another round of {name}"),
        _("noted that {contact} asks for changes to {name}"),
        _("noted that the client asks for changes to {name}"),
    ),
    group=WORK,
    tone="watch",
)
