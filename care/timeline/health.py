"""What health says on a timeline: colours that turned, words of the team, alerts, recovery plans (R4)."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.states import HealthColour
from clients.telling import CARE, say


def turned(event) -> str:
    """ "turned from steady to watch, 76 to 69": the clock says it of the account."""
    words = event.words
    colours = {key: str(HealthColour(words[key]).label).lower() for key in ("before", "colour")}
    if words.get("was") is None:
        return _now("saw the health of {the_name} turn from %(before)s to %(colour)s") % colours
    return _now("saw the health of {the_name} turn from %(before)s to %(colour)s, {was} to {now}") % colours


def agreed(event) -> str:
    return _now("agreed to the {the_name}, their own work") if event.words.get("own") else _now("agreed to the {the_name}")


def verdict(event) -> str:
    own = event.words.get("own")
    if event.words.get("then") is None or event.words.get("now") is None:
        return _now("closed the {the_name}, their own work") if own else _now("closed the {the_name}")
    if own:
        return _now("closed the {the_name}, their own work: {then} then, {now} now")
    return _now("closed the {the_name}: {then} then, {now} now")


say("health.turned", icon="activity", text=turned, group=CARE, tone="watch")
say("sentiment.said", icon="heart-pulse", text=_("said how they feel about us: {name}"), group=CARE)
say("sentiment.withdrawn", icon="heart-pulse", text=_("took back what was said of how they feel"), group=CARE)
say("health_alert.acknowledged", icon="bell-ring", text=_("acknowledged an alert on health: {what}"), group=CARE)
say("recovery_plan.made", icon="life-buoy", text=_("wrote a {the_name}: {goal}"), group=CARE)
say("recovery_plan.changed", icon="life-buoy", text=_("changed the {the_name}"), group=CARE)
say("recovery_step.added", icon="list-plus", text=_("planned “{what}” for {owner} by {due_on}"), group=CARE)
say("recovery_step.changed", icon="list", text=_("changed the step “{name}”"), group=CARE)
say("recovery_step.done", icon="list-checks", text=_("did “{name}”, a step of the recovery plan"), group=CARE, tone="good")
say("recovery_step.reopened", icon="list-restart", text=_("took the step “{name}” up again"), group=CARE)
say("recovery_step.dropped", icon="list-x", text=_("took the step “{what}” out of the {the_name}"), group=CARE)
say("recoveryplan.agree", icon="life-buoy", text=agreed, group=CARE)
say("recoveryplan.rewrite", icon="life-buoy", text=_("changed the {the_name}, which a director agrees to anew"), group=CARE, tone="watch")
say("recoveryplan.send_back", icon="life-buoy", text=_("sent the {the_name} back"), group=CARE)
say("recoveryplan.start", icon="life-buoy", text=_("started the {the_name}"), group=CARE)
say("recoveryplan.recover", icon="life-buoy", text=verdict, group=CARE, tone="good")
say("recoveryplan.give_up", icon="life-buoy", text=verdict, group=CARE, tone="risk")
say("recoveryplan.drop", icon="life-buoy", text=_("dropped the {the_name}"), group=CARE)
say("recovery_plan.handed_over", icon="user-cog", text=_("handed the {the_name} over from {before} to {person}"), group=CARE)
say("recovery_step.handed_over", icon="user-cog", text=_("handed the step “{name}” over from {before} to {person}"), group=CARE)
