"""What approvals, versions and pauses say on a timeline (W3)."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.telling import WORK, say


def signed(event) -> str:
    if event.words.get("for_whom"):
        return _now("signed off the strategy of {name}, for {for_whom}")
    return (
        _now("signed off the strategy of {name}, their own work") if event.words.get("own") else _now("signed off the strategy of {name}")
    )


def remarked(event) -> str:
    return _now("remarked on {section} of {name}") if event.words.get("section") else _now("remarked on {name}")


say("brief.submit", icon="send", text=_("submitted {name} for approval"), group=WORK)
say("brief.take_back", icon="undo-2", text=_("took {name} back to write on"), group=WORK)
say("brief.sign_strategy", icon="compass", text=signed, group=WORK)
say("brief.approve", icon="check", text=_("approved {name}"), group=WORK, tone="good")
say("brief.send_back", icon="undo-2", text=_("sent {name} back"), group=WORK, tone="watch")
say("brief.remark", icon="message-square", text=remarked, group=WORK)
say("brief.settle_remark", icon="check", text=_("settled a remark on {name}: {remark}"), group=WORK)
say("brief.revise", icon="git-branch-plus", text=_("began a new version of {name}"), group=WORK, tone="watch")
say("brief.hold", icon="pause", text=_("put {name} on hold"), group=WORK, tone="watch")
say("brief.resume", icon="play", text=_("resumed {name}"), group=WORK)
say("brief.cancel", icon="x", text=_("cancelled {name}"), group=WORK, tone="risk")
