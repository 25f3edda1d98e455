from django.urls import path

from care import views

urlpatterns = [
    path("check-ins/", views.check_in_list, name="check_in_list"),
    path("check-ins/week/", views.check_in_week, name="check_in_week"),
    path("check-ins/log/", views.check_in_log, name="check_in_log"),
    path("check-ins/<int:pk>/", views.check_in_detail, name="check_in_detail"),
    path("check-ins/<int:pk>/hold/", views.check_in_hold, name="check_in_hold"),
    path("check-ins/<int:pk>/change/", views.check_in_change, name="check_in_change"),
    path("check-ins/<int:pk>/miss/", views.check_in_miss, name="check_in_miss"),
    path("check-ins/<int:pk>/cancel/", views.check_in_cancel, name="check_in_cancel"),
    path("accounts/<int:pk>/check-ins/", views.account_check_ins, name="account_check_ins"),
    path("accounts/<int:pk>/check-ins/plan/", views.check_in_plan, name="check_in_plan"),
    path("accounts/<int:pk>/actions/add/", views.action_item_add, name="action_item_add"),
    path("actions/", views.action_item_list, name="action_item_list"),
    path("actions/<int:pk>/", views.action_item_detail, name="action_item_detail"),
    path("actions/<int:pk>/change/", views.action_item_change, name="action_item_change"),
    path("actions/<int:pk>/done/", views.action_item_done, name="action_item_done"),
    path("actions/<int:pk>/reopen/", views.action_item_reopen, name="action_item_reopen"),
]
