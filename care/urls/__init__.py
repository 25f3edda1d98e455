"""Addresses of care, by part of the work."""

from care.urls import agenda, check_ins, concerns, contact_reports, health, knowledge, surveys

urlpatterns = [
    *agenda.urlpatterns,
    *check_ins.urlpatterns,
    *concerns.urlpatterns,
    *contact_reports.urlpatterns,
    *health.urlpatterns,
    *knowledge.urlpatterns,
    *surveys.urlpatterns,
]
