from django.utils.translation import gettext_lazy as _

from clients.telling import WORK, say


def moved(event) -> str:
    """Whoever moves others with it says which."""
    if event.words.get("others"):
        return _("moved {name} from {before} to {on}, and with it {others}")
    return _("moved {name} from {before} to {on}")


say("brief.timed", icon="calendar-range", text=_("planned {milestones} milestones of {name} back from {on}"), group=WORK)
say("milestone.added", icon="flag", text=_("added the milestone {name} for {on}"), group=WORK)
say("milestone.changed", icon="flag", text=_("changed the milestone {name}"), group=WORK)
say("milestone.moved", icon="calendar-clock", text=moved, group=WORK, tone="watch")
say("milestone.reached", icon="flag", text=_("reached {name}"), group=WORK, tone="good")
say("milestone.reopened", icon="flag", text=_("took {name} up again"), group=WORK)
say("milestone.dropped", icon="flag-off", text=_("dropped the milestone “{milestone}” of {on}"), group=WORK)
say("milestone_plan.saved", icon="calendar-range", text=_("wrote the plan {name}"), group=WORK)
say("milestone_plan.retired", icon="archive", text=_("retired the plan {name}"), group=WORK)
say("assignment.handed_over", icon="brush", text=_("gave {name} from {before} to {person}"), group=WORK)
say("milestone.handed_over", icon="flag", text=_("gave {name} from {before} to {person}"), group=WORK)
say("brief.handed_over", icon="file-pen", text=_("gave the draft {name} from {before} to {person}"), group=WORK)
