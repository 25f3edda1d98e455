from django.conf import settings
from django.urls import path

from dashboards import views

urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("dashboards/portfolio/", views.portfolio_dashboard, name="portfolio_dashboard"),
    path("dashboards/agency/", views.agency_dashboard, name="agency_dashboard"),
    path("dashboards/people/", views.people_dashboard, name="people_dashboard"),
    path("dashboards/work/", views.work_dashboard, name="work_dashboard"),
    path("dashboards/relationship/", views.relationship_dashboard, name="relationship_dashboard"),
    path("dashboards/retention/", views.retention_dashboard, name="retention_dashboard"),
    path("dashboards/records/<slug:which>/", views.dashboard_records, name="dashboard_records"),
]

if settings.MODE == "test":  # what pages are measured against (dashboards/bench); nobody else needs it
    from dashboards.bench.floor import bench_floor

    urlpatterns.append(path("bench/floor/", bench_floor, name="bench_floor"))
