"""What contracts and renewals say on a timeline. Fees are never in it: a timeline is read by those from whom fees are hidden."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.telling import CONTRACT, say


def renewed(event) -> str:
    """A next term; a fee's change is not told."""
    if event.actor_id:
        return _now("renewed {name} until {ends_on}")
    return _now("saw {name} renew by itself until {ends_on}")


def forecast(event) -> str:
    """The figure itself, where one was said, and the one that stood before."""
    if "likelihood" not in event.words:
        return _now("said what comes next for the renewal of {name}")
    if event.words["likelihood"] is None:
        return _now("took back how likely the renewal of {name} is")
    if event.words.get("stood_at") is None:
        return _now("put the renewal of {name} at {likelihood}%")
    return _now("moved the renewal of {name} from {stood_at}% to {likelihood}%")


say("contract.added", icon="file-plus", text=_("entered the contract {name}"), group=CONTRACT)
say("contract.changed", icon="file-pen", text=_("corrected {name}: {fields}"), group=CONTRACT)
say("contract.amended", icon="file-diff", text=_("amended {name}, No. {number}: {fields}"), group=CONTRACT)
say("contract.acknowledged", icon="stamp", text=_("took note of amendment {number} of {name} for {role}"), group=CONTRACT)
say("contract.noticed", icon="mail-x", text=_("wrote down notice for {name} by {party}: it ends on {ends_on}"), group=CONTRACT, tone="risk")
say("contract.notice_withdrawn", icon="undo-2", text=_("withdrew the notice for {name} of {was_given_on}"), group=CONTRACT, tone="good")
say("contract.amendment_begun", icon="file-check", text=_("saw amendment {number} of {name} take effect"), group=CONTRACT)
say("contract.document_attached", icon="paperclip", text=_("attached {file} to {name}"), group=CONTRACT)
say("contract.index_stated", icon="percent", text=_("stated the index for {name}: the fee stays"), group=CONTRACT)
say("contract.renewed", icon="repeat", text=renewed, group=CONTRACT, tone="good")
say("contract.begun", icon="play", text=_("saw the term of {name} begin"), group=CONTRACT)
say("contract.ended", icon="flag", text=_("saw the term of {name} end"), group=CONTRACT)
say("renewal.entered", icon="calendar-sync", text=_("entered the renewal of {name}: {stage}"), group=CONTRACT)
say("renewal.changed", icon="calendar-cog", text=_("corrected the renewal of {name}: {fields}"), group=CONTRACT)
say("renewal.check_health", icon="stethoscope", text=_("began the health check for the renewal of {name}"), group=CONTRACT)
say("renewal.propose", icon="file-pen-line", text=_("drafted the proposal for {name}"), group=CONTRACT)
say("renewal.revise", icon="file-pen-line", text=_("changed the proposal for {name}"), group=CONTRACT)
say("renewal.negotiate", icon="messages-square", text=_("began to negotiate the renewal of {name}"), group=CONTRACT)
say("renewal.step_back", icon="undo-2", text=_("took the renewal of {name} back to the proposal"), group=CONTRACT)
say("renewal.forecast", icon="gauge", text=forecast, group=CONTRACT)
say("renewal.renew", icon="circle-check", text=_("decided to renew {name}"), group=CONTRACT, tone="good")
say("renewal.lapse", icon="hourglass", text=_("decided to let {name} lapse"), group=CONTRACT, tone="risk")
say("renewal.terminate", icon="mail-x", text=_("decided to give notice for {name}"), group=CONTRACT, tone="risk")
say("renewal.take_notice", icon="mail-x", text=_("closed the renewal of {name}: the client gave notice"), group=CONTRACT, tone="risk")
say("renewal.reopen", icon="undo-2", text=_("opened the renewal of {name} again: the notice is withdrawn"), group=CONTRACT, tone="good")
say("renewal.closed_by_notice", icon="mail-x", text=_("closed the renewal of {name}: notice was given"), group=CONTRACT, tone="risk")
say("renewal.renewed_by_itself", icon="repeat", text=_("closed the renewal of {name}: it renewed by itself"), group=CONTRACT)
say("renewal.lapsed_undecided", icon="hourglass", text=_("closed the renewal of {name}: it ended undecided"), group=CONTRACT, tone="risk")
