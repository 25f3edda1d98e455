from django.urls import path

from care.views import health, health_policy, recovery

urlpatterns = [
    path("accounts/<int:pk>/health/", health.account_health, name="account_health"),
    path("accounts/<int:pk>/health/look/", health.account_health_look, name="account_health_look"),
    path("accounts/<int:pk>/health/say/", health.sentiment_say, name="sentiment_say"),
    path("sentiment/<int:pk>/withdraw/", health.sentiment_withdraw, name="sentiment_withdraw"),
    path("health-alerts/<int:pk>/acknowledge/", health.health_alert_acknowledge, name="health_alert_acknowledge"),
    path("health/policy/", health_policy.health_policy, name="health_policy"),
    path("health/back-test/", health_policy.health_backtest, name="health_backtest"),
    path("recovery-plans/", recovery.recovery_plan_list, name="recovery_plan_list"),
    path("accounts/<int:pk>/recovery-plan/", recovery.recovery_plan_write, name="recovery_plan_write"),
    path("recovery-plans/<int:pk>/", recovery.recovery_plan_detail, name="recovery_plan_detail"),
    path("recovery-plans/<int:pk>/change/", recovery.recovery_plan_change, name="recovery_plan_change"),
    path("recovery-plans/<int:pk>/judge/", recovery.recovery_plan_judge, name="recovery_plan_judge"),
    path("recovery-plans/<int:pk>/steps/add/", recovery.recovery_step_add, name="recovery_step_add"),
    path("recovery-plans/<int:pk>/<slug:name>/", recovery.recovery_plan_move, name="recovery_plan_move"),
    path("recovery-steps/<int:pk>/change/", recovery.recovery_step_change, name="recovery_step_change"),
    path("recovery-steps/<int:pk>/done/", recovery.recovery_step_done, name="recovery_step_done"),
    path("recovery-steps/<int:pk>/reopen/", recovery.recovery_step_reopen, name="recovery_step_reopen"),
    path("recovery-steps/<int:pk>/drop/", recovery.recovery_step_drop, name="recovery_step_drop"),
]
