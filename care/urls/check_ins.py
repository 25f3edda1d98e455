from django.urls import path

from care.views import action_item, check_in, check_in_hold, check_in_list, check_in_plan, check_in_week

urlpatterns = [
    path("check-ins/", check_in_list.check_in_list, name="check_in_list"),
    path("check-ins/week/", check_in_week.check_in_week, name="check_in_week"),
    path("check-ins/log/", check_in_hold.check_in_log, name="check_in_log"),
    path("check-ins/<int:pk>/", check_in.check_in_detail, name="check_in_detail"),
    path("check-ins/<int:pk>/hold/", check_in_hold.check_in_hold, name="check_in_hold"),
    path("check-ins/<int:pk>/change/", check_in_plan.check_in_change, name="check_in_change"),
    path("check-ins/<int:pk>/miss/", check_in_plan.check_in_miss, name="check_in_miss"),
    path("check-ins/<int:pk>/cancel/", check_in_plan.check_in_cancel, name="check_in_cancel"),
    path("accounts/<int:pk>/check-ins/", check_in_list.account_check_ins, name="account_check_ins"),
    path("accounts/<int:pk>/check-ins/plan/", check_in_plan.check_in_plan, name="check_in_plan"),
    path("accounts/<int:pk>/actions/add/", action_item.action_item_add, name="action_item_add"),
    path("actions/", action_item.action_item_list, name="action_item_list"),
    path("actions/<int:pk>/", action_item.action_item_detail, name="action_item_detail"),
    path("actions/<int:pk>/change/", action_item.action_item_change, name="action_item_change"),
    path("actions/<int:pk>/done/", action_item.action_item_done, name="action_item_done"),
    path("actions/<int:pk>/reopen/", action_item.action_item_reopen, name="action_item_reopen"),
]
