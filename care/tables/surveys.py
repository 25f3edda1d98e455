"""Surveys as lists: answers and rounds (R5)."""

from django.utils.translation import gettext_lazy as _

from care.models import SurveyAnswer, SurveyRound
from care.states.surveys import InvitationState, RoundState
from clients import columns
from core.columns import (
    ChoiceColumn,
    DayColumn,
    DueColumn,
    HouseColumn,
    HouseTable,
    NumberColumn,
    StateColumn,
    TextColumn,
    TitleColumn,
    YesColumn,
)

ROUND_FILL = {RoundState.PLANNED: 0, RoundState.OPEN: 0.5}
INVITATION_FILL = {InvitationState.SENT: 0, InvitationState.OPENED: 0.5}


def round_look(survey_round: SurveyRound) -> dict:
    state = survey_round.state
    return {"fill": ROUND_FILL.get(state, 1), "done": state == RoundState.CLOSED, "lost": state == RoundState.CANCELLED}


def invitation_look(invitation) -> dict:
    state = invitation.state
    return {
        "fill": INVITATION_FILL.get(state, 1),
        "done": state == InvitationState.ANSWERED,
        "lost": state in (InvitationState.LAPSED, InvitationState.BOUNCED, InvitationState.REFUSED),
    }


class SurveyAnswerTable(HouseTable):
    who = TitleColumn(verbose_name=_("From"), accessor="who", code="account.code", sub="account.name", orderable=False)
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    email = HouseColumn(verbose_name=_("Contact, e-mail"), accessor="contact.email", only_export=True)
    side = ChoiceColumn(verbose_name=_("Side"), chosen=False, hide_on="phone")
    kind = ChoiceColumn(verbose_name=_("Kind"), hide_on="tablet")
    nps = NumberColumn(verbose_name=_("NPS"))
    csat = NumberColumn(verbose_name=_("CSAT"))
    rating = NumberColumn(verbose_name=_("Rating"), places=1, hide_on="phone")
    words = TextColumn(verbose_name=_("In their words"), hide_on="tablet")
    is_low = YesColumn(verbose_name=_("Low"), chosen=False, hide_on="phone")
    round = HouseColumn(verbose_name=_("Round"), accessor="round.name", chosen=False, hide_on="phone")
    read_at = YesColumn(verbose_name=_("Read"), accessor="is_read", orderable=False, chosen=False, hide_on="phone")
    answered_on = DayColumn(verbose_name=_("Answered on"))

    class Meta:
        order_by = ("-answered_on",)

    def row_name(self, answer: SurveyAnswer):
        return f"{answer}, {answer.answered_on}"


class SurveyRoundTable(HouseTable):
    name = TitleColumn(verbose_name=_("Round"), sub="questionnaire.name")
    state = StateColumn(verbose_name=_("State"), look=round_look)
    questionnaire = HouseColumn(verbose_name=_("Questionnaire"), accessor="questionnaire.name", only_export=True)
    asked = NumberColumn(verbose_name=_("Asked"), orderable=False)
    answered = NumberColumn(verbose_name=_("Answered"), orderable=False)
    opens_on = DayColumn(verbose_name=_("Opens"), hide_on="phone")
    closes_on = DueColumn(verbose_name=_("Closes"), soon=5, is_open=lambda one: one.state == RoundState.OPEN)

    class Meta:
        order_by = ("-closes_on",)
