from django.urls import path

from briefs.views import reading as views

urlpatterns = [
    path("jobs/", views.brief_list, name="brief_list"),
    path("accounts/<int:pk>/jobs/", views.account_jobs, name="account_jobs"),
]
