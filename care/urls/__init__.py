"""Addresses of care, by part of the work."""

from care.urls import check_ins, concerns, health, knowledge, surveys

urlpatterns = [
    *check_ins.urlpatterns,
    *concerns.urlpatterns,
    *health.urlpatterns,
    *knowledge.urlpatterns,
    *surveys.urlpatterns,
]
