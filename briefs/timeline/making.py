"""What the work says on a timeline (W4). Prices are never in it: a timeline is read by those from whom money is hidden."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.telling import WORK, say


def assigned(event) -> str:
    """With the seat that came with it, where one did."""
    if event.words.get("seat"):
        return _now("put {person} on {job}: {the_name}, by {due_on}; with it a seat on the account as {seat}")
    return _now("put {person} on {job}: {the_name}, by {due_on}")


say("brief.start", icon="play", text=_("started creative on {name}"), group=WORK)
say("brief.show_inside", icon="inbox", text=_("handed in the work of {name}"), group=WORK)
say("brief.rework", icon="undo-2", text=_("sent the work of {name} back to creative"), group=WORK, tone="watch")
say("brief.show_client", icon="presentation", text=_("passed the work of {name} and showed it to the client"), group=WORK)
say("brief.next_round", icon="rotate-cw", text=_("started round {round} of {name}"), group=WORK)
say("brief.mend", icon="undo-2", text=_("found a fault in the quality check of {name}: back to creative"), group=WORK, tone="watch")
say("assignment.added", icon="user-plus", text=assigned, group=WORK)
say("assignment.changed", icon="pencil", text=_("changed the assignment {name} of {job}"), group=WORK)
say("assignment.done", icon="check", text=_("finished {the_name} for {job}"), group=WORK)
say("assignment.reopened", icon="rotate-ccw", text=_("took up {the_name} for {job} again"), group=WORK)
say("assignment.dropped", icon="user-minus", text=_("took {person} off {name}: {what}"), group=WORK)
say("work_file.added", icon="file-up", text=_("uploaded {name} for {job}"), group=WORK)
say("work_file.shown", icon="eye", text=_("showed the client {file} of {name}"), group=WORK)
say("changeorder.offered", icon="file-plus", text=_("offered a change order for round {round}: {name}"), group=WORK)
say("changeorder.offer_again", icon="file-plus", text=_("offered the change order for round {round} anew: {name}"), group=WORK)
say("changeorder.accept", icon="thumbs-up", text=_("noted that the client accepts: {name}"), group=WORK, tone="good")
say("changeorder.refuse", icon="thumbs-down", text=_("noted that the client refuses: {name}"), group=WORK, tone="watch")
say("changeorder.waive", icon="gift", text=_("waived: {name}"), group=WORK, tone="watch")
