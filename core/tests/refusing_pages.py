"""Views that refuse, each in its own way, for the tests of the pages that say so."""

from django.core.exceptions import PermissionDenied
from django.urls import include, path

from core.errors import IllegalMove, LostRace, Refused


def lost_race(request):
    raise LostRace(request.user, mine={"fee": ("€1,000", "<b>€2,000</b>")})


def too_late(request):
    raise IllegalMove(request.user, "send_back", "approved")


def refused(request):
    raise Refused("A client with a contract in force cannot be lost.")


def forbidden(request):
    raise PermissionDenied


def broken(request):
    raise ValueError("secret of the house")


urlpatterns = [
    path("lost-race/", lost_race),
    path("too-late/", too_late),
    path("refused/", refused),
    path("forbidden/", forbidden),
    path("broken/", broken),
    path("team/<int:pk>/", forbidden, name="person_detail"),
    path("door/", include("allauth.urls")),
]
handler500 = "core.faults.server_error"
