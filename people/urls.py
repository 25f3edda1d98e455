from django.urls import path

from people import views

urlpatterns = [
    path("team/", views.team_list, name="team_list"),
    path("team/<int:pk>/", views.person_detail, name="person_detail"),
    path("team/<int:pk>/absences/add/", views.absence_add, name="absence_add"),
    path("team/<int:pk>/hand-over/", views.person_hand_over, name="person_hand_over"),
    path("team/absences/<int:pk>/", views.absence_change, name="absence_change"),
    path("team/absences/<int:pk>/remove/", views.absence_remove, name="absence_remove"),
    path("team/briefings/<int:pk>/", views.briefing_detail, name="briefing_detail"),
    path("settings/", views.my_settings, name="my_settings"),
    path("settings/log-out-everywhere/", views.settings_log_out_everywhere, name="settings_log_out_everywhere"),
    path("settings/approval-policy/", views.approval_policy, name="approval_policy"),
    path("settings/approval-policy/add/", views.approval_rule_add, name="approval_rule_add"),
    path("settings/approval-policy/<int:pk>/", views.approval_rule_change, name="approval_rule_change"),
    path("settings/approval-policy/<int:pk>/remove/", views.approval_rule_remove, name="approval_rule_remove"),
]
