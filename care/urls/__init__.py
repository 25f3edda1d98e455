"""Addresses of care, by part of the work."""

from care.urls import check_ins, knowledge

urlpatterns = [
    *check_ins.urlpatterns,
    *knowledge.urlpatterns,
]
