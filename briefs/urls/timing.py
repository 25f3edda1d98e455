from django.urls import path

from briefs.views import overview
from briefs.views import timing as views

urlpatterns = [
    path("jobs/<int:pk>/timing/", views.brief_timing, name="brief_timing"),
    path("jobs/<int:pk>/timing/plan/", views.brief_plan, name="brief_plan"),
    path("jobs/<int:pk>/milestones/add/", views.milestone_add, name="milestone_add"),
    path("jobs/milestones/<int:pk>/change/", views.milestone_change, name="milestone_change"),
    path("jobs/milestones/<int:pk>/move/", views.milestone_move, name="milestone_move"),
    path("jobs/milestones/<int:pk>/reach/", views.milestone_reach, name="milestone_reach"),
    path("jobs/milestones/<int:pk>/reopen/", views.milestone_reopen, name="milestone_reopen"),
    path("jobs/milestones/<int:pk>/drop/", views.milestone_drop, name="milestone_drop"),
    path("milestone-plans/", views.milestone_plan_list, name="milestone_plan_list"),
    path("milestone-plans/add/", views.milestone_plan_add, name="milestone_plan_add"),
    path("milestone-plans/<int:pk>/change/", views.milestone_plan_change, name="milestone_plan_change"),
    path("milestone-plans/<int:pk>/retire/", views.milestone_plan_retire, name="milestone_plan_retire"),
    path("jobs/board/", overview.brief_board, name="brief_board"),
    path("jobs/<int:pk>/moves/", overview.brief_moves, name="brief_moves"),
    path("jobs/calendar/", overview.brief_calendar, name="brief_calendar"),
    path("jobs/timeline/", overview.brief_timeline, name="brief_timeline"),
    path("capacity/", overview.capacity_board, name="capacity_board"),
    path("capacity/<int:pk>/", overview.capacity_week, name="capacity_week"),
]
