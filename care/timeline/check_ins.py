"""What check-ins and actions say on a timeline."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.telling import CARE, say


def promised(event) -> str:
    """Whoever promises for somebody else says for whom."""
    if event.words.get("owner") == str(event.actor):
        return _now("promised “{name}” by {due_on}")
    return _now("promised “{name}”: {owner} does it by {due_on}")


say("check_in.planned", icon="calendar-plus", text=_("planned the {the_name} for {on}"), group=CARE)
say("check_in.entered", icon="calendar-plus", text=_("entered the {the_name} of {on}: {state}"), group=CARE)
say("check_in.changed", icon="calendar-cog", text=_("changed the {the_name}: {fields}"), group=CARE)
say("check_in.moved", icon="calendar-clock", text=_("moved the {the_name} from {before} to {on}"), group=CARE)
say("check_in.moved_on", icon="calendar-clock", text=_("moved the next check-in to {on}"), group=CARE)
say("checkin.hold", icon="phone", text=_("held the {the_name}"), group=CARE)
say("checkin.miss", icon="phone-missed", text=_("missed the {the_name}"), group=CARE, tone="watch")
say("checkin.cancel", icon="calendar-x", text=_("cancelled the {the_name}"), group=CARE)
say("check_in.handed_over", icon="user-cog", text=_("handed the {the_name} over from {before} to {person}"), group=CARE)
say("check_in.given", icon="user-check", text=_("gave the {the_name} to {person}"), group=CARE)
say("action_item.added", icon="list-plus", text=promised, group=CARE)
say("action_item.changed", icon="list", text=_("changed the action “{name}”"), group=CARE)
say("action_item.done", icon="list-checks", text=_("did “{name}”"), group=CARE, tone="good")
say("action_item.reopened", icon="list-restart", text=_("took “{name}” up again"), group=CARE)
say("action_item.handed_over", icon="user-cog", text=_("handed “{name}” over from {before} to {person}"), group=CARE)
