"""Addresses of care, by part of the work."""

from care.urls import agenda, check_ins, concerns, contact_reports, health, knowledge, reported_figures, surveys

urlpatterns = [
    *agenda.urlpatterns,
    *check_ins.urlpatterns,
    *concerns.urlpatterns,
    *contact_reports.urlpatterns,
    *health.urlpatterns,
    *knowledge.urlpatterns,
    *surveys.urlpatterns,
    *reported_figures.urlpatterns,
]
