from django.urls import path

from care.views import questionnaire, satisfaction, survey_answer, survey_guest, survey_round

urlpatterns = [
    path("satisfaction/", satisfaction.satisfaction, name="satisfaction"),
    path("accounts/<int:pk>/satisfaction/", satisfaction.account_satisfaction, name="account_satisfaction"),
    path("accounts/<int:pk>/satisfaction/send/", survey_round.survey_send, name="survey_send"),
    path("survey-answers/", survey_answer.survey_answer_list, name="survey_answer_list"),
    path("survey-answers/<int:pk>/", survey_answer.survey_answer_detail, name="survey_answer_detail"),
    path("survey-answers/<int:pk>/read/", survey_answer.survey_answer_read, name="survey_answer_read"),
    path("team-ratings/<int:pk>/", survey_answer.team_rating_give, name="team_rating_give"),
    path("survey-rounds/", survey_round.survey_round_list, name="survey_round_list"),
    path("survey-rounds/add/", survey_round.survey_round_add, name="survey_round_add"),
    path("survey-rounds/<int:pk>/", survey_round.survey_round_detail, name="survey_round_detail"),
    path("survey-rounds/<int:pk>/open/", survey_round.survey_round_open, name="survey_round_open"),
    path("survey-rounds/<int:pk>/close/", survey_round.survey_round_close, name="survey_round_close"),
    path("survey-rounds/<int:pk>/cancel/", survey_round.survey_round_cancel, name="survey_round_cancel"),
    path("survey-invitations/<int:pk>/link/", survey_round.survey_link_make, name="survey_link_make"),
    path("questionnaires/", questionnaire.questionnaire_list, name="questionnaire_list"),
    path("questionnaires/add/", questionnaire.questionnaire_add, name="questionnaire_add"),
    path("questionnaires/<int:pk>/", questionnaire.questionnaire_detail, name="questionnaire_detail"),
    path("questionnaires/<int:pk>/change/", questionnaire.questionnaire_change, name="questionnaire_change"),
    path("questionnaires/<int:pk>/retire/", questionnaire.questionnaire_retire, name="questionnaire_retire"),
    path("survey-schedules/", questionnaire.survey_schedule_list, name="survey_schedule_list"),
    path("survey-schedules/add/", questionnaire.survey_schedule_add, name="survey_schedule_add"),
    path("survey-schedules/<int:pk>/", questionnaire.survey_schedule_detail, name="survey_schedule_detail"),
    path("survey-schedules/<int:pk>/change/", questionnaire.survey_schedule_change, name="survey_schedule_change"),
    path("survey-schedules/<int:pk>/end/", questionnaire.survey_schedule_end, name="survey_schedule_end"),
    # By secret link, without a log-in; `core.discreet` keeps these addresses out of every log.
    path("for-you/survey/<str:secret>/", survey_guest.client_survey, name="client_survey"),
    path("for-you/survey/<str:secret>/thanks/", survey_guest.client_survey_thanks, name="client_survey_thanks"),
    path("for-you/survey/<str:secret>/refuse/", survey_guest.client_survey_refuse, name="client_survey_refuse"),
]
