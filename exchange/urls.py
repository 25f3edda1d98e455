from django.urls import path

from exchange import views, views_briefs

urlpatterns = [
    path("jobs/import/", views_briefs.brief_import, name="brief_import"),
    path("imports/", views.import_list, name="import_list"),
    path("imports/new/", views.import_add, name="import_add"),
    path("imports/<int:pk>/", views.import_detail, name="import_detail"),
    path("imports/<int:pk>/mapping/", views.import_map, name="import_map"),
    path("imports/<int:pk>/check/", views.import_check, name="import_check"),
    path("imports/<int:pk>/run/", views.import_run, name="import_run"),
    path("imports/<int:pk>/stop/", views.import_stop, name="import_stop"),
    path("imports/<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("imports/<int:pk>/throw-away/", views.import_throw_away, name="import_throw_away"),
    path("imports/<int:pk>/rows/", views.import_rows, name="import_rows"),
    path("imports/<int:pk>/report.csv", views.import_report, name="import_report"),
    path("imports/owners/<int:pk>/", views.import_owner, name="import_owner"),
]
