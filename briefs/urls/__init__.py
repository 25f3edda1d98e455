"""Addresses of requests and jobs, by part of the work."""

from briefs.urls import approving, delivering, making, reading, requests, showing, timing, writing

urlpatterns = [
    *reading.urlpatterns,
    *requests.urlpatterns,
    *writing.urlpatterns,
    *approving.urlpatterns,
    *making.urlpatterns,
    *showing.urlpatterns,
    *timing.urlpatterns,
    *delivering.urlpatterns,
]
