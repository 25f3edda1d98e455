"""One row of all that belongs to surveys, on the account of the cast."""

from datetime import timedelta

from care.states.surveys import RoundState, SurveyKind
from care.tests.survey_factories import (
    AnswerLineFactory,
    QuestionFactory,
    QuestionnaireFactory,
    SurveyAnswerFactory,
    SurveyInvitationFactory,
    SurveyLinkFactory,
    SurveyRoundFactory,
    SurveyScheduleFactory,
    TeamRatingFactory,
)
from clients.tests.factories import ContactFactory


def survey_rows(account, cast) -> dict:
    today = cast["eli"].today
    questionnaire = QuestionnaireFactory(name="Cast’s questions")
    question = QuestionFactory(questionnaire=questionnaire)
    contact = ContactFactory(client=account.client, name="Rauni Rater", email="rauni@client.example")
    silent = ContactFactory(client=account.client, name="Silja Silent", email="silja@client.example")
    survey_round = SurveyRoundFactory(questionnaire=questionnaire, made_by=cast["dana"])
    invitation = SurveyInvitationFactory(round=survey_round, account=account, contact=silent)
    answered = SurveyInvitationFactory(round=survey_round, account=account, contact=contact, state="answered")
    answer = SurveyAnswerFactory(
        invitation=answered, round=survey_round, questionnaire=questionnaire, account=account, contact=contact, nps=3, is_low=True
    )
    AnswerLineFactory(answer=answer, question=question, kind="nps", text=question.text, score=3, theme="")
    both = QuestionnaireFactory(name="Cast’s relationship", kind=SurveyKind.RELATIONSHIP)
    QuestionFactory(questionnaire=both, kind="rating", team_text="And they?")
    planned = {"state": RoundState.PLANNED, "opens_on": today + timedelta(days=30), "questionnaire": questionnaire}
    return {
        "questionnaire": questionnaire,
        "survey_schedule": SurveyScheduleFactory(questionnaire=questionnaire),
        "survey_round": survey_round,
        "planned_round": SurveyRoundFactory(made_by=cast["dana"], **planned),
        "survey_invitation": invitation,
        "survey_link": SurveyLinkFactory(invitation=invitation),
        "survey_answer": answer,
        "team_rating": TeamRatingFactory(round=SurveyRoundFactory(questionnaire=both), account=account, person=cast["eli"]),
    }


def rated(rows: dict) -> dict[str, str]:
    """Every question of the rating that is asked, with a four."""
    questions = rows["team_rating"].round.questionnaire.questions.all()
    return {f"q{question.pk}": "4" for question in questions}


# What these forms need to be told: which key is pressed, who is asked, what fits the kind.
SURVEY_FORMS = {
    "questionnaire_add": lambda rows: {"kind": "nps", "q-0-kind": "nps", "q-0-team_text": ""},
    "questionnaire_change": lambda rows: {"q-0-team_text": ""},
    "survey_schedule_add": lambda rows: {"tier": "growth"},
    "survey_send": lambda rows: {"contacts": str(rows["twin_contact"].pk)},
    "team_rating_give": rated,
}
