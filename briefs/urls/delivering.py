from django.urls import path

from briefs.views import delivering as views

urlpatterns = [
    path("jobs/<int:pk>/delivery/", views.brief_delivery, name="brief_delivery"),
    path("jobs/<int:pk>/check-quality/", views.brief_check_quality, name="brief_check_quality"),
    path("jobs/points/<int:pk>/answer/", views.checked_point_answer, name="checked_point_answer"),
    path("jobs/checks/<int:pk>/overrule/", views.quality_check_overrule, name="quality_check_overrule"),
    path("jobs/<int:pk>/deliver/", views.brief_deliver, name="brief_deliver"),
    path("jobs/deliveries/<int:pk>/note/", views.delivery_note, name="delivery_note"),
    path("jobs/<int:pk>/close/", views.brief_close, name="brief_close"),
    path("jobs/<int:pk>/reopen/", views.brief_reopen, name="brief_reopen"),
    path("jobs/<int:pk>/client-rating/", views.job_rating_add, name="job_rating_add"),
    path("for-you/review/<str:secret>/rating/", views.client_rating, name="client_rating"),
    path("checklists/", views.checklist_list, name="checklist_list"),
    path("checklists/add/", views.checklist_add, name="checklist_add"),
    path("checklists/<int:pk>/change/", views.checklist_change, name="checklist_change"),
    path("checklists/<int:pk>/retire/", views.checklist_retire, name="checklist_retire"),
]
