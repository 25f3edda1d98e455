"""What surveys say on a timeline. The figures of a relationship stay out of it: our side rates it blind."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.telling import CARE, say


def given(event) -> str:
    """With the score where there is one that hides from nobody."""
    return _now("answered {the_name}: {score}") if event.words.get("score") else _now("answered {the_name}")


def changed(event) -> str:
    if event.words.get("score"):
        return _now("changed the answer, {the_name}: {before} became {score}")
    return _now("changed the answer, {the_name}")


say("survey_round.planned", icon="calendar-plus", text=_("planned the round {name}"), group=CARE)
say("survey_round.handed_over", icon="user-cog", text=_("handed the round {name} over from {before} to {person}"), group=CARE)
say("surveyround.open", icon="send", text=_("opened the round {name}"), group=CARE)
say("surveyround.close", icon="archive", text=_("closed the round {name}"), group=CARE)
say("surveyround.cancel", icon="x", text=_("cancelled the round {name}"), group=CARE)
say("survey_invitation.sent", icon="send", text=_("asked {contact} how we do"), group=CARE)
say("survey_invitation.reminded", icon="bell-ring", text=_("reminded {contact} of the survey"), group=CARE)
say("survey_invitation.link_made", icon="link", text=_("made a link to the survey for {contact}"), group=CARE)
say("surveyinvitation.open", icon="mail-open", text=_("opened the survey"), group=CARE)
say("survey_link.used", icon="mail-open", text=_("looked at the survey again"), group=CARE)
say("surveyinvitation.answer", icon="message-square-heart", text=_("sent the survey back"), group=CARE)
say("surveyinvitation.refuse", icon="bell-off", text=_("does not want to be asked how we do"), group=CARE, tone="watch")
say("surveyinvitation.lapse", icon="mail-x", text=_("heard nothing from {contact} to the survey"), group=CARE)
say("surveyinvitation.bounce", icon="mail-x", text=_("could not deliver the survey to {contact}"), group=CARE, tone="watch")
say("survey_answer.given", icon="message-square-heart", text=given, group=CARE)
say("survey_answer.changed", icon="message-square-heart", text=changed, group=CARE)
say("survey_answer.low", icon="message-square-warning", text=_("saw a low answer of {contact}: {name}"), group=CARE, tone="risk")
say("survey_answer.rated", icon="scale", text=_("rated the relationship from our side"), group=CARE)
say("survey_answer.read", icon="eye", text=_("read what {name} says"), group=CARE)
say("survey_answer.imported", icon="message-square-heart", text=_("brought an earlier answer: {name}"), group=CARE)
say("questionnaire.added", icon="list-plus", text=_("wrote the questionnaire {name}"), group=CARE)
say("questionnaire.changed", icon="list", text=_("changed the questionnaire {name}"), group=CARE)
say("questionnaire.retired", icon="archive", text=_("retired the questionnaire {name}"), group=CARE)
say("survey_schedule.added", icon="calendar-sync", text=_("has {name} asked every {months} months"), group=CARE)
say("survey_schedule.changed", icon="calendar-sync", text=_("changed the schedule {name}"), group=CARE)
say("survey_schedule.ended", icon="calendar-x", text=_("ended the schedule {name}"), group=CARE)
